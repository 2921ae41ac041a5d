/**
 * MAPI properties ([MS-OXPROPS]) -> a message. Shared by .msg, winmail.dat and PST: the three store the same properties in three ways.
 */
import { isUtf8 } from "node:buffer";
import { LIMITS } from "../../limits.ts";
import type { EmbeddedMessage } from "../../model/extraction.ts";
import type { Address } from "../../model/message.ts";
import { guarded, hex, u8, u16, u32, u64 } from "../bytes.ts";
import { codePageOfLcid, decodeCodePage, decodeUtf16, isKnownCodePage } from "../code-pages.ts";
import type { Draft } from "../draft.ts";
import { filetimeToMs, filetimeValue } from "../filetime.ts";
import { readRtfBody } from "../text/read-rtf.ts";
import { unpackRtf } from "../text/rtf-compressed.ts";

/** Property types ([MS-OXCDATA] 2.11.1). */
export const MAPI_TYPE = {
  ansi: 0x1e,
  wide: 0x1f,
  binary: 0x102,
  time: 0x40,
  object: 0x0d,
} as const;

/** Property ids used here. */
export const MAPI = {
  messageClass: 0x001a,
  subject: 0x0037,
  submitTime: 0x0039,
  representingName: 0x0042,
  representingAddress: 0x0065,
  representingSmtp: 0x5d02,
  conversationIndex: 0x0071,
  headers: 0x007d,
  recipientType: 0x0c15,
  senderName: 0x0c1a,
  senderAddress: 0x0c1f,
  senderSmtp: 0x5d01,
  displayBcc: 0x0e02,
  displayCc: 0x0e03,
  displayTo: 0x0e04,
  deliveryTime: 0x0e06,
  body: 0x1000,
  packedRtf: 0x1009,
  html: 0x1013,
  messageId: 0x1035,
  references: 0x1039,
  inReplyTo: 0x1042,
  displayName: 0x3001,
  address: 0x3003,
  createdTime: 0x3007,
  modifiedTime: 0x3008,
  smtpAddress: 0x39fe,
  attachData: 0x3701,
  attachName: 0x3704,
  attachMethod: 0x3705,
  attachLongName: 0x3707,
  attachLongPath: 0x370d,
  attachPath: 0x3708,
  attachType: 0x370e,
  attachContentId: 0x3712,
  internetCodePage: 0x3fde,
  locale: 0x3ff1,
  creatorName: 0x3ff8,
  modifierName: 0x3ffa,
  codePage: 0x3ffd,
} as const;

/** One value as stored: its type and the bytes of the value, undecoded. */
export interface MapiValue {
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** Values by property id. */
export type MapiProperties = ReadonlyMap<number, MapiValue>;

/** A whole number, null when the property is absent or of another kind. */
export function mapiNumber(properties: MapiProperties, id: number): number | null {
  const value = properties.get(id);
  if (value === undefined) return null;
  if (value.type === 3 && value.bytes.length >= 4) return u32(value.bytes, 0);
  if (value.type === 2 && value.bytes.length >= 2) return u16(value.bytes, 0);
  if (value.type === 0x0b && value.bytes.length >= 1) return u8(value.bytes, 0);
  return null;
}

function ticks(properties: MapiProperties, id: number): bigint {
  const value = properties.get(id);
  return value?.type === MAPI_TYPE.time && value.bytes.length >= 8 ? u64(value.bytes, 0) : 0n;
}

/** Windows page of the same script, for charsets that only travel: 8-bit properties are stored in the former. */
const WINDOWS_PAGE = new Map<number, number>([
  [20127, 1252],
  [28591, 1252],
  [28605, 1252],
  [28592, 1250],
  [28595, 1251],
  [20866, 1251],
  [21866, 1251],
  [28597, 1253],
  [28599, 1254],
  [28598, 1255],
  [38598, 1255],
  [28596, 1256],
  [50220, 932],
  [50221, 932],
  [50222, 932],
  [51932, 932],
  [51949, 949],
  [50225, 949],
  [52936, 936],
  [51936, 936],
]);

/** How the 8-bit strings of one message are to be decoded. */
export interface MapiPages {
  readonly page: number;
  /** The message travelled as UTF-8: strings that are valid UTF-8 are, whatever the page says. */
  readonly mayBeUtf8: boolean;
}

const UTF8 = 65001;

/** Code page of 8-bit strings: stated by the message, else that of its transport charset, else of its locale, else `fallback`. */
export function mapiPages(properties: MapiProperties, fallback = 1252): MapiPages {
  const known = (id: number): number | null => {
    const page = mapiNumber(properties, id);
    return page !== null && page > 0 && page !== 1200 && isKnownCodePage(page) ? page : null;
  };
  const stated = known(MAPI.codePage);
  const internet = known(MAPI.internetCodePage);
  const locale = mapiNumber(properties, MAPI.locale);
  const mayBeUtf8 = stated === UTF8 || internet === UTF8;
  if (stated !== null && stated !== UTF8) return { page: stated, mayBeUtf8 };
  if (internet !== null && internet !== UTF8) {
    return { page: WINDOWS_PAGE.get(internet) ?? internet, mayBeUtf8 };
  }
  return { page: locale === null || locale === 0 ? fallback : codePageOfLcid(locale), mayBeUtf8 };
}

function decodeAnsi(bytes: Uint8Array, { page, mayBeUtf8 }: MapiPages): string {
  if (mayBeUtf8 && isUtf8(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))) {
    return decodeCodePage(bytes, UTF8) ?? "";
  }
  return decodeCodePage(bytes, page) ?? decodeCodePage(bytes, 1252) ?? "";
}

/** Text of a string property, "" when absent. An html property may be bytes in the transport charset. */
export function mapiText(properties: MapiProperties, id: number, pages: MapiPages): string {
  const value = properties.get(id);
  if (value === undefined) return "";
  // trailing NULs end strings in winmail.dat; inside a text they are damage that must not hide the rest
  if (value.type === MAPI_TYPE.wide) return trimNuls(decodeUtf16(value.bytes));
  if (value.type !== MAPI_TYPE.ansi && value.type !== MAPI_TYPE.binary) return "";
  return trimNuls(decodeAnsi(value.bytes, pages));
}

function trimNuls(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end--;
  return text.slice(0, end);
}

const withoutBrackets = (id: string): string => id.trim().replace(/^</, "").replace(/>$/, "");

const idList = (text: string): string[] =>
  text
    .split(/\s+/, LIMITS.maxReferences)
    .map(withoutBrackets)
    .filter((id) => id !== "");

/** One row of a recipient table; "to" when the row does not say. */
export interface MapiRecipient {
  readonly role: "to" | "cc" | "bcc";
  readonly address: Address;
}

const ROLES = new Map<number, MapiRecipient["role"]>([
  [1, "to"],
  [2, "cc"],
  [3, "bcc"],
]);

/** A recipient from its row, null for the originator's own row and for empty ones. */
export function mapiRecipient(row: MapiProperties, pages: MapiPages): MapiRecipient | null {
  const kind = mapiNumber(row, MAPI.recipientType);
  // the upper bits say "resend" or "handled"
  const role = kind === null ? "to" : ROLES.get(kind & 0xf);
  if (role === undefined) return null;
  const address = {
    name: mapiText(row, MAPI.displayName, pages),
    address: mapiText(row, MAPI.smtpAddress, pages) || mapiText(row, MAPI.address, pages),
  };
  return address.name === "" && address.address === "" ? null : { role, address };
}

/** Names of a display list "Anna Weber; Ben Ode", for messages that keep no table. */
function displayList(text: string): Address[] {
  return text
    .split(";", LIMITS.maxRecipients)
    .map((name) => name.trim())
    .filter((name) => name !== "")
    .map((name) => ({ name, address: "" }));
}

function sender(properties: MapiProperties, pages: MapiPages): Address[] {
  const text = (id: number): string => mapiText(properties, id, pages);
  const represented = {
    name: text(MAPI.representingName),
    address: text(MAPI.representingSmtp) || text(MAPI.representingAddress),
  };
  const own = {
    name: text(MAPI.senderName),
    address: text(MAPI.senderSmtp) || text(MAPI.senderAddress),
  };
  const chosen = represented.name === "" && represented.address === "" ? own : represented;
  // the represented address is often an Exchange name where the sender's own is an internet address
  const isSame =
    chosen.name === own.name && !chosen.address.includes("@") && own.address.includes("@");
  const from = isSame ? own : chosen;
  return from.name === "" && from.address === "" ? [] : [from];
}

function bodies(
  draft: Draft,
  properties: MapiProperties,
  pages: MapiPages,
): { text: string; html: string } {
  const internet = mapiNumber(properties, MAPI.internetCodePage);
  // markup is in the charset it travelled in, other 8-bit strings are not
  const htmlPages =
    internet !== null && internet > 0 && isKnownCodePage(internet) && internet !== UTF8
      ? { page: internet, mayBeUtf8: false }
      : pages;
  let text = mapiText(properties, MAPI.body, pages);
  let html = mapiText(properties, MAPI.html, htmlPages);
  const packed = properties.get(MAPI.packedRtf);
  if (packed !== undefined && packed.bytes.length > 16 && (text === "" || html === "")) {
    const onProblem = (reason: string): void => draft.problem("body-damaged", "partial", reason);
    const rtf = guarded(() => unpackRtf(packed.bytes, onProblem), new Uint8Array(0), onProblem);
    const body = readRtfBody(draft, rtf);
    if (html === "") html = body.html;
    if (text.trim() === "") text = body.text;
  }
  return { text, html };
}

/** Adds the message and what its properties say about who made it and when. */
export function addMapiMessage(
  draft: Draft,
  properties: MapiProperties,
  recipients: readonly MapiRecipient[],
  pages: MapiPages,
): void {
  draft.message(mapiMessage(draft, properties, recipients, pages));
  const text = (id: number): string => mapiText(properties, id, pages);
  for (const [field, id, source] of [
    ["creator", MAPI.creatorName, "PidTagCreatorName"],
    ["lastsavedby", MAPI.modifierName, "PidTagLastModifierName"],
    ["other", MAPI.messageClass, "PidTagMessageClass"],
  ] as const) {
    if (properties.has(id)) draft.value(field, text(id), source);
  }
  draft.time("created", filetimeValue(ticks(properties, MAPI.createdTime)), "PidTagCreationTime");
  draft.time(
    "modified",
    filetimeValue(ticks(properties, MAPI.modifiedTime)),
    "PidTagLastModificationTime",
  );
  for (const [id, source] of [
    [MAPI.codePage, "PidTagMessageCodepage"],
    [MAPI.internetCodePage, "PidTagInternetCodepage"],
  ] as const) {
    const page = mapiNumber(properties, id);
    if (page !== null && page > 0) draft.value("codepage", String(page), source);
  }
  const index = properties.get(MAPI.conversationIndex);
  if (index !== undefined && index.bytes.length > 0) {
    draft.value("other", hex(index.bytes.subarray(0, 512)), "PidTagConversationIndex");
  }
}

/** The message of a property set; see {@link EmbeddedMessage}. */
export function mapiMessage(
  draft: Draft,
  properties: MapiProperties,
  recipients: readonly MapiRecipient[],
  pages: MapiPages,
): EmbeddedMessage {
  const text = (id: number): string => mapiText(properties, id, pages);
  const inRole = (role: MapiRecipient["role"]): Address[] =>
    recipients.filter((recipient) => recipient.role === role).map(({ address }) => address);
  const hasTable = recipients.length > 0;
  return {
    subject: cleanSubject(text(MAPI.subject)),
    from: sender(properties, pages),
    to: hasTable ? inRole("to") : displayList(text(MAPI.displayTo)),
    cc: hasTable ? inRole("cc") : displayList(text(MAPI.displayCc)),
    bcc: hasTable ? inRole("bcc") : displayList(text(MAPI.displayBcc)),
    sentAt: filetimeToMs(ticks(properties, MAPI.submitTime)),
    receivedAt: filetimeToMs(ticks(properties, MAPI.deliveryTime)),
    messageId: withoutBrackets(text(MAPI.messageId)),
    inReplyTo: idList(text(MAPI.inReplyTo)),
    references: idList(text(MAPI.references)),
    headersText: text(MAPI.headers),
    ...bodies(draft, properties, pages),
  };
}

/** In a PST the subject begins with 0x01 and the length of its prefix ("Re: "), two characters that are no text ([MS-PST] 2.5.3.1.1.1). */
function cleanSubject(subject: string): string {
  return subject.charCodeAt(0) === 1 ? subject.slice(2) : subject;
}
