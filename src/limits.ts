/**
 * THE table of limits: every bound that keeps a hostile or broken input from taking the time, the memory or the disk of a run.
 *
 * One row per limit: its name ends in its unit, `stops` says which attack or accident it stops. Code reads `LIMITS`, docs read
 * `LIMIT_ROWS`. A limit that is hit always leaves a problem behind; it never drops anything in silence.
 */

interface LimitRow {
  readonly value: number;
  /** What it is counted over: the sum starts again with the next one of these, and with nothing smaller. */
  readonly over: string;
  readonly stops: string;
}

const KIB = 1024;
const MIB = 1024 * KIB;

const ROWS = {
  // Messages (parse/)
  maxMessageBytes: {
    over: "a message",
    value: 256 * MIB,
    stops:
      "a message too large for the memory of a worker; beyond it only headers and the first bytes are read",
  },
  maxFallbackBytes: {
    over: "a message",
    value: MIB,
    stops: "a message that killed its reader being scanned in full again for the fallback text",
  },
  maxHeaderBytes: {
    over: "a header block",
    value: MIB,
    stops: "a header block without end: one line of gigabytes, or millions of folds",
  },
  maxHeaders: {
    over: "a header block",
    value: 10_000,
    stops: "a header bomb: hundreds of thousands of short headers",
  },
  maxAddresses: {
    over: "all lines of one header",
    value: 10_000,
    stops: "an address bomb: tens of thousands of recipients in one header",
  },
  maxReferences: {
    over: "all lines of one header",
    value: 1_000,
    stops: "a References header of thousands of ids",
  },
  maxHops: {
    over: "a message",
    value: 500,
    stops: "thousands of Received headers, each with a date to read",
  },
  maxParts: {
    over: "a message",
    value: 20_000,
    stops: "a message of hundreds of thousands of tiny parts",
  },
  maxPartDepth: {
    over: "parts around one part",
    value: 64,
    stops:
      "nested multiparts: each line that starts with two dashes is compared with every open boundary",
  },
  maxPartHeaderBytes: {
    over: "the header block of one part",
    value: MIB,
    stops: "a part whose header block never ends",
  },
  maxHtmlChars: {
    over: "one HTML body",
    value: 16 * MIB,
    stops: "HTML of hundreds of megabytes being turned to text",
  },
  maxBodyTextChars: {
    over: "the body text of a message",
    value: 8 * MIB,
    stops: "a body text so long that tokenizing it stalls a worker",
  },
  maxBodyTextBytes: {
    over: "all texts of a message",
    value: 32 * MIB,
    stops: "a message of many texts that each stay below the limit of one, decoded in full",
  },
  maxUuencodedBlocks: {
    over: "the body text of a message",
    value: 1_000,
    stops: "text made of thousands of tiny uuencoded blocks",
  },
  // Families (ingest/)
  maxFamilyDepth: {
    over: "documents around one document",
    value: 12,
    stops: "messages in messages and archives in archives without end (a zip quine)",
  },
  maxFamilyDocuments: {
    over: "a family",
    value: 20_000,
    stops: "one mail that unpacks to millions of files and fills a segment",
  },
  maxFamilyBytes: {
    over: "a family",
    value: 1024 * MIB,
    stops: "bombs in bombs: each archive within its limits, the family without one",
  },
  maxFamilyRatio: {
    over: "a family",
    value: 200,
    stops:
      "packed in packed: beyond the first 64 MB, unpacked bytes of all archives together for each byte of the message or loose file around them",
  },
  maxFamilyHeldBytes: {
    over: "documents of a family that wait to be read",
    value: 576 * MIB,
    stops:
      "an archive unpacked while hundreds of megabytes of the archive around it wait in memory",
  },
  maxReaderBytes: {
    over: "one reader process",
    value: 400 * MIB,
    stops: "a PDF or archive that makes its reader fill the memory outside the JavaScript heap",
  },
  maxReaderMs: {
    over: "one file",
    value: 7_000,
    stops: "a PDF or archive whose reader never comes back",
  },
  maxLooseFileBytes: {
    over: "one file",
    value: 512 * MIB,
    stops:
      "a disk image among the mail held in a worker's memory; beyond it a file is hashed only (a PST or OST is read in place and has no limit)",
  },
  // Old Office files, RTF, message containers (extract/)
  maxOleEntries: {
    over: "one file",
    value: 100_000,
    stops: "a compound file whose directory chain is one loop or one huge table",
  },
  maxOleDepth: {
    over: "storages around one storage",
    value: 64,
    stops: "storages nested until a walker runs out of stack",
  },
  maxOleProperties: {
    over: "one property set",
    value: 5_000,
    stops: "a property set that claims four billion properties",
  },
  maxOleVectorValues: {
    over: "one value",
    value: 20_000,
    stops: "a vector property that claims four billion values",
  },
  maxOfficeTextChars: {
    over: "one text",
    value: 64 * MIB,
    stops: "a shared string or text piece referenced a million times",
  },
  maxOfficeRecords: {
    over: "one stream",
    value: 8_000_000,
    stops: "a workbook or presentation of millions of four-byte records",
  },
  maxOfficeDepth: {
    over: "records around one record",
    value: 64,
    stops: "presentation records nested until a walker runs out of stack",
  },
  maxMetadataValues: {
    over: "one file",
    value: 10_000,
    stops: "a table of millions of authors, paths or links in one file",
  },
  maxMetadataChars: {
    over: "one value",
    value: 32_000,
    stops: "a megabyte of text in a title property",
  },
  maxUnpackedBytes: {
    over: "one packed object",
    value: 64 * MIB,
    stops: "a deflated or LZFu packed object or body that grows a thousandfold",
  },
  maxPasswordRounds: {
    over: "one password",
    value: 1_000_000,
    stops:
      "a locked document that asks for ten million rounds of hashing before its password is known to be wrong",
  },
  maxRtfDepth: { over: "one file", value: 2_000, stops: "a megabyte of opening braces" },
  maxEmbeddedChildren: {
    over: "one file",
    value: 2_000,
    stops: "a file that lists the same embedded object or attachment a million times",
  },
  maxRecipients: {
    over: "one table",
    value: 20_000,
    stops: "a recipient table of millions of empty rows",
  },
  // Zip-based office files (extract/)
  maxOfficeMembers: {
    over: "one file",
    value: 20_000,
    stops: "a document of hundreds of thousands of empty parts",
  },
  maxOfficePartBytes: {
    over: "one part of a document",
    value: 64 * MIB,
    stops: "a part of a document that unpacks to gigabytes; beyond it only the beginning is read",
  },
  maxOfficeTotalBytes: {
    over: "all parts of a document",
    value: 192 * MIB,
    stops: "a document of many parts that each stay below the limit of one",
  },
  // XMP, PDF, pictures (extract/)
  maxXmlDepth: {
    over: "elements around one element",
    value: 1_000,
    stops: "XML of a million opening tags",
  },
  maxXmlElements: {
    over: "one XML document",
    value: 6_000_000,
    stops: "XML of tens of millions of empty elements",
  },
  maxXmpChars: {
    over: "one XMP packet",
    value: 8 * MIB,
    stops: "an XMP packet as big as the picture around it",
  },
  maxXmpValues: {
    over: "one XMP packet",
    value: 5_000,
    stops: "an XMP history of a million entries",
  },
  maxPdfPages: {
    over: "one file",
    value: 20_000,
    stops: "a page tree that claims two billion pages",
  },
  maxPdfTextChars: {
    over: "one file",
    value: 64 * MIB,
    stops: "one text block drawn on every page of a PDF a million times",
  },
  maxPdfRevisions: {
    over: "one file",
    value: 6,
    stops: "a PDF of ten thousand empty updates read ten thousand times",
  },
  maxPdfRevisionBytes: {
    over: "all earlier states of one PDF",
    value: 64 * MIB,
    stops: "a big PDF with many small updates read in full once for each",
  },
  maxPdfStreams: {
    over: "one file",
    value: 20_000,
    stops: "a PDF of a million empty streams, each looked at",
  },
  maxPdfDrawingBytes: {
    over: "one stream",
    value: 16 * MIB,
    stops:
      "drawing operators of a PDF unpacked without end, of which only pictures and text are looked for",
  },
  maxPdfEndMarks: { over: "one file", value: 100_000, stops: "a file made of PDF end marks" },
  maxImageSegments: {
    over: "one picture",
    value: 10_000,
    stops: "a picture of empty chunks, or a directory that points to itself",
  },
  // Text formats and archives (extract/)
  maxTextFileBytes: {
    over: "one file",
    value: 64 * MIB,
    stops: "a log file of gigabytes held in memory as text",
  },
  maxChatMessages: {
    over: "one file",
    value: 200_000,
    stops: "a chat of millions of empty messages, each of which becomes a document",
  },
  maxArchiveMembers: {
    over: "one archive",
    value: 100_000,
    stops: "an archive of millions of empty members",
  },
  maxArchiveMemberBytes: {
    over: "one member; of gzip all members",
    value: 256 * MIB,
    stops:
      "an archive member that unpacks to the size of the disk; all members of a gzip file together, since they are one file",
  },
  maxArchiveTotalBytes: {
    over: "all members of one archive",
    value: 512 * MIB,
    stops: "an archive of many members that each stay below the limit of one: the sum of all",
  },
  maxArchiveRatio: {
    over: "all members of one archive",
    value: 200,
    stops:
      "a bomb: beyond the first 16 MB, unpacked bytes of all members together for each packed byte of the whole archive",
  },
  // Identifiers (identify/, search/identifiers/)
  maxIdentifierTextChars: {
    over: "one text",
    value: 16 * MIB,
    stops: "a table of gigabytes looked through for thirty kinds of identifier",
  },
  maxIdentifiersOfText: {
    over: "one text",
    value: 20_000,
    stops: "a text that is nothing but addresses and numbers, each of which is kept",
  },
  maxIdentifierChars: {
    over: "one identifier",
    value: 2_048,
    stops: "URLs and paths of megabytes in a list and in the store",
  },
  maxIdentifiersHeld: {
    over: "identifiers in memory before they are written",
    value: 200_000,
    stops: "an archive of invented addresses that fills the memory of the pass",
  },
  // Near-duplicates (segment/, search/similar/)
  maxComparedWords: {
    over: "one text",
    value: 200_000,
    stops:
      "a text of millions of words compared with every other one; only its first words are compared",
  },
  // Suggestions of names (segment/names.ts)
  maxNameChars: {
    over: "one value",
    value: 200,
    stops: "subjects and file names of kilobytes, none of which anybody types",
  },
  maxNameValues: {
    over: "one field of an index",
    value: 50_000,
    stops: "millions of recipients made up by spam, which would be loaded with every suggestion",
  },
  maxNameCandidates: {
    over: "one field in which a name is looked up",
    value: 150,
    stops: "a sound that half of all values have, each of which would be compared letter by letter",
  },
  // Reading rooms (room/)
  maxRoomDocuments: {
    over: "a room",
    value: 200_000,
    stops: "a page that a browser cannot hold: the room is refused before anything is written",
  },
  maxRoomBytes: {
    over: "the texts of a room",
    value: 2_000 * MIB,
    stops: "a room that fills a stick or a browser: it is refused before anything is written",
  },
} as const satisfies Record<string, LimitRow>;

export type LimitName = keyof typeof ROWS;

/** The limits by name, e.g. `LIMITS.maxParts` is 20000. */
export const LIMITS: Readonly<Record<LimitName, number>> = Object.fromEntries(
  Object.entries(ROWS).map(([name, row]) => [name, row.value]),
) as Record<LimitName, number>;

/** The table for docs: `[["maxParts", {value:20000, stops:"…"}], …]` in the order written. */
export const LIMIT_ROWS: readonly (readonly [string, LimitRow])[] = Object.entries(ROWS);
