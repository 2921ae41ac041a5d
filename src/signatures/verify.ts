/**
 * Signatures of a message, checked over its raw bytes: DKIM (RFC 6376, RFC 8463), DomainKeys, ARC seals, and the hash an S/MIME signature states.
 * Says what a signature covers and whether what is there now is what was signed. It speaks for the account that was allowed to sign, not for a
 * person, and only for the header instances it covers. Pure.
 */
import type { Header } from "../model/message.ts";
import { scanHeaders } from "../parse/header-scan.ts";
import { readArc } from "./arc.ts";
import { SignedBody } from "./body-hash.ts";
import { withCrlf } from "./canonical.ts";
import { readDkim } from "./dkim.ts";
import { readDomainKeys } from "./domainkeys.ts";
import type { KeyTable } from "./keys.ts";
import { SIGNATURE_STATES, type SignatureReading, type SignatureState, unread } from "./reading.ts";
import type { Around, SignedHeader } from "./signed-data.ts";
import { readSmime } from "./smime.ts";

/** Signatures of one kind that are looked at; beyond it the rest counts as unreadable (thousands of signatures, each hashed anew). */
const MAX_SIGNATURES = 20;

/** A message as signatures see it. `sentAt` is the Date header, `receivedAt` when it arrived (ms, null unknown). */
export function signedMessage(
  message: Uint8Array,
  keys: KeyTable,
  context: Pick<Around, "fromDomain" | "receivedAt" | "sentAt">,
): Around {
  const scan = scanHeaders(message);
  return {
    headers: scan.headers.map(({ key, offsetBytes, lengthBytes }) => ({
      key: key.trim(),
      offsetBytes,
      bytes: withCrlf(scan.bytes.subarray(offsetBytes, offsetBytes + lengthBytes)),
    })),
    body: new SignedBody(scan.bytes.subarray(scan.bodyOffsetBytes)),
    keys,
    ...context,
  };
}

/**
 * Every signature of a message: DKIM topmost first, then DomainKeys, ARC and S/MIME; none for an unsigned one. A DKIM signature that had expired
 * when the mail arrived is said to have.
 */
export function verifySignatures(
  message: Uint8Array,
  keys: KeyTable,
  context: Pick<Around, "fromDomain" | "receivedAt" | "sentAt">,
): SignatureReading[] {
  const around = signedMessage(message, keys, context);
  const of = (name: string): SignedHeader[] => around.headers.filter(({ key }) => key === name);
  const first = (
    kind: "dkim" | "domainkeys",
    headers: readonly SignedHeader[],
    read: (header: SignedHeader) => SignatureReading,
  ): SignatureReading[] =>
    headers.map((header, i) =>
      i < MAX_SIGNATURES
        ? read(header)
        : unread(
            kind,
            header.offsetBytes,
            `only the first ${MAX_SIGNATURES} signatures are checked`,
          ),
    );
  return [
    ...first("dkim", of("dkim-signature"), (header) => readDkim(header, around, "dkim")),
    ...first("domainkeys", of("domainkey-signature"), (header) => readDomainKeys(header, around)),
    ...readArc(around, MAX_SIGNATURES),
    ...readSmime(around),
  ];
}

/** The headers of message bytes, in order. */
export function headersOf(message: Uint8Array): readonly Header[] {
  return scanHeaders(message).headers;
}

/**
 * What a message's signatures say together: the best of them; `unsigned` when it has none. Seals of servers on the way do not count: they say what
 * a server saw, not what was sent.
 */
export function messageState(readings: readonly SignatureReading[]): SignatureState | "unsigned" {
  const own = readings.filter(({ kind }) => kind !== "arc-message" && kind !== "arc-seal");
  return SIGNATURE_STATES.find((state) => own.some((each) => each.state === state)) ?? "unsigned";
}
