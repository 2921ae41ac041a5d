/** What bytes found in a mail or container are, by their content: a message, a mailbox, or a file. */
import { sniffFormat } from "../sources/sniff.ts";
import { PST_TYPE } from "./mailbox-inside.ts";

/** `application/mbox` or the PST type for bytes that are a mailbox, null for all others. */
export function mailboxType(bytes: Uint8Array, sniffedType: string): string | null {
  if (sniffedType === PST_TYPE) return PST_TYPE;
  return sniffFormat(bytes.subarray(0, 16 << 10), bytes.length, "") === "mbox"
    ? "application/mbox"
    : null;
}

const ENTITY = /^(?:content-[a-z-]{1,40}|mime-version)[ \t]*:/i;
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(0, 80)).toString("latin1");

/** Decided by content where it can be: a declared message/rfc822 that holds no headers is a file, an .eml in a zip is a message. */
export function isMessage(declaredType: string, bytes: Uint8Array): boolean {
  const declared = declaredType === "message/rfc822" || declaredType === "message/global";
  const head = bytes.subarray(0, 16 << 10);
  const format = sniffFormat(head, bytes.length, "");
  if (format === "eml") return true;
  // What an S/MIME container signs is a MIME entity: its headers may be Content-Type alone.
  return declared && bytes.length > 0 && (format !== "file" || ENTITY.test(latin1(head)));
}
