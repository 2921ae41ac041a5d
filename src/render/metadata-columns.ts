/** Columns that show what files say of themselves: one for each metadata field of the field table, and what is taken apart from them. */
import { FIELDS } from "../fields.ts";
import type { MetadataValue } from "../model/metadata.ts";
import { PROGRAM_PARTS, programPart } from "../model/program-value.ts";
import { isoTime } from "./terminal.ts";

/** A column over the metadata of one file or of several. */
export interface MetadataColumn {
  readonly name: string;
  readonly description: string;
  /** Different values in the order found; empty where there are none. */
  readonly values: (metadata: readonly MetadataValue[]) => readonly string[];
}

/** A point on the earth, in degrees. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

const POINT = /^(-?\d{1,2}(?:\.\d{1,12})?), ?(-?\d{1,3}(?:\.\d{1,12})?)(?:$|[ ,])/;
const OF_A_PLACE = /\bGPS|location|\u00a9xyz|\bgeo/i;

/** Where the file says it was made: `{latitude: 48.858222, longitude: 2.2945}`; each place once. */
export function placesOf(metadata: readonly MetadataValue[]): Place[] {
  const places = new Map<string, Place>();
  for (const { field, text, source } of metadata) {
    const found = field === "other" && OF_A_PLACE.test(source) ? POINT.exec(text) : null;
    if (found === null) continue;
    const place = { latitude: Number(found[1]), longitude: Number(found[2]) };
    if (Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180)
      places.set(`${place.latitude},${place.longitude}`, place);
  }
  return [...places.values()];
}

/** A time in UTC with Z; without Z where the file does not say the zone, since it is the clock on somebody's wall. */
function valueText({ text, time }: MetadataValue): string {
  if (time === undefined) return text;
  const iso = isoTime(time.epochMs) ?? text;
  return time.zoneSource === "unknown" ? iso.replace(/Z$/, "") : iso;
}

const distinct = (texts: readonly string[]): string[] =>
  [...new Set(texts)].filter((text) => text !== "");

const NOT_METADATA: ReadonlySet<string> = new Set(["filename", "kind", "type", "filesize"]);

function fieldColumns(): MetadataColumn[] {
  return FIELDS.filter(({ name, level }) => level === "file" && !NOT_METADATA.has(name)).map(
    ({ name, description, unionOf }) => {
      const fields = new Set(unionOf ?? [name]);
      return {
        name,
        description,
        values: (metadata) =>
          distinct(
            metadata
              .filter((value) => fields.has(value.field) && value.state === "present")
              .map(valueText),
          ),
      };
    },
  );
}

const PROGRAMS = {
  creatortool: "Program the file was written in (PDF Creator, XMP CreatorTool)",
  producer: "Program that made the PDF",
  program: "Names of programs, without their versions",
  version: "Versions of programs",
} as const;

/** Every metadata column, in the order of the field table; `gps` and the parts of `app` last. */
export const METADATA_COLUMNS: readonly MetadataColumn[] = [
  ...fieldColumns(),
  ...PROGRAM_PARTS.map((part) => ({
    name: part,
    description: PROGRAMS[part],
    values: (metadata: readonly MetadataValue[]) =>
      distinct(
        metadata
          .filter(({ field, state }) => field === "app" && state === "present")
          .map((value) => programPart(value, part)),
      ),
  })),
  {
    name: "gps",
    description: "Latitude and longitude in degrees",
    values: (metadata) =>
      placesOf(metadata).map(({ latitude, longitude }) => `${latitude}, ${longitude}`),
  },
];

/** Values as one cell: "Anna Weber; Jan Weber". */
export const cellOf = (values: readonly string[]): string => values.join("; ");
