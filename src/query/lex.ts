/**
 * Reads one word, quotation, regular expression or field prefix at a place of the query text. Knows characters, not meaning:
 * parse-query.ts decides which of them to try.
 *
 * A backslash makes the next character literal unless that is a letter or digit, so `C:\Users` needs no doubling.
 */
import { findField } from "../fields.ts";
import { isGershayim } from "../tokenize.ts";

/** A piece of a word: the text with escapes undone, and the pattern when it holds an unescaped wildcard. */
export interface Word {
  readonly text: string;
  readonly pattern: string | null;
}

/** `end` is the offset after the last character read. */
export interface RawWord {
  readonly raw: string;
  readonly end: number;
}

export interface Quotation {
  /** Between the quotes, escapes not undone. */
  readonly raw: string;
  readonly closed: boolean;
  readonly end: number;
}

export interface RegexText {
  readonly source: string;
  readonly flags: string;
  readonly end: number;
}

/** `text`: no field is meant (`http://…`, `12:30`, `Re:`). Extra names are the forms of the query language that are no fields. */
export type Prefix =
  | { readonly kind: "known" | "unknown"; readonly name: string; readonly end: number }
  | { readonly kind: "text" };

/** Prefixes that are no fields of the table but forms of the language: date shorthands, names, correspondents. */
export const LANGUAGE_PREFIXES = ["after", "since", "before", "name", "stem", "between"] as const;

/** What people paste that looks like a field: reply marks of mailers, URI schemes without slashes. */
const TEXT_PREFIXES = new Set(
  "re fw fwd tr aw wg sv vs rv ref antw mailto tel sip sms urn data cid mid http https ftp".split(
    " ",
  ),
);

const SPACE = /\s/;
const QUOTE = /["“”„«»]/;
const ESCAPABLE = /[^\p{L}\p{N}\p{M}]/u;
const PREFIX = /([A-Za-z][A-Za-z0-9_-]{0,39}):/y;
const SLOP = /~([0-9]{1,9})(?![\p{L}\p{N}_])/uy;

export const isSpace = (char: string): boolean => SPACE.test(char);
export const isQuote = (char: string): boolean => char !== "" && QUOTE.test(char);

/** Offset of the first character at or after `offset` that is no white space. */
export function skipSpace(source: string, offset: number): number {
  let at = offset;
  while (at < source.length && isSpace(source.charAt(at))) at++;
  return at;
}

/** Length of the escape at `offset` (backslash and one character), 0 when there is none. */
function escapeLength(source: string, offset: number): number {
  if (source.charAt(offset) !== "\\" || offset + 1 >= source.length) return 0;
  const next = String.fromCodePoint(source.codePointAt(offset + 1) as number);
  return ESCAPABLE.test(next) ? 1 + next.length : 0;
}

/** The word at `offset`, up to white space, a parenthesis or a quote; empty when one of these stands there. */
export function readWord(source: string, offset: number): RawWord {
  let at = offset;
  while (at < source.length) {
    const escaped = escapeLength(source, at);
    if (escaped > 0) {
      at += escaped;
      continue;
    }
    const char = source.charAt(at);
    if (char === "(" || char === ")" || isSpace(char)) break;
    if (isQuote(char) && (at === offset || !isGershayim(source, at))) break;
    at++;
  }
  return { raw: source.slice(offset, at), end: at };
}

/**
 * Undoes escapes. In `{text:"a*", pattern:null}` the star was escaped; in `{text:"a*", pattern:"a*"}` it was not. Question marks
 * from `questionsUntil` on are literal.
 */
export function decodeWord(raw: string, questionsUntil = raw.length): Word {
  let text = "";
  let pattern = "";
  let wild = false;
  let afterStar = false;
  for (let at = 0; at < raw.length; ) {
    const escaped = escapeLength(raw, at);
    const char = escaped > 0 ? raw.slice(at + 1, at + escaped) : raw.charAt(at);
    at += Math.max(escaped, 1);
    text += char;
    const special = char === "*" || char === "?";
    const star = char === "*" && escaped === 0;
    if (star || (char === "?" && escaped === 0 && at <= questionsUntil)) {
      wild = true;
      if (!(star && afterStar)) pattern += char; // "**" says no more than "*"
    } else pattern += special || char === "\\" ? `\\${char}` : char;
    afterStar = star;
  }
  return { text, pattern: wild ? pattern : null };
}

/** A text as a pattern that matches just it. */
export const literalPattern = (text: string): string => text.replace(/[\\*?]/g, "\\$&");

const CLOSING = new Map([
  ['"', '"'],
  ["“", '“”"'],
  ["”", '“”"'],
  ["„", '“”"'],
  ["«", "»"],
  ["»", "«"],
]);

/** The quotation whose opening quote stands at `offset`; without a closing quote it goes to the end of the text. */
export function readQuotation(source: string, offset: number): Quotation {
  const closing = CLOSING.get(source.charAt(offset)) ?? '"';
  let at = offset + 1;
  while (at < source.length) {
    const escaped = escapeLength(source, at);
    if (escaped === 0 && closing.includes(source.charAt(at)) && !isGershayim(source, at))
      return { raw: source.slice(offset + 1, at), closed: true, end: at + 1 };
    at += Math.max(escaped, 1);
  }
  return { raw: source.slice(offset + 1), closed: false, end: source.length };
}

/** `~5` directly after a closing quote; null when there is none. */
export function readSlop(source: string, offset: number): { slop: number; end: number } | null {
  SLOP.lastIndex = offset;
  const match = SLOP.exec(source);
  return match === null ? null : { slop: Number(match[1]), end: SLOP.lastIndex };
}

/**
 * The regular expression whose first slash stands at `offset`: up to the first slash that is followed by flags and then white
 * space, a closing parenthesis or the end, so slashes inside need no escape. Null when there is no such slash (then it is a path).
 */
export function readRegex(source: string, offset: number): RegexText | null {
  let expression = "";
  for (let at = offset + 1; at < source.length; at++) {
    const char = source.charAt(at);
    if (char === "\\" && at + 1 < source.length) {
      const next = source.charAt(++at);
      expression += next === "/" ? "/" : `\\${next}`;
    } else if (char === "/") {
      let end = at + 1;
      while (end < source.length && end <= at + 4 && /[imsu]/.test(source.charAt(end))) end++;
      const after = source.charAt(end);
      if (expression !== "" && (after === "" || after === ")" || isSpace(after)))
        return { source: expression, flags: source.slice(at + 1, end), end };
      expression += "/";
    } else expression += char;
  }
  return null;
}

/** Writes an expression so that {@link readRegex} gives it back: `a/b` is `/a\/b/`. */
export function writeRegex(source: string, flags: string): string {
  return `/${source.replace(/\\.|\//gs, (part) => (part === "/" ? "\\/" : part))}/${flags}`;
}

/** Whether a field prefix stands at `offset`, and whether its name is one. */
export function readPrefix(source: string, offset: number): Prefix {
  PREFIX.lastIndex = offset;
  const match = PREFIX.exec(source);
  if (match === null) return { kind: "text" };
  const name = (match[1] as string).toLowerCase();
  const end = PREFIX.lastIndex;
  const next = source.charAt(end);
  const nameEnd = end - 1;
  // A drive letter, a URL
  if ((next === "\\" && nameEnd - offset === 1) || source.startsWith("//", end))
    return { kind: "text" };
  const known =
    findField(name) !== undefined || LANGUAGE_PREFIXES.some((prefix) => prefix === name);
  if (known) return { kind: "known", name, end };
  const empty = next === "" || next === ")" || isSpace(next);
  if (empty || nameEnd - offset === 1 || TEXT_PREFIXES.has(name)) return { kind: "text" };
  return { kind: "unknown", name: source.slice(offset, nameEnd), end };
}

const ALWAYS_ESCAPED = /[\s()"“”„«»\\*?~]/g;
const FIRST_ESCAPED = /^[-=@/<>]/;

/** Writes a text as one word that {@link readWord} and {@link decodeWord} give back. */
export function writeWord(text: string): string {
  const escaped = text.replace(ALWAYS_ESCAPED, "\\$&");
  return FIRST_ESCAPED.test(escaped) ? `\\${escaped}` : escaped;
}

/** As {@link writeWord} for a pattern, whose own escapes stay. */
export function writePattern(pattern: string): string {
  const escaped = pattern.replace(/\\[*?\\]|[\s()"“”„«»\\~]/g, (part) =>
    part.length === 2 ? part : `\\${part}`,
  );
  return FIRST_ESCAPED.test(escaped) ? `\\${escaped}` : escaped;
}

/** Writes a text inside quotes, wildcards made literal. */
export const writeQuoted = (text: string): string => text.replace(/["\\*?]/g, "\\$&");

/** As {@link writeQuoted} for a pattern. */
export const writeQuotedPattern = (pattern: string): string => pattern.replace(/"/g, '\\"');
