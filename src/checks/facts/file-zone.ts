/** The zone a file tells of the computer it was saved on: a wall clock and a UTC clock of one moment, or a stated offset. */
import type { MetadataValue } from "../../model/metadata.ts";

/** What tells it: `{minutes:180, local, utc}`; for a stated offset both are the value that states it. */
export interface ToldZone {
  readonly minutes: number;
  readonly local: MetadataValue;
  readonly utc: MetadataValue;
}

const QUARTER_MS = 900_000;
const MAX_MS = 14 * 3_600_000;
/** Word keeps its wall clock in whole minutes, and writes the two clocks one after the other. */
const SLACK_MS = 120_000;

function zoneBetween(local: MetadataValue, utc: MetadataValue): ToldZone | null {
  if (local.time === undefined || utc.time === undefined) return null;
  const difference = local.time.epochMs - utc.time.epochMs;
  const quarters = Math.round(difference / QUARTER_MS);
  const isZone =
    Math.abs(difference) <= MAX_MS && Math.abs(difference - quarters * QUARTER_MS) <= SLACK_MS;
  return isZone ? { minutes: quarters * 15, local, utc } : null;
}

/** Offset at the end of a PDF or ISO time: "+03'00'", "+03:00"; null for UTC written as Z and for none. */
function statedOffset(text: string): number | null {
  const found = /([+-])(\d\d)'?:?(\d\d)'?$/.exec(text);
  if (found === null) return null;
  const minutes = Number(found[2]) * 60 + Number(found[3]);
  return minutes > 14 * 60 ? null : found[1] === "-" ? -minutes : minutes;
}

/**
 * The zone a file tells, null when it tells none. Old Word files keep local times (Dop) beside UTC times (SummaryInformation); new Word
 * writes tracked changes in local time beside their UTC time; PDFs state an offset.
 */
export function toldZone(metadata: readonly MetadataValue[]): ToldZone | null {
  const times = metadata.filter(({ state, time }) => state === "present" && time !== undefined);
  for (const local of times) {
    const isWord = local.source.startsWith("Dop ");
    const isChange = local.source.endsWith(" date") && local.field === "changedat";
    if (!isWord && !isChange) continue;
    const utc = times.find(({ field, source, time }) =>
      isWord
        ? field === local.field && time?.zoneSource === "format"
        : source === local.source.replace(/ date$/, " dateUtc"),
    );
    const zone = utc === undefined ? null : zoneBetween(local, utc);
    if (zone !== null) return zone;
  }
  const stated = times.find(({ source }) => /^Info \/(?:ModDate|CreationDate)$/.test(source));
  const minutes = stated === undefined ? null : statedOffset(stated.text);
  return stated === undefined || minutes === null ? null : { minutes, local: stated, utc: stated };
}

/** `+0200` for 120. */
export function zoneText(minutes: number): string {
  const of = (n: number): string => String(Math.floor(n)).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${of(Math.abs(minutes) / 60)}${of(Math.abs(minutes) % 60)}`;
}
