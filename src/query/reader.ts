/** The state of reading one query: where we are in the text and what could not be read so far. Shared by the parser's files. */
import type { FieldSpec } from "../fields.ts";
import { isQuote, isSpace, skipSpace } from "./lex.ts";
import type { QueryProblem, QueryProblemCode } from "./tree.ts";

export interface Reader {
  readonly source: string;
  at: number;
  readonly problems: QueryProblem[];
  /** Set once a slash turned out to open no regular expression: then none follows either, and looking again would be quadratic. */
  noMoreRegex: boolean;
  /** Parentheses opened beyond the depth limit and not yet closed: read as if they were not there. */
  ignoredOpen: number;
  /** The depth limit is reported once, not ten thousand times. */
  reportedDepth: boolean;
}

/** What a word means where we are: a word of the default fields, a value of a field, a name. */
export type Context =
  | { readonly kind: "default" }
  | { readonly kind: "field"; readonly field: FieldSpec }
  | { readonly kind: "name" };

export const DEFAULT_CONTEXT: Context = { kind: "default" };

/** The field a leaf read in this context gets. */
export const fieldName = (context: Context): string | null =>
  context.kind === "field" ? context.field.name : null;

/** Notes a problem about the text from `offset` to `end`. */
export function report(
  reader: Reader,
  code: QueryProblemCode,
  [offset, end]: readonly [number, number],
  message: string,
  suggestion?: string,
): void {
  const place = { code, offset, length: Math.max(0, end - offset), message };
  reader.problems.push(suggestion === undefined ? place : { ...place, suggestion });
}

export const peek = (reader: Reader): string => reader.source.charAt(reader.at);

/** Moves past white space. */
export function passSpace(reader: Reader): void {
  reader.at = skipSpace(reader.source, reader.at);
}

const KEYWORD = /AND|OR|NOT/y;

export type Keyword = "AND" | "OR" | "NOT";

/** The upper-case operator that stands at `offset` as a word of its own, or null. */
export function keywordAt(source: string, offset: number): Keyword | null {
  KEYWORD.lastIndex = offset;
  const match = KEYWORD.exec(source);
  if (match === null) return null;
  const after = source.charAt(KEYWORD.lastIndex);
  return after === "" || after === "(" || after === ")" || isSpace(after) || isQuote(after)
    ? (match[0] as Keyword)
    : null;
}
