/**
 * Reads winmail.dat ([MS-OXTNEF]): attributes of a message and its attachments, most of them MAPI properties. Own reader: the
 * packaged one prints to stdout and finds no body.
 */
import { LIMITS } from "../../limits.ts";
import type { Extraction } from "../../model/extraction.ts";
import { guarded, OutOfBytes, slice, sliceUpTo, u8, u16, u32 } from "../bytes.ts";
import { untilNul } from "../code-pages.ts";
import { createDraft, type Draft } from "../draft.ts";
import { localTime } from "../filetime.ts";
import type { ReadContext } from "../reader.ts";
import {
  addMapiMessage,
  MAPI,
  MAPI_TYPE,
  type MapiPages,
  type MapiRecipient,
  type MapiValue,
  mapiPages,
  mapiRecipient,
  mapiText,
} from "./mapi.ts";
import { attachmentMetadata, attachmentName } from "./read-msg.ts";

const SIGNATURE = 0x223e9f78;

/** Attribute ids ([MS-OXTNEF] 2.1.3.2), without their type half. */
const ATTRIBUTE = {
  from: 0x8000,
  subject: 0x8004,
  dateSent: 0x8005,
  dateReceived: 0x8006,
  messageClass: 0x8008,
  messageId: 0x8009,
  body: 0x800c,
  attachData: 0x800f,
  attachTitle: 0x8010,
  attachModified: 0x8013,
  attachStart: 0x9002,
  properties: 0x9003,
  recipients: 0x9004,
  attachProperties: 0x9005,
  codePage: 0x9007,
} as const;

interface Attachment {
  title: Uint8Array;
  bytes: Uint8Array | null;
  modified: Uint8Array | null;
  properties: Map<number, MapiValue>;
  readonly index: number;
}

interface Tnef {
  codePage: number;
  readonly properties: Map<number, MapiValue>;
  readonly rows: Map<number, MapiValue>[];
  readonly attachments: Attachment[];
}

/** Bytes of one value of a fixed-size type, padded to four. */
function fixedBytes(type: number): number {
  switch (type) {
    case 2:
    case 3:
    case 4:
    case 0x0a:
    case 0x0b:
      return 4;
    case 5:
    case 6:
    case 7:
    case 0x14:
    case 0x40:
      return 8;
    case 0x48:
      return 16;
    default:
      return 0;
  }
}

const isVariable = (type: number): boolean =>
  type === MAPI_TYPE.ansi ||
  type === MAPI_TYPE.wide ||
  type === MAPI_TYPE.binary ||
  type === MAPI_TYPE.object;

/** A property list ([MS-OXTNEF] 2.1.3.4) into `into`; returns the offset after it. Throws OutOfBytes. */
function readProperties(bytes: Uint8Array, start: number, into: Map<number, MapiValue>): number {
  const count = u32(bytes, start);
  let at = start + 4;
  for (let i = 0; i < count; i++) {
    const full = u16(bytes, at);
    const id = u16(bytes, at + 2);
    at += 4;
    if (id >= 0x8000) {
      // a named property: its set, then a number or a name
      at += 16;
      const isNamed = u32(bytes, at) === 1;
      const length = isNamed ? u32(bytes, at + 4) : 0;
      at += 8 + length + ((4 - (length % 4)) % 4);
    }
    const type = full & 0xfff;
    const isMultiple = (full & 0x1000) !== 0;
    const values = isMultiple || isVariable(type) ? u32(bytes, at) : 1;
    if (isMultiple || isVariable(type)) at += 4;
    const size = fixedBytes(type);
    // the length of an unknown type is unknown, and with it the place of everything after it
    if (size === 0 && type > 1 && !isVariable(type)) throw new OutOfBytes(at, 1, bytes.length);
    for (let k = 0; k < values; k++) {
      const length = isVariable(type) ? u32(bytes, at) : size;
      if (isVariable(type)) at += 4;
      const value = slice(bytes, at, length);
      // of a multiple property the first value is kept
      if (k === 0 && id < 0x8000 && !into.has(id)) into.set(id, { type, bytes: value });
      at += length + ((4 - (length % 4)) % 4);
    }
  }
  return at;
}

function readAttribute(tnef: Tnef, id: number, value: Uint8Array): void {
  const attachment = tnef.attachments.at(-1);
  const text = (property: number): void => {
    if (!tnef.properties.has(property)) {
      tnef.properties.set(property, { type: MAPI_TYPE.ansi, bytes: value });
    }
  };
  switch (id) {
    case ATTRIBUTE.codePage:
      tnef.codePage = u32(value, 0);
      return;
    case ATTRIBUTE.properties:
      readProperties(value, 0, tnef.properties);
      return;
    case ATTRIBUTE.subject:
      text(MAPI.subject);
      return;
    case ATTRIBUTE.messageId:
      text(MAPI.messageId);
      return;
    case ATTRIBUTE.messageClass:
      text(MAPI.messageClass);
      return;
    case ATTRIBUTE.body:
      text(MAPI.body);
      return;
    case ATTRIBUTE.from:
      readFrom(tnef, value);
      return;
    case ATTRIBUTE.recipients: {
      const count = Math.min(u32(value, 0), LIMITS.maxRecipients);
      let at = 4;
      for (let i = 0; i < count && at < value.length; i++) {
        const row = new Map<number, MapiValue>();
        at = readProperties(value, at, row);
        tnef.rows.push(row);
      }
      return;
    }
    case ATTRIBUTE.attachStart:
      if (tnef.attachments.length <= LIMITS.maxEmbeddedChildren) {
        tnef.attachments.push({
          title: new Uint8Array(0),
          bytes: null,
          modified: null,
          properties: new Map(),
          index: tnef.attachments.length,
        });
      }
      return;
    case ATTRIBUTE.attachTitle:
      if (attachment !== undefined) attachment.title = value;
      return;
    case ATTRIBUTE.attachData:
      if (attachment !== undefined) attachment.bytes = value;
      return;
    case ATTRIBUTE.attachModified:
      if (attachment !== undefined) attachment.modified = value;
      return;
    case ATTRIBUTE.attachProperties:
      if (attachment !== undefined) readProperties(value, 0, attachment.properties);
  }
}

/** attFrom: lengths of a name and of an address "SMTP:anna@example.org" ([MS-OXTNEF] 2.1.3.3.1). */
function readFrom(tnef: Tnef, value: Uint8Array): void {
  const nameLength = u16(value, 4);
  const addressLength = u16(value, 6);
  const name = sliceUpTo(value, 8, nameLength);
  const address = sliceUpTo(value, 8 + nameLength, addressLength);
  const colon = address.indexOf(0x3a);
  for (const [id, bytes] of [
    [MAPI.senderName, name],
    [MAPI.senderAddress, address.subarray(colon + 1)],
  ] as const) {
    if (!tnef.properties.has(id)) tnef.properties.set(id, { type: MAPI_TYPE.ansi, bytes });
  }
}

function readAttributes(bytes: Uint8Array, onProblem: (reason: string) => void): Tnef {
  const tnef: Tnef = { codePage: 1252, properties: new Map(), rows: [], attachments: [] };
  let at = 6;
  while (at + 9 <= bytes.length) {
    const level = u8(bytes, at);
    if (level !== 1 && level !== 2) {
      onProblem(`no attribute at byte ${at}`);
      break;
    }
    const id = u32(bytes, at + 1) & 0xffff;
    const length = u32(bytes, at + 5);
    const value = sliceUpTo(bytes, at + 9, length);
    if (value.length < length) onProblem(`attribute ${id.toString(16)} ends with the file`);
    guarded(
      () => readAttribute(tnef, id, value),
      undefined,
      (reason) => onProblem(`attribute ${id.toString(16)}: ${reason}`),
    );
    // a checksum of two bytes follows
    at += 9 + length + 2;
  }
  return tnef;
}

function addAttachment(draft: Draft, attachment: Attachment, pages: MapiPages): void {
  const { properties, index } = attachment;
  const data = properties.get(MAPI.attachData);
  // an object begins with its interface id; what follows may be a message in the same format
  const object =
    data?.type === MAPI_TYPE.object ? sliceUpTo(data.bytes, 16, data.bytes.length) : null;
  const isMessage = object !== null && object.length > 4 && u32(object, 0) === SIGNATURE;
  const bytes = object ?? (data !== undefined ? data.bytes : attachment.bytes);
  const title = mapiText(
    new Map([[0, { type: MAPI_TYPE.ansi, bytes: attachment.title }]]),
    0,
    pages,
  );
  const name = attachmentName(properties, pages) || untilNul(title);
  if (bytes === null) {
    draft.problem("attachment-without-bytes", "note", `attachment "${name}" holds no bytes`);
    return;
  }
  const metadata = attachmentMetadata(properties, pages);
  if (attachment.modified !== null && attachment.modified.length >= 14) {
    const part = (position: number): number => u16(attachment.modified ?? bytes, 2 * position);
    const parts = [0, 1, 2, 3, 4, 5].map(part);
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
    const time = localTime(`DTR ${parts.join("-")}`, 1000, year, month, day, hour, minute, second);
    if (time !== null) {
      const text = new Date(time.epochMs).toISOString().slice(0, 19);
      const source = "attAttachModifyDate (local time)";
      metadata.push({ field: "membertime", text, state: "present", source, time });
    }
  }
  draft.child({
    name,
    declaredType: isMessage
      ? "application/vnd.ms-tnef"
      : mapiText(properties, MAPI.attachType, pages).toLowerCase(),
    bytes,
    steps: [{ step: "member", index, name }],
    metadata,
  });
}

/** Reads one winmail.dat; see the header. */
export async function readTnef(bytes: Uint8Array, _context: ReadContext): Promise<Extraction> {
  const draft = createDraft();
  draft.contentType("application/vnd.ms-tnef");
  const onProblem = (reason: string): void =>
    draft.problem("message-damaged", "partial", `winmail.dat: ${reason}`);
  guarded(
    () => {
      if (u32(bytes, 0) !== SIGNATURE) {
        draft.problem("message-damaged", "lost", "does not begin like winmail.dat");
        draft.marker("unreadable");
        return;
      }
      const tnef = readAttributes(bytes, onProblem);
      const pages = mapiPages(tnef.properties, tnef.codePage);
      const recipients: MapiRecipient[] = [];
      for (const row of tnef.rows) {
        const recipient = mapiRecipient(row, pages);
        if (recipient !== null) recipients.push(recipient);
      }
      addMapiMessage(draft, tnef.properties, recipients, pages);
      for (const attachment of tnef.attachments) {
        guarded(() => addAttachment(draft, attachment, pages), undefined, onProblem);
      }
    },
    undefined,
    onProblem,
  );
  return draft.finish();
}
