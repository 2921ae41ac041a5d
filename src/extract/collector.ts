/**
 * Gathers what a reader finds and closes it into an {@link Extraction}: limits on count and length, states and the order of
 * finding are kept here so that no reader repeats them.
 */
import { LIMITS } from "../limits.ts";
import type { Child, Extraction, Marker, TextBlock } from "../model/extraction.ts";
import type { MetadataValue, TimeValue } from "../model/metadata.ts";
import type { Problem } from "../model/problem.ts";

/** A problem as a reader sees it: whoever called knows the locator. */
export type FoundProblem = Omit<Problem, "locator">;

/** What one reader has found so far. Lives as long as the reading of one file. */
export class Collector {
  readonly text: TextBlock[] = [];
  readonly metadata: MetadataValue[] = [];
  readonly children: Child[] = [];
  readonly problems: FoundProblem[] = [];
  readonly markers = new Set<Marker>();
  readonly features = new Set<string>();
  #overflow = false;

  /** Adds a block unless it holds nothing but space. */
  addText(place: string, text: string): void {
    if (text.trim() !== "") this.text.push({ place, text });
  }

  /** Adds a value as text; an empty or blank one is kept with state `empty`. */
  addValue(field: string, text: string, source: string, extra: Partial<MetadataValue> = {}): void {
    if (this.metadata.length >= LIMITS.maxMetadataValues) {
      if (!this.#overflow) {
        this.#overflow = true;
        this.addProblem("too-many-values", "partial", "more metadata values than are kept");
      }
      return;
    }
    const cut =
      text.length > LIMITS.maxMetadataChars ? text.slice(0, LIMITS.maxMetadataChars) : text;
    if (cut !== text) this.addProblem("value-too-long", "partial", `${source} is cut`);
    const state = text.trim() === "" ? "empty" : "present";
    this.metadata.push({ field, text: cut, state, source, ...extra });
  }

  /** Adds a time value: `rawText` stays as written, `time` is null when it is no date. */
  addTime(field: string, rawText: string, time: TimeValue | null, source: string): void {
    this.addValue(field, rawText, source, time === null ? {} : { time });
  }

  addProblem(code: string, severity: FoundProblem["severity"], reason: string): void {
    this.problems.push({ code, severity, reason });
  }

  close(): Extraction {
    const { text, metadata, children, problems } = this;
    const extraction = { text, metadata, children, problems, markers: [...this.markers] };
    return this.features.size === 0
      ? extraction
      : { ...extraction, features: [...this.features].sort() };
  }
}

/** Whether one more segment of a picture or recording may be looked at when `count` were; where not, a problem says that the rest is not. */
export function isWithinSegments(count: number, collector: Collector): boolean {
  if (count < LIMITS.maxImageSegments) return true;
  const reason = `segments after the first ${LIMITS.maxImageSegments} are not looked at`;
  collector.addProblem("picture-damaged", "partial", reason);
  return false;
}

/** What a thrown value says, for a problem's reason. Libraries compiled to WebAssembly throw numbers and pointers. */
export function reasonOf(thrown: unknown): string {
  return (thrown instanceof Error ? thrown.message : String(thrown)).slice(0, 300);
}
