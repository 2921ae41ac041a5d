/**
 * THE table of limits: every bound that keeps a hostile or broken input from taking the time, the memory or the disk of a run.
 *
 * One row per limit: its name ends in its unit, `stops` says which attack or accident it stops. Code reads `LIMITS`, docs read
 * `LIMIT_ROWS`. A limit that is hit always leaves a problem behind; it never drops anything in silence.
 */

interface LimitRow {
  readonly value: number;
  readonly stops: string;
}

const KIB = 1024;
const MIB = 1024 * KIB;

const ROWS = {
  // Messages (parse/)
  maxMessageBytes: {
    value: 256 * MIB,
    stops:
      "a message too large for the memory of a worker; beyond it only headers and the first bytes are read",
  },
  maxFallbackBytes: {
    value: MIB,
    stops: "a message that killed its reader being scanned in full again for the fallback text",
  },
  maxHeaderBytes: {
    value: MIB,
    stops: "a header block without end: one line of gigabytes, or millions of folds",
  },
  maxHeaders: { value: 10_000, stops: "a header bomb: hundreds of thousands of short headers" },
  maxAddresses: {
    value: 10_000,
    stops: "an address bomb: tens of thousands of recipients in one header",
  },
  maxReferences: { value: 1_000, stops: "a References header of thousands of ids" },
  maxHops: { value: 500, stops: "thousands of Received headers, each with a date to read" },
  maxParts: { value: 20_000, stops: "a message of hundreds of thousands of tiny parts" },
  maxPartDepth: {
    value: 64,
    stops:
      "nested multiparts: each line that starts with two dashes is compared with every open boundary",
  },
  maxPartHeaderBytes: { value: MIB, stops: "a part whose header block never ends" },
  maxHtmlChars: { value: 16 * MIB, stops: "HTML of hundreds of megabytes being turned to text" },
  maxBodyTextChars: {
    value: 8 * MIB,
    stops: "a body text so long that tokenizing it stalls a worker",
  },
  maxUuencodedBlocks: { value: 1_000, stops: "text made of thousands of tiny uuencoded blocks" },
  // Families (ingest/)
  maxFamilyDepth: {
    value: 12,
    stops: "messages in messages and archives in archives without end (a zip quine)",
  },
  maxFamilyDocuments: {
    value: 20_000,
    stops: "one mail that unpacks to millions of files and fills a segment",
  },
  maxFamilyBytes: {
    value: 1024 * MIB,
    stops: "bombs in bombs: each archive within its limits, the family without one",
  },
  maxReaderBytes: {
    value: 400 * MIB,
    stops: "a PDF or archive that makes its reader fill the memory outside the JavaScript heap",
  },
  maxReaderMs: { value: 7_000, stops: "a PDF or archive whose reader never comes back" },
  maxLooseFileBytes: {
    value: 512 * MIB,
    stops:
      "a disk image among the mail held in a worker's memory; beyond it a file is hashed only (a PST or OST is read in place and has no limit)",
  },
  // Old Office files, RTF, message containers (extract/)
  maxOleEntries: {
    value: 100_000,
    stops: "a compound file whose directory chain is one loop or one huge table",
  },
  maxOleDepth: { value: 64, stops: "storages nested until a walker runs out of stack" },
  maxOleProperties: { value: 5_000, stops: "a property set that claims four billion properties" },
  maxOleVectorValues: { value: 20_000, stops: "a vector property that claims four billion values" },
  maxOfficeTextChars: {
    value: 64 * MIB,
    stops: "a shared string or text piece referenced a million times",
  },
  maxOfficeRecords: {
    value: 8_000_000,
    stops: "a workbook or presentation of millions of four-byte records",
  },
  maxOfficeDepth: {
    value: 64,
    stops: "presentation records nested until a walker runs out of stack",
  },
  maxMetadataValues: {
    value: 10_000,
    stops: "a table of millions of authors, paths or links in one file",
  },
  maxMetadataChars: { value: 32_000, stops: "a megabyte of text in a title property" },
  maxUnpackedBytes: {
    value: 64 * MIB,
    stops: "a deflated or LZFu packed object or body that grows a thousandfold",
  },
  maxPasswordRounds: {
    value: 1_000_000,
    stops:
      "a locked document that asks for ten million rounds of hashing before its password is known to be wrong",
  },
  maxRtfDepth: { value: 2_000, stops: "a megabyte of opening braces" },
  maxEmbeddedChildren: {
    value: 2_000,
    stops: "a file that lists the same embedded object or attachment a million times",
  },
  maxRecipients: { value: 20_000, stops: "a recipient table of millions of empty rows" },
  // Zip-based office files (extract/)
  maxOfficeMembers: { value: 20_000, stops: "a document of hundreds of thousands of empty parts" },
  maxOfficePartBytes: {
    value: 64 * MIB,
    stops: "a part of a document that unpacks to gigabytes; beyond it only the beginning is read",
  },
  maxOfficeTotalBytes: {
    value: 192 * MIB,
    stops: "a document of many parts that each stay below the limit of one",
  },
  // XMP, PDF, pictures (extract/)
  maxXmlDepth: { value: 1_000, stops: "XML of a million opening tags" },
  maxXmlElements: { value: 6_000_000, stops: "XML of tens of millions of empty elements" },
  maxXmpChars: { value: 8 * MIB, stops: "an XMP packet as big as the picture around it" },
  maxXmpValues: { value: 5_000, stops: "an XMP history of a million entries" },
  maxPdfPages: { value: 20_000, stops: "a page tree that claims two billion pages" },
  maxPdfTextChars: {
    value: 64 * MIB,
    stops: "one text block drawn on every page of a PDF a million times",
  },
  maxPdfRevisions: {
    value: 6,
    stops: "a PDF of ten thousand empty updates read ten thousand times",
  },
  maxPdfRevisionBytes: {
    value: 64 * MIB,
    stops: "a big PDF with many small updates read in full once for each",
  },
  maxPdfStreams: { value: 20_000, stops: "a PDF of a million empty streams, each looked at" },
  maxPdfDrawingBytes: {
    value: 16 * MIB,
    stops:
      "drawing operators of a PDF unpacked without end, of which only pictures and text are looked for",
  },
  maxPdfEndMarks: { value: 100_000, stops: "a file made of PDF end marks" },
  maxImageSegments: {
    value: 10_000,
    stops: "a picture of empty chunks, or a directory that points to itself",
  },
  // Text formats and archives (extract/)
  maxTextFileBytes: { value: 64 * MIB, stops: "a log file of gigabytes held in memory as text" },
  maxChatMessages: {
    value: 200_000,
    stops: "a chat of millions of empty messages, each of which becomes a document",
  },
  maxArchiveMembers: { value: 100_000, stops: "an archive of millions of empty members" },
  maxArchiveMemberBytes: {
    value: 256 * MIB,
    stops:
      "an archive member that unpacks to the size of the disk; all members of a gzip file together, since they are one file",
  },
  maxArchiveTotalBytes: {
    value: 512 * MIB,
    stops: "an archive of many members that each stay below the limit of one: the sum of all",
  },
  maxArchiveRatio: {
    value: 200,
    stops:
      "a bomb: beyond the first 16 MB, unpacked bytes of all members together for each packed byte of the whole archive",
  },
} as const satisfies Record<string, LimitRow>;

export type LimitName = keyof typeof ROWS;

/** The limits by name, e.g. `LIMITS.maxParts` is 20000. */
export const LIMITS: Readonly<Record<LimitName, number>> = Object.fromEntries(
  Object.entries(ROWS).map(([name, row]) => [name, row.value]),
) as Record<LimitName, number>;

/** The table for docs: `[["maxParts", {value:20000, stops:"…"}], …]` in the order written. */
export const LIMIT_ROWS: readonly (readonly [string, LimitRow])[] = Object.entries(ROWS);
