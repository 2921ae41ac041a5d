/**
 * Reads one value without a field prefix of its own: a word, a quotation, a regular expression, a name, a range. What the same
 * characters mean depends on the type of the field they stand for. Groups and operators are parse-query.ts.
 */

import { decodeWord, isQuote, isSpace, readSlop, type Word } from "./lex.ts";
import { readNumber, readTime } from "./parse-range.ts";
import { type Context, fieldName, peek, type Reader, report } from "./reader.ts";
import { decodeWhole, takeQuotation, takeRegex, takeWord, withoutOperator } from "./take.ts";
import type { LeafNode, Slot } from "./tree.ts";

/** More other words among the words of a phrase than this is the whole document anyway. */
const MAX_SLOP = 10_000;

const HAS_LETTER = /[\p{L}\p{N}]/u;
const SAVED = /@([A-Za-z0-9][A-Za-z0-9_-]*)(?=[\s)]|$)/y;

/** Reads the value at the place of the reader; null when nothing of it can be searched, which is then reported. */
export function readValue(reader: Reader, context: Context): LeafNode | null {
  if (context.kind === "name") return readName(reader, null);
  if (context.kind === "default") return readText(reader, context);
  switch (context.field.type) {
    case "time":
      return readTime(reader, context.field);
    case "number":
      return readNumber(reader, context.field);
    case "text":
      return readText(reader, context);
    case "token":
    case "catalog":
      return readWhole(reader, context);
  }
}

function noWord(reader: Reader, start: number): null {
  const text = reader.source.slice(start, reader.at);
  report(
    reader,
    "no-word",
    [start, reader.at],
    `"${text}" has no letter or digit to search for; it is left out.`,
  );
  return null;
}

/** The offset in a word from which question marks end a sentence rather than stand for a letter. */
function questionsUntil(raw: string): number {
  let until = 0;
  for (const match of raw.matchAll(/[\p{L}\p{N}*]/gu)) until = match.index + 1;
  return until;
}

function readSlots(raw: string, exact: boolean): Slot[] {
  const slots: Slot[] = [];
  for (const piece of raw.split(/\s+/)) {
    const { text, pattern } = decodeWord(piece, questionsUntil(piece));
    if (pattern !== null && !exact) slots.push({ kind: "pattern", pattern });
    else if (HAS_LETTER.test(text)) slots.push({ kind: "word", text });
  }
  return slots;
}

function readPhrase(reader: Reader, context: Context, exact: boolean): LeafNode | null {
  const start = reader.at;
  const raw = takeQuotation(reader);
  const slots = readSlots(raw, exact);
  const slop = takeSlop(reader);
  if (raw.trim() === "") {
    report(reader, "empty-clause", [start, reader.at], "Nothing stands between the quotes.");
    return null;
  }
  if (slots.length === 0) return noWord(reader, start);
  return { kind: "phrase", field: fieldName(context), slots, slop, exact };
}

function takeSlop(reader: Reader): number {
  const start = reader.at;
  const found = readSlop(reader.source, start);
  if (found !== null) {
    reader.at = found.end;
    if (found.slop <= MAX_SLOP) return found.slop;
    report(
      reader,
      "bad-slop",
      [start, found.end],
      `At most ${MAX_SLOP} words may stand between.`,
      `~${MAX_SLOP}`,
    );
    return MAX_SLOP;
  }
  const after = reader.source.charAt(start + 1);
  if (peek(reader) === "~" && (after === "" || after === ")" || isSpace(after))) {
    reader.at++;
    report(
      reader,
      "bad-slop",
      [start, start + 1],
      "How many words may stand between is missing.",
      "~5",
    );
  }
  return 0;
}

/** `~Roshka`, `~"Georgy Roshka"`, and what stands in `name:`; the tilde is passed already. */
export function readName(reader: Reader, field: string | null): LeafNode | null {
  const start = reader.at;
  const raw = isQuote(peek(reader)) ? takeQuotation(reader) : takeWord(reader);
  const text = decodeWord(raw).text.trim().replace(/\s+/g, " ");
  return HAS_LETTER.test(text) ? { kind: "name", field, text } : noWord(reader, start);
}

/** A value of a text field, or of the default fields. */
function readText(reader: Reader, context: Context): LeafNode | null {
  const start = reader.at;
  const field = fieldName(context);
  const first = peek(reader);
  const after = reader.source.charAt(start + 1);
  const attached = after !== "" && after !== ")" && after !== "(" && !isSpace(after);
  if (isQuote(first)) return readPhrase(reader, context, false);
  if (first === "=" && attached) {
    reader.at++;
    if (isQuote(after)) return readPhrase(reader, context, true);
    const { text } = decodeWord(takeWord(reader));
    return HAS_LETTER.test(text)
      ? { kind: "term", field, text, exact: true }
      : noWord(reader, start);
  }
  if (first === "~" && attached) {
    reader.at++;
    return readName(reader, field);
  }
  const regex = takeRegex(reader);
  if (regex === "bad") return null;
  if (regex !== null) return { kind: "regex", field, ...regex };
  if (field === null) {
    SAVED.lastIndex = start;
    const saved = SAVED.exec(reader.source);
    if (saved !== null) {
      reader.at = SAVED.lastIndex;
      return { kind: "saved", name: saved[1] as string };
    }
  }
  return readWordLeaf(reader, field, HAS_LETTER, decodeWord);
}

/** A value of a token or catalog field: whole, not split into words, so quotes only hold its spaces together. */
function readWhole(reader: Reader, context: Context): LeafNode | null {
  const field = fieldName(context);
  const isToken = context.kind === "field" && context.field.type === "token";
  const start = reader.at;
  if (isQuote(peek(reader))) {
    const raw = takeQuotation(reader).trim();
    if (raw !== "") return wholeLeaf(reader, start, raw, field);
    report(reader, "empty-clause", [start, reader.at], "Nothing stands between the quotes.");
    return null;
  }
  if (!isToken) return wholeLeaf(reader, start, takeWord(reader), field);
  if (peek(reader) === "=") {
    report(
      reader,
      "not-for-this-field",
      [start, start + 1],
      `"${field}" always takes the whole value; "=" is left out.`,
      "",
    );
    reader.at++;
  }
  const regex = takeRegex(reader);
  if (regex === "bad") return null;
  if (regex !== null) return { kind: "regex", field, ...regex };
  return readWordLeaf(reader, field, /\S/, decodeWhole);
}

function wholeLeaf(
  reader: Reader,
  start: number,
  raw: string,
  field: string | null,
): LeafNode | null {
  const { text, pattern } = decodeWhole(raw);
  if (pattern === "*" && field !== null) return { kind: "presence", field };
  if (pattern !== null) return { kind: "pattern", field, pattern };
  return text === "" ? noWord(reader, start) : { kind: "term", field, text, exact: false };
}

/** A plain word, a pattern, or a word with `~1`; `needed` is what a word must contain. */
function readWordLeaf(
  reader: Reader,
  field: string | null,
  needed: RegExp,
  decode: (raw: string) => Word,
): LeafNode | null {
  const start = reader.at;
  const raw = takeWord(reader);
  const tail = /~([0-9]?)$/.exec(raw);
  const fuzzy = tail !== null && !isEscaped(raw, tail.index);
  const word = decode(fuzzy ? raw.slice(0, tail.index) : raw);
  if (word.pattern !== null && fuzzy)
    report(
      reader,
      "bad-fuzzy",
      [start, reader.at],
      "A word with wildcards cannot have misspellings too; only the wildcards count.",
    );
  if (word.pattern === "*") return field === null ? { kind: "all" } : { kind: "presence", field };
  if (word.pattern !== null) {
    const searchable = needed.test(word.text) || /^[*?]+$/.test(word.text);
    return searchable ? { kind: "pattern", field, pattern: word.pattern } : noWord(reader, start);
  }
  if (!needed.test(word.text)) return noWord(reader, start);
  const distance = fuzzy ? fuzzyDistance(reader, start, tail[1] as string) : 0;
  return distance === 0
    ? {
        kind: "term",
        field,
        text: field === null ? withoutOperator(word.text) : word.text,
        exact: false,
      }
    : { kind: "fuzzy", field, text: word.text, distance };
}

function fuzzyDistance(reader: Reader, start: number, digits: string): 0 | 1 | 2 {
  if (digits === "" || digits === "1") return 1;
  if (digits === "0" || digits === "2") return digits === "0" ? 0 : 2;
  report(
    reader,
    "bad-fuzzy",
    [start, reader.at],
    "At most two misspelt letters can be searched for.",
    "~2",
  );
  return 2;
}

/** Whether the character at `index` has an odd number of backslashes before it. */
function isEscaped(raw: string, index: number): boolean {
  let from = index;
  while (from > 0 && raw.charAt(from - 1) === "\\") from--;
  return (index - from) % 2 === 1;
}
