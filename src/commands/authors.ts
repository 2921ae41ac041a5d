/** `leaksift authors`: which names stand in the files of the corpus, in which role, in how many files, from when to when. */
import { findIndex } from "../catalog/index-folder.ts";
import { CatalogReader } from "../catalog/read-catalog.ts";
import { NAME_ALTERNATIVES } from "../checks/engine/alternatives.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  numberValue,
  type ParsedArgs,
  textValue,
} from "../cli/command.ts";
import { LIST_OPTIONS, type ListShape, listForm, printList } from "../cli/listing.ts";
import { familiesMatching } from "../cli/named.ts";
import { UserError } from "../errors.ts";
import {
  AUTHOR_SORTS,
  type AuthorSort,
  type AuthorTable,
  type AuthorValue,
  authorTable,
  ROLE_LABELS,
  sortAuthors,
} from "../flags/authors.ts";
import { safeLine } from "../render/escape.ts";
import { bold, column, counted, dim, grouped, isoTime, wrap } from "../render/terminal.ts";

const DEFAULT_LIMIT = 40;

/** Words of "--role a,b" by what they select; throws UserError for one that is no role. */
function wantedRoles(text: string | undefined): ReadonlySet<string> | null {
  if (text === undefined) return null;
  const words = text.split(",").map((word) => word.trim().toLowerCase());
  for (const word of words)
    if (!ROLE_LABELS.has(word))
      throw new UserError(
        `There is no role "${word}". Roles are: ${[...ROLE_LABELS.keys()].join(", ")}.`,
      );
  return new Set(words);
}

/** "0.4 %", "<0.1 %". */
function shareText(share: number): string {
  return share < 0.001 ? "<0.1 %" : `${(share * 100).toFixed(1)} %`;
}

/** Below this the share is left out and dates are cut to the month: the value needs the room. */
const WIDE_COLUMNS = 100;

/** `where` says of what the last line counts files: "in the corpus". */
function printText(
  io: Io,
  table: AuthorTable,
  rows: readonly AuthorValue[],
  total: number,
  where: string,
): void {
  const isWide = io.columns >= WIDE_COLUMNS;
  const dateColumns = isWide ? 10 : 7;
  const dateText = (at: number | null): string => (isoTime(at) ?? "").slice(0, dateColumns);
  const room = Math.max(16, Math.min(60, io.columns - (isWide ? 80 : 62)));
  const line = (cells: Readonly<Record<string, string>>): string =>
    [
      column(cells["value"] ?? "", room, io),
      column(cells["role"] ?? "", 14, io),
      (cells["files"] ?? "").padStart(7),
      ...(isWide ? [(cells["share"] ?? "").padStart(7)] : []),
      column(cells["script"] ?? "", 10, io),
      column(cells["first"] ?? "", dateColumns, io),
      column(cells["last"] ?? "", dateColumns, io),
      cells["mark"] ?? "",
    ]
      .join(" ")
      .trimEnd();
  const names = ["value", "role", "files", "share", "script", "first", "last"];
  if (rows.length > 0)
    io.out(`${bold(io, line(Object.fromEntries(names.map((name) => [name, name]))))}\n`);
  for (const row of rows)
    io.out(
      `${line({
        value: safeLine(row.value),
        role: ROLE_LABELS.get(row.role) ?? row.role,
        files: grouped(row.files),
        share: shareText(row.share),
        script: row.script,
        first: dateText(row.firstAt),
        last: dateText(row.lastAt),
        mark: row.isDefault ? dim(io, "default name") : "",
      })}\n`,
    );
  const more = total - rows.length;
  io.err(
    `${counted(total, "value")}${more > 0 ? `, ${grouped(more)} not shown: --limit 0 shows all` : ""}. ${grouped(table.filesWithValues)} of ${counted(table.corpusFiles, "different file")} ${where} ${table.filesWithValues === 1 ? "carries" : "carry"} any such value.\n`,
  );
  if (table.leftOut > 0)
    io.err(`${counted(table.leftOut, "value")} beyond the bound of this table left out.\n`);
  if (rows.length > 0) sayAbout(io, rows[0]?.field ?? "author");
}

function sayAbout(io: Io, field: string): void {
  const text = `A value is a text in a file. Behind it may be ${NAME_ALTERNATIVES.join(", ")}. Dates are those the files state.`;
  const lines = io.errIsTerminal ? wrap(text, io.columns) : [text];
  io.err(`${lines.join("\n")}\nThe files of one: leaksift search '${field}:"VALUE"'\n`);
}

const AUTHORS: ListShape<AuthorValue> = {
  name: "authors",
  object: ({ share, script, scripts, firstAt, lastAt, isDefault, ...row }) => ({
    value: row.value,
    role: row.role,
    field: row.field,
    files: row.files,
    places: row.places,
    share: Number(share.toPrecision(6)),
    script: script === "" ? null : script,
    scripts,
    firstAt: isoTime(firstAt),
    lastAt: isoTime(lastAt),
    defaultName: isDefault,
  }),
  columns: [
    "value",
    "role",
    "field",
    "files",
    "places",
    "share",
    "script",
    "scripts",
    "firstAt",
    "lastAt",
    "defaultName",
  ],
  lines: (row) => [
    [
      row.value,
      row.role,
      row.field,
      row.files,
      row.places,
      Number(row.share.toPrecision(6)),
      row.script,
      row.scripts.join(" "),
      isoTime(row.firstAt),
      isoTime(row.lastAt),
      row.isDefault ? "yes" : "no",
    ],
  ],
};

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const roles = wantedRoles(textValue(args, "role"));
  const script = textValue(args, "script")?.toLowerCase();
  const sort = (textValue(args, "sort") ?? "unusual") as AuthorSort;
  if (!AUTHOR_SORTS.includes(sort))
    throw new UserError(`--sort is one of ${AUTHOR_SORTS.join(", ")}, not "${sort}".`);
  const wanted = numberValue(args, "limit");
  if (wanted !== undefined && !(wanted >= 0))
    throw new UserError("--limit is a number, 0 for all values.");
  const paths = findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder);
  const roots = familiesMatching(io, paths, args.positional);
  const catalog = new CatalogReader(paths);
  try {
    const table = authorTable(catalog, roots);
    const scripts = new Set(table.values.flatMap((each) => each.scripts));
    if (script !== undefined && !scripts.has(script))
      io.err(
        `leaksift: no value here has a letter of the script "${script}". Scripts here: ${[...scripts].sort().join(", ") || "none"}.\n`,
      );
    const found = sortAuthors(table.values, sort).filter(
      (each) =>
        (roles === null || roles.has(each.role) || roles.has(each.field)) &&
        (script === undefined || each.scripts.includes(script)),
    );
    const limit = wanted ?? (listForm(args) === null ? DEFAULT_LIMIT : 0);
    const rows = limit === 0 ? found : found.slice(0, limit);
    const { corpusFiles, filesWithValues, leftOut } = table;
    const beside = { total: found.length, corpusFiles, filesWithValues, leftOut };
    if (!printList(io, args, AUTHORS, rows, beside))
      printText(
        io,
        table,
        rows,
        found.length,
        roots === null ? "in the corpus" : "the query finds",
      );
    return 0;
  } finally {
    catalog.close();
  }
}

export const authors: CommandSpec = {
  name: "authors",
  positional: "[QUERY]",
  access: "read",
  paged: true,
  summary: "List the names found in files: creators, last savers, companies",
  options: [
    {
      name: "role",
      type: "string",
      placeholder: "ROLE[,ROLE]",
      description: `Only these roles: ${[...ROLE_LABELS.keys()].join(", ")}`,
      values: async () => [...ROLE_LABELS.keys()],
    },
    {
      name: "script",
      type: "string",
      placeholder: "SCRIPT",
      description:
        "Only values with a letter of this script: cyrillic, greek, han … (as FIELD:script:cyrillic finds them)",
    },
    {
      name: "sort",
      type: "string",
      placeholder: "ORDER",
      choices: AUTHOR_SORTS,
      description:
        "unusual (default): scripts that few files have first. files: most files first. rare: fewest first. value: by text. first, last: by date",
    },
    {
      name: "limit",
      short: "n",
      type: "number",
      placeholder: "N",
      description: `Show N values (default ${DEFAULT_LIMIT}, all with --json, --ndjson and --csv); 0 shows all`,
    },
    ...LIST_OPTIONS,
    INDEX_OPTION,
  ],
  examples: [
    ["leaksift authors", "Every name in every file, those in rare scripts first"],
    [
      "leaksift authors --role lastsavedby --sort files",
      "Who files say saved them last, most files first",
    ],
    ["leaksift authors --script cyrillic --csv", "Values in Cyrillic letters, as CSV"],
    ["leaksift authors --ndjson | grep -c lastsavedby", "How many values of that role"],
    [
      "leaksift authors 'type:xlsx modified:2017-03-27'",
      "Names in the files of the messages a query finds",
    ],
  ],
  notes: [
    "A value is a text in a file, never a person: someone else of that name, a shared or default installation, a value set on purpose, a bystander who opened the file. Names that installations come with are marked as default names.",
    "Files are counted once by content, also where several messages carry them; files of exact copies of a message are left out. The share is of all different files. First and last are times the files state: of last saving, else of creation, else when a picture was taken.",
  ],
  run,
};
