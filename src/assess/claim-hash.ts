/** Hashes of a claim: what a reader commits to, which question an answer is to, the seed of the draw. */
import { createHash } from "node:crypto";
import type { Claim } from "../model/claim.ts";
import { CLAIM_SCHEMA, DEFAULT_SEEDED } from "./read-claim.ts";
import { DEFAULT_PAGES, DEFAULT_PAGES_OVER } from "./review/pages.ts";

/** Keys in order, so that layout, comments and order of a file do not count. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

/** Keys of the sample that claim files did not always have are left out at their defaults: a hash that was published stays what it was. */
function canonicalSample({ seeded, pagesOver, pages, ...sample }: Claim["sample"]): object {
  return {
    ...sample,
    ...(seeded === DEFAULT_SEEDED ? {} : { seeded }),
    ...(pagesOver === DEFAULT_PAGES_OVER ? {} : { pagesOver }),
    ...(pages === DEFAULT_PAGES ? {} : { pages }),
  };
}

/** What a commit freezes: the claim without a public seed's value, which is published afterwards, and without what only a report shows: allowed words, sums of money. */
export function canonicalClaim(claim: Claim): string {
  const sample = canonicalSample(claim.sample);
  const seed = claim.seed.kind === "public" ? { ...claim.seed, value: "" } : claim.seed;
  return JSON.stringify(
    sorted({ schema: CLAIM_SCHEMA, ...claim, amounts: undefined, sample, seed, publicAllow: [] }),
  );
}

/** 64 hex digits that stand for the claim as frozen. */
export function claimHash(claim: Claim): string {
  return sha256(canonicalClaim(claim));
}

/** Names what readers are asked; marks are kept under it. */
export function questionId(claim: Claim): string {
  return sha256(`${claim.id}\n${claim.counterEvidence.question}`);
}

/** The seed of all draws, 64 hex digits; null while the public value is not known. */
export function seedOfClaim(claim: Claim): string | null {
  return claim.seed.value === "" ? null : sha256(`${claimHash(claim)}\n${claim.seed.value}`);
}
