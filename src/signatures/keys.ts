/**
 * Key records (RFC 6376 section 3.6.1): what a domain publishes to check its signatures with, and what it allows. leaksift looks nothing up; old
 * keys are gone from the DNS anyhow (half of the failures in published leaks are rotated keys). Pure.
 */
import { createPublicKey, type KeyObject } from "node:crypto";
import { readTags, unfolded } from "./tags.ts";

/** Where a key came from: somebody's file, or computed from signatures of the corpus (`leaksift keys recover`). */
export type KeyOrigin = "file" | "recovered";

/** One published key. */
export interface SigningKey {
  /** `selector._domainkey.example.org`, lower case. */
  readonly name: string;
  readonly type: "rsa" | "ed25519";
  /** Null for a key that was revoked: its record has an empty `p=`. */
  readonly key: KeyObject | null;
  /** Of the modulus; 256 for Ed25519. */
  readonly bits: number;
  /** `t=y`: the domain said it was testing. A policy of the time, which does not undo a signature. */
  readonly isTest: boolean;
  /** `t=s`: the domain of `i=` has to be that of `d=`, not one below it. */
  readonly isStrict: boolean;
  /** `h=`: the only digests it may be used with; null when any. */
  readonly hashes: readonly string[] | null;
  /** `s=`: false when the key is for another service than mail. */
  readonly isForMail: boolean;
  readonly origin: KeyOrigin;
  /** When an archive of keys saw the record (ms); null where the file does not say. */
  readonly seen: { readonly from: number | null; readonly to: number | null };
}

/** Keys by name; a name may have had several. */
export type KeyTable = ReadonlyMap<string, readonly SigningKey[]>;

const ED25519_PREFIX = Buffer.from("302a300506032b6570032100", "hex");
const NEVER_SEEN: SigningKey["seen"] = { from: null, to: null };

const listOf = (value: string | undefined): string[] =>
  (value ?? "").split(":").map((each) => each.trim().toLowerCase());

/** A key record, or why it holds no key. `v=` other than DKIM1, or not at its beginning, makes the record void. */
export function readKey(
  name: string,
  record: string,
  origin: KeyOrigin = "file",
  seen: SigningKey["seen"] = NEVER_SEEN,
): SigningKey | string {
  const tags = readTags(record);
  if (tags === null || !tags.has("p")) return "no key record: it has no p=";
  const version = tags.get("v");
  if (version !== undefined && (version !== "DKIM1" || [...tags.keys()][0] !== "v"))
    return "a key record says v=DKIM1 first, or nothing: this one is void";
  const type = (tags.get("k") ?? "rsa").toLowerCase();
  if (type !== "rsa" && type !== "ed25519") return `keys of type ${type} are not known`;
  const flags = listOf(tags.get("t"));
  const services = listOf(tags.get("s") ?? "*");
  const base = {
    name,
    type,
    isTest: flags.includes("y"),
    isStrict: flags.includes("s"),
    hashes: tags.has("h") ? listOf(tags.get("h")) : null,
    isForMail: services.includes("*") || services.includes("email"),
    origin,
    seen,
  } as const;
  const p = unfolded(tags.get("p") ?? "");
  if (p === "") return { ...base, key: null, bits: 0 };
  try {
    const key = publicKey(type, Buffer.from(p, "base64"));
    const bits = type === "ed25519" ? 256 : (key.asymmetricKeyDetails?.modulusLength ?? 0);
    return { ...base, key, bits };
  } catch (error) {
    // OpenSSL says in its own words what is wrong with the bytes
    if (!(error instanceof Error)) throw error;
    return "its p= is not a public key";
  }
}

/** Most domains publish SubjectPublicKeyInfo; some the bare RSAPublicKey the RFC's text speaks of. */
function publicKey(type: SigningKey["type"], bytes: Buffer): KeyObject {
  const spki = type === "ed25519" ? Buffer.concat([ED25519_PREFIX, bytes]) : bytes;
  try {
    return createPublicKey({ key: spki, format: "der", type: "spki" });
  } catch (error) {
    if (!(error instanceof Error) || type === "ed25519") throw error;
    return createPublicKey({ key: bytes, format: "der", type: "pkcs1" });
  }
}

/**
 * Why the key's own record does not allow a signature with that digest by the identity `i=`; "" when it does.
 * `forbids(key, "sha256", "x@sub.example.org", "example.org")` is a reason where the record says `t=s`.
 */
export function forbids(
  key: SigningKey,
  hash: string,
  identityDomain: string,
  domain: string,
): string {
  if (key.key === null) return "its key was revoked: the record has an empty p=";
  if (key.isStrict && identityDomain !== domain)
    return `its key says t=s: i= has to be at ${domain}, and is at ${identityDomain}`;
  if (key.hashes !== null && !key.hashes.includes(hash))
    return `its key is only for ${key.hashes.join(", ")}`;
  if (!key.isForMail) return "its key is not for mail: the record's s= names another service";
  return "";
}
