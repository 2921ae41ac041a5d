import { readFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readImage } from "../../src/extract/image/image.ts";
import type { Extraction } from "../../src/model/extraction.ts";
import { corpusPath, itWith } from "../support/corpora.ts";
import {
  chunk,
  iptc,
  jpegOf,
  photoshopSegment,
  pngOf,
  segment,
  tiffOf,
} from "../support/picture-writer.ts";

const valuesOf = (extraction: Extraction, ...fields: string[]): string[] =>
  extraction.metadata.filter((v) => fields.includes(v.field)).map((v) => `${v.source}: ${v.text}`);

const EXIF = tiffOf({
  main: [
    [0x010f, 2, "Maker"],
    [0x0110, 2, "Model 5"],
    [0x0131, 2, "Retoucher 3"],
    [0x0132, 2, "2017:03:27 09:14:05"],
    [0x013b, 2, "Анна Вебер"],
    [0x9c9d, 7, Buffer.from("Ben Carter\0", "utf16le")],
  ],
  exif: [
    [0x9003, 2, "2016:08:04 10:11:12"],
    [0x9004, 2, "2016:08:04 10:11:12"],
    [0x9011, 2, "+02:00"],
    [0x9291, 2, "25"],
    [0x9286, 7, Buffer.concat([Buffer.from("UNICODE\0"), Buffer.from("hôtel", "utf16le")])],
    [0xa430, 2, "Dora Eck"],
    [0xa431, 2, "SN-77"],
  ],
  gps: [
    [1, 2, "N"],
    [
      2,
      5,
      [
        [48, 1],
        [51, 1],
        [2960, 100],
      ],
    ],
    [3, 2, "W"],
    [
      4,
      5,
      [
        [2, 1],
        [17, 1],
        [4020, 100],
      ],
    ],
  ],
});
const EXIF_SEGMENT = segment(0xe1, "Exif\0\0", EXIF);

describe("EXIF", () => {
  it("names maker, software, people, serial numbers and comment, each from its tag", async () => {
    const extraction = await readImage(jpegOf([EXIF_SEGMENT]));
    expect(valuesOf(extraction, "camera", "app", "creator", "people", "docid", "keywords")).toEqual(
      [
        "EXIF Make: Maker",
        "EXIF Model: Model 5",
        "EXIF Software: Retoucher 3",
        "EXIF Artist: Анна Вебер",
        "EXIF XPAuthor: Ben Carter",
        "EXIF UserComment: hôtel",
        "EXIF CameraOwnerName: Dora Eck",
        "EXIF BodySerialNumber: SN-77",
      ],
    );
    expect(extraction.problems).toEqual([]);
  });

  it("takes a time for local unless the offset tag says otherwise", async () => {
    const { metadata } = await readImage(jpegOf([EXIF_SEGMENT]));
    const times = metadata.flatMap((v) =>
      v.time === undefined
        ? []
        : [[v.field, v.time.epochMs, v.time.zoneSource, v.time.resolutionMs]],
    );
    expect(times).toEqual([
      ["modified", Date.UTC(2017, 2, 27, 9, 14, 5), "unknown", 1000],
      ["taken", Date.UTC(2016, 7, 4, 8, 11, 12, 250), "stated", 10],
      ["created", Date.UTC(2016, 7, 4, 10, 11, 12), "unknown", 1000],
    ]);
  });

  it("gives the place as decimal degrees, south and west negative", async () => {
    const extraction = await readImage(jpegOf([EXIF_SEGMENT]));
    expect(extraction.features).toEqual(["gps"]);
    expect(valuesOf(extraction, "other")).toContain("EXIF GPS: 48.858222, -2.294500");
  });

  it("marks text that is no Unicode as undecodable and keeps its bytes", async () => {
    const latin = tiffOf({
      main: [[0x013b, 2, Buffer.from([0x47, 0x75, 0xe9, 0x72, 0x69, 0x6e, 0])]],
    });
    const { metadata } = await readImage(jpegOf([segment(0xe1, "Exif\0\0", latin)]));
    expect(metadata.find((v) => v.field === "creator")).toMatchObject({
      text: "Guérin",
      state: "undecodable",
      rawHex: "4775e972696e00",
    });
  });

  it("reads the same from a TIFF file, a PNG and a WebP", async () => {
    const webpBody = Buffer.concat([
      Buffer.from("WEBPEXIF"),
      Buffer.from([EXIF.length & 255, EXIF.length >> 8, 0, 0]),
      EXIF,
      Buffer.alloc(EXIF.length % 2),
    ]);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(webpBody.length);
    const creators = await Promise.all(
      [
        EXIF,
        pngOf([chunk("eXIf", EXIF)]),
        Buffer.concat([Buffer.from("RIFF"), size, webpBody]),
      ].map(async (bytes) => valuesOf(await readImage(bytes), "creator", "taken")),
    );
    const expected = [
      "EXIF Artist: Анна Вебер",
      "EXIF XPAuthor: Ben Carter",
      "EXIF DateTimeOriginal: 2016:08:04 10:11:12",
    ];
    expect(creators).toEqual([expected, expected, expected]);
  });
});

describe("other packets", () => {
  it("reads IPTC with its times", async () => {
    const extraction = await readImage(
      jpegOf([
        photoshopSegment([
          iptc(80, "Emil Frey"),
          iptc(122, "Gita Hahn"),
          iptc(105, "Signing"),
          iptc(55, "20170326"),
          iptc(60, "101112+0200"),
        ]),
      ]),
    );
    expect(valuesOf(extraction, "creator", "people", "title")).toEqual([
      "IPTC By-line: Emil Frey",
      "IPTC Writer-Editor: Gita Hahn",
      "IPTC Headline: Signing",
    ]);
    expect(extraction.metadata.find((v) => v.field === "taken")?.time).toMatchObject({
      epochMs: Date.UTC(2017, 2, 26, 8, 11, 12),
      zoneSource: "stated",
    });
  });

  it.each(["\0", " \0"])("reads XMP behind a name that ends in %j", async (end) => {
    const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:Description xmlns:d="http://purl.org/dc/elements/1.1/"><d:creator>Ida Jost</d:creator></r:Description></r:RDF></x:xmpmeta>`;
    const extraction = await readImage(
      jpegOf([segment(0xe1, `http://ns.adobe.com/xap/1.0/${end}`, xmp)]),
    );
    expect(valuesOf(extraction, "creator")).toEqual(["XMP dc:creator: Ida Jost"]);
  });

  it("reads PNG texts, plain, packed and international", async () => {
    const packed = deflateSync(Buffer.from("Painter 2"));
    const extraction = await readImage(
      pngOf([
        chunk("tEXt", Buffer.from("Author\0Karl Lang")),
        chunk("zTXt", Buffer.concat([Buffer.from("Software\0\0"), packed])),
        chunk("iTXt", Buffer.from("Title\0\0\0\0\0Überblick")),
        chunk("tIME", Buffer.from([0x07, 0xe1, 3, 27, 9, 14, 5])),
      ]),
    );
    expect(valuesOf(extraction, "creator", "app", "title", "modified")).toEqual([
      "PNG Author: Karl Lang",
      "PNG Software: Painter 2",
      "PNG Title: Überblick",
      "PNG tIME: 2017:03:27 09:14:05",
    ]);
    expect(extraction.metadata.find((v) => v.field === "modified")?.time?.zoneSource).toBe(
      "format",
    );
  });

  it("reads comments of JPEG and GIF", async () => {
    const gif = Buffer.concat([
      Buffer.from("GIF89a"),
      Buffer.from([8, 0, 8, 0, 0, 0, 0, 0x21, 0xfe, 5]),
      Buffer.from("hello"),
      Buffer.from([0, 0x3b]),
    ]);
    expect(valuesOf(await readImage(gif), "keywords")).toEqual(["picture comment: hello"]);
    expect(valuesOf(await readImage(jpegOf([segment(0xfe, "hello")])), "keywords")).toEqual([
      "picture comment: hello",
    ]);
  });

  it.each([
    [640, 480, []],
    [1000, 800, ["needs-ocr"]],
  ] as const)(
    "says of a picture of %d x %d that it may hold text: %j",
    async (width, height, markers) => {
      expect((await readImage(jpegOf([], width, height))).markers).toEqual(markers);
    },
  );
});

describe("hostile pictures", () => {
  const loop = tiffOf({ main: [[0x8769, 4, [8]]] });
  it.each<[string, Buffer, string[]]>([
    [
      "a text that unpacks to 100 MB",
      pngOf([
        chunk(
          "zTXt",
          Buffer.concat([Buffer.from("Comment\0\0"), deflateSync(Buffer.alloc(100e6))]),
        ),
      ]),
      ["packed-text-unreadable"],
    ],
    [
      "a chunk that claims 2 GB",
      Buffer.concat([
        pngOf([]).subarray(0, 33),
        Buffer.from("7fffffff74455874", "hex"),
        Buffer.alloc(8),
      ]),
      ["picture-damaged"],
    ],
    [
      "20,000 empty chunks",
      pngOf(Array.from({ length: 20_000 }, () => chunk("tEXt", Buffer.alloc(0)))),
      ["picture-damaged"],
    ],
    ["a segment behind the end", Buffer.from("ffd8ffe1ffff45786966", "hex"), ["picture-damaged"]],
    [
      "a directory outside the file",
      jpegOf([segment(0xe1, "Exif\0\0", Buffer.from("49492a00ffffff7f", "hex"))]),
      ["exif-damaged"],
    ],
    [
      "an IPTC block that claims too much",
      jpegOf([photoshopSegment([Buffer.from("1c02507fff41", "hex")])]),
      ["iptc-damaged"],
    ],
    [
      "a box that claims too much",
      Buffer.concat([
        Buffer.from("0000001466747970", "hex"),
        Buffer.from("heic"),
        Buffer.alloc(8),
        Buffer.from("7fffffff6d657461", "hex"),
      ]),
      ["picture-damaged"],
    ],
  ])("gives a problem for %s", async (_what, bytes, codes) => {
    expect((await readImage(bytes)).problems.map((p) => p.code)).toEqual(codes);
  });

  it("ends on a directory that points to itself", async () => {
    expect((await readImage(loop)).metadata.length).toBeLessThan(10);
  });

  it("never throws on changed bytes", async () => {
    const seeds = [
      jpegOf([EXIF_SEGMENT, photoshopSegment([iptc(80, "x")])]),
      pngOf([chunk("eXIf", EXIF), chunk("tEXt", Buffer.from("a\0b"))]),
      EXIF,
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...seeds),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 12 }),
        fc.nat(),
        async (seed, changes, cut) => {
          const bytes = Buffer.from(seed);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          await readImage(bytes.subarray(0, bytes.length - (cut % bytes.length) * (cut % 2)));
        },
      ),
      { numRuns: 500 },
    );
  });
});

const ORACLE: readonly (readonly [string, string])[] = [
  ["IFD0:Make", "EXIF Make"],
  ["IFD0:Model", "EXIF Model"],
  ["IFD0:Software", "EXIF Software"],
  ["IFD0:Artist", "EXIF Artist"],
  ["IFD0:Copyright", "EXIF Copyright"],
  ["IFD0:ImageDescription", "EXIF ImageDescription"],
  ["IFD0:ModifyDate", "EXIF DateTime"],
  ["ExifIFD:DateTimeOriginal", "EXIF DateTimeOriginal"],
  ["ExifIFD:CreateDate", "EXIF DateTimeDigitized"],
  ["ExifIFD:UserComment", "EXIF UserComment"],
  ["ExifIFD:OwnerName", "EXIF CameraOwnerName"],
  ["IPTC:By-line", "IPTC By-line"],
  ["IPTC:Caption-Abstract", "IPTC Caption-Abstract"],
  ["IPTC:ObjectName", "IPTC ObjectName"],
  ["IPTC:Writer-Editor", "IPTC Writer-Editor"],
  ["XMP-dc:Creator", "XMP dc:creator"],
  ["XMP-dc:Title", "XMP dc:title"],
  ["XMP-xmp:CreatorTool", "XMP xmp:CreatorTool"],
  ["XMP-xmpMM:DocumentID", "XMP xmpMM:DocumentID"],
  ["XMP-exif:DateTimeOriginal", "XMP exif:DateTimeOriginal"],
  ["File:Comment", "picture comment"],
  ["PNG:Software", "PNG Software"],
  ["PNG:ModifyDate", "PNG tIME"],
];
const PERSONS: ReadonlySet<string> = new Set([
  "IFD0:Artist",
  "ExifIFD:OwnerName",
  "IPTC:By-line",
  "IPTC:Writer-Editor",
  "XMP-dc:Creator",
]);

function plain(tag: string, text: string): string {
  // exiftool prints control characters as dots
  const clean = [...text]
    .map((c) => (c < " " ? " " : c))
    .join("")
    .replaceAll(/[\s.]+/g, " ")
    .trim();
  return tag.includes("Date") ? clean.replaceAll(/\D/g, "").slice(0, 14) : clean;
}

itWith(
  { corpus: "documents" },
  "agrees with exiftool on 95 % of the values of real pictures and misses no person in silence",
  async () => {
    const truth = JSON.parse(
      readFileSync(corpusPath("torture", "truth/docs_exiftool.json"), "utf8"),
    ) as Readonly<Record<string, unknown>>[];
    const kinds = /^image\/(?:jpeg|png|tiff|webp|gif|heif|x-jps)$/;
    let [compared, agreed] = [0, 0];
    const silent: string[] = [];
    for (const row of truth) {
      if (!kinds.test(String(row["File:MIMEType"]))) continue;
      const extraction = await readImage(
        readFileSync(corpusPath("documents", String(row["SourceFile"]))),
      );
      for (const [tag, source] of ORACLE) {
        const value = row[tag];
        if (value === undefined) continue;
        const wanted = plain(tag, Array.isArray(value) ? value.join("; ") : String(value));
        const found = extraction.metadata.filter((v) => v.source === source).map((v) => v.text);
        compared++;
        if ([...found, found.join("; ")].some((text) => plain(tag, text) === wanted)) agreed++;
        else if (PERSONS.has(tag) && extraction.problems.length === 0)
          silent.push(`${String(row["SourceFile"])} ${tag}: ${found.join("; ")}`);
      }
    }
    expect(silent).toEqual([]);
    expect(agreed / compared).toBeGreaterThan(0.95);
    expect(compared).toBeGreaterThan(300);
  },
);
