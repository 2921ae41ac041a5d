/** What is said of one signature: its kind, its state, what it covers and what limits its weight. Types and the words of every list. */

/** Which header or part carries it: DKIM (RFC 6376), DomainKeys (RFC 4870), the two of ARC (RFC 8617), S/MIME (RFC 8551). */
export type SignatureKind = "dkim" | "domainkeys" | "arc-message" | "arc-seal" | "smime";

/**
 * - `verified`: body and covered headers are what the key signed.
 * - `key-unknown`: the body is what was signed; no key at hand to check the rest with.
 * - `key-forbids`: the body is what was signed, but the key's own record does not allow this signature (`t=s`, `h=`, `s=`, `v=`, revoked).
 * - `unchecked`: nothing of it can be checked without its key (DomainKeys and ARC seals keep no hash of the body).
 * - `headers-differ`: the body is what was signed, but signature and key do not fit: a covered header was changed, or the key was changed since.
 * - `differs`: what it covers is not what was signed, or the key was changed since (DomainKeys and ARC seals).
 * - `body-differs`: the body is not what was signed.
 * - `unreadable`: the signature itself cannot be read, breaks its RFC, or uses what is not known.
 */
export type SignatureState =
  | "verified"
  | "key-unknown"
  | "key-forbids"
  | "unchecked"
  | "headers-differ"
  | "differs"
  | "body-differs"
  | "unreadable";

/** From the most to the least that is known; a message has the first that one of its signatures has. */
export const SIGNATURE_STATES: readonly SignatureState[] = [
  "verified",
  "key-unknown",
  "key-forbids",
  "unchecked",
  "headers-differ",
  "differs",
  "body-differs",
  "unreadable",
];

/** What limits the weight of a signature. */
export type Caution =
  | "body-part-only"
  | "date-not-covered"
  | "subject-not-covered"
  | "from-twice"
  | "subject-twice"
  | "date-twice"
  | "to-twice"
  | "cc-twice"
  | "other-domain"
  | "weak-key"
  | "test-key"
  | "sha1"
  | "expired"
  | "signed-before-date"
  | "recovered-key";

export interface SignatureReading {
  readonly kind: SignatureKind;
  readonly state: SignatureState;
  /** Signing domain and name of the key; "" when unreadable. */
  readonly domain: string;
  readonly keyName: string;
  readonly algorithm: string;
  /** Names of the headers it covers, lower case, as often as it names them. */
  readonly covers: readonly string[];
  /** `t=` in ms since 1970; null when there is none. */
  readonly signedAt: number | null;
  readonly keyBits: number | null;
  readonly cautions: readonly Caution[];
  /** Why, for `unreadable` and `key-forbids`; else "". */
  readonly reason: string;
  /** Where the signature's header stands in the message bytes. */
  readonly offsetBytes: number;
}

/** What is known of a signature that cannot be read. */
export function unread(kind: SignatureKind, offsetBytes: number, reason: string): SignatureReading {
  return {
    kind,
    state: "unreadable",
    domain: "",
    keyName: "",
    algorithm: "",
    covers: [],
    signedAt: null,
    keyBits: null,
    cautions: [],
    reason,
    offsetBytes,
  };
}
