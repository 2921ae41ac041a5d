/** Builders of evidence, so that every check names places, arithmetic and comparisons the same way. */
import type { Compared, Evidence, Place } from "../../model/flag.ts";
import type { Header } from "../../model/message.ts";
import type { MetadataValue } from "../../model/metadata.ts";
import type { DecodedClock } from "../clocks/decoded-clock.ts";

/** Raw values are kept up to here; the place says where the rest stands. */
const MAX_RAW_CHARS = 400;

const cut = (text: string): string =>
  text.length <= MAX_RAW_CHARS ? text : text.slice(0, MAX_RAW_CHARS);

/** Where a header stands in the message bytes. */
export function headerPlace({ name, offsetBytes, lengthBytes }: Header): Place {
  return { kind: "header", name, offsetBytes, lengthBytes };
}

/** Where a metadata value stands in its file. */
export function metadataPlace({ field, source }: MetadataValue): Place {
  return { kind: "metadata", field, source };
}

export const absent = (what: string): Place => ({ kind: "absent", what });

/** A header value held against something. */
export function headerEvidence(
  header: Header,
  value: string,
  comparedWith: Compared | null = null,
  steps: readonly string[] = [],
): Evidence {
  return { raw: cut(header.value), where: headerPlace(header), steps, value, comparedWith };
}

/** A header as the thing compared with. */
export function comparedHeader(what: string, header: Header): Compared {
  return { what, raw: cut(header.value), where: headerPlace(header) };
}

/** A metadata value held against something. */
export function metadataEvidence(
  value: MetadataValue,
  comparedWith: Compared | null = null,
  steps: readonly string[] = [],
): Evidence {
  const raw = value.rawHex ?? value.time?.rawText ?? value.text;
  const read = value.time === undefined ? value.text : isoSeconds(value.time.epochMs);
  return { raw: cut(raw), where: metadataPlace(value), steps, value: cut(read), comparedWith };
}

/** A metadata value as the thing compared with. */
export function comparedMetadata(what: string, value: MetadataValue): Compared {
  return { what, raw: cut(value.time?.rawText ?? value.text), where: metadataPlace(value) };
}

/** A decoded clock with where its id stands. */
export function clockEvidence(
  clock: DecodedClock,
  where: Place,
  comparedWith: Compared | null,
): Evidence {
  return {
    raw: cut(clock.raw),
    where,
    steps: clock.steps,
    value: isoSeconds(clock.epochMs),
    comparedWith,
  };
}

/** ISO 8601 UTC to the second; "out of range" for instants no calendar has. */
export function isoSeconds(epochMs: number): string {
  if (!(Math.abs(epochMs) <= 8.64e15)) return "out of range";
  return new Date(epochMs).toISOString().replace(/\.\d{3}Z$/, "Z");
}

const MINUTE_MS = 60_000;

/** A span for people: "14 minutes", "3 days", "40 days". */
export function spanText(ms: number): string {
  const minutes = Math.abs(ms) / MINUTE_MS;
  const of = (n: number, unit: string): string => `${n} ${unit}${n === 1 ? "" : "s"}`;
  if (minutes < 2) return of(Math.round(Math.abs(ms) / 1000), "second");
  if (minutes < 120) return of(Math.round(minutes), "minute");
  if (minutes < 48 * 60) return of(Math.round(minutes / 60), "hour");
  return of(Math.round(minutes / 1440), "day");
}
