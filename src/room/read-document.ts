/** One stored document -> what a room keeps of it, and the terms it is found by. Everything that is text goes through the redaction. */
import type { CatalogReader } from "../catalog/read-catalog.ts";
import type { StoredEnvelope } from "../catalog/stored-json.ts";
import { labelOf, type StoredDocument } from "../catalog/stored-rows.ts";
import type { Address } from "../model/message.ts";
import { valuesIn } from "../search/document-values.ts";
import { readHeaderBlock } from "../search/match/header-block.ts";
import { POSTING_FIELD_NAMES } from "../segment/format.ts";
import { joinPlaces, splitPlaces } from "../text-places.ts";
import { termsOf } from "../tokenize.ts";
import type { RoomDetail, RoomFlag, RoomRow } from "./format.ts";
import type { Redaction } from "./redact/redaction.ts";
import { type SegmentFacts, TEXT_FIELDS } from "./segment-facts.ts";

/** Headers that a redacted room keeps: what is left of them is readable, and none holds a host, a path or a number of somebody's machine. */
const KEPT_HEADERS = new Set(["from", "to", "cc", "bcc", "reply-to", "subject", "date", "sender"]);
/** Text fields and token fields that are made of the text of a document. */
const OF_TEXT = new Set(["body", "attachment", "ids", "script", "lang"]);

export interface ReadOptions {
  readonly redaction: Redaction;
  readonly withoutText: boolean;
}

/** What goes into the chunks for one document. */
export interface RoomDocument {
  readonly detail: RoomDetail;
  readonly row: RoomRow;
}

const written = ({ name, address }: Address): string =>
  name === "" ? address : `${name} <${address}>`;

function redactedEnvelope(envelope: StoredEnvelope, { active, text }: Redaction): StoredEnvelope {
  if (!active) return envelope;
  const people = (list: readonly Address[]): Address[] =>
    list.map((each) => ({ ...each, name: text(each.name), address: text(each.address) }));
  return {
    ...envelope,
    subject: text(envelope.subject),
    from: people(envelope.from),
    to: people(envelope.to),
    cc: people(envelope.cc),
    bcc: people(envelope.bcc),
    parents: [],
  };
}

function redactedText(stored: string, { active, text }: Redaction): string {
  if (!active || stored === "") return stored;
  const blocks = splitPlaces(stored).map((block) => ({
    place: text(block.place),
    text: text(block.text),
  }));
  return joinPlaces(blocks);
}

const redactedFlag = (flag: RoomFlag, { redaction, withoutText }: ReadOptions): RoomFlag => ({
  ...flag,
  sentence: redaction.text(flag.sentence),
  evidence: flag.evidence
    .filter(({ where }) => !withoutText || !/ of the text$/.test(where))
    .map(({ where, raw, value, comparedWith }) => ({
      where: redaction.text(where),
      raw: redaction.text(raw),
      value: redaction.text(value),
      comparedWith: redaction.text(comparedWith),
    })),
});

/** Reads one document. `number` is its number in the room. */
export function readDocument(
  catalog: CatalogReader,
  document: StoredDocument,
  number: number,
  facts: SegmentFacts,
  flags: readonly RoomFlag[],
  options: ReadOptions,
): RoomDocument {
  const { redaction, withoutText } = options;
  const { text } = redaction;
  const { docId, kind, envelope } = document;
  const headers = kind === "message" ? readHeaderBlock(catalog.head(docId)) : [];
  const kept = redaction.active ? headers.filter(([name]) => KEPT_HEADERS.has(name)) : headers;
  const metadata = catalog.metadata(docId);
  const stored = withoutText ? "" : catalog.text(docId);
  const extra: Record<string, readonly string[]> = {};
  for (const [field, name] of POSTING_FIELD_NAMES.entries()) {
    if (!TEXT_FIELDS.includes(name) || OF_TEXT.has(name)) continue;
    const known = valuesIn(document, name, {
      text: () => stored,
      headers: () => headers,
      metadata: () => metadata,
    });
    const words = known.length > 0 ? [] : facts.words(number, field);
    if (words.length > 0) extra[name] = words.map(text);
  }
  const detail: RoomDetail = {
    kind,
    name: text(document.name),
    envelope: envelope === null ? null : redactedEnvelope(envelope, redaction),
    text: redactedText(stored, redaction),
    headers: kept.map(([name, value]) => [name, text(value)] as const),
    metadata: metadata.map(({ field, text: value, state, source }) => ({
      field,
      text: text(value),
      state,
      source: text(source),
    })),
    extra,
    flags: flags.map((flag) => redactedFlag(flag, options)),
    problems: catalog.problemsOf(docId).map(({ reason }) => text(reason)),
  };
  return { detail, row: rowOf(document, detail) };
}

function rowOf(document: StoredDocument, { name, envelope, kind }: RoomDetail): RoomRow {
  return {
    label: labelOf({ kind, name, envelope }),
    from: envelope?.from.map(written).join(", ") ?? "",
    to:
      envelope === null ? "" : [...envelope.to, ...envelope.cc].slice(0, 3).map(written).join(", "),
    sizeBytes: document.sizeBytes,
    type: document.type,
  };
}

/** The terms of a document by posting field: words of its values, as the page will read them, then tokens and marks of the segment. */
export function* termsOfDocument(
  detail: RoomDetail,
  number: number,
  facts: SegmentFacts,
  { redaction, withoutText }: ReadOptions,
): Generator<readonly [field: number, terms: readonly string[]]> {
  const tokens = facts.tokens(number);
  for (const [field, name] of POSTING_FIELD_NAMES.entries()) {
    if (withoutText && OF_TEXT.has(name)) continue;
    const terms: string[] = [];
    if (TEXT_FIELDS.includes(name)) {
      const values =
        detail.extra[name] ??
        valuesIn(detail, name, {
          text: () => detail.text,
          headers: () => detail.headers,
          metadata: () => detail.metadata,
        });
      for (const value of values) for (const term of termsOf(value)) terms.push(term);
    }
    for (const token of tokens?.get(field) ?? [])
      if (redaction.keepsToken(name, token)) terms.push(token);
    if (terms.length > 0) yield [field, terms];
  }
}
