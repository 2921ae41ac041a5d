/**
 * What a report may show. Internal: everything. Public: persons and documents under pseudonyms, words of the claim file as authored.ts has them, and
 * counts rounded so that neither one of them nor the difference of two says anything about fewer than five documents.
 */
import { createHmac } from "node:crypto";
import { grouped, shareText } from "../render/terminal.ts";
import type { AuthoredText } from "./authored.ts";

/** Counts from 1 to this are shown as a range in public: a group so small points at persons. */
export const SMALL_CELL = 4;
/** All other counts are rounded to this in public: of two exact ones the difference could be a small cell. */
export const ROUNDED_TO = SMALL_CELL + 1;

/** Crockford's base 32 without letters that are read as digits. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** How a report shows what comes from the corpus and from the claim file. */
export interface Disclosure {
  readonly isPublic: boolean;
  /** `1,234`; in public `1–4`, and `1,235` for 1,233 to 1,237. */
  readonly count: (n: number) => string;
  /** As `count` for an upper end: in public rounded up. */
  readonly atMost: (n: number) => string;
  /** `12.3 %` of exact counts; in public of rounded ones, and `–` where the part is a small count. */
  readonly share: (part: number, whole: number) => string;
  /** A number for a length on a plot: what {@link count} shows, small counts all alike. */
  readonly drawn: (n: number) => number;
  /** Whether a word goes with it in the singular: never in public, where that would say "1". */
  readonly isOne: (n: number) => boolean;
  /** `D-7K2MQ9`, the same in every report on the same corpus. */
  readonly documentName: (contentId: string) => string;
  /** `P-4XW8RA`, likewise. */
  readonly personName: (address: string) => string;
  /** Text of the claim file: in public without what may name somebody. */
  readonly authored: (text: string) => string;
}

function pseudonym(key: string, kind: string, value: string): string {
  const digest = createHmac("sha256", key).update(`${kind}\n${value}`, "utf8").digest();
  const letters = [...digest.subarray(0, 6)].map((byte) => ALPHABET[byte % ALPHABET.length] ?? "0");
  return `${kind}-${letters.join("")}`;
}

/**
 * What an internal report shows: all of it. `key` makes the pseudonyms, so that the author of a public report can find in the internal one which
 * document is meant. It must not be printed: whoever has it can try addresses.
 */
export function internalDisclosure(key: string): Disclosure {
  return {
    isPublic: false,
    count: grouped,
    atMost: grouped,
    share: shareText,
    drawn: (n) => n,
    isOne: (n) => n === 1,
    documentName: (contentId) => pseudonym(key, "D", contentId),
    personName: (address) => pseudonym(key, "P", address.toLowerCase()),
    authored: (value) => value,
  };
}

const isSmall = (n: number): boolean => n > 0 && n < ROUNDED_TO;
/** To the nearest multiple: with every count on it, two differ by none of 1 to 4. */
const rounded = (n: number): number => Math.round(n / ROUNDED_TO) * ROUNDED_TO;

const roundedUp = (n: number): number => Math.ceil(n / ROUNDED_TO) * ROUNDED_TO;

/** What a public report shows. */
export function publicDisclosure(key: string, authored: AuthoredText): Disclosure {
  return {
    ...internalDisclosure(key),
    isPublic: true,
    count: (n) => (isSmall(n) ? `1–${SMALL_CELL}` : grouped(rounded(n))),
    atMost: (n) => (isSmall(n) ? `1–${SMALL_CELL}` : grouped(roundedUp(n))),
    share: (part, whole) =>
      isSmall(part) || isSmall(whole) ? "–" : shareText(rounded(part), rounded(whole)),
    drawn: (n) => (isSmall(n) ? SMALL_CELL / 2 : rounded(n)),
    isOne: () => false,
    authored: (value) => authored.show(value),
  };
}
