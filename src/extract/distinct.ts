/** Metadata values each told once: a document repeats the author of a change at every change. */
import type { TimeValue } from "../model/metadata.ts";
import type { Draft, ValueExtra } from "./draft.ts";

/** More different values of one field than this say nothing a reader could use. */
const MAX_PER_FIELD = 4_000;

export interface Distinct {
  /** Adds a value unless the same text stands under the field already. Blank values of repeated elements are left out. */
  readonly value: (field: string, text: string, source: string, extra?: ValueExtra) => void;
  /** Adds a time unless the same text stands under the field already; text that is no time is kept as text. */
  readonly time: (field: string, rawText: string, time: TimeValue | null, source: string) => void;
}

/** Distinct values over one draft; the first source of each is kept. */
export function createDistinct(draft: Draft): Distinct {
  const seen = new Map<string, Set<string>>();
  const value = (field: string, text: string, source: string, extra: ValueExtra = {}): void => {
    if (text.trim() === "") return;
    const known = seen.get(field) ?? new Set<string>();
    seen.set(field, known);
    if (known.has(text)) return;
    if (known.size >= MAX_PER_FIELD) {
      draft.problem("metadata-limit", "partial", `more than ${MAX_PER_FIELD} values of ${field}`);
      return;
    }
    // a copy: a piece cut out of a large part would keep the whole part in memory until the batch is written
    const own = Buffer.from(text, "utf16le").toString("utf16le");
    known.add(own);
    draft.value(field, own, source, extra);
  };
  return {
    value,
    time: (field, rawText, time, source) =>
      value(field, rawText, source, time === null ? {} : { time }),
  };
}

const FILE_PATH = /^(?:file:|[a-z]:[\\/]|\\\\|smb:)/i;

/** A link target under `link`, and under `path` too when it names a place on somebody's disk or server. */
export function addLink(distinct: Distinct, target: string, source: string): void {
  distinct.value("link", target, source);
  if (FILE_PATH.test(target)) distinct.value("path", target, source);
}
