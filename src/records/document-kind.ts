/** What bytes found in a mail or container are, by their content: a message, a mailbox, or a file. docs/mail-formats.md has the table. */

import { blankLinesBytes } from "../mail-lines.ts";
import type { DocumentKind } from "../model/document.ts";
import type { Extraction } from "../model/extraction.ts";
import type { LocatorStep } from "../model/locator.ts";
import { OLD_MAILBOX_TYPES, sniffFormat } from "../sources/sniff.ts";
import { messageBytes } from "../split/message-bytes.ts";
import { PST_TYPE } from "./mailbox-inside.ts";

const MAILBOX_TYPES: ReadonlySet<string> = new Set([PST_TYPE, ...Object.values(OLD_MAILBOX_TYPES)]);

/** `application/mbox` or another type of mailbox for bytes that are one, null for all others. */
export function mailboxType(bytes: Uint8Array, sniffedType: string): string | null {
  if (MAILBOX_TYPES.has(sniffedType)) return sniffedType;
  return sniffFormat(bytes.subarray(0, 16 << 10), bytes.length, "") === "mbox"
    ? "application/mbox"
    : null;
}

/** Bytes found inside a mail or container, as their reader gives them. */
interface Contained {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly declaredType: string;
  readonly steps: readonly LocatorStep[];
  readonly extraction?: Extraction;
}

const ENTITY = /^(?:content-[a-z-]{1,40}|mime-version)[ \t]*:/i;
const latin1 = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1", from, to);

/** Headers and nothing behind them: notes on a mail, kept as text, in which every word counts. */
function isHeadersOnly(bytes: Uint8Array): boolean {
  const text = latin1(bytes, 0, Math.min(bytes.length, 256 << 10));
  const blank = /\r?\n[ \t]*\r?\n/.exec(text);
  if (blank === null) return bytes.length <= 256 << 10;
  return bytes.length <= 256 << 10 && text.slice(blank.index).trim() === "";
}

/**
 * What was found as the document it becomes: `kind` by content where it can be told, `otherwise` else; the bytes and steps are those of the mail in
 * it. A declared message/rfc822 that holds no headers is a file, an .eml in a zip is a message, an .emlx anywhere the mail in it; a text of nothing
 * but headers that is not declared a mail stays a text.
 */
export function foundAs<T extends Contained>(
  found: T,
  otherwise: DocumentKind,
): T & { readonly kind: DocumentKind } {
  const { bytes, declaredType, steps } = found;
  if (found.extraction?.message !== undefined) return { ...found, kind: "message" };
  const declared = declaredType === "message/rfc822" || declaredType === "message/global";
  const head = bytes.subarray(0, 16 << 10);
  const format = sniffFormat(head, bytes.length, found.name);
  if (format === "emlx") {
    const decode: LocatorStep = { step: "decode", encoding: "emlx" };
    const mail = messageBytes(bytes, "emlx");
    return { ...found, kind: "message", bytes: mail, steps: [...steps, decode] };
  }
  const isText = declaredType.startsWith("text/") && isHeadersOnly(bytes);
  // What an S/MIME container signs is a MIME entity: its headers may be Content-Type alone.
  const isEntity = (): boolean =>
    declared && bytes.length > 0 && (format !== "file" || ENTITY.test(latin1(head, 0, 80)));
  if ((format !== "eml" || isText) && !isEntity()) return { ...found, kind: otherwise };
  return blankLinesBytes(bytes) === 0
    ? { ...found, kind: "message" }
    : { ...found, kind: "message", bytes: messageBytes(bytes, "eml") };
}
