/** Takes one piece of the query text and moves the reader past it: a word, a quotation, a regular expression. Reports what is wrong with the piece itself. */
import { decodeWord, readQuotation, readRegex, readWord, type Word } from "./lex.ts";
import { peek, type Reader, report } from "./reader.ts";

/** The quotation at the place of the reader; passes it and reports a missing closing quote. */
export function takeQuotation(reader: Reader): string {
  const start = reader.at;
  const quotation = readQuotation(reader.source, start);
  reader.at = quotation.end;
  if (!quotation.closed)
    report(
      reader,
      "unbalanced-quote",
      [start, start + 1],
      "This quote is never closed; it is read up to the end.",
    );
  return quotation.raw;
}

/** A whole value: escaped spaces around it say nothing. */
export function decodeWhole(raw: string): Word {
  const { text, pattern } = decodeWord(raw);
  return { text: text.trim(), pattern: pattern === null ? null : pattern.trim() };
}

/** The word at the place of the reader, passed. */
export function takeWord(reader: Reader): string {
  const { raw, end } = readWord(reader.source, reader.at);
  reader.at = end;
  return raw;
}

/** The regular expression at the place of the reader, checked; null, and nothing passed, when there is none. */
export function takeRegex(reader: Reader): { source: string; flags: string } | "bad" | null {
  if (peek(reader) !== "/" || reader.noMoreRegex) return null;
  const start = reader.at;
  const found = readRegex(reader.source, start);
  if (found === null) {
    reader.noMoreRegex = true;
    return null;
  }
  reader.at = found.end;
  const flags = [...new Set(found.flags.replaceAll("u", ""))].sort().join("");
  const complaint = regexComplaint(found.source, flags);
  if (complaint === null) return { source: found.source, flags };
  report(
    reader,
    "bad-regex",
    [start, found.end],
    `The regular expression cannot be read: ${complaint}`,
  );
  return "bad";
}

/** Why an expression cannot be compiled, null when it can. Unicode mode first (for \p{…}), then the older syntax. */
function regexComplaint(source: string, flags: string): string | null {
  let complaint = "";
  for (const mode of ["u", ""]) {
    try {
      new RegExp(source, flags + mode);
      return null;
    } catch (error) {
      // The only way to ask whether an expression is one
      complaint = error instanceof Error ? (error.message.split(": ").at(-1) ?? "") : "";
    }
  }
  return complaint;
}

/** AND as a word of its own (in `foo:AND`, `between:(AND b)`) in lower case: printed alone it must not become an operator. */
export const withoutOperator = (text: string): string =>
  /^(?:AND|OR|NOT)$/.test(text) ? text.toLowerCase() : text;
