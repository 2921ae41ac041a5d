/**
 * Authorship metadata of one document: typed values, each kept apart, each with where it came from.
 * A value is a string in a file, never a person (see docs/metadata.md).
 */

/**
 * Whether a value is there. `empty` means the slot exists and holds nothing; `undecodable` means bytes are there that no
 * declared or likely charset explains (then `raw` holds them as hex).
 */
export type ValueState = "present" | "empty" | "undecodable";

/** Where an instant's zone comes from. `format`: the file format defines UTC. `assumed`: the format claims UTC but producers are known to write local time. */
export type ZoneSource = "format" | "stated" | "assumed" | "unknown";

/** Example: `{rawText:"2017-03-27T09:14:05Z", epochMs:1490606045000, zoneSource:"format", resolutionMs:1000}`. */
export interface TimeValue {
  readonly rawText: string;
  /** Instant in ms since 1970 UTC; for a local time (`zoneSource` "unknown") the wall-clock reading taken as if it were UTC. */
  readonly epochMs: number;
  readonly zoneSource: ZoneSource;
  /** Smallest step the format can express: 2000 for zip member times, 60000 for Word DTTM. */
  readonly resolutionMs: number;
}

/**
 * One metadata value of one document.
 *
 * Example: `{field:"lastsavedby", text:"Anna Weber", state:"present", source:"docProps/core.xml cp:lastModifiedBy"}`.
 */
export interface MetadataValue {
  /** Name of a field of the field table (`fields.ts`): creator, lastsavedby, company, modified, revision … */
  readonly field: string;
  /** The value as text, decoded; for times and numbers the text as written in the file. Never trimmed to nothing: then `state` is "empty". */
  readonly text: string;
  readonly state: ValueState;
  /** Where in the file: member and element, stream and property id, PDF object, EXIF tag. Shown by `show --metadata`. */
  readonly source: string;
  readonly time?: TimeValue;
  readonly number?: number;
  /** For undecodable values: the bytes as hex. */
  readonly rawHex?: string;
}
