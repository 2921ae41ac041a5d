/** Times of one file paired by the place they come from: only times of one clock may be held against each other. */
import type { MetadataValue } from "../../model/metadata.ts";
import type { FileFacts } from "./file-facts.ts";

/** A time value with its instant and how far its zone may move it (0 when the zone is told). */
export interface StoredTime {
  readonly value: MetadataValue;
  readonly at: number;
  readonly zoneTold: boolean;
}

const HOUR_MS = 3_600_000;
/** An unknown zone is anything from 12 hours behind to 14 hours ahead of UTC. */
export const ZONE_SPAN_MS = 26 * HOUR_MS;

/** The part of the file a value comes from: "docProps/core.xml", "SummaryInformation", "Dop", "Info", "XMP", "EXIF". */
export function clockOf(value: MetadataValue): string {
  const word = value.source.split(" ", 1)[0] ?? "";
  return word;
}

/** Times of a field in order of appearance. A FILETIME of zero and times before 1980 are "not set". */
export function timesOf(facts: FileFacts, field: string): StoredTime[] {
  return facts.all(field).flatMap((value) => {
    const { time } = value;
    if (time === undefined || time.epochMs < Date.UTC(1980, 0, 2)) return [];
    return [
      {
        value,
        at: time.epochMs,
        zoneTold: time.zoneSource === "format" || time.zoneSource === "stated",
      },
    ];
  });
}

/** Pairs (first, second) of two fields that come from one clock. */
export function pairsOf(
  facts: FileFacts,
  first: string,
  second: string,
): (readonly [StoredTime, StoredTime])[] {
  const seconds = timesOf(facts, second);
  return timesOf(facts, first).flatMap((a) => {
    const b = seconds.find((other) => clockOf(other.value) === clockOf(a.value));
    return b === undefined ? [] : [[a, b] as const];
  });
}

/** Whether the file names a Microsoft Office program as its writer. */
export function isOfficeProgram(facts: FileFacts): boolean {
  return facts
    .all("app")
    .some(({ text }) => /^microsoft (?:office |macintosh )?(?:word|excel|powerpoint)/i.test(text));
}

export const isOoxml = (facts: FileFacts): boolean => facts.type.includes("openxmlformats");
export const isPdf = (facts: FileFacts): boolean => facts.type === "application/pdf";
