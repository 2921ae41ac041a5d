/** A record of a source: where it lies, how its message bytes are made, what to say when it cannot be read or was forgotten. */
import type { ProblemRecord } from "../model/document.ts";
import type { Locator, LocatorStep } from "../model/locator.ts";
import type { Problem } from "../model/problem.ts";
import type { SourceRange } from "../model/source.ts";

/** A record to read: where it lies and how its message bytes are made. */
export interface RecordRange {
  readonly sourceId: number;
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  readonly variant: Extract<SourceRange, { kind: "message" }>["variant"];
}

/** Steps from the source file's bytes to the document's: the range of a record, then how its message bytes are made. */
export function recordSteps(range: RecordRange): LocatorStep[] {
  if (range.variant === "file" || range.variant === "eml") return [];
  const decode: LocatorStep = { step: "decode", encoding: range.variant };
  if (range.variant === "emlx") return [decode];
  return [{ step: "range", offset: range.offset, length: range.length }, decode];
}

/** What is left of a record whose content was forgotten: its place, so that every byte stays accounted for. */
export const FORGOTTEN: Omit<Problem, "locator"> = {
  code: "forgotten",
  severity: "note",
  reason: "It was forgotten on request and is not indexed. Its bytes are still in the source.",
};

/** The whole record. */
export function wholeRecord({
  path,
  offset,
  length,
}: Pick<RecordRange, "path" | "offset" | "length">): Locator {
  return [
    { step: "file", path },
    { step: "range", offset, length },
  ];
}

/** A record that could not be read from its source: its bytes are accounted for by this problem. */
export function unreadRecord(item: RecordRange, error: Error): ProblemRecord {
  return {
    code: "source-changed",
    severity: "lost",
    reason: `${item.path} could not be read there: ${error.message}. Run the same command again.`,
    locator: wholeRecord(item),
    local: null,
    sourceId: item.sourceId,
  };
}
