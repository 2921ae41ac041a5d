/** Rows of the catalog as the program sees them: segments, documents, sources, metadata, problems. Types and their reading; asks nothing. */
import type { DocumentKind } from "../model/document.ts";
import type { DocId, Sha256 } from "../model/ids.ts";
import type { Locator, LocatorStep } from "../model/locator.ts";
import type { MetadataValue, TimeValue, ValueState, ZoneSource } from "../model/metadata.ts";
import type { Problem } from "../model/problem.ts";
import type { SourceFormat } from "../model/source.ts";
import { segmentName } from "./index-trust.ts";
import type { SourceCondition } from "./source-rows.ts";
import { bytesOf, jsonOf, numberOf, numberOrNull, type SqlRow, textOf } from "./sqlite.ts";
import { type StoredEnvelope, unpackEnvelope } from "./stored-json.ts";
import { tombstonesOf } from "./tombstones.ts";

/**
 * A live segment. `copies` maps a document (local number) that is an exact copy to the first document with its content (docId).
 * `tombstones` are the local numbers, ascending, of documents that were removed: their postings may still be in the file, and a search
 * must leave them out of every answer, "all documents" included.
 */
export interface SegmentRow {
  readonly segmentId: number;
  readonly fileName: string;
  readonly firstDoc: number;
  readonly documentCount: number;
  readonly sizeBytes: number;
  readonly copies: ReadonlyMap<number, number>;
  readonly tombstones: Uint32Array;
}

/** A document as stored. */
export interface StoredDocument {
  readonly docId: DocId;
  readonly parentId: DocId | null;
  readonly rootId: DocId;
  readonly kind: DocumentKind;
  readonly sourceId: number;
  readonly contentId: Sha256;
  readonly copyOf: DocId | null;
  readonly steps: readonly LocatorStep[];
  readonly record: {
    readonly offset: number;
    readonly length: number;
    readonly sha256: Sha256;
  } | null;
  readonly name: string;
  readonly declaredType: string;
  readonly type: string;
  readonly sizeBytes: number;
  readonly attachmentCount: number;
  readonly sentAt: number | null;
  readonly receivedAt: number | null;
  readonly envelope: StoredEnvelope | null;
  readonly messageId: string;
}

/** What a document is called in lists: the subject of a message, the name of a file; "" when it has none. Hostile. */
export function labelOf({
  kind,
  envelope,
  name,
}: Pick<StoredDocument, "kind" | "envelope" | "name">): string {
  return kind === "message" ? (envelope?.subject ?? "") : name;
}

/** A source as listed. */
export interface SourceRow {
  readonly sourceId: number;
  readonly path: string;
  readonly format: SourceFormat;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
  /** "" until all bytes were read once. */
  readonly sha256: Sha256 | "";
  readonly state: "pending" | "partial" | "done";
  readonly condition: SourceCondition;
  readonly doneBytes: number;
  readonly addedAtMs: number;
  readonly receivedFrom: string;
  readonly receivedAt: string;
  readonly receivedNote: string;
}

/** A problem as listed. */
export interface ProblemRow extends Problem {
  readonly problemId: number;
  readonly docId: DocId | null;
  readonly sourceId: number | null;
}

/** Hex digits of a hash column. */
export const hexOf = (row: SqlRow, column: string): Sha256 =>
  bytesOf(row[column]).toString("hex") as Sha256;

/** A row of the document table. */
export function documentOf(row: SqlRow): StoredDocument {
  const offset = numberOrNull(row["recordOffset"]);
  return {
    docId: numberOf(row["docId"]) as DocId,
    parentId: numberOrNull(row["parentId"]) as DocId | null,
    rootId: numberOf(row["rootId"]) as DocId,
    kind: textOf(row["kind"]) as DocumentKind,
    sourceId: numberOf(row["sourceId"]),
    contentId: hexOf(row, "contentId"),
    copyOf: numberOrNull(row["copyOf"]) as DocId | null,
    steps: jsonOf<LocatorStep[]>(row["steps"], "the place of a document", isSteps),
    record:
      offset === null
        ? null
        : { offset, length: numberOf(row["recordLength"]), sha256: hexOf(row, "recordSha256") },
    name: textOf(row["name"]),
    declaredType: textOf(row["declaredType"]),
    type: textOf(row["type"]),
    sizeBytes: numberOf(row["sizeBytes"]),
    attachmentCount: numberOf(row["attachmentCount"]),
    sentAt: numberOrNull(row["sentAt"]),
    receivedAt: numberOrNull(row["receivedAt"]),
    envelope: unpackEnvelope(bytesOf(row["envelope"])),
    messageId: textOf(row["messageId"]),
  };
}

const STEP_FIELDS: Readonly<Record<LocatorStep["step"], Readonly<Record<string, string>>>> = {
  file: { path: "string" },
  range: { offset: "number", length: "number" },
  mimePart: { path: "string" },
  decode: { encoding: "string" },
  member: { name: "string", index: "number" },
  pstItem: {},
  beside: {},
  join: { volumes: "number" },
};

/** Whether a value is a locator, or steps of one, as leaksift writes them. */
export function isSteps(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((step: unknown) => {
      if (typeof step !== "object" || step === null) return false;
      const fields = step as Readonly<Record<string, unknown>>;
      const wanted = STEP_FIELDS[fields["step"] as LocatorStep["step"]];
      return (
        wanted !== undefined &&
        Object.entries(wanted).every(([name, type]) => typeof fields[name] === type)
      );
    })
  );
}

function copiesOf(bytes: Buffer): Map<number, number> {
  const copies = new Map<number, number>();
  for (let at = 0; at + 8 <= bytes.length; at += 8)
    copies.set(bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4));
  return copies;
}

/** A row of the metadata table as a value. */
export function metadataOf(row: SqlRow): MetadataValue {
  const epochMs = numberOrNull(row["epochMs"]);
  const number = numberOrNull(row["number"]);
  const rawHex = textOf(row["rawHex"]);
  const time: TimeValue | undefined =
    epochMs === null
      ? undefined
      : {
          rawText: textOf(row["text"]),
          epochMs,
          zoneSource: textOf(row["zoneSource"]) as ZoneSource,
          resolutionMs: numberOf(row["resolutionMs"]),
        };
  return {
    field: textOf(row["field"]),
    text: textOf(row["text"]),
    state: textOf(row["state"]) as ValueState,
    source: textOf(row["source"]),
    ...(time === undefined ? {} : { time }),
    ...(number === null ? {} : { number }),
    ...(rawHex === "" ? {} : { rawHex }),
  };
}

/** A row of the problem table. */
export function problemOf(row: SqlRow): ProblemRow {
  return {
    problemId: numberOf(row["problemId"]),
    docId: numberOrNull(row["docId"]) as DocId | null,
    sourceId: numberOrNull(row["sourceId"]),
    code: textOf(row["code"]),
    severity: textOf(row["severity"]) as Problem["severity"],
    reason: textOf(row["reason"]),
    locator: jsonOf<Locator>(row["locator"], "the place of a problem", isSteps),
  };
}

/** A row of the segment table. */
export function segmentOf(row: SqlRow): SegmentRow {
  return {
    segmentId: numberOf(row["segmentId"]),
    fileName: segmentName(textOf(row["fileName"])),
    firstDoc: numberOf(row["firstDoc"]),
    documentCount: numberOf(row["documentCount"]),
    sizeBytes: numberOf(row["sizeBytes"]),
    copies: copiesOf(bytesOf(row["copies"])),
    tombstones: tombstonesOf(bytesOf(row["tombstones"])),
  };
}

/** A row of the source table. */
export function sourceOf(row: SqlRow): SourceRow {
  return {
    sourceId: numberOf(row["sourceId"]),
    path: textOf(row["path"]),
    format: textOf(row["format"]) as SourceFormat,
    sizeBytes: numberOf(row["sizeBytes"]),
    modifiedAtMs: numberOf(row["modifiedAtMs"]),
    sha256: hexOf(row, "sha256") as Sha256 | "",
    state: textOf(row["state"]) as SourceRow["state"],
    condition: textOf(row["condition"]) as SourceCondition,
    doneBytes: numberOf(row["doneBytes"]),
    addedAtMs: numberOf(row["addedAtMs"]),
    receivedFrom: textOf(row["receivedFrom"]),
    receivedAt: textOf(row["receivedAt"]),
    receivedNote: textOf(row["receivedNote"]),
  };
}
