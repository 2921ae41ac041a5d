/** The list of identifiers as people read it: kinds with their figures, or values with senders and the words around them. */
import type {
  IdentifierOrder,
  IdentifierStore,
} from "../../catalog/identifiers/identifier-store.ts";
import type { CatalogReader } from "../../catalog/read-catalog.ts";
import type { Io } from "../../cli/command.ts";
import { IDENTIFIER_KINDS, type IdentifierName, proofText } from "../../identifier-kinds.ts";
import { safeLine } from "../../render/escape.ts";
import { bold, column, counted, dim, grouped, isoTime } from "../../render/terminal.ts";
import { contextsOf, type IdentifierRow, rowsOfKind, type Scope, sendersOf } from "./rows.ts";

/** What a list shows, and of which families. */
export interface View {
  readonly catalog: CatalogReader;
  readonly store: IdentifierStore;
  readonly scope: Scope | null;
  readonly order: IdentifierOrder;
  readonly limit: number;
  readonly contexts: number;
  readonly region: string | null;
}

const day = (at: number | null): string => (isoTime(at) ?? "").slice(0, 10);

/** Prints the kinds with how many values each has. */
export function printKinds(io: Io, view: View): void {
  const { catalog, store, scope } = view;
  const line = (cells: readonly string[]): string =>
    `${column(cells[0] ?? "", 12, io)} ${(cells[1] ?? "").padStart(8)}  ${column(cells[2] ?? "", 10, io)}  ${column(cells[3] ?? "", 10, io)}  ${cells[4] ?? ""}`.trimEnd();
  io.out(`${bold(io, line(["kind", "values", "first", "last", "what"]))}\n`);
  for (const { name, what } of IDENTIFIER_KINDS) {
    const all = scope === null ? store.count(name) : null;
    const found =
      all === null
        ? rowsOfKind(catalog, store, name, { ...view, limit: Number.MAX_SAFE_INTEGER })
        : null;
    const values = all?.values ?? found?.total ?? 0;
    if (values === 0) continue;
    const times = (found?.rows ?? []).flatMap(({ firstAt, lastAt }) =>
      [firstAt ?? [], lastAt ?? []].flat(),
    );
    const firstAt =
      all === null
        ? times.length === 0
          ? null
          : times.reduce((a, b) => Math.min(a, b))
        : all.firstAt;
    const lastAt =
      all === null
        ? times.length === 0
          ? null
          : times.reduce((a, b) => Math.max(a, b))
        : all.lastAt;
    io.out(`${line([name, grouped(values), day(firstAt), day(lastAt), what])}\n`);
  }
  io.err(
    `The values of one kind: leaksift identifiers --kind iban. Documents with one: leaksift search 'iban:*'\n`,
  );
}

function printRow(io: Io, view: View, row: IdentifierRow): void {
  const room = Math.max(20, io.columns - 52);
  const shown = safeLine(row.value);
  const figures = `${grouped(row.families).padStart(7)}  ${day(row.firstAt).padEnd(10)}  ${day(row.lastAt).padEnd(10)}  ${proofText(row.proof)}`;
  io.out(
    shown.length > room
      ? `${bold(io, shown)}\n${" ".repeat(room)} ${figures}\n`
      : `${bold(io, column(shown, room, io))} ${figures}\n`,
  );
  const senders = sendersOf(view.catalog, row);
  const named = senders.slice(0, 2).map(([sender]) => safeLine(sender));
  const more = senders.length > 2 ? ` and ${grouped(senders.length - 2)} more` : "";
  if (named.length > 0) io.out(`    ${dim(io, `by ${named.join(", ")}${more}`)}\n`);
  const around = Math.max(16, Math.floor((io.columns - 20 - shown.length) / 2));
  for (const context of contextsOf(view.catalog, row, view.region, {
    count: view.contexts,
    around,
  })) {
    const words =
      context.value === ""
        ? `in the header or metadata of: ${safeLine(context.from)}`
        : `${safeLine(context.before)}${bold(io, safeLine(context.value))}${safeLine(context.after)}`;
    io.out(`    ${dim(io, context.contentId.slice(0, 12))} ${words.trim()}\n`);
  }
}

/** Prints the values of kinds; kinds without a value say nothing. */
export function printRows(io: Io, view: View, kinds: readonly IdentifierName[]): void {
  const { catalog, store } = view;
  let total = 0;
  let shown = 0;
  for (const kind of kinds) {
    const found = rowsOfKind(catalog, store, kind, view);
    if (kinds.length > 1 && found.total > 0) io.out(`${bold(io, kind)}\n`);
    for (const row of found.rows) printRow(io, view, row);
    total += found.total;
    shown += found.rows.length;
  }
  const more = total > shown ? `, ${grouped(total - shown)} not shown: --limit 0 shows all` : "";
  io.err(`${counted(total, "value")}${more}.\n`);
  const [kind] = kinds;
  if (total > 0 && kind !== undefined)
    io.err(`The messages and files with one: leaksift search '${kind}:VALUE'\n`);
}
