/** A message as signatures see it, and whether a key fits bytes. Pure. */
import { createHash, type KeyObject, verify as verifyWith } from "node:crypto";
import { HASHES, type SignedBody } from "./body-hash.ts";
import type { KeyTable, SigningKey } from "./keys.ts";

/** One header with its CRLF line ends. */
export interface SignedHeader {
  /** Name in lower case. */
  readonly key: string;
  readonly bytes: Buffer;
  readonly offsetBytes: number;
}

/** Everything a signature is checked against. */
export interface Around {
  readonly headers: readonly SignedHeader[];
  readonly body: SignedBody;
  readonly keys: KeyTable;
  /** Domain of the first From address; "" unknown. */
  readonly fromDomain: string;
  /** When the mail arrived (ms); null unknown. */
  readonly receivedAt: number | null;
  /** The Date header (ms); null unknown. */
  readonly sentAt: number | null;
}

/** Headers in the order `h=` names them: of several with one name the last not yet taken (RFC 6376 section 5.4.2). */
export function covered(
  headers: readonly SignedHeader[],
  names: readonly string[],
): SignedHeader[] {
  const left = new Map<string, SignedHeader[]>();
  for (const header of headers) {
    const list = left.get(header.key);
    if (list === undefined) left.set(header.key, [header]);
    else list.push(header);
  }
  return names.flatMap((name) => left.get(name)?.pop() ?? []);
}

/** The tags of a header value, folds taken out. */
export function tagText(header: SignedHeader): string {
  return header.bytes
    .toString("latin1")
    .replace(/^[^:]*:/, "")
    .replaceAll("\r\n", "");
}

/** Whether the key made this signature of this data. */
export function fits(key: SigningKey, algorithm: string, data: Buffer, signature: Buffer): boolean {
  const object: KeyObject | null = key.key;
  if (object === null) return false;
  if (algorithm === "ed25519-sha256")
    // RFC 8463 section 3: Ed25519 over the SHA-256 of the data
    return (
      key.type === "ed25519" &&
      verifyWith(null, createHash("sha256").update(data).digest(), object, signature)
    );
  return key.type === "rsa" && verifyWith(HASHES[algorithm] ?? "", data, object, signature);
}
