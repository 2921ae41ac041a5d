/** Tree -> canonical query text, such that parsing it gives the tree back. Fields get their full name; AND is a space. */
import { findField } from "../fields.ts";
import { writeTimeRange } from "./dates.ts";
import {
  readPrefix,
  writePattern,
  writeQuoted,
  writeQuotedPattern,
  writeRegex,
  writeWord,
} from "./lex.ts";
import { writeNumberRange } from "./numbers.ts";
import { keywordAt } from "./reader.ts";
import type {
  FieldName,
  HeaderNode,
  LeafNode,
  PhraseNode,
  QueryNode,
  Slot,
  StemNode,
} from "./tree.ts";

const SPACE = /\s/;

/** A colon that would make a field of the start of a word is escaped. */
function withoutPrefix(word: string, field: FieldName): string {
  const isPrefix =
    field === null ? readPrefix(word, 0).kind !== "text" : /^(?:script|stem):/i.test(word);
  return isPrefix ? word.replace(":", "\\:") : word;
}

const isWhole = (field: FieldName): boolean => {
  const type = field === null ? undefined : findField(field)?.type;
  return type === "token" || type === "catalog";
};

const prefixed = (field: FieldName, value: string): string =>
  field === null ? value : `${field}:${value}`;

const quotedIfSpaced = (text: string, quoted: string, word: string): string =>
  SPACE.test(text) || text === "" ? `"${quoted}"` : word;

function printTerm(field: FieldName, text: string): string {
  if (isWhole(field)) return quotedIfSpaced(text, writeQuoted(text), writeWord(text));
  const word = withoutPrefix(writeWord(text), field);
  // As a word of its own it would be an operator; words are searched without regard to case
  return field !== null || keywordAt(word, 0) === null ? word : word.toLowerCase();
}

function printPattern(field: FieldName, pattern: string): string {
  if (isWhole(field))
    return quotedIfSpaced(pattern, writeQuotedPattern(pattern), writePattern(pattern));
  return withoutPrefix(writePattern(pattern), field);
}

const printSlot = (slot: Slot): string =>
  slot.kind === "word" ? writeQuoted(slot.text) : writeQuotedPattern(slot.pattern);

const printPhrase = ({ slots, slop, exact }: PhraseNode): string =>
  `${exact ? "=" : ""}"${slots.map(printSlot).join(" ")}"${slop === 0 ? "" : `~${slop}`}`;

function printHeader({ name, value }: HeaderNode): string {
  if (value === null) return `header:${name}`;
  if (value.kind === "regex") return `header:${name}=${writeRegex(value.source, value.flags)}`;
  const { pattern } = value;
  return `header:${name}=${quotedIfSpaced(pattern, writeQuotedPattern(pattern), writePattern(pattern))}`;
}

const spaced = (value: string): string => (SPACE.test(value) ? `"${value}"` : value);

/** A word that begins like a language keeps its colon to itself. */
function printStem({ text, language }: StemNode): string {
  const word = quotedIfSpaced(text, writeQuoted(text), writeWord(text));
  if (language !== null) return `stem:${language}:${word}`;
  return `stem:${/^[a-z]{2}:/i.test(word) ? word.replace(":", "\\:") : word}`;
}

function printLeaf(node: LeafNode): string {
  switch (node.kind) {
    case "all":
      return "*";
    case "term":
      return prefixed(
        node.field,
        node.exact ? `=${writeWord(node.text)}` : printTerm(node.field, node.text),
      );
    case "pattern":
      return prefixed(node.field, printPattern(node.field, node.pattern));
    case "fuzzy":
      return prefixed(
        node.field,
        withoutPrefix(`${writeWord(node.text)}~${node.distance}`, node.field),
      );
    case "name":
      return prefixed(
        node.field,
        `~${quotedIfSpaced(node.text, writeQuoted(node.text), writeWord(node.text))}`,
      );
    case "stem":
      return prefixed(node.field, printStem(node));
    case "phrase":
      return prefixed(node.field, printPhrase(node));
    case "regex":
      return prefixed(node.field, writeRegex(node.source, node.flags));
    case "timeRange":
      return prefixed(node.field, spaced(writeTimeRange(node)));
    case "numberRange":
      return prefixed(node.field, writeNumberRange(node));
    case "presence":
      return `${node.field}:*`;
    case "script":
      return prefixed(node.field, `script:${node.script}`);
    case "between":
      return `between:(${node.people.map(printLeaf).join(" ")})`;
    case "header":
      return printHeader(node);
    case "saved":
      return `@${node.name}`;
  }
}

const inParentheses = (node: QueryNode): string =>
  node.kind === "and" || node.kind === "or" ? `(${printQuery(node)})` : printQuery(node);

/** Writes a tree as a query, e.g. "from:anna -(draft OR copy)". Stable: printing what was parsed from it gives the same text. */
export function printQuery(node: QueryNode): string {
  switch (node.kind) {
    case "and":
      return node.operands.map(inParentheses).join(" ");
    case "or":
      return node.operands.map(inParentheses).join(" OR ");
    case "not":
      // "--" is text, so a NOT of a NOT needs its parentheses
      return node.operand.kind === "not"
        ? `-(${printQuery(node.operand)})`
        : `-${inParentheses(node.operand)}`;
    default:
      return printLeaf(node);
  }
}
