/**
 * What a report may show. Internal: everything. Public: no word of the corpus beyond an allow-list; persons and documents under pseudonyms,
 * small counts as a range. Fails closed: a word of the claim file that is also a name in the corpus is hidden until it is allowed.
 */
import { createHmac } from "node:crypto";
import { grouped, shareText } from "../render/terminal.ts";

/** Names, addresses and file names of the corpus. */
export interface Identifiers {
  readonly names: ReadonlySet<string>;
  readonly addresses: ReadonlySet<string>;
  readonly fileNames: ReadonlySet<string>;
}

/** Counts from 1 to this are shown as a range in public: a group so small points at persons. */
export const SMALL_CELL = 4;

/** Words that a name in a claim file may have. */
const MAX_NAME_WORDS = 6;
const HIDDEN = "▮▮▮";

/** Addresses, IBANs, and runs of nine and more digits with the signs that stand between them in numbers of telephones and accounts. */
const ADDRESS = /[^\s<>"'(),;:]{1,64}@[^\s<>"'(),;:]{1,255}/g;
const IBAN = /\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,4})?\b/g;
const LONG_NUMBER = /\+?\d(?:[ ().\-/]{0,2}\d){8,}/g;

/** Crockford's base 32 without letters that are read as digits. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** What is compared: words without case, accents and signs, in alphabetical order, so that "Weber, Anna" is "Anna Weber". */
const fold = (value: string): string =>
  value
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .sort()
    .join(" ");

/** A file name that could name something: `devis.pdf`, `Notes de frais`, and not the `12` or `inbox` of a mail folder. */
const isTelling = (fileName: string): boolean =>
  /\p{L}{2}/u.test(fileName) && /[. ]/.test(fileName);

/** How a report shows what comes from the corpus and from the claim file. */
export interface Disclosure {
  readonly isPublic: boolean;
  /** `1,234`; small counts as `1–4` in public. */
  readonly count: (n: number) => string;
  /** `12.3 %`; `–` in public where the part is a small count. */
  readonly share: (part: number, whole: number) => string;
  /** A number for a length on a plot: small counts all alike in public. */
  readonly drawn: (n: number) => number;
  /** `D-7K2MQ9`, the same in every report on the same corpus. */
  readonly documentName: (contentId: string) => string;
  /** `P-4XW8RA`, likewise. */
  readonly personName: (address: string) => string;
  /** Text of the claim file: in public without names, addresses and numbers of the corpus that are not allowed. */
  readonly authored: (text: string) => string;
  /** What {@link authored} has hidden so far, each once, sorted. */
  readonly hidden: () => readonly string[];
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
    share: shareText,
    drawn: (n) => n,
    documentName: (contentId) => pseudonym(key, "D", contentId),
    personName: (address) => pseudonym(key, "P", address.toLowerCase()),
    authored: (value) => value,
    hidden: () => [],
  };
}

/** Whether a run of words is a name in the corpus: longest runs first. */
function nameRuns(words: readonly string[], isName: (run: string) => boolean): boolean[] {
  const inName = words.map(() => false);
  for (let from = 0; from < words.length; from++)
    for (let length = Math.min(MAX_NAME_WORDS, words.length - from); length > 0; length--) {
      if (!isName(fold(words.slice(from, from + length).join(" ")))) continue;
      inName.fill(true, from, from + length);
      break;
    }
  return inName;
}

/** What a public report shows. */
export function publicDisclosure(
  key: string,
  identifiers: Identifiers,
  allow: readonly string[],
): Disclosure {
  const known = new Set(
    [
      ...identifiers.names,
      ...identifiers.addresses,
      ...[...identifiers.fileNames].filter(isTelling),
    ].map(fold),
  );
  known.delete("");
  const allowed = new Set(allow.map(fold));
  const hidden = new Set<string>();
  const isName = (run: string): boolean => known.has(run) && !allowed.has(run);
  const hide = (value: string): string => {
    if (allowed.has(fold(value))) return value;
    hidden.add(value);
    return HIDDEN;
  };
  return {
    ...internalDisclosure(key),
    isPublic: true,
    count: (n) => (n > 0 && n <= SMALL_CELL ? `1–${SMALL_CELL}` : grouped(n)),
    share: (part, whole) => (part > 0 && part <= SMALL_CELL ? "–" : shareText(part, whole)),
    drawn: (n) => (n > 0 && n <= SMALL_CELL ? SMALL_CELL / 2 : n),
    authored: (value) => {
      const safe = value.replace(ADDRESS, hide).replace(IBAN, hide).replace(LONG_NUMBER, hide);
      const pieces = safe.split(/([^\p{L}\p{M}\p{N}▮@._-]+)/u);
      const words = pieces.filter((_, at) => at % 2 === 0);
      const inName = nameRuns(words, isName);
      return pieces
        .map((piece, at) => {
          if (at % 2 === 1 || inName[at / 2] !== true || piece === "") return piece;
          hidden.add(piece);
          return HIDDEN;
        })
        .join("");
    },
    hidden: () => [...hidden].sort(),
  };
}
