/**
 * Every limit has its attack: run here, or by the test that is named. A limit without a row does not compile. What an attack leaves behind is a
 * problem with a code, never silence.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readOle } from "../src/extract/ole/read-ole.ts";
import { EMPTY_EXTRACTION, readFile } from "../src/extract/read-file.ts";
import { FamilyQueue, type Found } from "../src/ingest/family-queue.ts";
import { LIMITS, type LimitName } from "../src/limits.ts";
import type { Extraction } from "../src/model/extraction.ts";
import { parseMessage } from "../src/parse/parse-message.ts";
import { type OleTree, writeOle } from "./support/ole-writer.ts";
import { pagesOf, pdfOf, stream, updated } from "./support/pdf-writer.ts";
import { writeZip } from "./support/zip-writer.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** A test elsewhere, or an attack with the code of the problem that it must leave. */
type Row =
  | readonly [file: string, title: string]
  | { readonly code: string; readonly attack: () => Promise<readonly string[]> };

const codes = ({ problems }: Pick<Extraction, "problems">): string[] =>
  problems.map(({ code }) => code);

const HEAD = "From: a@example.org\r\nSubject: x\r\n";

/** Problems of a message of these headers and this body. */
const mail = (code: string, headers: string, body: string): Row => ({
  code,
  attack: async () => {
    const bytes = Buffer.from(`${HEAD}${headers}\r\n${body}`, "latin1");
    return codes(await parseMessage({ bytes, locator: [] }));
  },
});

const file = (code: string, sniffedType: string, make: () => Uint8Array): Row => ({
  code,
  attack: async () => codes(await readFile(make(), { name: "x", declaredType: "", sniffedType })),
});

const ole = (code: string, make: () => OleTree): Row => ({
  code,
  attack: async () =>
    codes(
      await readOle(writeOle(make()), {
        name: "",
        declaredType: "",
        sniffedType: "application/x-ole-storage",
      }),
    ),
});

/** Children that a family queue refuses: `count` of them, each claiming `bytes`, `depth` deep. */
const family = (count: number, bytes: number, depth: number): Row => ({
  code: "family-budget",
  attack: async () => {
    const refused: string[] = [];
    const found: Found = {
      kind: "file",
      bytes: { length: bytes } as Uint8Array,
      name: "x",
      declaredType: "",
      steps: [],
      metadata: [],
      extraction: EMPTY_EXTRACTION,
    };
    const root = {
      ...found,
      bytes: new Uint8Array(1),
      parent: null,
      locator: [],
      depth,
      underMessage: false,
    };
    const queue = new FamilyQueue(root, (_parent, _locator, { code, reason }) => {
      refused.push(code);
      expect(reason).toContain(String(bytes));
    });
    queue.add(root, 0, new Array<Found>(count).fill(found));
    return refused;
  },
});

const part = (type: string, body: string): string =>
  `--b\r\nContent-Type: ${type}\r\n\r\n${body}\r\n`;
const MIXED = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n";
const stored = (members: Readonly<Record<string, string | Uint8Array>>): Uint8Array =>
  writeZip(Object.entries(members).map(([name, data]) => ({ name, data, method: 0 })));
const docx = (members: Record<string, string | Uint8Array>): Uint8Array =>
  stored({
    "[Content_Types].xml":
      '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    "word/document.xml":
      "<w:document><w:body><w:p><w:r><w:t>x</w:t></w:r></w:p></w:body></w:document>",
    ...members,
  });
const ZIP = "application/zip";
const PDF = "application/pdf";

const xmp = (values: string): Buffer =>
  pdfOf({
    ...pagesOf(["x"]),
    1: "<< /Type /Catalog /Pages 2 0 R /Metadata 5 0 R >>",
    5: stream(
      "/Type /Metadata /Subtype /XML",
      `<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:Description xmlns:q="urn:q">${values}</r:Description></r:RDF></x:xmpmeta>`,
    ),
  });

const ATTACKS: Readonly<Record<LimitName, Row>> = {
  maxPasswordRounds: [
    "extract/silent-losses.test.ts",
    "stays closed with any other password, and where opening it would take too long",
  ],
  maxMessageBytes: [
    "parse/parse-message.test.ts",
    "only headers and the first text of a message over the limit",
  ],
  maxFallbackBytes: ["parse/hostile.test.ts", "when its reader was killed"],
  maxHeaderBytes: mail("header-limit", `X-Long: ${"a".repeat(2_000_000)}\r\n`, "x"),
  maxHeaders: mail("header-limit", "X: y\r\n".repeat(20_000), "x"),
  maxAddresses: mail("header-list-limit", `To: ${"a@b.example,".repeat(20_000)}\r\n`, "x"),
  maxReferences: mail("header-list-limit", `References: ${"<a@b> ".repeat(2000)}\r\n`, "x"),
  maxHops: mail(
    "header-list-limit",
    "Received: from a by b; Fri, 3 Mar 2017 10:00:00 +0100\r\n".repeat(900),
    "x",
  ),
  maxParts: mail("mime-limit", MIXED, `${part("application/x-a", "x").repeat(21_000)}--b--\r\n`),
  maxPartDepth: mail(
    "mime-depth-limit",
    "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b0\r\n",
    Array.from(
      { length: 80 },
      (_, i) => `--b${i}\r\nContent-Type: multipart/mixed; boundary=b${i + 1}\r\n\r\n`,
    ).join(""),
  ),
  maxPartHeaderBytes: mail(
    "mime-limit",
    MIXED,
    `--b\r\nX-Long: ${"a".repeat(2_000_000)}\r\n\r\nx\r\n--b--\r\n`,
  ),
  maxHtmlChars: ["parse/html-to-text.test.ts", "says when input was cut"],
  maxBodyTextBytes: mail("body-limit", MIXED, part("text/plain", "word ".repeat(7_000_000))),
  maxFamilyRatio: ["ingest/bombs.test.ts", "sixty.zip"],
  maxFamilyHeldBytes: ["ingest/bombs.test.ts", "archives-around.zip"],
  maxBodyTextChars: mail("body-limit", "", "word ".repeat(2_000_000)),
  maxUuencodedBlocks: mail("uuencode-limit", "", "begin 644 a\n#0V%T\n`\nend\n".repeat(2000)),
  maxFamilyDepth: family(1, 7, LIMITS.maxFamilyDepth),
  maxFamilyDocuments: family(LIMITS.maxFamilyDocuments + 1, 7, 0),
  maxFamilyBytes: family(2, LIMITS.maxFamilyBytes - 1, 0),
  maxReaderBytes: ["ingest/reader-process.test.ts", "takes too much memory"],
  maxReaderMs: ["ingest/reader-process.test.ts", "takes too long"],
  maxLooseFileBytes: ["ingest/too-large.test.ts", "are hashed, accounted for and read in part"],
  maxOleEntries: ole("container-damaged", () =>
    Object.fromEntries(
      Array.from({ length: LIMITS.maxOleEntries + 10 }, (_, i) => [`s${i}`, new Uint8Array(0)]),
    ),
  ),
  maxOleDepth: [
    "extract/ole-container.test.ts",
    "whose storages nest without end stop at the limit",
  ],
  maxOleProperties: ole("properties-damaged", () => ({
    "\u0005SummaryInformation": propertySet(4e9, 30, 1),
  })),
  maxOleVectorValues: ole("properties-damaged", () => ({
    "\u0005DocumentSummaryInformation": propertySet(1, 0x101e, 4e9),
  })),
  maxOfficeTextChars: [
    "extract/office-text.test.ts",
    "one long string in ten million cells stops at the limit",
  ],
  maxOfficeRecords: ole("workbook-damaged", () => ({
    Workbook: Buffer.concat([
      Buffer.from("0908100000060500bb0dcc074100000006000000", "hex"),
      Buffer.alloc(4 * (LIMITS.maxOfficeRecords + 10), Buffer.from("01000000", "hex")),
    ]),
  })),
  maxOfficeDepth: [
    "extract/office-text.test.ts",
    "a presentation of containers in containers stops at the limit",
  ],
  maxMetadataValues: file("metadata-limit", ZIP, () =>
    docx({
      "docProps/custom.xml": `<Properties>${Array.from({ length: 11_000 }, (_, i) => `<property name="p${i}"><vt:lpwstr>v${i}</vt:lpwstr></property>`).join("")}</Properties>`,
    }),
  ),
  maxMetadataChars: file("metadata-limit", ZIP, () =>
    docx({
      "docProps/core.xml": `<cp:coreProperties><dc:creator>${"a".repeat(40_000)}</dc:creator></cp:coreProperties>`,
    }),
  ),
  maxUnpackedBytes: ["extract/pdf.test.ts", "a content stream of 200 MB"],
  maxRtfDepth: ["extract/rtf.test.ts", "a million opening braces"],
  maxEmbeddedChildren: file("children-limit", ZIP, () =>
    docx(Object.fromEntries(Array.from({ length: 2100 }, (_, i) => [`word/media/i${i}.png`, "x"]))),
  ),
  maxRecipients: ole("recipients-limit", () => recipients(LIMITS.maxRecipients + 1)),
  maxOfficeMembers: file("document-too-many-parts", ZIP, () =>
    docx(
      Object.fromEntries(
        Array.from({ length: LIMITS.maxOfficeMembers + 1 }, (_, i) => [`word/p${i}`, ""]),
      ),
    ),
  ),
  maxOfficePartBytes: file("zip-member-too-large", ZIP, () =>
    docx({ "word/document.xml": new Uint8Array(LIMITS.maxOfficePartBytes + 10).fill(32) }),
  ),
  maxOfficeTotalBytes: file("zip-total-too-large", ZIP, () =>
    docx(
      Object.fromEntries(
        Array.from({ length: 4 }, (_, i) => [
          `word/media/i${i}.png`,
          new Uint8Array(50 * 1024 * 1024),
        ]),
      ),
    ),
  ),
  maxXmlDepth: ["extract/zip-bombs.test.ts", "a million elements inside each other"],
  maxXmlElements: ["extract/zip-bombs.test.ts", "millions of empty elements"],
  maxXmpChars: file("xmp-too-big", PDF, () => xmp(`<q:a>${"x".repeat(LIMITS.maxXmpChars)}</q:a>`)),
  maxXmpValues: file("too-many-values", PDF, () =>
    xmp(Array.from({ length: 6000 }, (_, i) => `<q:p${i}>v</q:p${i}>`).join("")),
  ),
  maxPdfPages: ["extract/pdf.test.ts", "reads the one page of a file that claims two billion"],
  maxPdfTextChars: ["extract/pdf.test.ts", "reads a page that is listed %d times once"],
  maxPdfRevisions: ["extract/pdf.test.ts", "reads a few of very many revisions"],
  maxPdfRevisionBytes: file("pdf-revisions-not-read", PDF, () => {
    const big = { ...pagesOf(["x"]), 20: stream("", Buffer.alloc(23e6, 32)) };
    let bytes = pdfOf(big);
    for (let i = 0; i < 4; i++) bytes = updated(bytes, { 21: "<< /A 1 >>" });
    return bytes;
  }),
  maxPdfEndMarks: file("pdf-too-many-revisions", PDF, () =>
    Buffer.from(`%PDF-1.4\n${"startxref\n0\n%%EOF\n".repeat(110_000)}`),
  ),
  maxPdfStreams: ["extract/pdf-layers.test.ts", "takes no time on operators without end"],
  maxPdfDrawingBytes: ["extract/pdf-layers.test.ts", "takes no time on operators without end"],
  maxImageSegments: ["extract/image.test.ts", "gives a problem for %s"],
  maxTextFileBytes: ["extract/text-files.test.ts", "says how much of a huge file is not read"],
  maxChatMessages: ["extract/chat.test.ts", "keeps to the limit of messages"],
  maxArchiveMembers: ["extract/zip-bombs.test.ts", "more members than are listed"],
  maxArchiveMemberBytes: ["extract/zip-bombs.test.ts", "a streamed member without end"],
  maxArchiveTotalBytes: ["extract/archives.test.ts", "a RAR 5 size forged to 1 TB"],
  maxIdentifierTextChars: ["identify/identify.test.ts", "reads a text up to its limit"],
  maxIdentifiersOfText: ["identify/identify.test.ts", "keeps to the limits of a text"],
  maxIdentifierChars: ["identify/identify.test.ts", "keeps to the limits of a text"],
  maxIdentifiersHeld: ["cli/identifiers-command.test.ts", "more are held than the limit"],
  maxArchiveRatio: ["extract/zip-bombs.test.ts", "a part of 1.5 GB"],
  maxComparedWords: [
    "search/similar.test.ts",
    "compare the first words of a text that is too long for all of them",
  ],
  maxNameChars: ["search/names.test.ts", "leaves out long values"],
  maxNameValues: ["search/names.test.ts", "no more values than the limit"],
  maxNameCandidates: ["search/names.test.ts", "looks at no more than so many"],
  maxRoomDocuments: [
    "room/room.test.ts",
    "is refused before anything is written where it would be too large",
  ],
  maxRoomBytes: [
    "room/room.test.ts",
    "is refused before anything is written where it would be too large",
  ],
};

/** A property set that claims `count` properties; the one there is of a type with a first number. */
function propertySet(count: number, type: number, first: number): Uint8Array {
  const bytes = Buffer.alloc(200);
  bytes.writeUInt16LE(0xfffe, 0);
  bytes.writeUInt32LE(1, 24);
  Buffer.from("02d5cdd59c2e1b10939708002b2cf9ae", "hex").copy(bytes, 28);
  bytes.writeUInt32LE(48, 44);
  bytes.writeUInt32LE(152, 48);
  bytes.writeUInt32LE(count, 52);
  bytes.writeUInt32LE(13, 56);
  bytes.writeUInt32LE(16, 60);
  bytes.writeUInt32LE(type, 64);
  bytes.writeUInt32LE(first, 68);
  return bytes;
}

function recipients(count: number): OleTree {
  const tree: Record<string, OleTree> = {};
  for (let i = 0; i < count; i++)
    tree[`__recip_version1.0_#${i.toString(16).padStart(8, "0")}`] = {};
  return { "__properties_version1.0": new Uint8Array(32), ...tree };
}

describe("the attack on", () => {
  for (const [name, row] of Object.entries(ATTACKS)) {
    if ("code" in row)
      it(`${name} leaves a problem`, async () => {
        const found = await row.attack();
        expect(found.slice(0, 20)).toContain(row.code);
        expect(found.length).toBeLessThan(100);
      });
    else
      it(`${name} is in ${row[0]}`, () => {
        expect(readFileSync(join(ROOT, "tests", row[0]), "utf8")).toContain(row[1]);
      });
  }
});
