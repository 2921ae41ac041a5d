/** JSON shapes of the command contract (docs/json.md). Times are ISO 8601 UTC or null; ids are all 64 digits. */
import type { StoredDocument } from "../catalog/stored-rows.ts";
import { splitPlaces } from "../text-places.ts";
import { addressText, type DocumentView } from "./message-view.ts";
import { isoTime } from "./terminal.ts";

/** One file of a family in lists: `{id, filename, type, sizeBytes, sha256}`. */
export function attachmentJson(document: StoredDocument) {
  return {
    id: document.contentId,
    filename: document.name,
    type: document.type,
    sizeBytes: document.sizeBytes,
    sha256: document.contentId,
  };
}

/** `show --json`. */
export function documentJson(view: DocumentView) {
  const { document } = view;
  const { envelope } = document;
  return {
    formatVersion: 1,
    id: document.contentId,
    kind: document.kind,
    subject: envelope?.subject ?? "",
    from: envelope === null ? "" : envelope.from.map(addressText).join(", "),
    to: envelope?.to.map(addressText) ?? [],
    cc: envelope?.cc.map(addressText) ?? [],
    bcc: envelope?.bcc.map(addressText) ?? [],
    messageId: document.messageId,
    sentAt: isoTime(document.sentAt),
    sentAtText: envelope?.sentAtText ?? "",
    receivedAt: isoTime(document.receivedAt),
    filename: document.name,
    declaredType: document.declaredType,
    type: document.type,
    sizeBytes: document.sizeBytes,
    copies: view.copies,
    tags: view.tags,
    notes: view.notes.map(({ value, author, atMs }) => ({
      text: value,
      author,
      at: isoTime(atMs),
    })),
    locator: view.locator,
    record: document.record,
    text: splitPlaces(view.text),
    ...(view.rereads.length === 0
      ? {}
      : {
          rereads: view.rereads.map(({ kind, page, text, confidence, program }) => ({
            kind,
            page,
            text,
            confidence,
            program,
          })),
        }),
    metadata: view.metadata.map((value) => ({
      ...value,
      at: value.time === undefined ? null : isoTime(value.time.epochMs),
    })),
    attachments: view.family.map((member) => attachmentJson(member.document)),
    problems: view.problems,
  };
}
