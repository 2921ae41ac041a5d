/**
 * A local index -> the documents of a server, one a family. Made from what the index holds (terms as they stand in the segments, rows of the catalog),
 * never from the sources: what the server finds is what the index finds.
 */
import { checksWithin, type FiredCheck } from "../catalog/document-marks.ts";
import type { StoredDocument } from "../catalog/stored-rows.ts";
import { FIELDS, POSTING_FIELDS } from "../fields.ts";
import type { Sha256 } from "../model/ids.ts";
import type { MetadataValue } from "../model/metadata.ts";
import type { OpenIndex } from "../search/open-index.ts";
import type { SearchSegment } from "../search/segment-terms.ts";
import { PRESENT, SCRIPT } from "../segment/format.ts";
import { type SegmentContent, segmentContent } from "../segment/segment-content.ts";
import { foldWord } from "../tokenize.ts";
import { valuesCounted } from "./facet-values.ts";
import { MAX_FILES, MAX_KEYWORD_BYTES, MAX_VALUES } from "./mapping.ts";
import { instanceOf, type PushedSource, sourcesOf } from "./names.ts";

/** What is kept of a document to show it: its row without numbers of the local catalog, texts, metadata, checks. */
export interface StoredRow {
  readonly row: Omit<StoredDocument, "docId" | "parentId" | "rootId" | "sourceId" | "copyOf">;
  /** Which document of the family it is part of, -1 for the root. */
  readonly parent: number;
  readonly text: string;
  /** Header block of a message, base64. */
  readonly head: string;
  readonly metadata: readonly MetadataValue[];
  readonly flags: readonly { readonly check: string; readonly level: number }[];
  readonly problems: readonly {
    readonly code: string;
    readonly severity: string;
    readonly reason: string;
  }[];
}

/** A document of the server. */
export interface FamilyDocument {
  readonly x: object;
  readonly f?: readonly object[];
  readonly first: boolean;
  readonly order: number;
  readonly instance: string;
  readonly from: string;
  readonly source: string;
  readonly sender?: string;
  readonly when?: number;
  readonly bytes?: number;
  readonly v: Readonly<Record<string, readonly string[]>>;
  readonly rows: { readonly path: string; readonly documents: readonly StoredRow[] };
}

/** As it is sent: what is only shown is one text, which a server gives back as it was, names in order and half characters too. */
export const packed = (document: FamilyDocument): object => ({
  ...document,
  rows: { path: document.rows.path, documents: JSON.stringify(document.rows.documents) },
});

/** Undoes {@link packed} for what a server kept. */
export function unpackedRows(
  source: Readonly<Record<string, unknown>> = {},
): FamilyDocument["rows"] {
  const { path, documents } = source["rows"] as { path: string; documents: string };
  return { path, documents: JSON.parse(documents) as readonly StoredRow[] };
}

/** A family ready to be sent. */
export interface Family {
  readonly contentId: Sha256;
  /** docId of the root. */
  readonly rootId: number;
  readonly document: FamilyDocument;
  /** What did not fit, in words; each becomes a problem that is said. */
  readonly cut: readonly string[];
}

const TEXT_FIELDS = new Set(POSTING_FIELDS.filter((f) => f.type === "text").map((f) => f.name));
const NUMBER_FIELDS = new Set(
  FIELDS.filter((f) => f.type === "time" || f.type === "number").map((f) => f.name),
);

/** The values of a text field: leaksift's terms in order with blanks between, a value for each stretch. */
function valuesOf(order: readonly string[], cut: string[], field: string): string[] {
  const values: string[] = [];
  let from = 0;
  for (let at = 0; at <= order.length; at++) {
    if (at < order.length && order[at] !== "") continue;
    if (at > from) values.push(order.slice(from, at).join(" "));
    from = at + 1;
  }
  if (values.length <= MAX_VALUES) return values;
  cut.push(`${values.length} values of ${field}: the server takes ${MAX_VALUES}`);
  return values.slice(0, MAX_VALUES);
}

const termOf = (posting: string): string => posting.slice(0, posting.lastIndexOf(" "));

/** Markers and whole tokens of one document, by field. */
function tokensOf(
  postings: SegmentContent["postings"],
  cut: string[],
): { tokens: Record<string, string[]>; markers: string[] } {
  const tokens: Record<string, string[]> = {};
  const markers: string[] = [];
  for (const [field, list] of Object.entries(postings)) {
    const isText = TEXT_FIELDS.has(field);
    for (const posting of list) {
      const term = termOf(posting);
      if (term === PRESENT) markers.push(`p:${field}`);
      else if (term.startsWith(SCRIPT)) markers.push(`s:${term.slice(SCRIPT.length)}:${field}`);
      else if (isText)
        break; // the others stand in order
      else if (Buffer.byteLength(term) > MAX_KEYWORD_BYTES)
        cut.push(
          `a value of ${field} of ${term.length} characters: the server takes ${MAX_KEYWORD_BYTES} bytes`,
        );
      else {
        tokens[field] ??= [];
        tokens[field].push(term);
      }
    }
  }
  return { tokens, markers };
}

/** The fields of one document. */
function fieldsOf(
  content: SegmentContent,
  document: StoredDocument,
  source: PushedSource,
  checks: readonly string[],
  cut: string[],
): Record<string, unknown> {
  const { tokens, markers } = tokensOf(content.postings, cut);
  const fields: Record<string, unknown> = { m: markers, cid: document.contentId, src: source.key };
  if (document.messageId !== "" && Buffer.byteLength(document.messageId) <= MAX_KEYWORD_BYTES)
    fields["mid"] = foldWord(document.messageId.trim().replace(/^<|>$/g, ""));
  if (checks.length > 0) fields["check"] = checks;
  for (const [field, order] of Object.entries(content.order))
    fields[field] = valuesOf(order, cut, field);
  for (const [field, values] of Object.entries(tokens)) fields[field] = values;
  // Known only when all is in, so no term says it
  if (document.copyOf !== null) fields["is"] = [...(tokens["is"] ?? []), "duplicate"];
  for (const [field, values] of Object.entries(content.columns))
    if (NUMBER_FIELDS.has(field)) fields[field] = values.filter(Number.isFinite);
  return fields;
}

/** Different checks above information of a whole family. */
const loudChecks = (fired: readonly FiredCheck[]): number =>
  new Set(fired.filter((each) => each.level > 0).map((each) => each.check)).size;

/** Checks shown beside a document: those above information, the worst first. */
function shownFlags(fired: readonly FiredCheck[], docId: number): StoredRow["flags"] {
  const worst = new Map<string, number>();
  for (const { docId: own, check, level } of fired)
    if (own === docId && level > 0) worst.set(check, Math.max(level, worst.get(check) ?? 0));
  return [...worst]
    .map(([check, level]) => ({ check, level }))
    .sort((a, b) => b.level - a.level || (a.check < b.check ? -1 : 1));
}

/** As SQLite has it: letters of ASCII alone. */
const lower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Reads families of one open index, in order of docIds. */
export class FamilyReader {
  private readonly index: OpenIndex;
  private readonly sources: ReadonlyMap<number, PushedSource>;
  private readonly from: string;

  /** `from` names the local index. */
  constructor(index: OpenIndex, from: string) {
    this.index = index;
    this.from = from;
    this.sources = sourcesOf(index.catalog);
  }

  /** Families of a segment whose root is `fromDoc` or later. Those that were removed are left out. */
  *families({ reader, firstDoc, removed }: SearchSegment, fromDoc: number): Generator<Family> {
    const gone = new Set(removed);
    const { roots } = reader;
    let family: SegmentContent[] = [];
    for (const content of segmentContent(reader)) {
      const root = roots[content.document] as number;
      if (family.length > 0 && roots[family[0]?.document as number] !== root) {
        yield this.family(family, firstDoc);
        family = [];
      }
      if (!gone.has(content.document) && firstDoc + root >= fromDoc) family.push(content);
    }
    if (family.length > 0) yield this.family(family, firstDoc);
  }

  private family(contents: readonly SegmentContent[], firstDoc: number): Family {
    const { catalog } = this.index;
    const rootId = firstDoc + (contents[0] as SegmentContent).document;
    const documents = catalog.family(rootId, contents.length);
    const root = documents[0] as StoredDocument;
    const source = this.sources.get(root.sourceId);
    if (source === undefined) throw new Error("a document of no source");
    const cut: string[] = [];
    const fired = checksWithin(catalog.database, rootId, documents.at(-1)?.docId ?? rootId);
    const said = contents.map((content, i) => {
      const document = documents[i] as StoredDocument;
      const own = fired.filter((each) => each.docId === document.docId).map((each) => each.check);
      return fieldsOf(content, document, source, [...new Set(own)], cut);
    });
    const instance = instanceOf(root, source);
    const [x = {}, ...files] = said.map((fields, i) => ({
      ...fields,
      at: i === 0 ? instance : `${instance}/${i - 1}`,
    }));
    if (files.length > MAX_FILES)
      cut.push(`${files.length} files: the server takes ${MAX_FILES} of a message`);
    const rows = documents.slice(0, MAX_FILES + 1).map((each) => this.row(each, rootId, fired));
    const { date, size } = (contents[0] as SegmentContent).columns;
    const sender = lower(root.envelope?.from[0]?.address ?? "");
    const checks = loudChecks(fired);
    const single = fired.filter((each) => !each.isFinding).map((each) => each.check);
    return {
      contentId: root.contentId,
      rootId,
      cut,
      document: {
        x: { ...x, ...(checks === 0 ? {} : { checks }) },
        ...(files.length === 0 ? {} : { f: files.slice(0, MAX_FILES) }),
        first: !this.hasEarlier(root),
        order: rootId,
        instance,
        from: this.from,
        source: source.key,
        ...(sender === "" ? {} : { sender }),
        ...(date === undefined ? {} : { when: date.at(-1) as number }),
        ...(size === undefined ? {} : { bytes: size.at(-1) as number }),
        v: valuesCounted(
          said,
          rows.flatMap((row) => row.metadata),
          single,
        ),
        rows: { path: source.path, documents: rows },
      },
    };
  }

  /** Whether an earlier family of this index has the same bytes. */
  private hasEarlier({ docId, copyOf, contentId }: StoredDocument): boolean {
    if (copyOf === null) return false;
    const row = this.index.catalog.database
      .prepare("SELECT min(docId) AS docId FROM document WHERE contentId = ? AND parentId IS NULL")
      .get([Buffer.from(contentId, "hex")]);
    return row?.["docId"] !== docId;
  }

  private row(document: StoredDocument, rootDoc: number, fired: readonly FiredCheck[]): StoredRow {
    const { catalog } = this.index;
    const { docId, parentId, rootId: _root, sourceId: _source, copyOf: _copy, ...row } = document;
    return {
      row,
      parent: parentId === null ? -1 : parentId - rootDoc,
      text: catalog.text(docId),
      head: document.kind === "message" ? catalog.head(docId).toString("base64") : "",
      metadata: catalog.metadata(docId),
      flags: shownFlags(fired, docId),
      problems: catalog
        .problemsOf(docId)
        .map(({ code, severity, reason }) => ({ code, severity, reason })),
    };
  }
}
