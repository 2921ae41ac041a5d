/**
 * The body hash of a DKIM signature computed again (RFC 6376 sections 3.4 and 3.7). Needs no key: it tells whether the body is the one that
 * was signed, not by whom. Linear in the body; bodies beyond the limit are not looked at.
 */
import { createHash } from "node:crypto";

/** What one signature says of the body: `{stated:"2jmj7l5rSw0…", computed:"47DEQpj8HBS…", canonicalization:"relaxed"}`. */
export interface BodyHash {
  readonly stated: string;
  readonly computed: string;
  readonly canonicalization: "simple" | "relaxed";
  /** The `l=` tag: only so many bytes were signed; null when all were. */
  readonly signedBytes: number | null;
}

/** Larger bodies are mostly attachments; hashing them costs more than the check tells. */
const MAX_BODY_BYTES = 1 << 20;

/** Value of a tag, blanks taken out; "" when it is not there. */
function tag(value: string, name: string): string {
  const found = new RegExp(`(?:^|;)\\s*${name}\\s*=([^;]*)`).exec(value);
  return found?.[1]?.replace(/\s+/g, "") ?? "";
}

/** The body as signed: line ends CRLF, empty lines at the end taken away; relaxed also joins blanks. Latin-1 keeps bytes apart. */
function canonical(body: Uint8Array, relaxed: boolean): string {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("latin1");
  const lines = text.split("\n").map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
  const plain = relaxed
    ? lines.map((line) => line.replace(/[ \t]+/g, " ").replace(/ $/, ""))
    : lines;
  let end = plain.length;
  while (end > 0 && plain[end - 1] === "") end--;
  if (end === 0) return relaxed ? "" : "\r\n";
  return `${plain.slice(0, end).join("\r\n")}\r\n`;
}

/** The body hash of a DKIM-Signature value beside the one computed from the body; null when it states none or the body is too long. */
export function bodyHash(signature: string, body: Uint8Array): BodyHash | null {
  const value = signature.slice(0, 8000);
  const stated = tag(value, "bh");
  const algorithm = /-sha(1|256)$/.exec(tag(value, "a"))?.[1];
  if (stated === "" || algorithm === undefined || body.length > MAX_BODY_BYTES) return null;
  const relaxed = tag(value, "c").split("/")[1] === "relaxed";
  const length = tag(value, "l");
  const signedBytes = /^\d{1,12}$/.test(length) ? Number(length) : null;
  const text = canonical(body, relaxed);
  const computed = createHash(`sha${algorithm}`)
    .update(signedBytes === null ? text : text.slice(0, signedBytes), "latin1")
    .digest("base64");
  return { stated, computed, canonicalization: relaxed ? "relaxed" : "simple", signedBytes };
}
