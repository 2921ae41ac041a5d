/** Reads what follows a field prefix: a value, a list in parentheses, or one of the forms that are no plain field (header, script, between, after …). */
import { decodeWord, isQuote, literalPattern } from "./lex.ts";
import { type DateShorthand, readShorthand } from "./parse-range.ts";
import { readStem } from "./parse-stem.ts";
import { readName, readValue } from "./parse-value.ts";
import {
  type Context,
  fieldName,
  keywordAt,
  passSpace,
  peek,
  type Reader,
  report,
} from "./reader.ts";
import { closest, suggestField } from "./suggest.ts";
import { decodeWhole, takeQuotation, takeRegex, takeWord, withoutOperator } from "./take.ts";
import type { Correspondent, HeaderValue, LeafNode, QueryNode } from "./tree.ts";

/** Reads the group whose parenthesis stands at the place of the reader; given by parse-query.ts. */
type ReadGroup = (context: Context) => QueryNode | null;

const HEADER_NAME = /[A-Za-z0-9!#$%&'+.^_`|~-]{1,100}/y;

/** The scripts people ask for first; any Unicode script name is accepted. */
const COMMON_SCRIPTS =
  "latin cyrillic greek arabic hebrew han hiragana katakana hangul thai devanagari armenian georgian bengali tamil".split(
    " ",
  );

/** Reads what stands after `name:`; the prefix is passed already. Null when there is nothing or it cannot be read, which is reported. */
export function readPrefixed(
  reader: Reader,
  name: string,
  context: Context,
  readGroup: ReadGroup,
): QueryNode | null {
  const start = reader.at;
  passSpace(reader);
  const apart = reader.at > start;
  const next = peek(reader);
  const none =
    next === "" || next === ")" || (apart && keywordAt(reader.source, reader.at) !== null);
  if (apart && !none)
    report(reader, "space-after-colon", [start, reader.at], `Read as a value of "${name}:".`, "");
  if (none) {
    report(
      reader,
      "empty-clause",
      [start - name.length - 1, start],
      `"${name}:" has no value; it is left out.`,
    );
    return null;
  }
  if (name === "between") return readBetween(reader);
  if (name === "after" || name === "since" || name === "before") {
    return peek(reader) === "("
      ? noList(reader, name)
      : readShorthand(reader, name satisfies DateShorthand);
  }
  if (name === "header") return peek(reader) === "(" ? noList(reader, name) : readHeader(reader);
  if (name === "script") return readScript(reader, context, readGroup);
  if (name === "stem") return readStem(reader, context, readGroup);
  if (peek(reader) === "(") return readGroup(context);
  if (startsWith(reader, context, "script:")) {
    reader.at += "script:".length;
    return readScript(reader, context, readGroup);
  }
  if (startsWith(reader, context, "stem:")) {
    reader.at += "stem:".length;
    return readStem(reader, context, readGroup);
  }
  return readValue(reader, context);
}

const isTextField = (context: Context): boolean =>
  context.kind === "field" && context.field.type === "text";

/** `lastsavedby:script:cyrillic`, `subject:stem:facture` */
function startsWith(reader: Reader, context: Context, form: string): boolean {
  const at = reader.at;
  return isTextField(context) && reader.source.slice(at, at + form.length).toLowerCase() === form;
}

function noList(reader: Reader, name: string): null {
  const start = reader.at;
  report(
    reader,
    "not-for-this-field",
    [start, start + 1],
    `"${name}:" takes one value, not a list; it is left out.`,
  );
  // The list is then read on its own, so nothing else of the query changes meaning
  return null;
}

/** Two words instead of a field nobody knows: `foo:bar` is `foo bar`. */
export function readUnknown(
  reader: Reader,
  context: Context,
  [start, written]: readonly [number, string],
  readGroup: ReadGroup,
): QueryNode | null {
  const suggestion = suggestField(written);
  const hint = suggestion === undefined ? "" : ` Did you mean "${suggestion}:"?`;
  const message = `There is no field "${written}"; read as words.${hint}`;
  const end = start + written.length + 1;
  report(
    reader,
    "unknown-field",
    [start, end],
    message,
    suggestion === undefined ? undefined : `${suggestion}:`,
  );
  const word: LeafNode = {
    kind: "term",
    field: null,
    text: withoutOperator(written),
    exact: false,
  };
  const plain: Context = context.kind === "default" ? context : { kind: "default" };
  const value = peek(reader) === "(" ? readGroup(plain) : readValue(reader, plain);
  return value === null ? word : { kind: "and", operands: [word, value] };
}

function readScript(reader: Reader, context: Context, readGroup: ReadGroup): QueryNode | null {
  const field = isTextField(context) ? fieldName(context) : null;
  if (peek(reader) === "(") {
    report(
      reader,
      "bad-script",
      [reader.at, reader.at + 1],
      "script: takes one script; its list is read as words.",
    );
    return readGroup({ kind: "default" });
  }
  const start = reader.at;
  const raw = isQuote(peek(reader)) ? takeQuotation(reader) : takeWord(reader);
  const script = decodeWord(raw).text.trim().toLowerCase();
  if (script === "*" && field === null) return { kind: "presence", field: "script" };
  if (isScript(script)) return { kind: "script", field, script };
  const suggestion = closest(script, COMMON_SCRIPTS, 2);
  report(
    reader,
    "bad-script",
    [start, reader.at],
    `"${script}" is not a script such as cyrillic or arabic; it is left out.`,
    suggestion,
  );
  return null;
}

function isScript(name: string): boolean {
  if (!/^[a-z]{2,30}(?:_[a-z]{1,30})*$/.test(name)) return false;
  const formal = name.replace(/(^|_)[a-z]/g, (start) => start.toUpperCase());
  try {
    new RegExp(`\\p{Script=${formal}}`, "u");
    return true;
  } catch {
    return false; // the only way to ask which scripts this Node knows
  }
}

function readHeaderValue(reader: Reader, name: string): HeaderValue | undefined {
  const start = reader.at;
  const regex = takeRegex(reader);
  if (regex === "bad") return undefined;
  if (regex !== null) return { kind: "regex", ...regex };
  const raw = isQuote(peek(reader)) ? takeQuotation(reader).trim() : takeWord(reader);
  const { text, pattern } = decodeWhole(raw);
  if (text === "")
    report(
      reader,
      "empty-clause",
      [start, reader.at],
      `No value for the header; read as "has a header ${name}".`,
    );
  if (text === "" || pattern === "*") return null;
  return { kind: "pattern", pattern: pattern ?? literalPattern(text) };
}

function readHeader(reader: Reader): LeafNode | null {
  const start = reader.at;
  HEADER_NAME.lastIndex = start;
  const name = HEADER_NAME.exec(reader.source)?.[0].toLowerCase();
  if (name !== undefined) reader.at = HEADER_NAME.lastIndex;
  if (name !== undefined && peek(reader) === "=") {
    reader.at++;
    const value = readHeaderValue(reader, name);
    return value === undefined ? null : { kind: "header", name, value };
  }
  const rest = isQuote(peek(reader)) ? takeQuotation(reader) : takeWord(reader);
  if (name !== undefined && rest === "") return { kind: "header", name, value: null };
  report(
    reader,
    "bad-header",
    [start, reader.at],
    "header: takes NAME=value or NAME; it is left out.",
    "header:x-mailer=*",
  );
  return null;
}

function readCorrespondent(reader: Reader): Correspondent | null {
  if (peek(reader) === "~") {
    reader.at++;
    const name = readName(reader, null);
    return name?.kind === "name" ? name : null;
  }
  const leaf = readValue(reader, { kind: "default" });
  const fits = leaf?.kind === "term" || leaf?.kind === "pattern" || leaf?.kind === "phrase";
  return fits ? leaf : null;
}

function readBetween(reader: Reader): LeafNode | null {
  const start = reader.at;
  const people: (Correspondent | null)[] = [];
  if (peek(reader) === "(") {
    reader.at++;
    for (
      passSpace(reader);
      peek(reader) !== "" && peek(reader) !== ")" && peek(reader) !== "(";
      passSpace(reader)
    )
      people.push(readCorrespondent(reader));
    if (peek(reader) === ")") reader.at++;
  } else takeWord(reader);
  const [first, second] = people;
  if (people.length === 2 && first && second) return { kind: "between", people: [first, second] };
  const message =
    "between: takes two correspondents in parentheses, each a word, an address or a quoted name; it is left out.";
  report(reader, "bad-between", [start, reader.at], message, "between:(anna bob)");
  return null;
}
