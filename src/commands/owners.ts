/** `leaksift owners`: whose corpus it is, found or set, and so what is inbound, outbound and internal. */
import { addOwners, readOwners } from "../catalog/annotations/owners.ts";
import { findIndex } from "../catalog/index-folder.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  type ParsedArgs,
  textValue,
} from "../cli/command.ts";
import { LIST_OPTIONS, type ListShape, printList } from "../cli/listing.ts";
import { personOf } from "../cli/person.ts";
import { UserError } from "../errors.ts";
import { safeLine } from "../render/escape.ts";
import { bold, column, grouped } from "../render/terminal.ts";
import { type Owner, ownersOf } from "../search/identified/sides.ts";
import { lookForIdentifiers } from "./identifiers/look.ts";

const SHAPE: ListShape<Owner> = {
  name: "owners",
  object: (owner) => ({ ...owner }),
  columns: ["owner", "how", "messages", "sent", "received"],
  lines: ({ party, how, messages, sent, received }) => [[party, how, messages, sent, received]],
};

/** Names after + and -, as stored. Throws UserError for a word that is neither. */
function actsOf(words: readonly string[]): { name: string; state: "add" | "remove" }[] {
  return words.map((word) => {
    const act =
      /^([+-])((?:[^\s@]{1,64}@)?[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8})$/u.exec(word);
    if (act === null)
      throw new UserError(
        `"${word}" is not a domain or address with + or - before it: leaksift owners +example.org -list.example.org`,
      );
    return { name: (act[2] ?? "").toLowerCase(), state: act[1] === "+" ? "add" : "remove" };
  });
}

function printText(io: Io, owners: readonly Owner[]): void {
  const width = Math.max(24, Math.min(44, io.columns - 40));
  const line = (cells: readonly string[]): string =>
    `${column(cells[0] ?? "", width, io)} ${(cells[1] ?? "").padEnd(6)}${cells
      .slice(2)
      .map((cell) => cell.padStart(10))
      .join("")}`;
  if (owners.length > 0)
    io.out(`${bold(io, line(["owner", "how", "messages", "sent", "received"]))}\n`);
  for (const { party, how, messages, sent, received } of owners)
    io.out(
      `${line([safeLine(party), how, grouped(messages), grouped(sent), grouped(received)])}\n`,
    );
  const [first] = owners;
  if (first === undefined)
    io.err(
      "No domain is on enough of the messages to be the owner. Set one: leaksift owners +example.org\n",
    );
  else if (first.how === "found")
    io.err(
      "Found as those that write and receive most; your own choice replaces them: leaksift owners +example.org\n",
    );
  io.err("What crosses their border: leaksift search is:inbound (is:outbound, is:internal)\n");
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const acts = actsOf(args.positional);
  const paths = findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder);
  if (acts.length > 0) {
    const set = new Set(readOwners(paths));
    const unknown = acts.find(({ name, state }) => state === "remove" && !set.has(name));
    if (unknown !== undefined)
      throw new UserError(
        `${unknown.name} was not set as an owner. Those that count now: leaksift owners`,
      );
    addOwners(
      paths,
      acts.map((act) => ({ ...act, author: personOf(io), atMs: io.now() })),
    );
  }
  const { catalog, store } = lookForIdentifiers(io, paths, { region: null, again: false });
  try {
    const owners = ownersOf(catalog, store);
    if (!printList(io, args, SHAPE, owners)) printText(io, owners);
    return 0;
  } finally {
    store.close();
    catalog.close();
  }
}

export const owners: CommandSpec = {
  name: "owners",
  positional: "[+DOMAIN -DOMAIN…]",
  access: "write",
  dashIsText: true,
  summary: "Show or set whose corpus it is: for is:inbound and the like",
  options: [...LIST_OPTIONS, INDEX_OPTION],
  examples: [
    ["leaksift owners", "The owners that count: those set, else those found"],
    ["leaksift owners +example.org +anna@gmail.com", "Set a domain and a private address"],
    ["leaksift search 'is:inbound has:attachment'", "Attachments from outside"],
    ["leaksift search is:outbound --facet recipient", "To whom outside they write"],
  ],
  notes: [
    "Found are the domain that is on most messages as sender and recipient, when that is three in ten, and then whoever is on a tenth of the rest. At a provider where anybody has a mailbox, the address counts and not the domain. What you set is kept with tags and notes and replaces what was found.",
    "outbound: an owner wrote, and somebody else is among the recipients. inbound: somebody else wrote to an owner. internal: an owner wrote, to owners only. Sender and recipients are those of the headers: a blind copy or a mailing list hides who received.",
  ],
  run,
};
