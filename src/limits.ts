/**
 * Every limit on hostile input in one table, each with the attack it stops. Nothing else in the program holds such a number;
 * docs/limits.md is written from here. Reaching a limit gives a problem row, never a silent cut.
 */

/** Example: `{max: 100000, unit: "entries", stops: "a directory that lists the same storage for ever"}`. */
export interface Limit {
  readonly max: number;
  readonly unit: string;
  readonly stops: string;
}

export const LIMITS = {
  // OLE compound files
  oleEntries: {
    max: 100_000,
    unit: "directory entries",
    stops: "a compound file whose directory chain is one loop or one huge table",
  },
  oleDepth: {
    max: 64,
    unit: "storages inside storages",
    stops: "storages nested until a walker runs out of stack",
  },
  olePropertyCount: {
    max: 5_000,
    unit: "properties in a property set",
    stops: "a property set that claims four billion properties",
  },
  oleValueCount: {
    max: 20_000,
    unit: "values in a vector property",
    stops: "a vector that claims four billion elements",
  },
  // Text out of old Office files, RTF and message containers
  officeTextChars: {
    max: 64_000_000,
    unit: "characters of text from one file",
    stops: "a shared string or piece referenced a million times",
  },
  officeRecords: {
    max: 8_000_000,
    unit: "records in one workbook or presentation",
    stops: "a stream of millions of four-byte records",
  },
  officeDepth: {
    max: 64,
    unit: "containers inside containers in a presentation",
    stops: "record containers nested until a walker runs out of stack",
  },
  metadataValues: {
    max: 10_000,
    unit: "metadata values from one file",
    stops: "a table of millions of authors, paths or links",
  },
  metadataChars: {
    max: 32_000,
    unit: "characters of one metadata value",
    stops: "a megabyte of text in a title property",
  },
  inflatedBytes: {
    max: 64_000_000,
    unit: "bytes of one packed object or body",
    stops: "a deflated or LZFu packed object that grows a thousandfold",
  },
  rtfDepth: {
    max: 2_000,
    unit: "groups inside groups",
    stops: "a megabyte of opening braces",
  },
  embeddedChildren: {
    max: 2_000,
    unit: "embedded objects or attachments of one file",
    stops: "a file that lists the same object a million times",
  },
  messageRecipients: {
    max: 20_000,
    unit: "recipients of one message",
    stops: "a recipient table of millions of empty rows",
  },
} as const satisfies Record<string, Limit>;
