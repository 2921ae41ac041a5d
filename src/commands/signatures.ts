/** `leaksift signatures [ID…|QUERY]`: checks DKIM signatures over the raw bytes of the sources, with keys from a file. Looks nothing up. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { findIndex } from "../catalog/index-folder.ts";
import type { StoredDocument } from "../catalog/read-catalog.ts";
import { EXIT, isFileError, UserError } from "../errors.ts";
import { csvLine, escapeLine, safeJson } from "../render/escape.ts";
import { counted, isoTime } from "../render/terminal.ts";
import { documentBytes } from "../replay/replay.ts";
import { type OpenIndex, openIndex } from "../search/open-index.ts";
import { type KeyTable, readKeys } from "../signatures/keys.ts";
import { type CheckedMessage, MESSAGE_STATES, SignatureSurvey } from "../signatures/survey.ts";
import { verifySignatures } from "../signatures/verify.ts";
import {
  type CommandSpec,
  CSV_OPTION,
  INDEX_OPTION,
  type Io,
  isSet,
  JSON_OPTION,
  type ParsedArgs,
  textValue,
} from "./command.ts";
import { byteProgress } from "./progress.ts";
import { countsText, messageText } from "./signatures-text.ts";
import { contentsNamed } from "./tag.ts";

const MAX_KEY_FILE_BYTES = 64 * 1024 * 1024;

function keysOf(io: Io, path: string | undefined): KeyTable {
  if (path === undefined) return new Map();
  let text: string;
  try {
    text = readFileSync(resolve(io.workingFolder, path), "utf8");
  } catch (cause) {
    if (!isFileError(cause)) throw cause;
    throw new UserError(`The key file ${path} cannot be read (${cause.code}).`, { cause });
  }
  if (text.length > MAX_KEY_FILE_BYTES) throw new UserError(`${path} is too large for a key file.`);
  const { keys, problems } = readKeys(text);
  if (keys.size === 0)
    throw new UserError(
      `${path} holds no key. A line is a name and its TXT record: selector._domainkey.example.org v=DKIM1; k=rsa; p=MIGf…`,
    );
  for (const { line, reason } of problems.slice(0, 20))
    io.err(`leaksift: ${path}:${line}: ${escapeLine(reason)}\n`);
  return keys;
}

function documentsOf(io: Io, index: OpenIndex, words: readonly string[]): StoredDocument[] {
  const named = contentsNamed(io, index, words.length === 0 ? ["*"] : words);
  return named
    .map((content) => index.catalog.resolveId(content))
    .filter((document) => document.kind === "message");
}

const SIGNED = /^dkim-signature[ \t]*:/im;

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
  };
  if (!SIGNED.test(catalog.head(document.docId).toString("latin1")))
    return { ...base, signatures: [] };
  const address = document.envelope?.from[0]?.address ?? "";
  const signatures = verifySignatures(await documentBytes(catalog, document), keys, {
    fromDomain: address.slice(address.lastIndexOf("@") + 1).toLowerCase(),
    receivedAt: document.receivedAt,
  });
  return { ...base, signatures };
}

interface Output {
  readonly wants: (message: CheckedMessage) => boolean;
  readonly print: (message: CheckedMessage) => void;
}

function outputOf(io: Io, args: ParsedArgs, few: boolean): Output {
  const state = textValue(args, "state");
  const wants = (message: CheckedMessage): boolean =>
    state === undefined || message.state === state;
  if (isSet(args, "ids")) return { wants, print: ({ id }) => io.out(`${id}\n`) };
  if (isSet(args, "csv")) {
    io.out(
      csvLine([
        "id",
        "sentAt",
        "state",
        "signature",
        "domain",
        "key",
        "signedAt",
        "cautions",
        "source",
      ]),
    );
    return {
      wants,
      print: ({ id, sentAt, state: whole, signatures, source }) => {
        for (const each of signatures)
          io.out(
            csvLine([
              id,
              isoTime(sentAt),
              whole,
              each.state,
              each.domain,
              each.keyName,
              isoTime(each.signedAt),
              each.cautions.join(" "),
              source,
            ]),
          );
      },
    };
  }
  if (isSet(args, "ndjson"))
    return {
      wants,
      print: ({ sentAt, signatures, ...message }) =>
        io.out(
          `${safeJson({
            formatVersion: 1,
            ...message,
            sentAt: isoTime(sentAt),
            signatures: signatures.map((each) => ({ ...each, signedAt: isoTime(each.signedAt) })),
          })}\n`,
        ),
    };
  const listed = few || state !== undefined;
  return {
    wants: (message) => listed && !isSet(args, "json") && wants(message),
    print: (message) => io.out(messageText(message, io)),
  };
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const keys = keysOf(io, textValue(args, "keys"));
  const index = openIndex(
    findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder),
  );
  const FEW = 5;
  try {
    const documents = documentsOf(io, index, args.positional);
    const output = outputOf(io, args, args.positional.length > 0 && documents.length <= FEW);
    const survey = new SignatureSurvey();
    const progress = byteProgress(
      io,
      documents.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    );
    let unread = 0;
    for (const document of documents) {
      if (io.stopped()) break;
      try {
        const message = survey.add(await check(index, document, keys));
        if (output.wants(message)) output.print(message);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        if (unread === 0) io.err(`leaksift: ${error.message}\n`);
        unread++;
      }
      progress.bytes(document.sizeBytes);
    }
    progress.end();
    const counts = survey.counts();
    const streams = ["ids", "csv", "ndjson"].some((name) => isSet(args, name));
    if (isSet(args, "json"))
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
    else if (!streams) io.out(countsText(counts, keys.size, io));
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
  summary:
    "Check which messages are still what their domain signed (DKIM), over the original bytes",
  options: [
    INDEX_OPTION,
    {
      name: "keys",
      type: "string",
      placeholder: "FILE",
      description: "Public keys, one a line: NAME RECORD, as dig or a zone file prints them",
    },
    {
      name: "state",
      type: "string",
      choices: MESSAGE_STATES,
      placeholder: "STATE",
      description: "List the messages in this state, each signature in full",
    },
    { name: "ids", type: "boolean", description: "Print one full id a line" },
    JSON_OPTION,
    { name: "ndjson", type: "boolean", description: "Print one JSON object a message" },
    CSV_OPTION,
  ],
  examples: [
    ["leaksift signatures", "How many messages are signed, and how many bodies are intact"],
    ["leaksift signatures --keys keys.txt", "The same, headers checked too"],
    ["leaksift signatures from:anna --state body-differs", "List what is not as it was signed"],
  ],
  notes: [
    "Keys are never looked up. Collect them beforehand: most old keys are gone from the DNS, and archives of keys exist. Without a key a body can still be proved intact.",
    "Needs the sources: signatures are checked over the bytes as they were found, never over a parser's view.",
  ],
  run,
};
