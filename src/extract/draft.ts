/**
 * Gathers what one reader finds and hands it over as an {@link Extraction}; the caps on values, text and children hold here, once
 * for every format. A cap that is hit leaves a problem.
 */
import { LIMITS } from "../limits.ts";
import type { Child, EmbeddedMessage, Extraction, Marker, TextBlock } from "../model/extraction.ts";
import type { MetadataValue, TimeValue } from "../model/metadata.ts";
import type { Problem } from "../model/problem.ts";
import { timeText } from "./filetime.ts";

/** What may be said about a value besides its text. */
export interface ValueExtra {
  readonly number?: number;
  readonly rawHex?: string;
  readonly time?: TimeValue;
}

/** Example: `draft.value("lastsavedby", "Anna Weber", "SummaryInformation 8")`. */
export interface Draft {
  /** One metadata value. Empty text makes the state "empty", `rawHex` without text "undecodable". */
  readonly value: (field: string, text: string, source: string, extra?: ValueExtra) => void;
  /** A time value; nothing for null. */
  readonly time: (field: string, time: TimeValue | null, source: string) => void;
  /** A number value with its text. */
  readonly number: (field: string, number: number, source: string) => void;
  /** A block of text; blocks of nothing but space are left out. */
  readonly text: (place: string, text: string) => void;
  /** True when that field already has a value of that text. */
  readonly has: (field: string, text: string) => boolean;
  readonly child: (child: Child) => void;
  /** Same code and reason once. */
  readonly problem: (code: string, severity: Problem["severity"], reason: string) => void;
  readonly marker: (marker: Marker) => void;
  readonly feature: (feature: string) => void;
  readonly message: (message: EmbeddedMessage) => void;
  readonly contentType: (type: string) => void;
  /** True while text may still be added: loops that make text ask it. */
  readonly hasRoom: () => boolean;
  readonly finish: () => Extraction;
}

/** So many different problems of one file say enough. */
const MAX_PROBLEMS = 100;

class FilledDraft implements Draft {
  private readonly blocks: TextBlock[] = [];
  private readonly metadata: MetadataValue[] = [];
  private readonly known = new Set<string>();
  private readonly children: Child[] = [];
  private readonly problems = new Map<string, Omit<Problem, "locator">>();
  private readonly markers = new Set<Marker>();
  private readonly features = new Set<string>();
  private found: Pick<Extraction, "message" | "contentType"> = {};
  private textRoom = LIMITS.maxOfficeTextChars;

  value(field: string, found: string, source: string, extra: ValueExtra = {}): void {
    const { maxMetadataValues, maxMetadataChars } = LIMITS;
    if (this.metadata.length >= maxMetadataValues) {
      this.problem("metadata-limit", "partial", `more than ${maxMetadataValues} metadata values`);
      return;
    }
    if (found.length > maxMetadataChars)
      this.problem("metadata-limit", "partial", `${source} has ${found.length} characters`);
    const text = found.slice(0, maxMetadataChars);
    const state =
      text.trim() !== "" ? "present" : extra.rawHex !== undefined ? "undecodable" : "empty";
    this.known.add(`${field} ${text}`);
    this.metadata.push({ field, text, state, source, ...extra });
  }

  time(field: string, time: TimeValue | null, source: string): void {
    if (time !== null) this.value(field, timeText(time), source, { time });
  }

  number(field: string, number: number, source: string): void {
    this.value(field, String(number), source, { number });
  }

  text(place: string, found: string): void {
    if (found.trim() === "") return;
    if (found.length > this.textRoom) {
      const reason = `more than ${LIMITS.maxOfficeTextChars} characters of text`;
      this.problem("text-limit", "partial", reason);
    }
    if (this.textRoom > 0) this.blocks.push({ place, text: found.slice(0, this.textRoom) });
    this.textRoom = Math.max(0, this.textRoom - found.length);
  }

  has(field: string, found: string): boolean {
    return this.known.has(`${field} ${found.slice(0, LIMITS.maxMetadataChars)}`);
  }

  child(child: Child): void {
    const { maxEmbeddedChildren } = LIMITS;
    if (this.children.length < maxEmbeddedChildren) this.children.push(child);
    else
      this.problem("children-limit", "partial", `more than ${maxEmbeddedChildren} embedded files`);
  }

  problem(code: string, severity: Problem["severity"], reason: string): void {
    const key = `${code} ${reason}`;
    if (!this.problems.has(key) && this.problems.size < MAX_PROBLEMS)
      this.problems.set(key, { code, severity, reason });
  }

  marker(marker: Marker): void {
    this.markers.add(marker);
  }

  feature(feature: string): void {
    this.features.add(feature);
  }

  message(message: EmbeddedMessage): void {
    this.found = { ...this.found, message };
  }

  contentType(contentType: string): void {
    this.found = { ...this.found, contentType };
  }

  hasRoom(): boolean {
    return this.textRoom > 0;
  }

  finish(): Extraction {
    return {
      text: this.blocks,
      metadata: this.metadata,
      children: this.children,
      problems: [...this.problems.values()],
      markers: [...this.markers],
      ...(this.features.size === 0 ? {} : { features: [...this.features] }),
      ...this.found,
    };
  }
}

/** An empty draft. */
export function createDraft(): Draft {
  return new FilledDraft();
}
