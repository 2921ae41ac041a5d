/**
 * Every limit below, at and above it. The values of the table are lowered to a few, so that what is counted can be made to the byte: below and at
 * the limit its row is absent, above it the row is there. Those that need a process, a disk or a whole corpus name the test that has theirs, here or in limits.test.ts.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { totalCap, unpackCap } from "../src/extract/archive/archive-cap.ts";
import { Collector } from "../src/extract/collector.ts";
import { readXmp } from "../src/extract/image/xmp.ts";
import { findPdfBomb } from "../src/extract/pdf/pdf-bombs.ts";
import { readPdfLayers } from "../src/extract/pdf/pdf-layers.ts";
import { readFile } from "../src/extract/read-file.ts";
import { readXml } from "../src/extract/xml-events.ts";
import { FamilyQueue, type Found, type Pending } from "../src/ingest/family-queue.ts";
import { LIMITS, type LimitName } from "../src/limits.ts";
import { parseHeadersOnly, parseMessage } from "../src/parse/parse-message.ts";
import { sniffType } from "../src/sources/sniff.ts";
import { docxBody, ooxml } from "./support/office-files.ts";
import { type OleTree, writeOle } from "./support/ole-writer.ts";
import { pagesOf, pdfOf, stream, updated } from "./support/pdf-writer.ts";
import { chunk, pngOf } from "./support/picture-writer.ts";
import { writeZip, zipOf } from "./support/zip-writer.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const MIB = 1024 * 1024;

interface Edge {
  /** The limit while this runs. */
  readonly set: number;
  /** "code: reason" of each problem of an input that has `n` of what is counted. */
  readonly made: (n: number) => Promise<readonly string[]> | readonly string[];
  /** What is said above the limit and nowhere else. */
  readonly says: RegExp;
  /** How much more is the least that is too much; 1 where nothing is said. */
  readonly step?: number;
  /** True where reading stops at the limit, so that nobody knows whether there is more: said at the limit too. */
  readonly saidAt?: true;
}

const said = (problems: readonly { readonly code: string; readonly reason: string }[]): string[] =>
  problems.map(({ code, reason }) => `${code}: ${reason}`);

const HEAD = "From: a@example.org\r\nSubject: x\r\n";
const message = async (text: string): Promise<string[]> =>
  said((await parseMessage({ bytes: Buffer.from(text, "latin1"), locator: [] })).problems);
const mail = (headers: string, body = "x"): Promise<string[]> =>
  message(`${HEAD}${headers}\r\n${body}`);
const file = async (bytes: Uint8Array, name = "x"): Promise<string[]> =>
  said(
    (await readFile(bytes, { name, declaredType: "", sniffedType: sniffType(bytes, name) }))
      .problems,
  );
const ole = (tree: OleTree): Promise<string[]> => file(writeOle(tree));
const times = <T>(n: number, make: (i: number) => T): T[] =>
  Array.from({ length: n }, (_, i) => make(i));
const padded = (start: string, length: number): string => start.padEnd(length, "x");
const MIXED = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n";

/** A family whose root has `own` bytes, into which `count` children of `bytes` are put, `depth` deep. */
function family(own: number, count: number, bytes: number, depth = 0): string[] {
  const refused: string[] = [];
  const child: Found = {
    kind: "file",
    bytes: { length: bytes } as Uint8Array,
    name: "x",
    declaredType: "",
    steps: [],
    metadata: [],
  };
  const root: Pending = {
    ...child,
    bytes: { length: own } as Uint8Array,
    parent: null,
    locator: [],
    depth,
    underMessage: false,
  };
  const queue = new FamilyQueue(root, (_parent, _locator, problem) => {
    refused.push(...said([problem]));
  });
  queue.next();
  queue.add(
    root,
    0,
    times(count, () => child),
  );
  if (queue.roomBytes() === 0) refused.push("no room");
  return refused;
}

function propertySet(count: number, type: number, first: number): Uint8Array {
  const bytes = Buffer.alloc(4000);
  bytes.writeUInt16LE(0xfffe, 0);
  bytes.writeUInt32LE(1, 24);
  Buffer.from("02d5cdd59c2e1b10939708002b2cf9ae", "hex").copy(bytes, 28);
  bytes.writeUInt32LE(48, 44);
  bytes.writeUInt32LE(3900, 48);
  bytes.writeUInt32LE(count, 52);
  for (let i = 0; i < count; i++) {
    bytes.writeUInt32LE(13 + i, 56 + 8 * i);
    bytes.writeUInt32LE(1000, 60 + 8 * i);
  }
  bytes.writeUInt32LE(type, 1048);
  bytes.writeUInt32LE(first, 1052);
  return bytes;
}

const biff = (type: number, body: Buffer): Buffer => {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(type, 0);
  head.writeUInt16LE(body.length, 2);
  return Buffer.concat([head, body]);
};
const BOF = Buffer.from("0908100000060500bb0dcc074100000006000000", "hex");

/** A presentation of text in `depth` containers. */
function slides(depth: number): Uint8Array {
  let bytes: Buffer = Buffer.concat([Buffer.from("0000a80f04000000", "hex"), Buffer.from("text")]);
  for (let i = 0; i < depth; i++) {
    const head = Buffer.from("0f00ee0300000000", "hex");
    head.writeUInt32LE(bytes.length, 4);
    bytes = Buffer.concat([head, bytes]);
  }
  return writeOle({ "PowerPoint Document": bytes });
}

const xml = (text: string): string[] => {
  const trouble = readXml(Buffer.from(text), {});
  return trouble === null ? [] : said([trouble]);
};

const xmp = (text: string): string[] => {
  const collector = new Collector();
  readXmp(text, collector);
  return said(collector.close().problems);
};
const RDF = (inner: string): string =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:Description xmlns:q="urn:q">${inner}</r:Description></r:RDF></x:xmpmeta>`;

const CHAT = (n: number): Buffer =>
  Buffer.from(times(n, (i) => `03/03/2017, 10:0${i % 10} - Anna: hello ${i}\n`).join(""));

const deflated = (n: number, claimed = n): Uint8Array =>
  writeZip([
    { name: "a", data: deflateRawSync(Buffer.alloc(n)), packed: true, statedSize: claimed },
  ]);

const revisions = (n: number): Buffer => {
  let bytes = pdfOf(pagesOf(["x"]));
  for (let i = 0; i < n; i++) bytes = updated(bytes, { 21: `<< /A ${i} >>` });
  return bytes;
};
const REVISION_BYTES = pdfOf({ ...pagesOf(["x"]), 4: padded("%", 300) }).length;

/** What is lost of a page whose picture lies under text: its drawing has `length` bytes and comes after `before` other streams. */
function layers(length: number, before: number): string[] {
  const shown = `(${padded("", 50)}) Tj`;
  const pdf = pdfOf({
    ...pagesOf(["x"]),
    ...Object.fromEntries(times(before, (i) => [4 + i, stream("", "q Q")])),
    11: stream("", `${"q 600 0 0 800 0 0 cm /I Do Q".padEnd(length - shown.length)}${shown}`),
  });
  return readPdfLayers(pdf, [600, 800]).length === 0 ? ["no layer"] : [];
}

const EDGES: Readonly<Partial<Record<LimitName, Edge | readonly [file: string, title: string]>>> = {
  maxMessageBytes: {
    set: 300,
    made: (n) => message(padded(`${HEAD}\r\n`, n)),
    says: /^headers-only/,
  },
  maxFallbackBytes: {
    set: 100,
    made: (n) => {
      const bytes = Buffer.from(`${padded(`${HEAD}\r\n`, n - 3)}end`);
      return parseHeadersOnly({ bytes, locator: [] }, "").text.endsWith("end") ? [] : ["cut"];
    },
    says: /cut/,
  },
  maxHeaderBytes: {
    set: 200,
    made: (n) => message(`${padded(`${HEAD}X: y`, n - 2)}\r\n\r\nbody`),
    says: /^header-limit/,
  },
  maxHeaders: {
    set: 5,
    made: (n) => mail("X: y\r\n".repeat(n - 2)),
    says: /^header-limit/,
  },
  maxAddresses: {
    set: 5,
    made: (n) => mail(`To: ${times(n, (i) => `a${i}@b.example`).join(", ")}\r\n`),
    says: /^header-list-limit/,
    saidAt: true,
  },
  maxReferences: {
    set: 5,
    made: (n) => mail(`References: ${times(n, (i) => `<a${i}@b>`).join(" ")}\r\n`),
    says: /^header-list-limit/,
    saidAt: true,
  },
  maxHops: {
    set: 5,
    made: (n) => mail("Received: from a by b; Fri, 3 Mar 2017 10:00:00 +0100\r\n".repeat(n)),
    says: /^header-list-limit/,
  },
  maxParts: {
    set: 5,
    made: (n) =>
      mail(
        MIXED,
        `${"--b\r\nContent-Type: application/x-a (x)\r\n\r\nx\r\n".repeat(n - 1)}--b--\r\n`,
      ),
    says: /^mime-limit/,
  },
  maxPartDepth: {
    set: 5,
    made: (n) =>
      mail(
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b0\r\n",
        times(
          n - 1,
          (i) => `--b${i}\r\nContent-Type: multipart/mixed; boundary=b${i + 1}\r\n\r\n`,
        ).join(""),
      ),
    says: /^mime-depth-limit/,
  },
  maxPartHeaderBytes: {
    set: 200,
    made: (n) =>
      mail(
        MIXED,
        `--b\r\n${padded("Content-Type: text/plain; name==?", n - 4)}\r\n\r\nx\r\n--b--\r\n`,
      ),
    says: /^mime-limit/,
  },
  maxHtmlChars: {
    set: 100,
    made: (n) => mail("MIME-Version: 1.0\r\nContent-Type: text/html\r\n", padded("<p>", n)),
    says: /^html-limit/,
  },
  maxBodyTextChars: { set: 100, made: (n) => mail("", padded("", n)), says: /^body-limit/ },
  maxBodyTextBytes: {
    set: 100,
    made: (n) =>
      mail(MIXED, `--b\r\n\r\n${padded("", 40)}\r\n--b\r\n\r\n${padded("", n - 40)}\r\n--b--\r\n`),
    says: /^body-limit/,
  },
  maxUuencodedBlocks: {
    set: 3,
    made: (n) => mail("", "begin 644 a\n#0V%T\n`\nend\n".repeat(n)),
    says: /^uuencode-limit/,
  },
  maxFamilyDepth: { set: 3, made: (n) => family(1, 1, 7, n - 1), says: /^family-budget.*deeper/ },
  maxFamilyDocuments: { set: 5, made: (n) => family(1, n, 7), says: /^family-budget.*documents/ },
  maxFamilyBytes: {
    set: 50 * MIB,
    made: (n) => family(1, 2, n / 2),
    says: /^family-budget.*bytes in one family/,
    step: 2,
  },
  maxFamilyRatio: {
    set: 100,
    made: (n) => family(MIB, 2, (n * MIB) / 2),
    says: /^family-budget.*for each byte/,
  },
  maxFamilyHeldBytes: {
    set: 50 * MIB,
    made: (n) => family(MIB, 1, n - 1),
    says: /no room/,
  },
  maxReaderBytes: ["ingest/reader-process.test.ts", "takes too much memory"],
  maxReaderMs: ["ingest/reader-process.test.ts", "takes too long"],
  maxLooseFileBytes: ["ingest/too-large.test.ts", "are hashed, accounted for and read in part"],
  maxOleEntries: {
    set: 12,
    made: (n) => ole(Object.fromEntries(times(n - 1, (i) => [`s${i}`, new Uint8Array(1)]))),
    says: /directory entries/,
  },
  maxOleDepth: {
    set: 3,
    made: (n) => {
      let tree: OleTree = { a: new Uint8Array(1) };
      for (let i = 1; i < n; i++) tree = { [`d${i}`]: tree };
      return ole(tree);
    },
    says: /nested more than/,
  },
  maxOleProperties: {
    set: 5,
    made: (n) => ole({ "\u0005SummaryInformation": propertySet(n, 3, 1) }),
    says: /claims \d+ properties/,
  },
  maxOleVectorValues: {
    set: 5,
    made: (n) => ole({ "\u0005DocumentSummaryInformation": propertySet(1, 0x101e, n) }),
    says: /claims \d+ values|vector/,
  },
  maxOfficeTextChars: {
    set: 50,
    made: (n) => file(docxBody(`<w:p><w:r><w:t>${padded("", n - 1)}</w:t></w:r></w:p>`)),
    says: /^text-limit/,
  },
  maxOfficeRecords: {
    set: 20,
    made: (n) =>
      ole({
        Workbook: Buffer.concat([BOF, ...times(n - 1, () => biff(1, Buffer.alloc(0)))]),
      }),
    says: /more than \d+ records/,
  },
  maxOfficeDepth: { set: 4, made: (n) => file(slides(n + 1)), says: /nested/ },
  maxMetadataValues: {
    set: 5,
    made: (n) =>
      file(
        ooxml("docx", {
          "word/document.xml":
            "<w:document><w:body><w:p><w:r><w:t>x</w:t></w:r></w:p></w:body></w:document>",
          "docProps/custom.xml": `<Properties>${times(n - 1, (i) => `<property name="p${i}"><vt:lpwstr>v${i}</vt:lpwstr></property>`).join("")}</Properties>`,
        }),
      ),
    says: /^metadata-limit/,
  },
  maxMetadataChars: {
    set: 100,
    made: (n) =>
      file(
        docxBody("<w:p><w:r><w:t>x</w:t></w:r></w:p>", {
          "docProps/core.xml": `<cp:coreProperties><dc:creator>${padded("", n)}</dc:creator></cp:coreProperties>`,
        }),
      ),
    says: /^metadata-limit/,
  },
  maxUnpackedBytes: {
    set: 5000,
    made: (n) => {
      const pdf = pdfOf({
        ...pagesOf(["x"]),
        11: stream("/Filter /FlateDecode", deflateSync(Buffer.alloc(n, 32))),
      });
      return findPdfBomb(pdf) === null ? [] : ["bomb"];
    },
    says: /bomb/,
  },
  maxPasswordRounds: [
    "extract/silent-losses.test.ts",
    "stays closed with any other password, and where opening it would take too long",
  ],
  maxRtfDepth: {
    set: 5,
    made: (n) => file(Buffer.from(`${"{\\rtf1".padEnd(6 + n - 1, "{")}text${"}".repeat(n)}`)),
    says: /^nesting-limit/,
  },
  maxEmbeddedChildren: {
    set: 3,
    made: (n) =>
      file(
        docxBody(
          "<w:p><w:r><w:t>x</w:t></w:r></w:p>",
          Object.fromEntries(times(n, (i) => [`word/media/i${i}.png`, "x"])),
        ),
      ),
    says: /^children-limit/,
  },
  maxRecipients: {
    set: 3,
    made: (n) =>
      ole({
        "__properties_version1.0": new Uint8Array(32),
        ...Object.fromEntries(
          times(n, (i) => [`__recip_version1.0_#0000000${i}`, { a: new Uint8Array(1) }]),
        ),
      }),
    says: /^recipients-limit/,
  },
  maxOfficeMembers: {
    set: 5,
    made: (n) =>
      file(
        docxBody(
          "<w:p><w:r><w:t>x</w:t></w:r></w:p>",
          Object.fromEntries(times(n - 3, (i) => [`word/p${i}`, "x"])),
        ),
      ),
    says: /^document-too-many-parts/,
  },
  maxOfficePartBytes: {
    set: 300,
    made: (n) =>
      file(
        ooxml("docx", {
          "word/document.xml":
            "<w:document><w:body><w:p><w:r><w:t>x</w:t></w:r></w:p></w:body></w:document>".padEnd(
              n,
            ),
        }),
      ),
    says: /^zip-(member-too-large|total-too-large|member-cut)/,
  },
  maxOfficeTotalBytes: {
    set: 2000,
    made: (n) => {
      const parts = {
        "[Content_Types].xml":
          '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "word/document.xml":
          "<w:document><w:body><w:p><w:r><w:t>x</w:t></w:r></w:p></w:body></w:document>",
      };
      const used = Object.values(parts).join("").length;
      const media = {
        "word/media/a.bin": padded("", 700),
        "word/media/b.bin": padded("", n - used - 700),
      };
      return file(zipOf({ ...parts, ...media }));
    },
    says: /^zip-total-too-large/,
  },
  maxXmlDepth: {
    set: 5,
    made: (n) => xml(`${"<a>".repeat(n)}${"</a>".repeat(n)}`),
    says: /deep/,
  },
  maxXmlElements: { set: 5, made: (n) => xml(`<a>${"<b/>".repeat(n - 1)}</a>`), says: /elements/ },
  maxXmpChars: {
    set: 500,
    made: (n) => xmp(RDF(`<q:a>${padded("", n - RDF("<q:a></q:a>").length)}</q:a>`)),
    says: /^xmp-too-big/,
  },
  maxXmpValues: {
    set: 5,
    made: (n) => xmp(RDF(times(n, (i) => `<q:p${i}>v</q:p${i}>`).join(""))),
    says: /^too-many-values/,
  },
  maxPdfPages: {
    set: 2,
    made: (n) => file(pdfOf(pagesOf(times(n, (i) => `page ${i}`)))),
    says: /^pdf-too-many-pages/,
  },
  maxPdfTextChars: {
    set: 20,
    made: (n) => file(pdfOf(pagesOf([padded("", 10), padded("", n - 10)]))),
    says: /^text-too-long/,
  },
  maxPdfRevisions: { set: 3, made: (n) => file(revisions(n)), says: /^pdf-revisions-not-read/ },
  maxPdfRevisionBytes: {
    set: REVISION_BYTES,
    made: (n) => {
      const first = pdfOf({ ...pagesOf(["x"]), 4: padded("%", n - REVISION_BYTES + 300) });
      expect(first.length).toBe(n);
      return file(updated(first, { 21: "<< >>" }));
    },
    says: /^pdf-revisions-not-read/,
  },
  maxPdfStreams: {
    set: 3,
    made: (n) => layers(200, n - 1),
    says: /no layer/,
  },
  maxPdfDrawingBytes: {
    set: 400,
    made: (n) => layers(n, 0),
    says: /no layer/,
  },
  maxPdfEndMarks: {
    set: 5,
    made: (n) => file(Buffer.from(`%PDF-1.4\n${"startxref\n0\n%%EOF\n".repeat(n)}`)),
    says: /^pdf-too-many-revisions/,
  },
  maxImageSegments: {
    set: 6,
    made: (n) => file(pngOf(times(n - 2, () => chunk("tEXt", Buffer.from("Author\0Anna"))))),
    says: /^picture-damaged/,
  },
  maxTextFileBytes: {
    set: 50,
    made: (n) => file(Buffer.from(padded("text ", n)), "a.txt"),
    says: /^text-too-long/,
  },
  maxChatMessages: { set: 5, made: (n) => file(CHAT(n), "chat.txt"), says: /^chat-too-long/ },
  maxArchiveMembers: {
    set: 5,
    made: (n) => file(zipOf(Object.fromEntries(times(n, (i) => [`m${i}`, "x"])))),
    says: /^zip-too-many|more than|members/,
  },
  maxArchiveMemberBytes: {
    set: 500,
    made: async (n) => [
      ...(await file(deflated(n))),
      ...(await file(
        Buffer.concat([gzipSync(Buffer.alloc(200)), gzipSync(Buffer.alloc(n - 200))]),
      )),
    ],
    says: /^(zip-member-too-large|archive-bomb)/,
  },
  maxArchiveTotalBytes: {
    set: 900,
    made: (n) =>
      file(
        writeZip([
          { name: "a", data: padded("", 500) },
          { name: "b", data: padded("", n - 500) },
        ]),
      ),
    says: /^zip-total-too-large/,
  },
  maxArchiveRatio: {
    set: 40,
    made: (n) => {
      const [packed, unpacked] = [MIB, n * MIB];
      const rest = totalCap(packed) - unpacked;
      return rest < 0 || unpackCap(packed, unpacked - 1) === 0 ? ["too much"] : [];
    },
    says: /too much/,
  },
};

const VALUES = LIMITS as Record<LimitName, number>;
const TRUE_VALUES = { ...LIMITS };
afterEach(() => {
  Object.assign(VALUES, TRUE_VALUES);
});

it("has an edge, or the test that is named in limits.test.ts", () => {
  const attacks = readFileSync(join(ROOT, "tests", "limits.test.ts"), "utf8");
  const without = Object.keys(LIMITS).filter((name) => !(name in EDGES));
  expect(without.filter((name) => !attacks.includes(`${name}: [`))).toEqual([]);
});

describe("is kept below and at, and said above", () => {
  for (const [name, edge] of Object.entries(EDGES)) {
    if (!("set" in edge)) {
      it(`${name}, in ${edge[0]}`, () => {
        expect(readFileSync(join(ROOT, "tests", edge[0]), "utf8")).toContain(edge[1]);
      });
      continue;
    }
    it(name, async () => {
      Object.assign(VALUES, { [name]: edge.set });
      const saidOf = async (n: number): Promise<boolean> =>
        (await edge.made(n)).some((line) => edge.says.test(line));
      const step = edge.step ?? 1;
      const steps = [edge.set - step, edge.set, edge.set + step];
      const found: boolean[] = [];
      for (const n of steps) found.push(await saidOf(n));
      const said = (await edge.made(edge.set + step)).join("\n");
      expect(found, said).toEqual([false, edge.saidAt === true, true]);
    });
  }
});
