/**
 * Keys that signatures are checked with: a file that somebody kept or fetched beforehand. leaksift looks nothing up; old keys are gone from the
 * DNS anyhow (half of the failures in published leaks are rotated keys). Pure.
 */
import { createPublicKey, type KeyObject } from "node:crypto";
import { readTags, unfolded } from "./tags.ts";

/** One published key. */
export interface SigningKey {
  /** `selector._domainkey.example.org`, lower case. */
  readonly name: string;
  readonly type: "rsa" | "ed25519";
  readonly key: KeyObject;
  /** Of the modulus; 256 for Ed25519. */
  readonly bits: number;
  /** `t=y`: the domain said it was testing. A policy of the time, which does not undo a signature. */
  readonly isTest: boolean;
}

/** Keys by name; a name may have had several. */
export type KeyTable = ReadonlyMap<string, readonly SigningKey[]>;

/** A line of a key file that holds no usable key. */
export interface KeyProblem {
  readonly line: number;
  readonly reason: string;
}

const ED25519_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

function readKey(name: string, record: string): SigningKey | string {
  const tags = readTags(record);
  const p = unfolded(tags?.get("p") ?? "");
  if (tags === null || !tags.has("p")) return "no key record: it has no p=";
  if (p === "") return "the key was revoked: its p= is empty";
  const type = tags.get("k") ?? "rsa";
  if (type !== "rsa" && type !== "ed25519") return `keys of type ${type} are not known`;
  const bytes = Buffer.from(p, "base64");
  try {
    const key =
      type === "ed25519"
        ? createPublicKey({
            key: Buffer.concat([ED25519_PREFIX, bytes]),
            format: "der",
            type: "spki",
          })
        : rsaKey(bytes);
    const bits = type === "ed25519" ? 256 : (key.asymmetricKeyDetails?.modulusLength ?? 0);
    const isTest = (tags.get("t") ?? "").split(":").some((flag) => flag.trim() === "y");
    return { name, type, key, bits, isTest };
  } catch (error) {
    // OpenSSL says in its own words what is wrong with the bytes
    if (!(error instanceof Error)) throw error;
    return "its p= is not a public key";
  }
}

/** Most domains publish SubjectPublicKeyInfo; some the bare RSAPublicKey the RFC's text speaks of. */
function rsaKey(bytes: Buffer): KeyObject {
  try {
    return createPublicKey({ key: bytes, format: "der", type: "spki" });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return createPublicKey({ key: bytes, format: "der", type: "pkcs1" });
  }
}

/**
 * Reads a key file: a key a line, `NAME<tab or spaces>RECORD`, as a DNS zone or `dig` prints them or as `NAME<tab>RECORD<tab>…` tables hold them.
 * Empty lines, comments (`#`, `;`) and records of other kinds are passed over; keys that cannot be used come back as problems.
 */
export function readKeys(text: string): {
  readonly keys: KeyTable;
  readonly problems: readonly KeyProblem[];
} {
  const keys = new Map<string, SigningKey[]>();
  const problems: KeyProblem[] = [];
  text.split(/\r?\n/).forEach((line, i) => {
    const match = /^\s*([^\s;#]+\._domainkey\.[^\s]+?)\.?\s+(.*)$/i.exec(line);
    if (match === null) return;
    const name = (match[1] ?? "").toLowerCase();
    const key = readKey(name, recordOf(match[2] ?? ""));
    if (typeof key === "string") problems.push({ line: i + 1, reason: `${name}: ${key}` });
    else keys.set(name, [...(keys.get(name) ?? []), key]);
  });
  return { keys, problems };
}

/** The TXT record in what stands behind the name: quoted strings joined, else the first column, "txt:" and "IN TXT" before it taken off. */
function recordOf(rest: string): string {
  const record = rest.replace(/^(?:\d+\s+)?(?:IN\s+)?(?:TXT\s+)?(?:txt:)?/i, "");
  const quoted = [...record.matchAll(/"((?:[^"\\]|\\.)*)"/g)];
  if (quoted.length > 0 && record.startsWith('"'))
    return quoted.map((match) => (match[1] ?? "").replace(/\\(.)/g, "$1")).join("");
  return record.split("\t")[0] ?? "";
}
