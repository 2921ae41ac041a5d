/** Columns a person names with --fields: those there are, and what is meant by a name that is none of them. Loaded when --fields is given. */
import { UserError } from "../errors.ts";
import { closest } from "../query/suggest.ts";
import { type Column, readColumns } from "../render/columns.ts";

/** The columns of "a,b,c". Throws UserError for a name that is not a column, with the nearest and all there are. */
export function chosenColumns<Row>(table: readonly Column<Row>[], text: string): Column<Row>[] {
  const { columns, unknown } = readColumns(table, text);
  if (unknown.length === 0 && columns.length > 0) return columns;
  const names = table.map(({ name }) => name);
  const near = unknown.flatMap((word) => closest(word, names, 2) ?? []);
  const meant = near.length === 0 ? "" : ` Did you mean ${near.join(", ")}?`;
  throw new UserError(
    `--fields has no column ${unknown.map((name) => `"${name}"`).join(", ") || "at all"}.${meant} Columns are: ${names.join(", ")}.`,
  );
}
