/**
 * Query text -> tree. There is one parser and it is lenient: it reads something from any text and says what it could not read as
 * written. Strict reading is "no problems".
 *
 * NOT binds closest, then AND (also by standing side by side), then OR: `a b OR -c` is `(a AND b) OR (NOT c)`. Operators are upper
 * case; `and`, `or`, `not` are words.
 */
import { findField } from "../fields.ts";
import { readPrefix } from "./lex.ts";
import { readPrefixed, readUnknown } from "./parse-field.ts";
import { readValue } from "./parse-value.ts";
import { plainSource } from "./plain-source.ts";
import {
  type Context,
  DEFAULT_CONTEXT,
  fieldName,
  keywordAt,
  passSpace,
  peek,
  type Reader,
  report,
} from "./reader.ts";
import type { QueryNode, QueryProblem } from "./tree.ts";

/** Parentheses and NOTs inside each other. Deeper ones are read as if they were not there: recursion must end before the stack does. */
export const MAX_DEPTH = 100;

/** Longer queries are cut. Holds a list of a thousand addresses. */
export const MAX_QUERY_LENGTH = 50_000;

export interface ParsedQuery {
  readonly tree: QueryNode;
  /** In the order of the text; empty when all was read as written. */
  readonly problems: readonly QueryProblem[];
}

/** What is returned when nothing of a query could be read: no family rather than all. Written `-*`. */
const NOTHING: QueryNode = { kind: "not", operand: { kind: "all" } };

const negated = (node: QueryNode, times: number): QueryNode =>
  times <= 0 ? node : negated({ kind: "not", operand: node }, times - 1);

/**
 * Reads a query, e.g. `parseQuery("from:anna -draft").tree` is an AND of a term and a NOT. Never throws, whatever the text.
 * The empty query is read as `*`, with a problem.
 */
export function parseQuery(text: string): ParsedQuery {
  const source = plainSource(text.slice(0, MAX_QUERY_LENGTH));
  const reader: Reader = {
    source,
    at: 0,
    problems: [],
    noMoreRegex: false,
    ignoredOpen: 0,
    reportedDepth: false,
  };
  if (text.length > MAX_QUERY_LENGTH) {
    const message = `The query is longer than ${MAX_QUERY_LENGTH} characters; the rest is not read.`;
    report(reader, "too-long", [source.length, text.length], message);
  }
  if (source.trim() === "") {
    report(
      reader,
      "empty-query",
      [0, source.length],
      "The query is empty; it matches everything.",
      "*",
    );
    return { tree: { kind: "all" }, problems: reader.problems };
  }
  const tree = readAlternatives(reader, DEFAULT_CONTEXT, 0) ?? NOTHING;
  return { tree, problems: reader.problems.toSorted((a, b) => a.offset - b.offset) };
}

const joined = (kind: "and" | "or", operands: readonly QueryNode[]): QueryNode | null =>
  operands.length > 1 ? { kind, operands } : (operands[0] ?? null);

/** Operands of OR, up to the closing parenthesis of the group or the end. */
function readAlternatives(reader: Reader, context: Context, depth: number): QueryNode | null {
  const operands: QueryNode[] = [];
  for (;;) {
    const start = reader.at;
    const operand = readConjunction(reader, context, depth);
    if (operand !== null) operands.push(operand);
    const place = reader.at;
    const or = keywordAt(reader.source, place) === "OR";
    if (or && reader.source.slice(start, place).trim() === "")
      report(reader, "dangling-operator", [place, place + 2], "OR needs something on its left.");
    if (!or) break;
    reader.at += 2;
    passSpace(reader);
    const next = peek(reader);
    if (next === "" || next === ")")
      report(reader, "dangling-operator", [place, place + 2], "OR needs something on its right.");
  }
  return joined("or", operands);
}

/** Operands of AND, up to an OR, the closing parenthesis of the group or the end. */
function readConjunction(reader: Reader, context: Context, depth: number): QueryNode | null {
  const operands: QueryNode[] = [];
  let first = true;
  for (;;) {
    passSpace(reader);
    const place = reader.at;
    const next = peek(reader);
    if (next === "") break;
    if (next === ")") {
      if (reader.ignoredOpen > 0) reader.ignoredOpen--;
      else if (depth > 0) break;
      else
        report(
          reader,
          "unbalanced-parenthesis",
          [place, place + 1],
          "Nothing was opened for this parenthesis.",
        );
      reader.at++;
      continue;
    }
    const keyword = keywordAt(reader.source, place);
    if (keyword === "OR") break;
    if (keyword === "AND") {
      reader.at += 3;
      passSpace(reader);
      const after = peek(reader);
      const lonely = after === "" || after === ")" || isBinary(reader);
      if (first || lonely)
        report(
          reader,
          "dangling-operator",
          [place, place + 3],
          "AND needs something on both sides.",
        );
    } else {
      const operand = readOperand(reader, context, depth);
      if (operand !== null) operands.push(operand);
    }
    first = false;
  }
  return joined("and", operands);
}

function isBinary(reader: Reader): boolean {
  const keyword = keywordAt(reader.source, reader.at);
  return keyword === "AND" || keyword === "OR";
}

/** Passes NOT and `-` before an operand; returns how many. */
function passNegations(reader: Reader): number {
  let count = 0;
  for (;;) {
    passSpace(reader);
    const next = reader.source.charAt(reader.at + 1);
    if (keywordAt(reader.source, reader.at) === "NOT") reader.at += 3;
    // "--" and a dash between words are text, as in a signature line or a pasted sentence
    else if (
      peek(reader) === "-" &&
      next !== "" &&
      next !== "-" &&
      next !== ")" &&
      next.trim() !== ""
    )
      reader.at++;
    else return count;
    count++;
  }
}

function readOperand(reader: Reader, context: Context, depth: number): QueryNode | null {
  const start = reader.at;
  let negations = passNegations(reader);
  if (depth + negations > MAX_DEPTH) {
    reportTooDeep(reader, start);
    negations %= 2;
  }
  const next = peek(reader);
  if (negations > 0 && (next === "" || next === ")" || isBinary(reader))) {
    report(reader, "dangling-operator", [start, reader.at], "NOT needs something on its right.");
    return null;
  }
  const operand = readPositive(reader, context, depth + negations);
  return operand === null ? null : negated(operand, negations);
}

/** A group, a field with its value, or a value. */
function readPositive(reader: Reader, context: Context, depth: number): QueryNode | null {
  if (peek(reader) === "(") return readGroup(reader, context, depth);
  const prefix = readPrefix(reader.source, reader.at);
  if (prefix.kind === "text") return readValue(reader, context);
  const start = reader.at;
  reader.at = prefix.end;
  if (prefix.kind === "unknown")
    return readUnknown(reader, context, [start, prefix.name], (inner) =>
      readGroup(reader, inner, depth),
    );
  const isForm = (prefix.name === "script" || prefix.name === "stem") && context.kind === "field";
  if (context.kind !== "default" && !isForm) {
    const outer = fieldName(context) ?? "name";
    const message = `"${prefix.name}:" stands inside the list of "${outer}:"; it is read on its own.`;
    report(reader, "field-inside-field", [start, prefix.end], message);
  }
  return readPrefixed(reader, prefix.name, isForm ? context : prefixContext(prefix.name), (inner) =>
    readGroup(reader, inner, depth),
  );
}

function prefixContext(name: string): Context {
  const field = findField(name);
  if (field !== undefined) return { kind: "field", field };
  return name === "name" ? { kind: "name" } : DEFAULT_CONTEXT;
}

/**
 * What stands between parentheses. Beyond the depth limit only the parenthesis is passed: what follows is read as if it stood
 * outside, and its closing parenthesis is passed by the group around it.
 */
function readGroup(reader: Reader, context: Context, depth: number): QueryNode | null {
  const open = reader.at;
  reader.at++;
  if (depth + 1 >= MAX_DEPTH) {
    reader.ignoredOpen++;
    reportTooDeep(reader, open);
    return null;
  }
  const tree = readAlternatives(reader, context, depth + 1);
  if (peek(reader) !== ")") {
    report(reader, "unbalanced-parenthesis", [open, open + 1], "This parenthesis is never closed.");
    return tree;
  }
  reader.at++;
  if (tree === null && reader.source.slice(open + 1, reader.at - 1).trim() === "")
    report(reader, "empty-clause", [open, reader.at], "Nothing stands between the parentheses.");
  return tree;
}

function reportTooDeep(reader: Reader, start: number): void {
  if (reader.reportedDepth) return;
  reader.reportedDepth = true;
  const message = `More than ${MAX_DEPTH} NOTs and parentheses inside each other; the inner ones do not count.`;
  report(reader, "too-deep", [start, reader.at], message);
}
