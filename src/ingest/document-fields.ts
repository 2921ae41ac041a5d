/** Fills the fields of the field table from what was read. The only place that says what goes into which field. */

import type { Address, Message } from "../model/message.ts";
import type { MetadataValue } from "../model/metadata.ts";
import { decodeEncodedWords } from "../parse/encoded-words.ts";
import type { SegmentBuilder } from "../segment/builder.ts";
import { COLUMN_FIELD_NUMBER, POSTING_FIELD_NUMBER } from "../segment/format.ts";
import { foldWord, idsOf, termsOf } from "../tokenize.ts";
import { typeTokens } from "../type-names.ts";

const numberIn = (numbers: ReadonlyMap<string, number>, name: string): number => {
  const found = numbers.get(name);
  if (found === undefined) throw new Error(`no such field: ${name}`);
  return found;
};

const posting = (name: string): number => numberIn(POSTING_FIELD_NUMBER, name);
const column = (name: string): number => numberIn(COLUMN_FIELD_NUMBER, name);

/** What is found out about a text besides its terms; given, so that this file loads no detector. */
export interface TextAnalysis {
  /** Lower-case script names: `["latin", "cyrillic"]`. */
  readonly scriptsOf: (text: string) => readonly string[];
  /** Two letters, "" when unsure. */
  readonly languageOf: (text: string) => string;
}

const written = (address: Address): string =>
  address.name === "" ? address.address : `${address.name} ${address.address}`;

/** `domain:` terms of addresses: each domain and its parents, "mail.example.org" also as "example.org". */
function domainsOf(people: readonly Address[]): string[] {
  const domains = new Set<string>();
  for (const { address } of people) {
    const at = address.lastIndexOf("@");
    if (at >= 0) domains.add(address.slice(at + 1).toLowerCase());
  }
  const terms: string[] = [];
  for (const domain of domains) {
    const labels = domain.split(".").slice(-6);
    for (let i = 0; i + 1 < labels.length; i++) terms.push(labels.slice(i).join("."));
  }
  return terms;
}

const BULK_HEADERS = new Set(["list-id", "list-unsubscribe", "feedback-id", "auto-submitted"]);

/** `is:` terms a message's headers give. */
function statesOf(message: Message): string[] {
  const states: string[] = [];
  if (
    message.inReplyTo.length > 0 ||
    message.references.length > 0 ||
    /^\s*(re|aw|sv|rif|tr|wg|fwd?|fw)\s*:/i.test(message.subject)
  ) {
    states.push(/^\s*(tr|wg|fwd?|fw)\s*:/i.test(message.subject) ? "forward" : "reply");
  }
  const bulk = message.headers.some(
    (h) =>
      (BULK_HEADERS.has(h.key) && !/^no$/i.test(h.value.trim())) ||
      (h.key === "precedence" && /bulk|list|junk/i.test(h.value)),
  );
  if (bulk) states.push("bulk");
  if (message.date === null || message.date.at === null) states.push("undated");
  if (isDeleted(message)) states.push("deleted");
  return states;
}

/** Marked as deleted and not yet taken out: Mozilla's flags in hex (bit 3), the D that mbox programs write. */
function isDeleted({ headers }: Message): boolean {
  return headers.some(({ key, value }) =>
    key === "x-mozilla-status"
      ? (Number.parseInt(value.trim(), 16) & 8) !== 0
      : key === "x-status" && value.includes("D"),
  );
}

/** Headers in which programs keep the labels a person gave, with what one is. */
const LABEL_HEADERS: ReadonlyMap<string, RegExp> = new Map([
  ["x-gmail-labels", /(?:"[^"]*"|[^",])+/g],
  ["x-label", /[^,]+/g],
  ["x-keywords", /[^\s,]+/g],
  ["x-mozilla-keys", /\S+/g],
]);
const MAX_LABELS = 200;

/** Labels of a message, folded: `X-Gmail-Labels: Inbox,"Falke, Projekt"` as "inbox" and "falke, projekt". */
function labelsOf({ headers }: Message): string[] {
  const labels: string[] = [];
  for (const { key, value } of headers) {
    const label = LABEL_HEADERS.get(key);
    if (label === undefined) continue;
    const text = decodeEncodedWords(value).slice(0, 20_000);
    for (const each of (text.match(label) ?? []).slice(0, MAX_LABELS))
      labels.push(foldWord(each.trim().replace(/^"(.*)"$/, "$1")));
  }
  return labels.filter((label) => label !== "" && label.length <= 255);
}

/** Ids that a provider gave the conversation, in its own header. */
const threadIdsOf = ({ headers }: Message): string[] =>
  headers
    .filter(({ key }) => key === "x-gm-thrid")
    .map(({ value }) => foldWord(value.trim()))
    .filter((id) => id !== "" && id.length <= 255);

/** Whole-token values of the `headers` field: ids, list, client, hosts and addresses of the hops. */
function headerTokens(message: Message): string[] {
  const tokens: string[] = [message.messageId, ...message.inReplyTo, ...message.references].map(
    foldWord,
  );
  for (const header of message.headers) {
    if (header.key === "list-id" || header.key === "x-mailer" || header.key === "user-agent") {
      tokens.push(...termsOf(header.value.slice(0, 500)));
      const id = /<([^<>\s]{1,200})>/.exec(header.value);
      if (id?.[1] !== undefined) tokens.push(foldWord(id[1]));
    }
  }
  for (const hop of message.hops) {
    for (const host of [hop.from, hop.by]) if (host !== null) tokens.push(foldWord(host));
    tokens.push(...hop.ips.map(foldWord));
  }
  return tokens.filter((token) => token !== "" && token.length <= 255);
}

/** What a message is besides its own words. */
export interface MessageContext {
  readonly isRoot: boolean;
  /** File name of a message attached to another, "" for others. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Files in it that its reader gives apart from the message (.msg, PST, OLM). */
  readonly files: number;
  /** Type of a message that is not mail, "" for mail. */
  readonly otherType: string;
}

/**
 * Adds everything a message says of itself to the document begun last in the builder. Date and size belong to the message at the top
 * alone: a mail of 2017 that forwards one of 2015 as an attachment is a mail of 2017.
 */
export function addMessageFields(
  builder: SegmentBuilder,
  message: Message,
  context: MessageContext,
  { scriptsOf, languageOf }: TextAnalysis,
): void {
  const text = (field: string, values: readonly string[]): void => {
    const filled = values.filter((value) => value !== "");
    if (filled.length > 0) {
      builder.addText(posting(field), { values: filled, scripts: scriptsOf(filled.join(" ")) });
    }
  };
  const senders = [
    ...message.from,
    ...message.sender.filter((s) => !message.from.some((f) => f.address === s.address)),
  ];
  const recipients = [...message.to, ...message.cc, ...message.bcc];
  const people = [...senders, ...recipients, ...message.replyTo, ...message.envelopePeople];
  const subjectScripts = scriptsOf(message.subject);
  const bodyScripts = scriptsOf(message.text);
  builder.addText(posting("subject"), { values: [message.subject], scripts: subjectScripts });
  builder.addText(posting("body"), { values: [message.text], scripts: bodyScripts });
  text("from", senders.map(written));
  text("to", recipients.map(written));
  text("cc", message.cc.map(written));
  text("bcc", message.bcc.map(written));
  text("replyto", message.replyTo.map(written));
  text("envelope", message.envelopePeople.map(written));
  text("filename", [context.name]);
  text(
    "mailer",
    message.headers
      .filter((h) => h.key === "x-mailer" || h.key === "user-agent")
      .map((h) => h.value),
  );
  builder.addTokens(posting("ids"), [
    ...idsOf(`${message.subject}\n${message.text}`),
    ...people.map((p) => foldWord(p.address)).filter((a) => a !== "" && a.length <= 255),
  ]);
  builder.addTokens(posting("headers"), headerTokens(message));
  builder.addTokens(posting("domain"), domainsOf(people));
  builder.addTokens(posting("script"), [...new Set([...subjectScripts, ...bodyScripts])]);
  const language = languageOf(message.text);
  builder.addTokens(posting("lang"), language === "" ? [] : [language]);
  builder.addTokens(posting("is"), statesOf(message));
  builder.addTokens(posting("label"), labelsOf(message));
  builder.addTokens(posting("threadid"), threadIdsOf(message));
  builder.addTokens(posting("kind"), ["message"]);
  if (context.otherType !== "") builder.addTokens(posting("type"), typeTokens(context.otherType));
  const carries: string[] = [];
  const files = message.attachments.length + context.files;
  if (files > 0) carries.push("attachment");
  if (message.attachments.some((a) => a.declaredType.startsWith("image/"))) carries.push("image");
  builder.addTokens(posting("has"), carries);
  if (!context.isRoot) return;
  const at = message.date?.at ?? message.receivedAt;
  if (at !== null) builder.addNumber(column("date"), at);
  if (message.receivedAt !== null) builder.addNumber(column("received"), message.receivedAt);
  builder.addNumber(column("size"), context.sizeBytes);
  builder.addNumber(column("attachments"), files);
}

/** What a file that is no message says of itself. */
export interface FileFields {
  readonly isRoot: boolean;
  readonly kind: string;
  readonly name: string;
  readonly type: string;
  readonly sizeBytes: number;
  readonly texts: readonly string[];
  readonly metadata: readonly MetadataValue[];
  readonly features: readonly string[];
  readonly markers: readonly string[];
}

function addMetadataFields(
  builder: SegmentBuilder,
  metadata: readonly MetadataValue[],
  scriptsOf: (text: string) => readonly string[],
): void {
  const texts = new Map<number, string[]>();
  const tokens = new Map<number, string[]>();
  const push = (map: Map<number, string[]>, field: number, value: string): void => {
    const list = map.get(field);
    if (list === undefined) map.set(field, [value]);
    else list.push(value);
  };
  for (const value of metadata) {
    if (value.state !== "present") continue;
    const columnNumber = COLUMN_FIELD_NUMBER.get(value.field);
    if (columnNumber !== undefined) {
      const number = value.time?.epochMs ?? value.number;
      if (number !== undefined) builder.addNumber(columnNumber, number);
      continue;
    }
    const field = POSTING_FIELD_NUMBER.get(value.field);
    if (field === undefined)
      throw new Error(`a reader filled a field that is not in the table: ${value.field}`);
    if (value.field === "docid" || value.field === "codepage" || value.field === "applang") {
      push(tokens, field, foldWord(value.text).slice(0, 255));
    } else push(texts, field, value.text);
  }
  for (const [field, values] of texts)
    builder.addText(field, { values, scripts: scriptsOf(values.join(" ")) });
  for (const [field, values] of tokens) builder.addTokens(field, values);
}

/** Adds everything a file says of itself to the document begun last in the builder. */
export function addFileFields(
  builder: SegmentBuilder,
  file: FileFields,
  { scriptsOf, languageOf }: TextAnalysis,
): void {
  if (file.name !== "") {
    builder.addText(posting("filename"), { values: [file.name], scripts: scriptsOf(file.name) });
  }
  const joined = file.texts.join("\n");
  const scripts = scriptsOf(joined);
  builder.addText(posting("attachment"), { values: file.texts, scripts });
  builder.addTokens(posting("ids"), idsOf(`${file.name}\n${joined}`));
  builder.addTokens(posting("script"), scripts);
  builder.addTokens(posting("kind"), [file.kind]);
  builder.addTokens(posting("type"), typeTokens(file.type));
  builder.addTokens(posting("has"), file.features);
  builder.addTokens(posting("is"), file.markers);
  const language = languageOf(joined);
  builder.addTokens(posting("lang"), language === "" ? [] : [language]);
  addMetadataFields(builder, file.metadata, scriptsOf);
  builder.addNumber(column("filesize"), file.sizeBytes);
  if (file.isRoot) builder.addNumber(column("size"), file.sizeBytes);
}
