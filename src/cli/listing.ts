/**
 * Lists for programs: every command that prints a list has --json (one object), --ndjson (one object a line, as it is found), --csv and, where its
 * rows are documents, --ids. Options, headers and writing are here and nowhere else.
 */
import { UserError } from "../errors.ts";
import { csvLine, safeJson } from "../render/escape.ts";
import {
  CSV_OPTION,
  type Io,
  isSet,
  JSON_OPTION,
  numberValue,
  type OptionSpec,
  type ParsedArgs,
} from "./command.ts";

const IDS_OPTION: OptionSpec = {
  name: "ids",
  type: "boolean",
  description:
    "Print only full ids, one on each line, all of them: for leaksift show -, tag, export",
};
const NDJSON_OPTION: OptionSpec = {
  name: "ndjson",
  type: "boolean",
  description: "Print one JSON object on each line, all of them (docs/json.md)",
};

/** Options of a list whose rows are no documents. */
export const LIST_OPTIONS: readonly OptionSpec[] = [JSON_OPTION, NDJSON_OPTION, CSV_OPTION];

/** Options of a list of documents. */
export const DOCUMENT_LIST_OPTIONS: readonly OptionSpec[] = [IDS_OPTION, ...LIST_OPTIONS];

const FORMS = ["ids", "json", "ndjson", "csv"] as const;

/** In what form a list is asked for; null: for people to read. */
export type ListForm = (typeof FORMS)[number] | null;

/** The form the options ask for. Throws UserError for two at once. */
export function listForm(args: ParsedArgs): ListForm {
  const [form, other] = FORMS.filter((name) => isSet(args, name));
  if (other !== undefined)
    throw new UserError(`--${form} and --${other} are two forms of one list; give one of them.`);
  return form ?? null;
}

/** Whether everything is printed unless --limit says otherwise: what is piped on must not end unseen after a screenful. */
function printsAll(form: ListForm): boolean {
  return form !== null && form !== "json";
}

/** How many rows are printed: --limit, of which 0 is all; without it all where the list is piped on, and `usual` for people. */
export function limitOf(args: ParsedArgs, usual: number): number {
  const wanted = numberValue(args, "limit") ?? (printsAll(listForm(args)) ? 0 : usual);
  return wanted === 0 ? Number.MAX_SAFE_INTEGER : wanted;
}

/** One cell of a CSV line. */
type Cell = string | number | null;

/** How the rows of a list are written. */
export interface ListShape<Row> {
  /** What the array is called in --json. */
  readonly name: string;
  /** A row as in --json and, with formatVersion, --ndjson. */
  readonly object: (row: Row) => object;
  readonly columns: readonly string[];
  /** CSV lines of a row, one or more, in the order of the columns. */
  readonly lines: (row: Row) => readonly (readonly Cell[])[];
  /** Documents of a row, 64 digits each; left out where rows are no documents. */
  readonly ids?: (row: Row) => readonly string[];
}

/** Takes rows as they are found. */
export interface ListWriter<Row> {
  readonly row: (row: Row) => void;
  /** Ends the list; `beside` are the figures that --json has beside the array. */
  readonly end: (beside?: object) => void;
}

const nothing = (): void => {};

/** A writer for the form the options ask for; null when people are to read the list. Only --json holds rows until the end. */
export function listWriter<Row>(
  io: Io,
  args: ParsedArgs,
  shape: ListShape<Row>,
  form = listForm(args),
): ListWriter<Row> | null {
  switch (form) {
    case null:
      return null;
    case "ids":
      return { row: idPrinter(io, shape), end: nothing };
    case "ndjson":
      return {
        row: (row) => io.out(`${safeJson({ formatVersion: 1, ...shape.object(row) })}\n`),
        end: nothing,
      };
    case "csv":
      io.out(csvLine(shape.columns));
      return {
        row: (row) => {
          for (const cells of shape.lines(row)) io.out(csvLine(cells));
        },
        end: nothing,
      };
    case "json": {
      const objects: object[] = [];
      return {
        row: (row) => objects.push(shape.object(row)),
        end: (beside = {}) =>
          io.out(`${safeJson({ formatVersion: 1, ...beside, [shape.name]: objects })}\n`),
      };
    }
  }
}

/** Each document once, however many rows name it. */
function idPrinter<Row>(io: Io, { ids, name }: ListShape<Row>): (row: Row) => void {
  if (ids === undefined)
    throw new UserError(`This list of ${name} has no ids: its lines are not documents.`);
  const printed = new Set<string>();
  return (row) => {
    for (const id of ids(row)) {
      if (printed.has(id)) continue;
      printed.add(id);
      io.out(`${id}\n`);
    }
  };
}

/** Prints a list in the form the options ask for. False: none was asked for, and nothing was printed. */
export function printList<Row>(
  io: Io,
  args: ParsedArgs,
  shape: ListShape<Row>,
  rows: Iterable<Row>,
  beside: object = {},
): boolean {
  const writer = listWriter(io, args, shape);
  if (writer === null) return false;
  for (const row of rows) writer.row(row);
  writer.end(beside);
  return true;
}
