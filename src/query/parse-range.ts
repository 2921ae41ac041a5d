/** Reads the value of a time or number field. A date may be several words without quotes: the longest run that is one is taken. */
import type { FieldSpec } from "../fields.ts";
import { DATE_WORDS, type DateNote, parseDate, parseTimeRange } from "./dates.ts";
import { isQuote, isSpace, readPrefix, readQuotation, readWord, skipSpace } from "./lex.ts";
import { isEmptyNumberRange, isUnit, parseNumberRange } from "./numbers.ts";
import { keywordAt, peek, type Reader, report } from "./reader.ts";
import { type Clock, resolveBound } from "./resolve-date.ts";
import { closest } from "./suggest.ts";
import type { DateExpression, LeafNode, TimeBound, TimeRangeNode } from "./tree.ts";

/** "mar 2017 .. 27 apr 2017" */
const MAX_DATE_WORDS = 6;

/** Forms of `date:` with one date and no range. */
export type DateShorthand = "after" | "since" | "before";

interface Candidate {
  readonly text: string;
  readonly end: number;
}

/** The runs of words that begin here, longest first; a quotation is the only candidate. */
function candidates(reader: Reader, maxWords: number): readonly Candidate[] {
  const { source } = reader;
  if (isQuote(peek(reader))) {
    const { raw, end } = readQuotation(source, reader.at);
    return [{ text: raw, end }];
  }
  const found: Candidate[] = [];
  let at = reader.at;
  let text = "";
  while (found.length < maxWords) {
    const { raw, end } = readWord(source, at);
    if (raw === "") break;
    const isOther = found.length > 0 && (keywordAt(source, at) !== null || raw.startsWith("-"));
    // A clause of its own ends the date; times such as 14:05 are no prefix
    if (isOther || (found.length > 0 && readPrefix(source, at).kind !== "text")) break;
    text += (text === "" ? "" : " ") + raw;
    found.unshift({ text, end });
    at = skipSpace(source, end);
    if (at === end && !isSpace(source.charAt(end))) break;
  }
  return found;
}

/** Passes the first candidate that `read` understands; without any, passes the first word and returns null. */
function takeLongest<T>(
  reader: Reader,
  maxWords: number,
  read: (candidate: string) => T | null,
): { readonly value: T | null; readonly text: string } {
  const all = candidates(reader, maxWords);
  for (const { text, end } of all) {
    const value = read(text);
    if (value === null) continue;
    reader.at = end;
    return { value, text };
  }
  const shortest = all.at(-1) ?? { text: "", end: reader.at };
  reader.at = shortest.end;
  return { value: null, text: shortest.text };
}

function reportNotes(reader: Reader, start: number, notes: readonly DateNote[]): void {
  for (const note of notes)
    report(reader, note.code, [start, reader.at], note.message, note.suggestion);
}

/** The date word that was probably meant: "yesterdya" is "yesterday"; undefined for none near. */
const dateMeant = (text: string): string | undefined =>
  /^[\p{L} ']{4,}$/u.test(text) ? closest(text.toLowerCase(), DATE_WORDS, 2) : undefined;

function badDate(reader: Reader, start: number, text: string): null {
  const message = `"${text}" is not a date; the clause is left out. Write 2017, 2017-03, 2017-03-27, 27/03/2017, yesterday, 3d or A..B.`;
  report(reader, "bad-date", [start, reader.at], message, dateMeant(text));
  return null;
}

/** Zone and clock do not matter for telling whether two written dates are in order. */
const ANY_CLOCK: Clock = { nowMs: 0, timeZone: "UTC" };
const isFixed = (date: DateExpression): boolean => date.kind === "calendar";

function isEmpty(low: TimeBound | null, high: TimeBound | null): boolean {
  if (low === null || high === null || !isFixed(low.date) || !isFixed(high.date)) return false;
  return resolveBound(low, ANY_CLOCK) >= resolveBound(high, ANY_CLOCK);
}

/** Reads the value of a time field: a date, a comparison or a range; `*` for "has one". */
export function readTime(reader: Reader, field: FieldSpec): LeafNode | null {
  const start = reader.at;
  const { value, text } = takeLongest(reader, MAX_DATE_WORDS, parseTimeRange);
  if (value === null)
    return text === "*" ? { kind: "presence", field: field.name } : badDate(reader, start, text);
  reportNotes(reader, start, value.notes);
  const { low, high } = value;
  if (isEmpty(low, high))
    report(
      reader,
      "empty-range",
      [start, reader.at],
      "The range ends before it begins; nothing can match.",
    );
  return { kind: "timeRange", field: field.name, low, high };
}

/** Reads the date of `after:D` and `since:D` (from the start of D) or `before:D` (up to the start of D). */
export function readShorthand(reader: Reader, shorthand: DateShorthand): TimeRangeNode | null {
  const start = reader.at;
  const { value, text } = takeLongest(reader, MAX_DATE_WORDS, parseDate);
  if (value === null) return badDate(reader, start, text);
  reportNotes(reader, start, value.note === null ? [] : [value.note]);
  const bound: TimeBound = { date: value.date, side: "start" };
  const [low, high] = shorthand === "before" ? [null, bound] : [bound, null];
  return { kind: "timeRange", field: "date", low, high };
}

/** Reads the value of a number field: a number, a comparison or a range, with the unit apart or not; `*` for "has one". */
export function readNumber(reader: Reader, field: FieldSpec): LeafNode | null {
  const start = reader.at;
  const { value, text } = takeLongest(reader, 2, (candidate) => {
    const [, unit] = candidate.split(" ");
    return unit === undefined || isUnit(unit) ? parseNumberRange(candidate) : null;
  });
  if (value === null) {
    if (text === "*") return { kind: "presence", field: field.name };
    const message = `"${text}" is not a number; the clause is left out. Write 3, >5MB, <=10k or 3..7.`;
    report(reader, "bad-number", [start, reader.at], message);
    return null;
  }
  if (isEmptyNumberRange(value))
    report(
      reader,
      "empty-range",
      [start, reader.at],
      "The range ends before it begins; nothing can match.",
    );
  return { kind: "numberRange", field: field.name, ...value };
}
