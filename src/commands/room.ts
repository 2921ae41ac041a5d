/** `leaksift room QUERY --to DIR`: a folder with a page that searches and shows what the query matched, without this program, a server or a network. */
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { questionId } from "../assess/claim-hash.ts";
import { readClaim } from "../assess/read-claim.ts";
import { corpusHash } from "../catalog/identifier-rows.ts";
import { findIndex } from "../catalog/index-folder.ts";
import { loggedInputs } from "../catalog/logged-inputs.ts";
import { runLog } from "../catalog/run-log.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  isSet,
  JSON_OPTION,
  type ParsedArgs,
  textValue,
} from "../cli/command.ts";
import { documentsNamed } from "../cli/named.ts";
import { personOf } from "../cli/person.ts";
import { readTextFile } from "../cli/read-text-file.ts";
import { programVersion } from "../cli/run-info.ts";
import { FROM_STDIN } from "../cli/stdin-ids.ts";
import { EXIT, UserError } from "../errors.ts";
import { refuseTarget } from "../export/export-folder.ts";
import { escapeLine, safeJson } from "../render/escape.ts";
import { counted, grouped, sizeText } from "../render/terminal.ts";
import {
  ADDITIONS,
  type Addition,
  type Chosen,
  chooseByQuery,
  chooseDocuments,
} from "../room/choose.ts";
import type { RoomClaim } from "../room/format.ts";
import { plainLists, roomPage } from "../room/html.ts";
import { pageScripts } from "../room/page-scripts.ts";
import { NO_REDACTION } from "../room/redact/redaction.ts";
import { RoomFolder } from "../room/room-folder.ts";
import { refuseTooLarge } from "../room/size.ts";
import { type WriteOptions, writeRoom } from "../room/write-room.ts";
import { type OpenIndex, openIndex } from "../search/open-index.ts";

const MAX_CLAIM_BYTES = 1024 * 1024;
const MIN_PASSWORD = 12;
const isId = (word: string): boolean => /^[0-9a-f]{8,64}$/i.test(word);

/** The words of a list with commas. Throws UserError for one that is not among `known`. */
function listed<T extends string>(args: ParsedArgs, name: string, known: readonly T[]): T[] {
  const words = (textValue(args, name) ?? "")
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
  return words.map((word) => {
    const found = known.find((each) => each === word);
    if (found === undefined)
      throw new UserError(`--${name} takes ${known.join(", ")}, not "${word}".`);
    return found;
  });
}

async function chosen(io: Io, index: OpenIndex, args: ParsedArgs): Promise<Chosen> {
  const words = args.positional;
  if (words.length === 0)
    throw new UserError('A room of what? Give a query, ids, or "*" for the whole archive.');
  const additions = new Set<Addition>(listed(args, "with", ADDITIONS));
  if (words.includes(FROM_STDIN) || words.every(isId))
    return chooseDocuments(index, await documentsNamed(io, index, words), additions);
  return chooseByQuery(index, words.join(" "), additions, io.now());
}

/** The password of a file's first line; null without the option. */
function passwordOf(io: Io, args: ParsedArgs): string | null {
  const path = textValue(args, "password");
  if (path === undefined) return null;
  const password = readTextFile(io, path, 10_000).split(/\r?\n/)[0] ?? "";
  if (password.length < MIN_PASSWORD)
    throw new UserError(
      `The first line of ${path} has ${password.length} characters. Whoever has the folder can try passwords without end: take at least ${MIN_PASSWORD}, best five or six random words.`,
    );
  return password;
}

function claimOf(io: Io, args: ParsedArgs): RoomClaim | null {
  const path = textValue(args, "claim");
  if (path === undefined) return null;
  const claim = readClaim(path, readTextFile(io, path, MAX_CLAIM_BYTES));
  return {
    id: claim.id,
    claim: claim.claim,
    question: claim.counterEvidence.question,
    questionId: questionId(claim),
  };
}

/** Says how large the room will be at most; throws UserError where that is too large. */
function checkSize(io: Io, index: OpenIndex, { documents }: Chosen): void {
  const bytes = index.catalog.textBytes(new Set(documents.map(({ docId }) => docId)));
  refuseTooLarge(documents.length, bytes);
  io.err(
    `${counted(documents.length, "document")}, ${sizeText(bytes)} of text, at most as much on disk.\n`,
  );
}

/** What makes two runs write the same room: a stopped one goes on only for the same. */
function keyOf(index: OpenIndex, args: ParsedArgs, documents: Chosen["documents"]): string {
  const hash = createHash("sha256").update(corpusHash(index.catalog, "archive"));
  hash.update(
    JSON.stringify([
      args.positional,
      { ...args.values, to: undefined, password: args.values["password"] !== undefined },
    ]),
  );
  for (const { docId } of documents) hash.update(`${docId} `);
  return hash.digest("hex");
}

function optionsOf(
  io: Io,
  args: ParsedArgs,
  all: number,
  { documents }: Chosen,
): Omit<WriteOptions, "onProgress"> {
  const query = args.positional
    .map((word) => (word === FROM_STDIN ? "ids on standard input" : word))
    .join(" ");
  const withoutText = listed(args, "without", ["text"]).includes("text");
  return {
    redaction: NO_REDACTION,
    withoutText,
    claim: claimOf(io, args),
    cover: {
      title: textValue(args, "title") ?? "Reading room",
      madeBy: personOf(io),
      madeOn: new Date(io.now()).toISOString().slice(0, 10),
      query,
      with: listed(args, "with", ADDITIONS),
      redacted: [],
      withoutText,
      version: programVersion(),
      restLeftOut: isSet(args, "say-rest") ? all - documents.length : null,
    },
    fileOf: () => undefined,
    stopped: () => io.stop.aborted,
  };
}

function say(
  io: Io,
  args: ParsedArgs,
  path: string,
  { bytes }: RoomFolder,
  chosenOnes: Chosen,
  sums: string,
): void {
  const { documents, filesLeftOut, copiesLeftOut } = chosenOnes;
  const messages = documents.filter(({ kind }) => kind === "message").length;
  if (isSet(args, "json")) {
    io.out(
      `${safeJson({ formatVersion: 1, path, messages, files: documents.length - messages, filesLeftOut, copiesLeftOut, bytes, sha256OfSums: sums })}\n`,
    );
    return;
  }
  io.out(
    `${counted(messages, "message")} and ${counted(documents.length - messages, "file")} in ${escapeLine(path)} (${sizeText(bytes)}). Open index.html there.\nSHA-256 of SHA256SUMS: ${sums}\n`,
  );
  if (filesLeftOut > 0)
    io.err(
      `${counted(filesLeftOut, "file")} of these messages are not in it. With them: --with attachments\n`,
    );
  if (copiesLeftOut > 0)
    io.err(
      `${counted(copiesLeftOut, "exact copy", "exact copies")} are not in it. With them: --with copies\n`,
    );
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const to = textValue(args, "to");
  if (to === undefined) throw new UserError("Name where to: --to DIR, a new or empty folder.");
  const password = passwordOf(io, args);
  const index = openIndex(
    findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder),
  );
  try {
    const { catalog } = index;
    const target = resolve(io.workingFolder, to);
    refuseTarget(target, catalog.paths.folder, [
      ...loggedInputs(runLog(catalog.database)),
      ...catalog.sources().map((source) => source.path),
    ]);
    const chosenOnes = await chosen(io, index, args);
    if (chosenOnes.documents.length === 0) {
      io.err("Nothing matches; nothing was written.\n");
      return EXIT.done;
    }
    checkSize(io, index, chosenOnes);
    const options = optionsOf(
      io,
      args,
      index.segments.reduce((sum, { reader }) => sum + reader.documentCount, 0),
      chosenOnes,
    );
    io.stopGently();
    const folder = new RoomFolder(target, keyOf(index, args, chosenOnes.documents), password);
    const onProgress = (done: number, of: number): void => {
      if (io.errIsTerminal) io.err(`\r\u001b[K${grouped(done)} of ${counted(of, "document")}`);
    };
    const written = writeRoom(index, chosenOnes, folder, { ...options, onProgress });
    if (io.errIsTerminal) io.err("\r\u001b[K");
    if (written === null) {
      io.err("Stopped on request. Run the same command again: it goes on from there.\n");
      return EXIT.interrupted;
    }
    const { salt } = folder.sealer;
    const page = { scripts: pageScripts(), salt, language: textValue(args, "language") ?? "" };
    folder.file("index.html", roomPage(written.core, written.list, page));
    if (salt === null)
      for (const [name, html] of plainLists(written.core, written.list)) folder.file(name, html);
    say(io, args, target, folder, chosenOnes, folder.finish());
    return EXIT.done;
  } finally {
    index.close();
  }
}

export const room: CommandSpec = {
  name: "room",
  positional: "QUERY|ID…",
  access: "read",
  summary: "Write a folder that opens in a browser, for colleagues",
  options: [
    INDEX_OPTION,
    {
      name: "to",
      type: "string",
      placeholder: "DIR",
      description: "A new or empty folder to write to",
    },
    {
      name: "with",
      type: "string",
      placeholder: "LIST",
      description: "What goes along: thread, attachments, copies",
    },
    {
      name: "without",
      type: "string",
      placeholder: "text",
      description: "Leave all texts out: metadata only",
    },
    {
      name: "claim",
      type: "string",
      placeholder: "FILE",
      description: "Ask the question of this claim file; answers come back with review merge",
    },
    {
      name: "password",
      type: "string",
      placeholder: "FILE",
      description: "Seal the data under the password in the first line of FILE",
    },
    {
      name: "title",
      type: "string",
      placeholder: "TEXT",
      description: "What the cover says above all",
    },
    {
      name: "language",
      type: "string",
      choices: ["en", "de", "fr"],
      placeholder: "LANG",
      description: "Language of the page (default: that of the browser)",
    },
    {
      name: "say-rest",
      type: "boolean",
      description: "Say on the cover how many documents of the archive are not in the room",
    },
    JSON_OPTION,
  ],
  examples: [
    ["leaksift room invoice from:anna --to room", "What a query matches"],
    ["leaksift room tag:key --with thread,attachments --to room", "With conversations and files"],
  ],
  notes: [
    "The folder opens by a double click on index.html, from a disk or a USB stick, in Chromium, Firefox and Safari. It loads nothing from elsewhere and sends nothing.",
    "Only what the query matched, and what --with adds, is in it: docs/room.md says what the page shows, and how tags, notes and answers come back.",
  ],
  run,
};
