/** Reads what follows `stem:`: a language or none, and a word or a quotation. */
import { decodeWord, isQuote } from "./lex.ts";
import { type Context, fieldName, peek, type Reader, report } from "./reader.ts";
import { closest } from "./suggest.ts";
import { takeQuotation, takeWord } from "./take.ts";
import { type QueryNode, STEM_LANGUAGES, type StemLanguage } from "./tree.ts";

const LANGUAGE = /([A-Za-z]{2}):/y;
const HAS_LETTER = /[\p{L}\p{N}]/u;

function takeLanguage(reader: Reader): StemLanguage | null {
  LANGUAGE.lastIndex = reader.at;
  const written = LANGUAGE.exec(reader.source)?.[1]?.toLowerCase();
  if (written === undefined) return null;
  const language = STEM_LANGUAGES.find((each) => each === written);
  const start = reader.at;
  reader.at += 3;
  if (language === undefined)
    report(
      reader,
      "bad-stem",
      [start, start + 2],
      `Word forms are known in ${STEM_LANGUAGES.join(", ")}, not in "${written}"; any of these is taken.`,
      closest(written, STEM_LANGUAGES, 1),
    );
  return language ?? null;
}

/** The stem at the place of the reader, its prefix passed already. `readGroup` reads the list that it does not take. */
export function readStem(
  reader: Reader,
  context: Context,
  readGroup: (context: Context) => QueryNode | null,
): QueryNode | null {
  const isText = context.kind === "field" && context.field.type === "text";
  const field = isText ? fieldName(context) : null;
  const language = takeLanguage(reader);
  const start = reader.at;
  if (peek(reader) === "(") {
    const message = "stem: takes one word or a quotation; its list is read as words.";
    report(reader, "bad-stem", [start, start + 1], message);
    return readGroup({ kind: "default" });
  }
  const raw = isQuote(peek(reader)) ? takeQuotation(reader) : takeWord(reader);
  const { text: written, pattern } = decodeWord(raw);
  if (pattern !== null) {
    const message = "stem: finds the forms of a word and takes no wildcards; they are left out.";
    report(reader, "bad-stem", [start, reader.at], message);
  }
  const text = (pattern === null ? written : written.replace(/[*?]/g, ""))
    .trim()
    .replace(/\s+/g, " ");
  if (HAS_LETTER.test(text)) return { kind: "stem", field, text, language };
  const message = `"${raw}" has no letter or digit to search for; it is left out.`;
  report(reader, "no-word", [start, reader.at], message);
  return null;
}
