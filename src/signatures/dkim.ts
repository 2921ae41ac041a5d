/**
 * One DKIM-Signature, or the ARC-Message-Signature that is made alike, checked to the letter of RFC 6376 (section 3.5, 6.1) and RFC 8617
 * section 4.1.2: what the RFC calls a permanent failure is `unreadable` here, with the reason. Pure.
 */
import { bodyClaim, formsOf, HASHES } from "./body-hash.ts";
import { canonicalHeader, withoutSignature } from "./canonical.ts";
import { forbids, type SigningKey } from "./keys.ts";
import {
  type Caution,
  type SignatureKind,
  type SignatureReading,
  type SignatureState,
  unread,
} from "./reading.ts";
import { type Around, covered, fits, type SignedHeader, tagText } from "./signed-data.ts";
import { readTags, unfolded, wholeNumber } from "./tags.ts";

type Tags = ReadonlyMap<string, string>;

const WEAK_BITS = 1024;
/** A signature made so long before the Date header is older than the mail says it is. Any two zones are at most 26 hours apart. */
const BEFORE_DATE_MS = 26 * 3_600_000;
/** Headers a reader shows: a second one in front of the signed one is shown, and the signature still fits (section 8.15). */
const SHOWN: readonly (readonly [string, Caution])[] = [
  ["from", "from-twice"],
  ["subject", "subject-twice"],
  ["date", "date-twice"],
  ["to", "to-twice"],
  ["cc", "cc-twice"],
];
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

const namesOf = (tags: Tags): string[] =>
  (tags.get("h") ?? "")
    .toLowerCase()
    .split(":")
    .map((name) => name.trim());

const countOf = (list: readonly string[], name: string): number =>
  list.filter((each) => each === name).length;

/** Domain of `i=`, which is that of `d=` when there is none (section 3.5). */
function identityDomain(tags: Tags): string {
  const identity = tags.get("i");
  if (identity === undefined) return (tags.get("d") ?? "").toLowerCase();
  return identity.slice(identity.lastIndexOf("@") + 1).toLowerCase();
}

/** What breaks the RFC in these tags; "" when nothing does. */
function brokenRule(tags: Tags, kind: SignatureKind): string {
  const missing = ["a", "b", "bh", "d", "h", "s"].find((name) => !tags.get(name));
  if (missing !== undefined) return `it has no ${missing}=`;
  const tag = (name: string): string => tags.get(name) ?? "";
  if (kind === "dkim") {
    if (!tags.has("v")) return "it has no v=";
    if (tag("v") !== "1") return `its v= is “${tag("v").slice(0, 20)}”: only version 1 is known`;
    const domain = tag("d").toLowerCase();
    const identity = identityDomain(tags);
    if (tags.has("i") && !tag("i").includes("@")) return "its i= is not an address";
    if (identity !== domain && !identity.endsWith(`.${domain}`))
      return `its i= is at ${identity.slice(0, 100)}, which is not ${domain.slice(0, 100)} or below it`;
    const methods = tag("q") === "" ? [] : tag("q").split(":");
    if (methods.length > 0 && !methods.some((method) => /^\s*dns(?:\/txt)?\s*$/i.test(method)))
      return "its q= names no way to find the key that is known";
  } else if (tags.has("v")) return "it has a v=, which an ARC-Message-Signature may not have";
  if (!BASE64.test(unfolded(tag("b")))) return "its b= is not base64";
  if (!BASE64.test(unfolded(tag("bh")))) return "its bh= is not base64";
  const [signedAt, expiresAt] = [wholeNumber(tags.get("t")), wholeNumber(tags.get("x"))];
  if (tags.has("t") && signedAt === null) return "its t= is not a time";
  if (tags.has("x") && expiresAt === null) return "its x= is not a time";
  if (signedAt !== null && expiresAt !== null && expiresAt <= signedAt)
    return "its x= is not later than its t=";
  const names = namesOf(tags);
  if (!names.includes("from") && kind === "dkim")
    return "it does not cover From, which every signature must";
  if (kind === "arc-message" && names.some((name) => name === "arc-seal"))
    return "it covers an ARC-Seal, which it may not";
  return "";
}

function cautionsOf(
  tags: Tags,
  around: Around,
  signed: { bodyPart: boolean; key: SigningKey | null },
): Caution[] {
  const { headers, fromDomain, receivedAt, sentAt } = around;
  const domain = (tags.get("d") ?? "").toLowerCase();
  const names = namesOf(tags);
  const keys = headers.map(({ key }) => key);
  const expiresAt = wholeNumber(tags.get("x"));
  const signedAt = wholeNumber(tags.get("t"));
  const found: readonly (readonly [Caution, boolean])[] = [
    ["body-part-only", signed.bodyPart],
    ["date-not-covered", !names.includes("date")],
    ["subject-not-covered", !names.includes("subject")],
    // A second header put in front of a signed one still verifies: only signing the absence of more prevents it
    ...SHOWN.map(([name, caution]): readonly [Caution, boolean] => [
      caution,
      countOf(keys, name) > 1 && names.includes(name) && countOf(names, name) < countOf(keys, name),
    ]),
    [
      "other-domain",
      fromDomain !== "" && fromDomain !== domain && !fromDomain.endsWith(`.${domain}`),
    ],
    [
      "weak-key",
      signed.key?.type === "rsa" && signed.key.key !== null && signed.key.bits < WEAK_BITS,
    ],
    ["test-key", signed.key?.isTest === true],
    ["sha1", tags.get("a")?.toLowerCase() === "rsa-sha1"],
    ["expired", expiresAt !== null && receivedAt !== null && receivedAt > expiresAt * 1000],
    [
      "signed-before-date",
      signedAt !== null && sentAt !== null && sentAt - signedAt * 1000 > BEFORE_DATE_MS,
    ],
    ["recovered-key", signed.key?.origin === "recovered"],
  ];
  return found.flatMap(([caution, applies]) => (applies ? [caution] : []));
}

/** What is signed: the covered headers in canonical form, and the signature's own without its value. */
export function signedBytes(
  header: SignedHeader,
  tags: Tags,
  headers: readonly SignedHeader[],
): Buffer {
  const [form] = formsOf(tags.get("c")) ?? ["simple"];
  return Buffer.from(
    covered(headers, namesOf(tags))
      .map(({ bytes }) => canonicalHeader(bytes, form))
      .join("") + withoutSignature(header.bytes, form),
    "latin1",
  );
}

/** Reading of a DKIM-Signature or ARC-Message-Signature header. */
export function readDkim(
  header: SignedHeader,
  around: Around,
  kind: "dkim" | "arc-message",
): SignatureReading {
  const { offsetBytes } = header;
  const tags = readTags(tagText(header));
  if (tags === null) return unread(kind, offsetBytes, "its tags cannot be read");
  const broken = brokenRule(tags, kind);
  if (broken !== "") return unread(kind, offsetBytes, broken);
  const claim = bodyClaim(tags);
  if (typeof claim === "string") return unread(kind, offsetBytes, claim);
  const tag = (name: string): string => tags.get(name) ?? "";
  const algorithm = tag("a").toLowerCase();
  const domain = tag("d").toLowerCase();
  const keyName = `${tag("s")}._domainkey.${tag("d")}`.toLowerCase();
  const candidates = around.keys.get(keyName) ?? [];
  const data = signedBytes(header, tags, around.headers);
  const signature = Buffer.from(unfolded(tag("b")), "base64");
  const refusal = (key: SigningKey): string =>
    forbids(key, HASHES[algorithm] ?? "", kind === "dkim" ? identityDomain(tags) : domain, domain);
  const fitting = candidates.filter((each) => fits(each, algorithm, data, signature));
  const key = fitting.find((each) => refusal(each) === "") ?? fitting[0] ?? candidates[0] ?? null;
  const reason = key === null ? "" : refusal(key);
  const state: SignatureState = !around.body.fits(claim)
    ? "body-differs"
    : key === null
      ? "key-unknown"
      : reason !== ""
        ? "key-forbids"
        : fitting.length > 0
          ? "verified"
          : "headers-differ";
  const signedAt = wholeNumber(tags.get("t"));
  return {
    kind,
    state,
    domain,
    keyName,
    algorithm,
    covers: namesOf(tags),
    signedAt: signedAt === null ? null : signedAt * 1000,
    keyBits: key === null || key.key === null ? null : key.bits,
    cautions: cautionsOf(tags, around, { bodyPart: around.body.uncoveredBytes(claim) > 0, key }),
    reason: state === "key-forbids" ? reason : "",
    offsetBytes,
  };
}
