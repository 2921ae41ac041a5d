/**
 * How two texts that should be the same differ: near-identical lines and what kind of word changed in them. Only lines that agree in all
 * but one word count: everything looser is re-wrapping, interleaving and correction.
 */

/** What changed in a line. `wording` is any other word. */
export type ChangeKind = "number" | "name" | "negation" | "wording";

export interface WordChange {
  readonly kind: ChangeKind;
  readonly from: string;
  readonly to: string;
}

const NEGATIONS = new Set([
  "not",
  "no",
  "never",
  "none",
  "don't",
  "didn't",
  "won't",
  "can't",
  "cannot",
  "isn't",
  "wasn't",
  "pas",
  "ne",
  "jamais",
  "aucun",
  "aucune",
  "sans",
  "nicht",
  "kein",
  "keine",
  "keinen",
  "nie",
  "без",
  "не",
  "нет",
  "никогда",
  "no",
  "nunca",
  "non",
  "mai",
  "niet",
  "geen",
  "nie",
]);

/** A word without the punctuation around it and with typographic signs made plain: programs change these by themselves. */
function bareWord(word: string): string {
  return word
    .normalize("NFKC")
    .replace(/[\u2018\u2019\u201b\u00b4`]/g, "'")
    .replace(/[\u2010-\u2015]/g, "-")
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}%€$£]+$/gu, "");
}

const hasDigit = (word: string): boolean => /\p{Nd}/u.test(word);
const isNumber = (word: string): boolean => /^\D{0,3}\d[\d.,:'-]*\D{0,3}$/.test(word);
/** Two amounts, or two ids of one length; paths and links are rewritten and cut by programs. */
const isFigure = (a: string, b: string): boolean =>
  (isNumber(a) && isNumber(b)) ||
  (hasDigit(a) && hasDigit(b) && a.length === b.length && !/[/\\:@<>[\]]/.test(a + b));
const digitsOf = (word: string): string => word.replace(/[^\p{Nd}]/gu, "");
const isCapitalised = (word: string): boolean => /^\p{Lu}\p{Ll}/u.test(word);

/** What kind of change it is, null when it is none (punctuation, case, an accent lost, a word cut at a line's end). */
export function changeOf(from: string, to: string): WordChange | null {
  const [a, b] = [bareWord(from), bareWord(to)];
  if (a === b || a === "" || b === "" || a.toLowerCase() === b.toLowerCase()) return null;
  if (/[/\\@<>[\]]/.test(a + b)) return null; // paths, links and addresses are rewritten by programs
  // Letters lost or replaced in a charset accident
  const isAscii = /^[\x00-\x7f]*$/.test(a + b) && !/[_=]/.test(a + b);
  if (/[\ufffd?]/.test(a + b) || (!isAscii && stripped(a) === stripped(b))) return null;
  if (a.startsWith(b) || b.startsWith(a) || a.endsWith(b) || b.endsWith(a)) {
    if (!(isNumber(a) && isNumber(b))) return null;
  }
  const change = { from: a, to: b };
  if (isFigure(a, b)) return digitsOf(a) === digitsOf(b) ? null : { ...change, kind: "number" };
  const isNegation = (word: string): boolean => NEGATIONS.has(word.toLowerCase());
  if (isNegation(a) !== isNegation(b)) return { ...change, kind: "negation" };
  if (isCapitalised(a) && isCapitalised(b)) return { ...change, kind: "name" };
  return { ...change, kind: "wording" };
}

/** Letters that survive a charset accident: "Bogendörfer" and "Bogend__rfer" are one. */
const stripped = (word: string): string => word.replace(/[^A-Za-z0-9]/g, "").toLowerCase();

/**
 * The one word in which two lines differ, null when they differ in none or in more. One added or missing word counts when it is a negation.
 */
function oneChange(before: readonly string[], after: readonly string[]): WordChange | null {
  if (before.length === after.length) {
    let found: WordChange | null = null;
    for (let i = 0; i < before.length; i++) {
      const [a = "", b = ""] = [before[i], after[i]];
      if (a === b || bareWord(a) === bareWord(b)) continue;
      // "Cc:" for "To:": a header or tag line rewritten
      if (found !== null || (i === 0 && a.endsWith(":"))) return null;
      found = changeOf(a, b);
      if (found === null) return null;
    }
    return found;
  }
  const [short, long] = before.length < after.length ? [before, after] : [after, before];
  if (long.length !== short.length + 1) return null;
  let at = 0;
  while (at < short.length && bareWord(short[at] ?? "") === bareWord(long[at] ?? "")) at++;
  for (let i = at; i < short.length; i++)
    if (bareWord(short[i] ?? "") !== bareWord(long[i + 1] ?? "")) return null;
  // A word more or less at either end is a line wrapped elsewhere
  if (at === 0 || at === long.length - 1) return null;
  const word = bareWord(long[at] ?? "");
  if (!NEGATIONS.has(word.toLowerCase())) return null;
  return long === after
    ? { kind: "negation", from: "", to: word }
    : { kind: "negation", from: word, to: "" };
}

/** A changed line with its words on both sides. */
export interface LineChange {
  readonly change: WordChange;
  readonly before: string;
  readonly after: string;
  /** 1-based line in the later text. */
  readonly line: number;
}

/** Header lines in front of a quoted message and the line that says who wrote: each names another message's time, people or subject. */
const HEADER_LINE =
  /^[*_]?(?:sent|date|from|to|cc|bcc|subject|reply-to|envoyé|de|à|objet|gesendet|von|an|betreff|datum|enviado|para|asunto|inviato|da|oggetto|verzonden|aan|onderwerp|отправлено|от|кому|тема|дата)[*_]?\s?:|(?:wrote|writes|said|écrit|schrieb|escribió|scritto|schreef|пишет|писал)\s?:$/iu;

const MIN_WORDS = 4;
const MIN_CHARS = 15;
const MAX_LINES = 4000;
const plain = (line: string): string => line.replace(/\s+/g, " ").trim();

/**
 * Lines of `after` against lines of `before`: how many stand there word for word and which differ in one word. Lines shorter than four
 * words are passed over. Linear: a changed line is looked for among lines that begin or end alike.
 */
export function compareLines(
  before: readonly string[],
  after: readonly { readonly text: string; readonly line: number }[],
): { verbatim: number; looked: number; changes: LineChange[] } {
  const exact = new Set<string>();
  const byEdge = new Map<string, string[]>();
  for (const raw of before.slice(0, MAX_LINES)) {
    const line = plain(raw);
    if (line.length < MIN_CHARS || exact.has(line)) continue;
    exact.add(line);
    const words = line.split(" ");
    if (words.length < MIN_WORDS) continue;
    for (const key of edges(words)) {
      const list = byEdge.get(key);
      if (list === undefined) byEdge.set(key, [line]);
      // Many lines with one beginning are a table or a list: its rows differ in one word by nature
      else if (list.length < 4) list.push(line);
      else list.push("");
    }
  }
  const changes: LineChange[] = [];
  let verbatim = 0;
  let looked = 0;
  for (const { text, line } of after.slice(0, MAX_LINES)) {
    const found = plain(text);
    if (found.length < MIN_CHARS) continue;
    looked++;
    if (exact.has(found)) {
      verbatim++;
      continue;
    }
    const words = found.split(" ");
    if (words.length < MIN_WORDS || HEADER_LINE.test(found)) continue;
    const candidates = edges(words).flatMap((key) => byEdge.get(key) ?? []);
    if (candidates.includes("")) continue;
    for (const candidate of new Set(candidates)) {
      const change = oneChange(candidate.split(" "), words);
      if (change === null) continue;
      changes.push({ change, before: candidate, after: found, line });
      break;
    }
  }
  return { verbatim, looked, changes };
}

/** First two and last two words: a line changed in one place keeps one of them. */
function edges(words: readonly string[]): string[] {
  return [`a ${words[0]} ${words[1]}`, `z ${words.at(-2)} ${words.at(-1)}`];
}
