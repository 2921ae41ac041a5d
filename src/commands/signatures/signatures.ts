/** `leaksift signatures [ID…|QUERY]`: checks DKIM, DomainKeys, ARC and S/MIME signatures over the raw bytes of the sources, with keys from a file. Looks nothing up. */
import { existsSync, readFileSync } from "node:fs";
import { findIndex } from "../../catalog/index-folder.ts";
import type { StoredDocument } from "../../catalog/stored-rows.ts";
import { relayOf } from "../../checks/facts/relay.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  type ParsedArgs,
  textValue,
} from "../../cli/command.ts";
import { DOCUMENT_LIST_OPTIONS, type ListShape, listForm, listWriter } from "../../cli/listing.ts";
import { documentsNamed } from "../../cli/named.ts";
import { byteProgress } from "../../cli/progress.ts";
import { readTextFile } from "../../cli/read-text-file.ts";
import { EXIT, UserError } from "../../errors.ts";
import { escapeLine, safeJson } from "../../render/escape.ts";
import { counted, isoTime } from "../../render/terminal.ts";
import { documentFile } from "../../replay/replay.ts";
import { type OpenIndex, openIndex } from "../../search/open-index.ts";
import { readKeys } from "../../signatures/key-file.ts";
import type { KeyTable } from "../../signatures/keys.ts";
import { type CheckedMessage, MESSAGE_STATES, SignatureSurvey } from "../../signatures/survey.ts";
import { headersOf, verifySignatures } from "../../signatures/verify.ts";
import { recoveredKeysPath } from "./keys.ts";
import { countsText, messageText } from "./text.ts";

const MAX_KEY_FILE_BYTES = 64 * 1024 * 1024;

/** Keys of the file named, with those recovered from the corpus before. */
function keysOf(io: Io, path: string | undefined, folder: string): KeyTable {
  const kept = recoveredKeysPath(folder);
  const recovered = existsSync(kept) ? readKeys(readFileSync(kept, "utf8")).keys : new Map();
  if (path === undefined) return recovered;
  const text = readTextFile(io, path, MAX_KEY_FILE_BYTES);
  const { keys, problems } = readKeys(text);
  if (keys.size === 0)
    throw new UserError(
      `${path} holds no key. A line is a name and its TXT record: selector._domainkey.example.org v=DKIM1; k=rsa; p=MIGf… Zone files, the output of dig and JSON are read too.`,
    );
  for (const { line, reason } of problems.slice(0, 20))
    io.err(`leaksift: ${path}:${line}: ${escapeLine(reason)}\n`);
  return new Map([...recovered, ...keys]);
}

const SIGNED =
  /^(?:(?:dkim|domainkey)-signature|arc-seal|arc-message-signature)[ \t]*:|^content-type[ \t]*:\s*multipart\/signed/im;

/** The list or forwarder a message came through, by its stored headers. */
function relayIn(head: Uint8Array): string {
  const headers = headersOf(head);
  return relayOf({ first: (key) => headers.find((header) => header.key === key) });
}

/** The signatures of one message. The headers are in the catalog: only a signed message is read from its source. */
async function check(
  index: OpenIndex,
  document: StoredDocument,
  keys: KeyTable,
): Promise<Omit<CheckedMessage, "state">> {
  const { catalog } = index;
  const base = {
    id: document.contentId,
    sentAt: document.sentAt,
    source: catalog.sourcePath(document.sourceId),
    relay: "",
  };
  const head = catalog.head(document.docId);
  if (!SIGNED.test(head.toString("latin1"))) return { ...base, signatures: [] };
  const address = document.envelope?.from[0]?.address ?? "";
  const signatures = verifySignatures((await documentFile(catalog, document)).bytes, keys, {
    fromDomain: address.slice(address.lastIndexOf("@") + 1).toLowerCase(),
    receivedAt: document.receivedAt,
    sentAt: document.sentAt,
  });
  return { ...base, relay: relayIn(head), signatures };
}

const MESSAGES: ListShape<CheckedMessage> = {
  name: "messages",
  object: ({ sentAt, signatures: each, ...message }) => ({
    ...message,
    sentAt: isoTime(sentAt),
    signatures: each.map((signature) => ({ ...signature, signedAt: isoTime(signature.signedAt) })),
  }),
  columns: [
    "id",
    "sentAt",
    "state",
    "kind",
    "signature",
    "domain",
    "key",
    "signedAt",
    "cautions",
    "source",
  ],
  lines: ({ id, sentAt, state, signatures: each, source }) =>
    each.map((signature) => [
      id,
      isoTime(sentAt),
      state,
      signature.kind,
      signature.state,
      signature.domain,
      signature.keyName,
      isoTime(signature.signedAt),
      signature.cautions.join(" "),
      source,
    ]),
  ids: ({ id }) => [id],
};

/** Where a checked message goes: into a list for programs, in full where few or those of one state were asked for, else only into the counts. */
function printer(io: Io, args: ParsedArgs, few: boolean): (message: CheckedMessage) => void {
  const state = textValue(args, "state");
  const wants = (message: CheckedMessage): boolean =>
    state === undefined || message.state === state;
  // --json is the counts; the messages one by one are --ndjson
  if (listForm(args) === "json") return () => {};
  const writer = listWriter(io, args, MESSAGES);
  const listed = writer !== null || few || state !== undefined;
  return (message) => {
    if (!listed || !wants(message)) return;
    if (writer === null) io.out(messageText(message, io));
    else writer.row(message);
  };
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const paths = findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder);
  const keys = keysOf(io, textValue(args, "keys"), paths.folder);
  const index = openIndex(paths);
  const FEW = 5;
  try {
    const words = args.positional.length === 0 ? ["*"] : args.positional;
    const named = await documentsNamed(io, index, words);
    const documents = named.filter(({ kind }) => kind === "message");
    const print = printer(io, args, args.positional.length > 0 && documents.length <= FEW);
    const survey = new SignatureSurvey();
    const progress = byteProgress(
      io,
      documents.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    );
    let unread = 0;
    for (const document of documents) {
      try {
        print(survey.add(await check(index, document, keys)));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        if (unread === 0) io.err(`leaksift: ${escapeLine(error.message)}\n`);
        unread++;
      }
      progress.bytes(document.sizeBytes);
    }
    progress.end();
    const counts = survey.counts();
    const form = listForm(args);
    if (form === "json")
      io.out(
        `${safeJson({
          formatVersion: 1,
          ...counts,
          keys: counts.keys.map((key) => ({
            ...key,
            firstAt: isoTime(key.firstAt),
            lastAt: isoTime(key.lastAt),
          })),
          unread,
        })}\n`,
      );
    else if (form === null) io.out(countsText(counts, keys, io));
    if (unread > 0)
      io.err(
        `${counted(unread, "message")} could not be read from the sources and were left out.\n`,
      );
    return unread > 0 ? EXIT.someUnread : EXIT.done;
  } finally {
    index.close();
  }
}

export const signatures: CommandSpec = {
  name: "signatures",
  positional: "[ID…|QUERY]",
  access: "read",
  paged: true,
  summary: "Check which messages are still what was signed (DKIM, ARC, S/MIME)",
  options: [
    INDEX_OPTION,
    {
      name: "keys",
      type: "string",
      placeholder: "FILE",
      description: "Public keys: NAME RECORD lines, a zone file, the output of dig, or JSON",
    },
    {
      name: "state",
      type: "string",
      choices: MESSAGE_STATES,
      placeholder: "STATE",
      description: "List the messages in this state, each signature in full",
    },
    ...DOCUMENT_LIST_OPTIONS,
  ],
  examples: [
    ["leaksift signatures", "How many messages are signed, and how many bodies are intact"],
    ["leaksift signatures --keys keys.txt", "The same, headers checked too"],
    ["leaksift signatures from:anna --state body-differs", "List what is not as it was signed"],
    ["leaksift signatures --state body-differs --ids | leaksift tag +differs -", "Tag those"],
  ],
  notes: [
    "Keys are never looked up. Collect them beforehand: most old keys are gone from the DNS, and archives of keys exist. Without a key a body can still be proved intact.",
    "Needs the sources: signatures are checked over the bytes as they were found, never over a parser's view.",
  ],
  run,
};
