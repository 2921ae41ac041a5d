/** `leaksift people [NAME]`: who is in the mail; a card of one; names in files beside those who write; addresses joined and taken apart. */
import { type PersonLink, writePersonLink } from "../catalog/annotations/person-links.ts";
import { findIndex } from "../catalog/index-folder.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  isSet,
  type ParsedArgs,
  textValue,
} from "../cli/command.ts";
import { LIST_OPTIONS, type ListShape, limitOf, listForm, printList } from "../cli/listing.ts";
import { personOf } from "../cli/person.ts";
import { UserError } from "../errors.ts";
import { authorTable } from "../flags/authors.ts";
import { columnsShape, tableWriter } from "../render/columns.ts";
import { safeJson, safeLine } from "../render/escape.ts";
import {
  cardText,
  evidenceJson,
  PERSON_COLUMNS,
  SAVER_COLUMNS,
  type SaverRow,
} from "../render/people.ts";
import { counted, grouped, isoTime } from "../render/terminal.ts";
import { type OpenIndex, openIndex } from "../search/open-index.ts";
import { nameKey } from "../search/people/addresses.ts";
import { personCard } from "../search/people/card.ts";
import { People, type Person } from "../search/people/people.ts";
import { timeline } from "../search/times/timeline.ts";

const DEFAULT_LIMIT = 25;
const PERSON: ListShape<Person> = columnsShape("people", PERSON_COLUMNS);
const SAVER: ListShape<SaverRow> = columnsShape("savers", SAVER_COLUMNS);
const SAVER_ROLES = new Set(["creator", "lastsavedby", "pdf-author", "picture-author"]);

/** The one person that words mean. Throws UserError for none or several. */
function onePerson(people: People, words: string): Person {
  const found = people.find(words);
  const [first, second] = found;
  if (first === undefined) throw new UserError(`Nobody in the mail is called "${words}".`);
  if (second !== undefined)
    throw new UserError(
      `"${words}" may be ${counted(found.length, "person", "people")}, e.g. @${first.handle} and @${second.handle}. Give an address or a handle: leaksift people ${words}`,
    );
  return first;
}

/** An address that is in the mail. */
function addressOf(people: People, word: string): string {
  if (people.of(word) !== undefined) return word.trim().toLowerCase();
  const [address] = onePerson(people, word).addresses;
  return address?.address ?? word;
}

/** `people merge A B`, `people split A`: one decision, kept with who made it. */
function decide(
  io: Io,
  index: OpenIndex,
  kind: PersonLink["kind"],
  words: readonly string[],
): void {
  const [a, b, more] = words;
  const isRight = kind === "merge" ? b !== undefined && more === undefined : b === undefined;
  if (a === undefined || !isRight)
    throw new UserError(
      `Expected ${kind === "merge" ? "two addresses: leaksift people merge A B" : "one address: leaksift people split A"}`,
    );
  const people = new People(index.catalog);
  const address = addressOf(people, a);
  const other = b === undefined ? "" : addressOf(people, b);
  writePersonLink(index.catalog.paths, {
    kind,
    address,
    other,
    author: personOf(io),
    atMs: io.now(),
  });
  const after = new People(index.catalog).of(address);
  io.err(
    `${safeLine(address)} is now of @${after?.handle ?? ""}, with ${counted(after?.addresses.length ?? 0, "address", "addresses")}.\n`,
  );
}

/** Names that files state, those that nobody writes under first. */
function saverRows(index: OpenIndex, people: People): SaverRow[] {
  const byName = new Map<string, Person[]>();
  for (const person of people.all)
    for (const key of new Set([...person.names.keys()].map(nameKey))) {
      const known = byName.get(key);
      if (known === undefined) byName.set(key, [person]);
      else known.push(person);
    }
  return authorTable(index.catalog, null)
    .values.filter(({ role }) => SAVER_ROLES.has(role))
    .map((value): SaverRow => {
      const key = nameKey(value.value);
      const named = key === "" ? [] : (byName.get(key) ?? []);
      const own = people.of(value.value);
      const found = own === undefined || named.includes(own) ? named : [own, ...named];
      return { value, people: found, sent: found.reduce((sum, { sent }) => sum + sent, 0) };
    })
    .sort(
      (a, b) =>
        Number(a.sent > 0) - Number(b.sent > 0) ||
        b.value.files - a.value.files ||
        (a.value.value < b.value.value ? -1 : 1),
    );
}

/** A page of a list in the form asked for, as a table for people. */
function printRows<Row>(
  io: Io,
  args: ParsedArgs,
  shape: ListShape<Row>,
  columns: Parameters<typeof tableWriter<Row>>[0],
  rows: readonly Row[],
): void {
  const shown = rows.slice(0, limitOf(args, DEFAULT_LIMIT));
  if (printList(io, args, shape, shown, { total: rows.length })) return;
  const table = tableWriter(columns, io);
  io.out(table.head);
  for (const row of shown) io.out(table.row(row));
  if (rows.length > shown.length)
    io.err(`${grouped(rows.length - shown.length)} more: --limit N, 0 for all.\n`);
}

/** What files state under names that the person carries. */
function carriedNames(index: OpenIndex, person: Person) {
  const keys = new Set([...person.names.keys()].map(nameKey).filter((key) => key !== ""));
  return authorTable(index.catalog, null).values.filter(({ value }) => keys.has(nameKey(value)));
}

function printCard(
  io: Io,
  args: ParsedArgs,
  index: OpenIndex,
  people: People,
  person: Person,
): void {
  const card = personCard(index, people, person);
  const carried = carriedNames(index, person);
  const idOf = (docId: number): string => index.catalog.contentIds([docId])[0] ?? "";
  if (listForm(args) !== "json") {
    io.out(cardText(card, carried, timeline(card.sentAt, "month"), idOf, io));
    io.err(`Their mail: leaksift search 'from:@${person.handle}'\n`);
    return;
  }
  const { sentAt: _times, person: _person, ...rest } = card;
  io.out(
    `${safeJson({
      formatVersion: 1,
      person: {
        ...PERSON.object(person),
        addresses: person.addresses.map(({ address, sent, received, first, last }) => ({
          address,
          sent,
          received,
          firstAt: isoTime(first),
          lastAt: isoTime(last),
        })),
        names: [...person.names].map(([value, count]) => ({ value, count })),
        joined: person.evidence.map((each) => evidenceJson(each, idOf)),
        ...rest,
        carried: carried.map(({ value, role, files, firstAt, lastAt }) => ({
          value,
          role,
          files,
          firstAt: isoTime(firstAt),
          lastAt: isoTime(lastAt),
        })),
      },
    })}\n`,
  );
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const [verb, ...rest] = args.positional;
  const index = openIndex(
    findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder),
  );
  try {
    if (verb === "merge" || verb === "split") {
      decide(io, index, verb, rest);
      return 0;
    }
    const people = new People(index.catalog);
    if (people.leftOut > 0)
      io.err(
        `leaksift: ${counted(people.leftOut, "use")} of more than a million addresses left out.\n`,
      );
    if (isSet(args, "savers")) {
      printRows(io, args, SAVER, SAVER_COLUMNS.slice(0, -3), saverRows(index, people));
      return 0;
    }
    const words = args.positional.join(" ").trim();
    const found = words === "" ? people.all : people.find(words);
    const [first, second] = found;
    const form = listForm(args);
    if (words !== "" && first !== undefined && second === undefined && (form ?? "json") === "json")
      printCard(io, args, index, people, first);
    else {
      printRows(io, args, PERSON, PERSON_COLUMNS.slice(0, 4), found);
      if (form === null)
        io.err(
          found.length === 0
            ? `Nobody in the mail is called "${safeLine(words)}". Names in files: leaksift authors\n`
            : `A card: leaksift people @${first?.handle ?? ""}\n`,
        );
    }
    return 0;
  } finally {
    index.close();
  }
}

export const people: CommandSpec = {
  name: "people",
  positional: "[NAME]",
  access: "write",
  paged: true,
  summary: "Show who is who: a card for each person, their addresses joined",
  options: [
    {
      name: "savers",
      type: "boolean",
      description: "Names that files state as creator or last saver, those that send no mail first",
    },
    {
      name: "limit",
      short: "n",
      type: "number",
      placeholder: "N",
      description: `Lines to print, 0 for all (default: ${DEFAULT_LIMIT}, all with --ndjson, --csv)`,
    },
    ...LIST_OPTIONS,
    INDEX_OPTION,
  ],
  examples: [
    ["leaksift people", "Everybody, most mail first"],
    ["leaksift people schneir", "A card, or those it may be; spelling and script may differ"],
    ["leaksift people --savers", "Who saves files but never writes"],
    ["leaksift people merge anna@a.example anna@b.example", "Both addresses are of one person"],
    ["leaksift people split anna@b.example", "That address is somebody else's"],
  ],
  notes: [
    'A person is a set of addresses. They are joined when both carry the same full name in one domain (not in those where everybody has an address), when mail to the one was answered from the other under the same name, or when a vCard has both. The card says of each join what it rests on; "people split" undoes it, "people merge" makes one. Both are kept with tags and notes, and survive a rebuild.',
    "from:@HANDLE in a query finds the mail of all addresses of a person; so do to:, cc: and the other fields of people. A handle stays the same when addresses are joined.",
    "Hours and zones are those that each mail states of its sender. Names stay texts: files that carry a name were not necessarily made by that person.",
    "Called: names in the greeting of mails that went to this person alone. Ends with: last lines that come back in the person's mails. Both read the first 1,500 mails.",
  ],
  run,
};
