/**
 * Seals of servers on the way (ARC, RFC 8617): each set has an ARC-Authentication-Results, an ARC-Message-Signature and an ARC-Seal with one
 * number. A seal signs the sets up to its own, not the body. Pure.
 */
import { canonicalHeader, withoutSignature } from "./canonical.ts";
import { readDkim } from "./dkim.ts";
import { type SignatureReading, unread } from "./reading.ts";
import { type Around, fits, type SignedHeader, tagText } from "./signed-data.ts";
import { readTags, unfolded, wholeNumber } from "./tags.ts";

/** RFC 8617 section 4.2.1. */
const MAX_SETS = 50;
const RESULTS = "arc-authentication-results";
const MESSAGE = "arc-message-signature";
const SEAL = "arc-seal";

type Sets = ReadonlyMap<number, ReadonlyMap<string, readonly SignedHeader[]>>;

/** Number of the set a header is of: `i=` of its tags, the first word of an ARC-Authentication-Results. */
function setNumber(header: SignedHeader): number {
  const text = tagText(header);
  const found =
    header.key === RESULTS ? /^\s*i\s*=\s*(\d{1,4})/.exec(text)?.[1] : readTags(text)?.get("i");
  return wholeNumber(found) ?? 0;
}

function setsOf(headers: readonly SignedHeader[]): Sets {
  const sets = new Map<number, Map<string, SignedHeader[]>>();
  for (const header of headers) {
    if (header.key !== RESULTS && header.key !== MESSAGE && header.key !== SEAL) continue;
    const number = setNumber(header);
    const set = sets.get(number) ?? new Map<string, SignedHeader[]>();
    set.set(header.key, [...(set.get(header.key) ?? []), header]);
    sets.set(number, set);
  }
  return sets;
}

/** Why the sets are no chain; "" when they are: numbered from 1, each of three headers. */
function brokenChain(sets: Sets): string {
  if (sets.size > MAX_SETS) return `only ${MAX_SETS} sets of ARC headers are allowed`;
  for (let number = 1; number <= sets.size; number++) {
    const set = sets.get(number);
    if (set === undefined) return `the set ${number} of ARC headers is missing`;
    for (const name of [RESULTS, MESSAGE, SEAL])
      if (set.get(name)?.length !== 1) return `the set ${number} has not one ${name}`;
  }
  return "";
}

function sealedText(sets: Sets, upTo: number): string {
  const lines: string[] = [];
  for (let number = 1; number <= upTo; number++)
    for (const name of [RESULTS, MESSAGE, SEAL]) {
      const header = sets.get(number)?.get(name)?.[0];
      if (header === undefined) continue;
      const isOwn = number === upTo && name === SEAL;
      lines.push(
        isOwn
          ? withoutSignature(header.bytes, "relaxed")
          : canonicalHeader(header.bytes, "relaxed"),
      );
    }
  return lines.join("");
}

function readSeal(header: SignedHeader, sets: Sets, around: Around): SignatureReading {
  const { offsetBytes } = header;
  const tags = readTags(tagText(header));
  if (tags === null) return unread("arc-seal", offsetBytes, "its tags cannot be read");
  const missing = ["a", "b", "cv", "d", "i", "s"].find((name) => !tags.get(name));
  if (missing !== undefined) return unread("arc-seal", offsetBytes, `it has no ${missing}=`);
  const tag = (name: string): string => tags.get(name) ?? "";
  const forbidden = ["h", "bh", "c", "l", "q"].find((name) => tags.has(name));
  if (forbidden === "h")
    return unread("arc-seal", offsetBytes, "it has an h=, which a seal may not have");
  const number = setNumber(header);
  const chained = tag("cv").toLowerCase();
  if (number < 1) return unread("arc-seal", offsetBytes, "its i= is not a number from 1");
  if (chained === "fail")
    return unread("arc-seal", offsetBytes, "it says itself that the chain was broken: cv=fail");
  if (chained !== (number === 1 ? "none" : "pass"))
    return unread("arc-seal", offsetBytes, `its cv= is not what set ${number} has to say`);
  const algorithm = tag("a").toLowerCase();
  if (algorithm !== "rsa-sha256" && algorithm !== "ed25519-sha256")
    return unread("arc-seal", offsetBytes, "its algorithm is not known");
  const broken = brokenChain(sets);
  if (broken !== "") return unread("arc-seal", offsetBytes, broken);
  const keyName = `${tag("s")}._domainkey.${tag("d")}`.toLowerCase();
  const candidates = (around.keys.get(keyName) ?? []).filter(({ key }) => key !== null);
  const data = Buffer.from(sealedText(sets, number), "latin1");
  const signature = Buffer.from(unfolded(tag("b")), "base64");
  const key = candidates.find((each) => fits(each, algorithm, data, signature)) ?? null;
  const signedAt = wholeNumber(tags.get("t"));
  return {
    kind: "arc-seal",
    state: key !== null ? "verified" : candidates.length === 0 ? "unchecked" : "differs",
    domain: tag("d").toLowerCase(),
    keyName,
    algorithm,
    covers: [RESULTS, MESSAGE, SEAL],
    signedAt: signedAt === null ? null : signedAt * 1000,
    keyBits: (key ?? candidates[0])?.bits ?? null,
    cautions: key?.origin === "recovered" ? ["recovered-key"] : [],
    reason: "",
    offsetBytes,
  };
}

/** Readings of every ARC-Message-Signature and ARC-Seal among the first `most` of each, in the order of the message. */
export function readArc(around: Around, most: number): SignatureReading[] {
  const sets = setsOf(around.headers);
  const left = new Map([
    [MESSAGE, most],
    [SEAL, most],
  ]);
  return around.headers.flatMap((header) => {
    const more = left.get(header.key);
    if (more === undefined || more === 0) return [];
    left.set(header.key, more - 1);
    return [
      header.key === SEAL
        ? readSeal(header, sets, around)
        : readDkim(header, around, "arc-message"),
    ];
  });
}

/**
 * What the chain says (RFC 8617 section 5.2): `none` without ARC headers; `pass` when the newest message signature and every seal are verified;
 * `fail` when one is not; `unknown` when a key that decides is not at hand.
 */
export function arcChain(
  readings: readonly SignatureReading[],
): "none" | "pass" | "fail" | "unknown" {
  const seals = readings.filter(({ kind }) => kind === "arc-seal");
  const [newest] = readings.filter(({ kind }) => kind === "arc-message");
  if (seals.length === 0 && newest === undefined) return "none";
  const deciding = newest === undefined ? seals : [...seals, newest];
  // RFC 8617 allows no SHA-1, and a set without its seal is no chain
  const isBroken = seals.length === 0 || newest?.algorithm === "rsa-sha1";
  if (
    isBroken ||
    deciding.some(({ state }) => /differ|unreadable|forbids/.test(state)) ||
    newest === undefined
  )
    return "fail";
  return deciding.every(({ state }) => state === "verified") ? "pass" : "unknown";
}
