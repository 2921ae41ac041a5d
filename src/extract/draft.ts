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

/** An empty draft. */
export function createDraft(): Draft {
  const text: TextBlock[] = [];
  const metadata: MetadataValue[] = [];
  const known = new Set<string>();
  const children: Child[] = [];
  const problems = new Map<string, Omit<Problem, "locator">>();
  const markers = new Set<Marker>();
  const features = new Set<string>();
  let message: EmbeddedMessage | null = null;
  let contentType: string | null = null;
  let textRoom = LIMITS.maxOfficeTextChars;

  const problem = (code: string, severity: Problem["severity"], reason: string): void => {
    const key = `${code} ${reason}`;
    if (!problems.has(key) && problems.size < 100) problems.set(key, { code, severity, reason });
  };
  const value = (field: string, found: string, source: string, extra: ValueExtra = {}): void => {
    if (metadata.length >= LIMITS.maxMetadataValues) {
      problem("metadata-limit", "partial", `more than ${LIMITS.maxMetadataValues} metadata values`);
      return;
    }
    if (found.length > LIMITS.maxMetadataChars) {
      problem("metadata-limit", "partial", `${source} has ${found.length} characters`);
    }
    const cut = found.slice(0, LIMITS.maxMetadataChars);
    const state =
      cut.trim() !== "" ? "present" : extra.rawHex !== undefined ? "undecodable" : "empty";
    known.add(`${field} ${cut}`);
    metadata.push({ field, text: cut, state, source, ...extra });
  };
  return {
    value,
    time: (field, time, source) => {
      if (time !== null) value(field, timeText(time), source, { time });
    },
    number: (field, number, source) => value(field, String(number), source, { number }),
    text: (place, found) => {
      if (found.trim() === "") return;
      if (found.length > textRoom) {
        problem(
          "text-limit",
          "partial",
          `more than ${LIMITS.maxOfficeTextChars} characters of text`,
        );
      }
      if (textRoom > 0) text.push({ place, text: found.slice(0, textRoom) });
      textRoom = Math.max(0, textRoom - found.length);
    },
    has: (field, found) => known.has(`${field} ${found.slice(0, LIMITS.maxMetadataChars)}`),
    child: (child) => {
      if (children.length < LIMITS.maxEmbeddedChildren) children.push(child);
      else {
        problem(
          "children-limit",
          "partial",
          `more than ${LIMITS.maxEmbeddedChildren} embedded files`,
        );
      }
    },
    problem,
    marker: (marker) => markers.add(marker),
    feature: (feature) => features.add(feature),
    message: (found) => {
      message = found;
    },
    contentType: (type) => {
      contentType = type;
    },
    hasRoom: () => textRoom > 0,
    finish: () => ({
      text,
      metadata,
      children,
      problems: [...problems.values()],
      markers: [...markers],
      ...(features.size === 0 ? {} : { features: [...features] }),
      ...(message === null ? {} : { message }),
      ...(contentType === null ? {} : { contentType }),
    }),
  };
}
