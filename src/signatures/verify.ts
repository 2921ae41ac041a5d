/**
 * DKIM signatures of a message, checked over its raw bytes (RFC 6376, RFC 8463). Says what a signature covers and whether what is there now is what
 * was signed. It speaks for the account that was allowed to sign, not for a person, and only for the header instances it covers. Pure.
 */
import { createHash, type KeyObject, verify as verifyWith } from "node:crypto";
import { scanHeaders } from "../parse/header-scan.ts";
import { bodyClaim, formsOf, HASHES, SignedBody } from "./body-hash.ts";
import { canonicalHeader, withCrlf, withoutSignature } from "./canonical.ts";
import type { KeyTable, SigningKey } from "./keys.ts";
import { readTags, unfolded, wholeNumber } from "./tags.ts";

/**
 * - `verified`: body and covered headers are what the key signed.
 * - `key-unknown`: the body is what was signed; no key at hand to check the headers with.
 * - `headers-differ`: the body is what was signed, but signature and key do not fit: a covered header was changed, or the key was changed since.
 * - `body-differs`: the body is not what was signed.
 * - `unreadable`: the signature itself cannot be read, or uses what is not known.
 */
export type SignatureState =
  | "verified"
  | "key-unknown"
  | "headers-differ"
  | "body-differs"
  | "unreadable";

/** What limits the weight of a signature. */
export type Caution =
  | "body-part-only"
  | "date-not-covered"
  | "subject-not-covered"
  | "from-twice"
  | "other-domain"
  | "weak-key"
  | "test-key"
  | "sha1"
  | "expired";

export interface SignatureReading {
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
  /** Why, for `unreadable`; else "". */
  readonly reason: string;
  /** Where the signature's header stands in the message bytes. */
  readonly offsetBytes: number;
}

/** Signatures of one message that are looked at; beyond it the rest counts as unreadable (thousands of signatures, each hashed anew). */
const MAX_SIGNATURES = 20;
const WEAK_BITS = 1024;
interface SignedHeader {
  readonly key: string;
  readonly bytes: Buffer;
  readonly offsetBytes: number;
}

const UNREAD: Omit<SignatureReading, "reason" | "offsetBytes"> = {
  state: "unreadable",
  domain: "",
  keyName: "",
  algorithm: "",
  covers: [],
  signedAt: null,
  keyBits: null,
  cautions: [],
};

/** Headers in the order `h=` names them: of several with one name the last not yet taken (section 5.4.2). */
function covered(headers: readonly SignedHeader[], names: readonly string[]): SignedHeader[] {
  const left = new Map<string, SignedHeader[]>();
  for (const header of headers) left.set(header.key, [...(left.get(header.key) ?? []), header]);
  return names.flatMap((name) => left.get(name)?.pop() ?? []);
}

function fits(key: SigningKey, algorithm: string, data: Buffer, signature: Buffer): boolean {
  const object: KeyObject = key.key;
  if (algorithm === "ed25519-sha256")
    // RFC 8463 section 3: Ed25519 over the SHA-256 of the data
    return (
      key.type === "ed25519" &&
      verifyWith(null, createHash("sha256").update(data).digest(), object, signature)
    );
  return key.type === "rsa" && verifyWith(HASHES[algorithm] ?? "", data, object, signature);
}

interface Around {
  readonly headers: readonly SignedHeader[];
  readonly body: SignedBody;
  readonly keys: KeyTable;
  readonly fromDomain: string;
  readonly receivedAt: number | null;
}

function cautionsOf(
  tags: ReadonlyMap<string, string>,
  names: readonly string[],
  around: Around,
  signed: { readonly bodyPart: boolean; readonly key: SigningKey | null },
): Caution[] {
  const { headers, fromDomain, receivedAt } = around;
  const domain = (tags.get("d") ?? "").toLowerCase();
  const count = (list: readonly string[], name: string): number =>
    list.filter((each) => each === name).length;
  const keys = headers.map(({ key }) => key);
  const expiresAt = wholeNumber(tags.get("x"));
  const found: readonly (readonly [Caution, boolean])[] = [
    ["body-part-only", signed.bodyPart],
    ["date-not-covered", !names.includes("date")],
    ["subject-not-covered", !names.includes("subject")],
    // A second From put in front of a signed mail still verifies: only signing the absence of more prevents it
    ["from-twice", count(keys, "from") > 1 && count(names, "from") < count(keys, "from")],
    [
      "other-domain",
      fromDomain !== "" && fromDomain !== domain && !fromDomain.endsWith(`.${domain}`),
    ],
    ["weak-key", signed.key !== null && signed.key.type === "rsa" && signed.key.bits < WEAK_BITS],
    ["test-key", signed.key?.isTest === true],
    ["sha1", tags.get("a")?.toLowerCase() === "rsa-sha1"],
    ["expired", expiresAt !== null && receivedAt !== null && receivedAt > expiresAt * 1000],
  ];
  return found.flatMap(([caution, applies]) => (applies ? [caution] : []));
}

function readSignature(header: SignedHeader, around: Around): SignatureReading {
  const { offsetBytes } = header;
  const unreadable = (reason: string): SignatureReading => ({ ...UNREAD, reason, offsetBytes });
  const value = header.bytes.toString("latin1").replace(/^[^:]*:/, "");
  const tags = readTags(value.replaceAll("\r\n", ""));
  if (tags === null) return unreadable("its tags cannot be read");
  const missing = ["a", "b", "bh", "d", "h", "s"].find((name) => !tags.has(name));
  if (missing !== undefined) return unreadable(`it has no ${missing}=`);
  const tag = (name: string): string => tags.get(name) ?? "";
  const algorithm = tag("a").toLowerCase();
  const claim = bodyClaim(tags);
  if (typeof claim === "string") return unreadable(claim);
  const [headerForm] = formsOf(tags.get("c")) ?? ["simple"];
  const names = tag("h")
    .toLowerCase()
    .split(":")
    .map((name) => name.trim());
  if (!names.includes("from"))
    return unreadable("it does not cover From, which every signature must");
  const keyName = `${tag("s")}._domainkey.${tag("d")}`.toLowerCase();
  const candidates = around.keys.get(keyName) ?? [];
  const data = Buffer.from(
    covered(around.headers, names)
      .map(({ bytes }) => canonicalHeader(bytes, headerForm))
      .join("") + withoutSignature(header.bytes, headerForm),
    "latin1",
  );
  const signature = Buffer.from(unfolded(tag("b")), "base64");
  const key = candidates.find((each) => fits(each, algorithm, data, signature)) ?? null;
  const state: SignatureState = !around.body.fits(claim)
    ? "body-differs"
    : key !== null
      ? "verified"
      : candidates.length === 0
        ? "key-unknown"
        : "headers-differ";
  const signedAt = wholeNumber(tags.get("t"));
  return {
    state,
    domain: tag("d").toLowerCase(),
    keyName,
    algorithm,
    covers: names,
    signedAt: signedAt === null ? null : signedAt * 1000,
    keyBits: (key ?? candidates[0])?.bits ?? null,
    cautions: cautionsOf(tags, names, around, {
      bodyPart: around.body.uncoveredBytes(claim) > 0,
      key: key ?? candidates[0] ?? null,
    }),
    reason: "",
    offsetBytes,
  };
}

/**
 * Every DKIM signature of a message, topmost first; none for an unsigned one. `fromDomain` is the domain of the first From address,
 * `receivedAt` when the mail arrived (ms, null unknown): a signature that had expired by then is said to have.
 */
export function verifySignatures(
  message: Uint8Array,
  keys: KeyTable,
  context: { readonly fromDomain: string; readonly receivedAt: number | null },
): SignatureReading[] {
  const scan = scanHeaders(message);
  if (!scan.headers.some(({ key }) => key === "dkim-signature")) return [];
  const headers = scan.headers.map(({ key, offsetBytes, lengthBytes }) => ({
    key: key.trim(),
    offsetBytes,
    bytes: withCrlf(scan.bytes.subarray(offsetBytes, offsetBytes + lengthBytes)),
  }));
  const around: Around = {
    headers,
    body: new SignedBody(scan.bytes.subarray(scan.bodyOffsetBytes)),
    keys,
    ...context,
  };
  return headers
    .filter(({ key }) => key === "dkim-signature")
    .map((header, i) =>
      i < MAX_SIGNATURES
        ? readSignature(header, around)
        : {
            ...UNREAD,
            reason: `only the first ${MAX_SIGNATURES} signatures are checked`,
            offsetBytes: header.offsetBytes,
          },
    );
}

const RANK: readonly SignatureState[] = [
  "verified",
  "key-unknown",
  "headers-differ",
  "body-differs",
  "unreadable",
];

/** What a message's signatures say together: the best of them; `unsigned` when it has none. */
export function messageState(readings: readonly SignatureReading[]): SignatureState | "unsigned" {
  return RANK.find((state) => readings.some((reading) => reading.state === state)) ?? "unsigned";
}
