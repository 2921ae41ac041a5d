/** A text -> the identifiers in it, in canonical form, with what speaks for each. Pure and linear: every pattern is bounded, every value is read once. */
import type { IdentifierName } from "../identifier-kinds.ts";
import { LIMITS } from "../limits.ts";
import { ACCOUNTS } from "./accounts.ts";
import { AMOUNTS } from "./amounts.ts";
import { PHONES } from "./phones.ts";
import type { Recogniser } from "./recogniser.ts";
import { SECRETS } from "./secrets.ts";
import { THINGS } from "./things.ts";
import { WEB } from "./web.ts";

/** Raised when the same text gives other identifiers than before: what is stored is then made again. */
export const IDENTIFY_VERSION = 1;

/** One find: `{kind:"iban", value:"DE89370400440532013000", proof:1, number:null, start:10, end:37}`. */
export interface Identified {
  readonly kind: IdentifierName;
  readonly value: string;
  /** Bits of PROOF. */
  readonly proof: number;
  /** The number of an amount. */
  readonly number: number | null;
  readonly start: number;
  readonly end: number;
}

const RECOGNISERS: readonly Recogniser[] = [
  ...WEB,
  ...PHONES,
  ...ACCOUNTS,
  ...AMOUNTS,
  ...SECRETS,
  ...THINGS,
];

/** Kinds whose digits are not also read as a phone number. */
const TAKES_DIGITS: ReadonlySet<string> = new Set([
  "iban",
  "card",
  "ip",
  "isbn",
  "imei",
  "url",
  "vat",
]);

export interface IdentifyOptions {
  /** Two capital letters: how numbers without a country code are read. */
  readonly region: string | null;
  /** Only these kinds; null for all. */
  readonly kinds?: ReadonlySet<string> | null;
}

/** Tells whether a find lies inside what is certainly something else: a phone number in an IBAN. Sorted once, so that a text full of both costs no more. */
function overlapTest(found: readonly Identified[]): (find: Identified) => boolean {
  const certain = found
    .filter(({ kind }) => TAKES_DIGITS.has(kind))
    .sort((a, b) => a.start - b.start);
  let furthest = 0;
  const ends = certain.map(({ end }) => {
    furthest = Math.max(furthest, end);
    return furthest;
  });
  return ({ start, end }) => {
    let low = 0;
    let high = certain.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((certain[middle] as Identified).start < end) low = middle + 1;
      else high = middle;
    }
    return low > 0 && (ends[low - 1] as number) > start;
  };
}

/** Whether a recogniser gives a kind that is asked for, or what a phone number must not lie in. */
const isAsked = (kind: string, kinds: ReadonlySet<string> | null): boolean =>
  kinds === null ||
  kinds.has(kind) ||
  (kinds.has("host") && (kind === "email" || kind === "url")) ||
  (kinds.has("phone") && TAKES_DIGITS.has(kind));

/** The identifiers of a text by kind, then in order. Texts longer than the limit are read up to it; `stopped` says that something was left out. */
export function identify(
  text: string,
  { region, kinds = null }: IdentifyOptions,
): { readonly found: readonly Identified[]; readonly stopped: boolean } {
  const read =
    text.length > LIMITS.maxIdentifierTextChars
      ? text.slice(0, LIMITS.maxIdentifierTextChars)
      : text;
  const found: Identified[] = [];
  let left = LIMITS.maxIdentifiersOfText;
  let isCut = read.length < text.length;
  for (const { kind, pattern, needs, read: valuesOf } of RECOGNISERS) {
    if (!isAsked(kind, kinds) || (needs !== undefined && !needs.test(read))) continue;
    pattern.lastIndex = 0;
    for (let match = pattern.exec(read); match !== null && left > 0; match = pattern.exec(read)) {
      const values = valuesOf({ match, text: read, region });
      const end = values[0]?.end ?? match.index + match[0].length;
      // What was no value may still begin one a character later
      pattern.lastIndex = values.length === 0 ? nextStart(match) : Math.max(end, match.index + 1);
      for (const { value, proof, number = null, kind: own = kind } of values) {
        if (value.length > LIMITS.maxIdentifierChars) {
          isCut = true;
          continue;
        }
        found.push({ kind: own, value, proof, number, start: match.index, end });
        left--;
      }
    }
  }
  const isInside = overlapTest(found);
  return {
    found: found.filter(
      (each) =>
        (kinds === null || kinds.has(each.kind)) && !(each.kind === "phone" && isInside(each)),
    ),
    stopped: isCut || left <= 0,
  };
}

/** After a match that was no value: behind it when it is short, so that a row of digits is not tried from each of them. */
const nextStart = (match: RegExpExecArray): number => match.index + Math.max(1, match[0].length);
