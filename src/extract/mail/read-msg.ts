/**
 * Reads an Outlook message file ([MS-OXMSG]): a compound file whose streams are MAPI properties. Attachments become children; so
 * does a message inside the message, as a message file of its own.
 *
 * Own reader over ole-container.ts: it is bounded with it, and 8-bit strings are decoded in the message's code page at once.
 */
import { LIMITS } from "../../limits.ts";
import type { MetadataValue } from "../../model/metadata.ts";
import { guarded, sliceUpTo, u16, u64 } from "../bytes.ts";
import type { Draft } from "../draft.ts";
import { filetimeValue, timeText } from "../filetime.ts";
import type { OleContainer, OleEntry } from "../ole/ole-container.ts";
import { rebuildOle } from "../ole/ole-rebuild.ts";
import {
  addMapiMessage,
  MAPI,
  MAPI_TYPE,
  type MapiPages,
  type MapiProperties,
  type MapiRecipient,
  type MapiValue,
  mapiPages,
  mapiRecipient,
  mapiText,
} from "./mapi.ts";

const STREAM_PREFIX = "__SUBSTG1.0_";

/**
 * Bytes before the rows of a property stream ([MS-OXMSG] 2.4.1): 8 in an attachment or recipient, 32 in a file of its own, of which the last 8
 * are zero; a message inside a message, which is handed out as a file of its own, has no such 8 bytes.
 */
function headerBytes(container: OleContainer, storage: OleEntry, rows: Uint8Array): number {
  if (storage !== container.root) return 8;
  return rows.length < 32 || u64(rows, 24) === 0n ? 32 : 24;
}

/** Properties of a storage: fixed ones in one stream of 16-byte rows, the others in a stream each. */
function readProperties(container: OleContainer, storage: OleEntry): Map<number, MapiValue> {
  const properties = new Map<number, MapiValue>();
  for (const entry of container.childrenOf(storage)) {
    const name = entry.name.toUpperCase();
    if (entry.kind !== "stream") continue;
    if (name === "__PROPERTIES_VERSION1.0") {
      const bytes = container.read(entry);
      for (let at = headerBytes(container, storage, bytes); at + 16 <= bytes.length; at += 16) {
        const type = u16(bytes, at);
        const id = u16(bytes, at + 2);
        if (id === 0 || properties.has(id)) continue;
        if (type !== MAPI_TYPE.ansi && type !== MAPI_TYPE.wide && type !== MAPI_TYPE.binary) {
          properties.set(id, { type, bytes: sliceUpTo(bytes, at + 8, 8) });
        }
      }
    } else if (name.startsWith(STREAM_PREFIX)) {
      const tag = name.slice(STREAM_PREFIX.length);
      // longer names are single values of a multiple one
      if (!/^[0-9A-F]{8}$/.test(tag)) continue;
      const type = Number.parseInt(tag.slice(4), 16);
      properties.set(Number.parseInt(tag.slice(0, 4), 16), { type, bytes: container.read(entry) });
    }
  }
  return properties;
}

/** Adds the message in the root storage: fields, body, attachments. */
export function addMsg(draft: Draft, container: OleContainer): void {
  draft.contentType("application/vnd.ms-outlook");
  const onProblem = (reason: string): void =>
    draft.problem("message-damaged", "partial", `message file: ${reason}`);
  guarded(
    () => {
      const properties = readProperties(container, container.root);
      const pages = mapiPages(properties);
      const recipients: MapiRecipient[] = [];
      let rows = 0;
      let attachments = 0;
      for (const storage of container.childrenOf(container.root)) {
        if (storage.kind !== "storage") continue;
        const name = storage.name.toLowerCase();
        if (name.startsWith("__recip_version1.0_")) {
          if (rows++ >= LIMITS.maxRecipients) {
            draft.problem(
              "recipients-limit",
              "partial",
              `more than ${LIMITS.maxRecipients} recipients`,
            );
            continue;
          }
          const recipient = mapiRecipient(readProperties(container, storage), pages);
          if (recipient !== null) recipients.push(recipient);
        } else if (name.startsWith("__attach_version1.0_")) {
          addAttachment(draft, container, storage, pages, attachments++);
        }
      }
      addMapiMessage(draft, properties, recipients, pages);
    },
    undefined,
    onProblem,
  );
}

/** Values an attachment's properties hold about the file before it was attached. */
export function attachmentMetadata(properties: MapiProperties, pages: MapiPages): MetadataValue[] {
  const values: MetadataValue[] = [];
  for (const [id, field, source] of [
    [MAPI.modifiedTime, "membertime", "PidTagLastModificationTime of the attachment"],
    [MAPI.createdTime, "other", "PidTagCreationTime of the attachment"],
  ] as const) {
    const value = properties.get(id);
    if (value?.type !== MAPI_TYPE.time || value.bytes.length < 8) continue;
    const time = filetimeValue(u64(value.bytes, 0));
    if (time !== null) values.push({ field, text: timeText(time), state: "present", source, time });
  }
  for (const id of [MAPI.attachLongPath, MAPI.attachPath]) {
    const path = mapiText(properties, id, pages);
    if (path === "") continue;
    values.push({ field: "path", text: path, state: "present", source: "PidTagAttachPathname" });
  }
  return values;
}

/** Name of an attachment: the long one, else the short one, else what is displayed. */
export function attachmentName(properties: MapiProperties, pages: MapiPages): string {
  return (
    mapiText(properties, MAPI.attachLongName, pages) ||
    mapiText(properties, MAPI.attachName, pages) ||
    mapiText(properties, MAPI.displayName, pages)
  );
}

function addAttachment(
  draft: Draft,
  container: OleContainer,
  storage: OleEntry,
  pages: MapiPages,
  index: number,
): void {
  const properties = readProperties(container, storage);
  const name = attachmentName(properties, pages);
  const declared = mapiText(properties, MAPI.attachType, pages).toLowerCase();
  const data = properties.get(MAPI.attachData);
  const inner = container.child(storage, "__substg1.0_3701000D");
  const isObject = inner !== undefined && inner.kind === "storage";
  if (!isObject && data?.type !== MAPI_TYPE.binary) {
    // a link to a file, or a name without bytes: the name is still evidence
    draft.problem("attachment-without-bytes", "note", `attachment "${name}" holds no bytes`);
    for (const value of attachmentMetadata(properties, pages)) {
      draft.value(value.field, value.text, `attachment "${name}": ${value.source}`);
    }
    return;
  }
  const isMessage = isObject && container.child(inner, "__properties_version1.0") !== undefined;
  draft.child({
    name,
    declaredType: isMessage
      ? "application/vnd.ms-outlook"
      : isObject
        ? "application/x-ole-storage"
        : declared,
    bytes: isObject ? rebuildOle(container, inner) : (data?.bytes ?? new Uint8Array(0)),
    steps: [{ step: "member", index, name: storage.name }],
    metadata: attachmentMetadata(properties, pages),
  });
}
