/** `leaksift identifiers [QUERY]`: accounts, numbers, addresses, secrets of the corpus in canonical form, with documents, dates and senders. */
import {
  IDENTIFIER_ORDERS,
  type IdentifierOrder,
  type IdentifierStore,
} from "../../catalog/identifiers/identifier-store.ts";
import { findIndex } from "../../catalog/index-folder.ts";
import type { CatalogReader } from "../../catalog/read-catalog.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  isSet,
  numberValue,
  type ParsedArgs,
  textValue,
} from "../../cli/command.ts";
import { DOCUMENT_LIST_OPTIONS, type ListShape, listForm, listWriter } from "../../cli/listing.ts";
import { familiesMatching } from "../../cli/named.ts";
import { UserError } from "../../errors.ts";
import { type IdentifierName, isIdentifierKind, proofText } from "../../identifier-kinds.ts";
import { closest } from "../../query/suggest.ts";
import { isoTime } from "../../render/terminal.ts";
import { lookForIdentifiers } from "./look.ts";
import {
  contextsOf,
  type IdentifierRow,
  kindNames,
  rowsOfKind,
  type Scope,
  sendersOf,
  timesOf,
} from "./rows.ts";
import { printKinds, printRows, type View } from "./text.ts";

const DEFAULT_LIMIT = 20;

/** Kinds that --kind names; null for all. Throws UserError for one that is none. */
function wantedKinds(text: string | undefined): readonly IdentifierName[] | null {
  if (text === undefined) return null;
  return text.split(",").map((word) => {
    const name = word.trim().toLowerCase();
    if (isIdentifierKind(name)) return name;
    const near = closest(name, kindNames, 2);
    const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
    throw new UserError(
      `There is no kind "${word.trim()}".${hint} Kinds are: ${kindNames.join(", ")}.`,
    );
  });
}

/** The region of --region; null when not given. */
function wantedRegion(text: string | undefined): string | null {
  if (text === undefined) return null;
  const region = text.toUpperCase();
  if (/^[A-Z]{2}$/.test(region)) return region;
  throw new UserError(`--region takes a country in two letters, e.g. DE, not "${text}".`);
}

/** The families of a query with the root of each document in them; null without a query. */
function scopeOf(catalog: CatalogReader, roots: ReadonlySet<number> | null): Scope | null {
  if (roots === null) return null;
  const rootOf = new Map<number, number>();
  for (const root of roots) for (const { docId } of catalog.family(root)) rootOf.set(docId, root);
  return { rootOf, timeOf: timesOf(catalog) };
}

/** Characters on each side of a value in a list for programs. */
const AROUND_CHARS = 70;
/** Senders named in a list for programs. */
const MAX_SENDERS = 5;

function shapeOf({ catalog, contexts, region }: View): ListShape<IdentifierRow> {
  const by = (row: IdentifierRow) =>
    sendersOf(catalog, row)
      .slice(0, MAX_SENDERS)
      .map(([sender, documents]) => ({ sender, documents }));
  return {
    name: "identifiers",
    object: (row) => ({
      kind: row.kind,
      value: row.value,
      number: row.number,
      sure: proofText(row.proof),
      documents: row.families,
      firstAt: isoTime(row.firstAt),
      lastAt: isoTime(row.lastAt),
      by: by(row),
      contexts: contextsOf(catalog, row, region, { count: contexts, around: AROUND_CHARS }).map(
        ({ contentId, from, ...words }) => ({
          id: contentId,
          from,
          text: `${words.before}${words.value}${words.after}`,
        }),
      ),
    }),
    columns: ["kind", "value", "number", "sure", "documents", "firstAt", "lastAt", "by"],
    lines: (row) => [
      [
        row.kind,
        row.value,
        row.number,
        proofText(row.proof),
        row.families,
        isoTime(row.firstAt),
        isoTime(row.lastAt),
        by(row)
          .map(({ sender }) => sender)
          .join("; "),
      ],
    ],
    ids: (row) => catalog.contentIds(row.roots),
  };
}

function viewOf(
  args: ParsedArgs,
  opened: { readonly catalog: CatalogReader; readonly store: IdentifierStore },
  roots: ReadonlySet<number> | null,
): View {
  const forPeople = listForm(args) === null;
  const wanted = numberValue(args, "limit") ?? (forPeople ? DEFAULT_LIMIT : 0);
  return {
    ...opened,
    scope: scopeOf(opened.catalog, roots),
    order: (textValue(args, "sort") ?? "documents") as IdentifierOrder,
    limit: wanted === 0 ? Number.MAX_SAFE_INTEGER : wanted,
    contexts: numberValue(args, "contexts") ?? (forPeople ? 1 : 0),
    region: opened.store.state()?.region || null,
  };
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const kinds = wantedKinds(textValue(args, "kind"));
  const region = wantedRegion(textValue(args, "region"));
  for (const name of ["limit", "contexts"])
    if (!((numberValue(args, name) ?? 0) >= 0))
      throw new UserError(`--${name} is a number, 0 or more.`);
  const paths = findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder);
  const opened = lookForIdentifiers(io, paths, { region, again: isSet(args, "again") });
  try {
    const view = viewOf(args, opened, familiesMatching(io, paths, args.positional));
    const writer = listWriter(io, args, shapeOf(view));
    if (writer === null && kinds === null) printKinds(io, view);
    else if (writer === null) printRows(io, view, kinds ?? kindNames);
    else {
      let total = 0;
      for (const kind of kinds ?? kindNames) {
        const found = rowsOfKind(view.catalog, view.store, kind, view);
        for (const row of found.rows) writer.row(row);
        total += found.total;
      }
      writer.end({ total, region: view.region });
      return 0;
    }
    if (kinds === null || kinds.includes("phone"))
      io.err(
        view.region === null
          ? "Phone numbers without a country code are not read, since no country is that of most senders: --region FR sets one.\n"
          : `Phone numbers without a country code are read as of ${view.region}; --region sets another.\n`,
      );
    return 0;
  } finally {
    opened.store.close();
    opened.catalog.close();
  }
}

export const identifiers: CommandSpec = {
  name: "identifiers",
  positional: "[QUERY]",
  access: "write",
  paged: true,
  summary: "List accounts, phone numbers, URLs, amounts, passwords in texts",
  options: [
    {
      name: "kind",
      type: "string",
      placeholder: "KIND[,KIND]",
      description: `List the values of these kinds: ${kindNames.join(", ")}`,
      values: async () => kindNames,
    },
    {
      name: "sort",
      type: "string",
      placeholder: "ORDER",
      choices: IDENTIFIER_ORDERS,
      description:
        "documents (default): in most messages and files first. value: by text. first, last: by date. largest: amounts",
    },
    {
      name: "limit",
      short: "n",
      type: "number",
      placeholder: "N",
      description: `Show N values of each kind (default ${DEFAULT_LIMIT}, all with --ids, --json, --ndjson and --csv); 0 shows all`,
    },
    {
      name: "contexts",
      type: "number",
      placeholder: "N",
      description:
        "Show the words around a value in N of its documents (default 1; 0 for programs)",
    },
    {
      name: "region",
      type: "string",
      placeholder: "CC",
      description:
        "Country, two letters, of phone numbers that name none, and of dates like 3/12/1975 (default: as most senders)",
    },
    {
      name: "again",
      type: "boolean",
      description: "Look through everything again, as after an update of the program",
    },
    ...DOCUMENT_LIST_OPTIONS,
    INDEX_OPTION,
  ],
  examples: [
    ["leaksift identifiers", "Which kinds there are, and how many values of each"],
    [
      "leaksift identifiers --kind iban,card,password",
      "Accounts, cards and passwords, with the words around them",
    ],
    ["leaksift identifiers --kind amount --sort largest", "The largest amounts of money"],
    ["leaksift search 'amount:>1M'", "Every message and file with an amount over a million"],
    [
      "leaksift identifiers from:anna --kind phone,email --csv",
      "Numbers and addresses in the mail of one person",
    ],
    [
      "leaksift identifiers --kind password --ids | leaksift tag +secret -",
      "Tag what holds a password",
    ],
  ],
  notes: [
    "The first time, all text is looked through once, and later only what came since; Ctrl-C keeps what was done. A value counts once for each message or loose file with all it carries; exact copies count once. First and last are dates of these messages.",
    "What makes a value sure is said beside it: a checksum, words around it (context), or its form alone. docs/identifiers.md says what is asked of each kind, and how often it is right. A value in a text is not proof that the account or number exists, or whose it is.",
  ],
  run,
};
