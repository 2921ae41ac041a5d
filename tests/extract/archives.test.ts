import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readGzip } from "../../src/extract/archive/gzip.ts";
import { readRar } from "../../src/extract/archive/rar.ts";
import { readPackedFile, readSevenZip } from "../../src/extract/archive/seven-zip.ts";
import { readTar } from "../../src/extract/archive/tar.ts";
import { readFile } from "../../src/extract/read-file.ts";
import type { ReadContext } from "../../src/extract/reader.ts";
import { isRisky } from "../../src/ingest/reader-process.ts";
import type { Child, Extraction } from "../../src/model/extraction.ts";
import { sniffType } from "../../src/sources/sniff.ts";
import { type PackedFile, rar4Of, rar5Of, tarEntry, tarOf } from "../support/archive-writers.ts";
import { corpusPath, itWith } from "../support/corpora.ts";
import { zipOf } from "../support/zip-writer.ts";

const context = (name: string, sniffedType = ""): ReadContext => ({
  name,
  declaredType: "",
  sniffedType,
});
const codesOf = (extraction: Extraction): string[] => extraction.problems.map((p) => p.code);
const summary = (children: readonly Child[]): string[] =>
  children.map((c) => `${c.name} ${createHash("sha256").update(c.bytes).digest("hex")}`);
const valuesOf = (child: Child | undefined): string[] =>
  (child?.metadata ?? []).map((v) => `${v.field} ${v.source}: ${v.text}`);

const FOUR_MB = gzipSync(Buffer.alloc(4 << 20));

const SAVED = Date.UTC(2017, 2, 27, 9, 14, 6);
const SEVEN_ZIP_TOOL = "7z";
const SEVEN_ZIP = { sniffedType: "application/x-7z-compressed" };

const FILES: readonly PackedFile[] = [
  { name: "budget/q3.xls", bytes: Buffer.from("first file of three"), mtime: SAVED },
  { name: "budget/q4.xls", bytes: Buffer.from("x".repeat(5000)), mtime: SAVED + 60_000 },
  { name: "empty.txt", bytes: Buffer.alloc(0), mtime: SAVED },
];

describe("the same files in any archive", () => {
  it("are the same documents from RAR 4, RAR 5, tar and zip", async () => {
    const fromZip = await readFile(
      zipOf(Object.fromEntries(FILES.map((f) => [f.name, f.bytes]))),
      context("a.zip", "application/zip"),
    );
    const expected = summary(
      FILES.map((f) => ({ ...f, declaredType: "", steps: [], metadata: [] })),
    );
    expect(summary(fromZip.children)).toEqual(expected);
    for (const archive of [
      await readRar(rar4Of(FILES)),
      await readRar(rar5Of(FILES)),
      await readTar(tarOf(FILES)),
    ]) {
      expect([summary(archive.children), archive.problems]).toEqual([expected, []]);
    }
  });

  it("have steps that name position and name", async () => {
    const { children } = await readRar(rar5Of(FILES));
    expect(children[1]?.steps).toEqual([{ step: "member", index: 1, name: "budget/q4.xls" }]);
  });
});

describe("what archives say of their members", () => {
  it("RAR 4: local time in steps of two seconds, host system", async () => {
    const [child] = (await readRar(rar4Of(FILES))).children;
    expect(child?.metadata[0]).toMatchObject({
      field: "membertime",
      source: "RAR4 mtime",
      time: { epochMs: SAVED, zoneSource: "unknown", resolutionMs: 2000 },
    });
    expect(valuesOf(child)).toContain("other RAR host system: Windows (2)");
  });

  it("RAR 5: UTC, and who owned the file on a Unix system", async () => {
    const [child] = (await readRar(rar5Of(FILES, { host: 3, owner: "anna" }))).children;
    expect(valuesOf(child)).toEqual([
      "membertime RAR5 mtime: 2017-03-27T09:14:06Z",
      "other RAR host system: Unix (1)",
      "people RAR owner user: anna",
    ]);
    expect(child?.metadata[0]?.time?.zoneSource).toBe("format");
  });

  it("tar: UTC, user name, numbers", async () => {
    const entry = tarEntry(
      { name: "a", bytes: Buffer.from("x"), mtime: SAVED },
      { uname: "weber" },
    );
    const [child] = (await readTar(entry)).children;
    expect(valuesOf(child)).toEqual([
      "membertime tar mtime: 2017-03-27T09:14:06Z",
      "people tar uname: weber",
      "other tar uid:gid: 1000:1000",
    ]);
  });

  it("gzip: the name, time and system of its header", async () => {
    const packed = Buffer.from(gzipSync("hello"));
    packed.writeUInt32LE(SAVED / 1000, 4);
    const named = Buffer.concat([
      packed.subarray(0, 3),
      Buffer.from([8]),
      packed.subarray(4, 10),
      Buffer.from("note.txt\0"),
      packed.subarray(10),
    ]);
    const [child] = (await readGzip(named, context("other.gz"))).children;
    expect([child?.name, Buffer.from(child?.bytes ?? []).toString(), child?.steps]).toEqual([
      "note.txt",
      "hello",
      [{ step: "decode", encoding: "gzip" }],
    ]);
    expect(valuesOf(child)).toEqual([
      "membertime gzip MTIME: 2017-03-27T09:14:06Z",
      "other gzip OS: Unix (3)",
    ]);
  });

  it.each([
    ["mail.mbox.gz", "mail.mbox"],
    ["dump.TGZ", "dump.tar"],
    ["plain", "plain"],
  ])("gzip without a name: %s holds %s", async (name, inner) => {
    expect((await readGzip(gzipSync("x"), context(name))).children[0]?.name).toBe(inner);
  });

  it("gzip: several members are one file", async () => {
    const { children, problems } = await readGzip(
      Buffer.concat([gzipSync("one "), gzipSync("two")]),
      context("a.gz"),
    );
    expect([Buffer.from(children[0]?.bytes ?? []).toString(), problems]).toEqual(["one two", []]);
  });
});

describe("tar dialects", () => {
  const pax = (records: Record<string, string>): Buffer => {
    const lines = Object.entries(records).map(([key, value]) => {
      const body = ` ${key}=${value}\n`;
      let length = Buffer.byteLength(body) + 1;
      while (String(length).length + Buffer.byteLength(body) !== length) length++;
      return `${length}${body}`;
    });
    return tarEntry({ name: "pax", bytes: Buffer.from(lines.join("")) }, { kind: "x" });
  };

  it("reads long names of pax and GNU, and fractions of seconds", async () => {
    const long = `${"ordner/".repeat(30)}größe.txt`;
    const file = tarEntry({ name: "short", bytes: Buffer.from("x") });
    const gnu = tarEntry({ name: "././@LongLink", bytes: Buffer.from(`${long}\0`) }, { kind: "L" });
    const { children } = await readTar(
      Buffer.concat([pax({ path: long, mtime: "1490606045.25" }), file, gnu, file]),
    );
    expect(children.map((c) => c.name)).toEqual([long, long]);
    expect(children[0]?.metadata[0]?.time).toMatchObject({
      epochMs: 1490606045250,
      zoneSource: "format",
      resolutionMs: 10,
    });
  });

  it.each([
    ["1490606045", 1000],
    ["1490606045.2", 100],
    ["1490606045.25", 10],
    ["1490606045.250", 1],
    ["1490606045.2500", 0.1],
    ["1490606045.250000000", 1e-6],
    // more digits than nanoseconds say nothing more
    ["1490606045.2500000000", 1e-6],
  ])("knows the resolution of the pax time %s, and keeps it as written", async (mtime, ms) => {
    const { children } = await readTar(
      Buffer.concat([pax({ mtime }), tarEntry({ name: "a", bytes: Buffer.from("x") })]),
    );
    const time = children[0]?.metadata[0]?.time;
    expect(time?.resolutionMs).toBeCloseTo(ms, 9);
    expect(time?.rawText).toBe(`unix time ${mtime}`);
  });

  it("says which links and sparse files it holds no bytes of", async () => {
    const bytes = Buffer.concat([
      tarEntry({ name: "link", bytes: Buffer.alloc(0) }, { kind: "2", linkname: "/etc/passwd" }),
      tarEntry({ name: "holes", bytes: Buffer.from("x") }, { kind: "S" }),
      tarEntry({ name: "dir/", bytes: Buffer.alloc(0) }, { kind: "5" }),
      Buffer.alloc(1024),
    ]);
    const { problems, children } = await readTar(bytes);
    expect(children).toEqual([]);
    expect(problems.map((p) => `${p.code}: ${p.reason}`)).toEqual([
      'archive-links: 1 links without content of their own: "link -> /etc/passwd"',
      'sparse-member: 1 sparse files, whose holes are not filled: "holes"',
    ]);
  });

  it("goes on behind the end mark when there is more", async () => {
    const { children, problems } = await readTar(Buffer.concat([tarOf(FILES), tarOf(FILES)]));
    expect([children.length, problems]).toEqual([6, []]);
  });

  it("accounts for every byte: a tar cut anywhere gives its members or a problem", async () => {
    const whole = tarOf(FILES);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1025), async (length) => {
        const { children, problems } = await readTar(whole.subarray(0, length));
        expect(problems.length).toBeGreaterThan(0);
        expect(children.length).toBeLessThanOrEqual(FILES.length);
      }),
      { numRuns: 100 },
    );
  });
});

it("says in part of a tar that ends between two members: more may be missing", async () => {
  const [first] = FILES;
  const whole = tarOf(first === undefined ? [] : [first]);
  const { problems } = await readTar(whole.subarray(0, -1024));
  expect(problems.map(({ code, severity }) => [code, severity])).toEqual([
    ["tar-truncated", "partial"],
  ]);
});

describe("hostile and locked archives", () => {
  it("small members of a RAR behind large ones are read: what is allowed is allowed to the whole archive", async () => {
    const large = { name: "large.bin", bytes: Buffer.alloc(18e6, "0123456789abcdef") };
    for (const write of [rar4Of, rar5Of]) {
      const found = await readRar(write([large, ...FILES]));
      expect(codesOf(found)).toEqual([]);
      expect(found.children).toHaveLength(1 + FILES.length);
    }
  });

  it.each<[string, () => Promise<Extraction>, string[]]>([
    [
      "a gzip of 300 MB of zeros",
      () => readGzip(gzipSync(Buffer.alloc(300e6)), context("a.gz")),
      ["archive-bomb"],
    ],
    [
      "many gzip members that each stay small",
      () =>
        readGzip(
          Buffer.concat(Array.from({ length: 8 }, () => gzipSync(Buffer.alloc(15e6)))),
          context("a.gz"),
        ),
      ["archive-bomb"],
    ],
    [
      "a gzip cut off",
      () => readGzip(gzipSync(Buffer.from("x".repeat(1000))).subarray(0, 20), context("a.gz")),
      ["gzip-truncated"],
    ],
    [
      "a gzip with a wrong checksum",
      () =>
        readGzip(Buffer.concat([gzipSync("x").subarray(0, -8), Buffer.alloc(8)]), context("a.gz")),
      ["checksum-wrong"],
    ],
    [
      "bytes behind a gzip",
      () => readGzip(Buffer.concat([gzipSync("x"), Buffer.from("more")]), context("a.gz")),
      ["bytes-after-archive"],
    ],
    ...([3, 4, 5] as const).map((members): [string, () => Promise<Extraction>, string[]] => [
      `${members} gzip members of 4 MB each, of which 16 MB are free`,
      () => readGzip(Buffer.concat(Array(members).fill(FOUR_MB)), context("a.gz")),
      members > 4 ? ["archive-bomb"] : [],
    ]),
    ["no gzip at all", () => readGzip(Buffer.from("hello"), context("a.gz")), ["gzip-damaged"]],
    [
      "a tar member that claims 8 GB",
      () => readTar(tarEntry(FILES[0] as PackedFile, { size: 0o77777777777 })),
      ["tar-damaged"],
    ],
    ["a tar of noise", () => readTar(Buffer.alloc(2048, 7)), ["tar-damaged"]],
    [
      "a RAR 4 size forged to 1 GB",
      () => readRar(rar4Of(FILES.slice(0, 1), { unpackedBytes: 1e9 })),
      ["archive-bomb"],
    ],
    [
      "a RAR 5 size forged to 1 TB",
      () => readRar(rar5Of(FILES.slice(0, 1), { unpackedBytes: 1e12 })),
      ["archive-bomb"],
    ],
    [
      "a RAR 5 that asks for a 4 GB dictionary",
      () => readRar(rar5Of(FILES.slice(0, 1), { dictionaryPower: 15 })),
      ["archive-bomb"],
    ],
    [
      "a RAR 4 whose member is locked",
      () => readRar(rar4Of(FILES.slice(0, 1), { flags: 4 })),
      ["encrypted"],
    ],
    [
      "a RAR 5 whose member is locked",
      () => readRar(rar5Of(FILES.slice(0, 1), { encrypted: true })),
      ["encrypted"],
    ],
    [
      "a RAR member that goes on in another volume",
      () => readRar(rar4Of(FILES.slice(0, 1), { flags: 2 })),
      ["archive-volume-missing"],
    ],
    ["a RAR cut in its header", () => readRar(rar5Of(FILES).subarray(0, 40)), ["rar-damaged"]],
    ["no RAR at all", () => readRar(Buffer.from("hello")), ["rar-damaged"]],
    [
      "no 7z at all",
      () => readSevenZip(Buffer.from("377abcaf271c0004", "hex"), SEVEN_ZIP),
      ["archive-damaged"],
    ],
  ])("gives a problem for %s", async (_what, run, codes) => {
    expect(codesOf(await run())).toEqual(codes);
  });

  it("keeps the readable members of a RAR with a damaged one", async () => {
    const bytes = rar5Of(FILES);
    bytes[bytes.indexOf("first file")] = 0x58;
    const extraction = await readRar(bytes);
    expect(extraction.children.map((c) => c.name)).toEqual(["budget/q4.xls", "empty.txt"]);
    expect(codesOf(extraction)).toEqual(["rar-member-damaged"]);
  });

  it("never throws on changed RAR headers", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(rar4Of, rar5Of),
        fc.array(fc.tuple(fc.nat(120), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        async (pack, changes) => {
          const bytes = Buffer.from(pack(FILES));
          for (const [at, value] of changes) bytes[at] = value;
          await readRar(bytes);
        },
      ),
      { numRuns: 100 },
    );
  });

  itWith(
    { tools: ["bzip2", "xz", "zstd"] },
    "unpacks bzip2, xz and zstd, and stops at bombs of each",
    async () => {
      const pack = (tool: string, bytes: Buffer): Buffer =>
        execFileSync(tool, ["-c"], { input: bytes, maxBuffer: 1e9 });
      for (const [tool, read, ending] of [
        ["bzip2", readPackedFile("bzip2"), "bz2"],
        ["xz", readPackedFile("xz"), "xz"],
        ["zstd", readPackedFile("zstd"), "zst"],
      ] as const) {
        const plain = await read(pack(tool, Buffer.from("hello")), context(`note.txt.${ending}`));
        expect(
          plain.children.map((c) => [c.name, Buffer.from(c.bytes).toString(), c.steps]),
        ).toEqual([["note.txt", "hello", [{ step: "decode", encoding: tool }]]]);
        expect(codesOf(await read(pack(tool, Buffer.alloc(100e6)), context("a")))).toEqual([
          "archive-bomb",
        ]);
        expect(
          codesOf(await read(pack(tool, Buffer.from("hello")).subarray(0, 14), context("a"))),
        ).toEqual(["archive-damaged"]);
      }
    },
  );
});

describe("real archives", () => {
  const fixture = (name: string): Buffer =>
    readFileSync(corpusPath("torture", `torture/ingest-file/tests/fixtures/${name}`));

  itWith(
    { corpus: "torture" },
    "a packed RAR 4 and a tar of the same files are the same documents",
    async () => {
      const rar = await readRar(fixture("test-documents.rar"));
      const tar = await readTar(fixture("test-documents.tar"));
      expect(rar.children).toHaveLength(9);
      expect(summary(rar.children).sort()).toEqual(summary(tar.children).sort());
      expect(rar.problems).toEqual([]);
    },
  );

  itWith(
    { corpus: "torture" },
    "a packed 7z gives its member with the stored time, whatever the zone of this machine",
    async () => {
      const { children } = await readSevenZip(fixture("500_pages.7z"), SEVEN_ZIP);
      expect(children.map((c) => [c.name, c.bytes.length, c.metadata[0]?.time?.epochMs])).toEqual([
        ["tests/fixtures/500 pages.pdf", 302_661, Date.UTC(2023, 2, 2, 7, 29, 31)],
      ]);
    },
  );

  itWith({ corpus: "torture" }, "a locked 7z, a link, a lone volume are told apart", async () => {
    expect((await readSevenZip(fixture("7z_password.7z"), SEVEN_ZIP)).markers).toEqual([
      "encrypted",
    ]);
    expect(codesOf(await readSevenZip(fixture("bad7zip.7z"), SEVEN_ZIP))).toEqual([
      "archive-links",
    ]);
    expect((await readSevenZip(fixture("500_pages.7z.001"), SEVEN_ZIP)).markers).toEqual([
      "unreadable",
    ]);
    expect(codesOf(await readRar(fixture("badrar.rar")))).toEqual(["archive-links"]);
  });

  itWith({ corpus: "documents" }, "a packed RAR 5 gives times in full", async () => {
    const folder = corpusPath("documents", "docs/exiftool-images/t/images");
    const name = readdirSync(folder).find((file) => file.endsWith(".rar")) ?? "";
    const { children } = await readRar(readFileSync(join(folder, name)));
    expect(children[0]?.metadata[0]?.time).toMatchObject({
      epochMs: Date.UTC(2022, 11, 15, 8, 37, 1, 427),
      zoneSource: "format",
    });
  });
});

/** [what, program, shell command that packs a.txt and b/c.txt to the file out, media type] */
const PACKERS = [
  ["cpio", "cpio", "printf 'a.txt\\nb/c.txt\\n' | cpio -o -H newc > out", "application/x-cpio"],
  ["ar", "ar", "ar rcU out a.txt", "application/x-archive"],
  ["iso", "genisoimage", "genisoimage -quiet -J -o out a.txt b", "application/x-iso9660-image"],
  ["arj", "arj", "arj a -y out.arj a.txt b/c.txt >/dev/null; mv out.arj out", "application/x-arj"],
] as const;

/** 2026-12-01 05:04:40 UTC. */
const PACKED_AT_SECONDS = Date.UTC(2026, 11, 1, 5, 4, 40) / 1000;

describe("archives of other packers", () => {
  for (const [what, tool, command, type] of PACKERS) {
    itWith({ tools: [tool] }, `gives the members of ${what}`, async () => {
      const folder = mkdtempSync(join(tmpdir(), "leaksift-packers-"));
      try {
        mkdirSync(join(folder, "b"));
        writeFileSync(join(folder, "a.txt"), "alpha zanzibar");
        writeFileSync(join(folder, "b/c.txt"), "gamma");
        // ARJ keeps this moment as bits that are a date for DOS too
        for (const name of ["a.txt", "b/c.txt"])
          utimesSync(join(folder, name), PACKED_AT_SECONDS, PACKED_AT_SECONDS);
        execFileSync("sh", ["-c", command], { cwd: folder, stdio: "pipe" });
        const bytes = readFileSync(join(folder, "out"));
        const sniffedType = sniffType(bytes, "out");
        expect(sniffedType).toBe(type);
        const found = await readFile(bytes, { name: "out", declaredType: "", sniffedType });
        const texts = found.children.map((child) => Buffer.from(child.bytes).toString());
        expect(texts.filter((text) => !text.startsWith(" ")).sort()).toEqual(
          what === "ar" || what === "iso"
            ? expect.arrayContaining(["alpha zanzibar"])
            : ["alpha zanzibar", "gamma"],
        );
        const times = found.children[0]?.metadata.filter(({ field }) => field === "membertime");
        expect(times).toHaveLength(1);
        if (what === "arj") expect(times?.[0]?.time?.epochMs).toBe(PACKED_AT_SECONDS * 1000);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }

  itWith(
    { tools: [SEVEN_ZIP_TOOL] },
    "gives members of a zip packed by other methods",
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "leaksift-methods-"));
      try {
        writeFileSync(join(folder, "a.txt"), "alpha zanzibar ".repeat(50));
        for (const method of ["Deflate64", "BZip2", "LZMA", "PPMd"]) {
          execFileSync(SEVEN_ZIP_TOOL, ["a", "-tzip", `-mm=${method}`, `${method}.zip`, "a.txt"], {
            cwd: folder,
            stdio: "pipe",
          });
          const bytes = readFileSync(join(folder, `${method}.zip`));
          const sniffedType = "application/zip";
          expect(isRisky(sniffedType, bytes), "is read in a process of its own").toBe(true);
          const found = await readFile(bytes, { name: "", declaredType: "", sniffedType });
          expect(found.problems, method).toEqual([]);
          expect(found.children.map((child) => child.bytes.length)).toEqual([750]);
        }
        writeFileSync(join(folder, "zeros"), Buffer.alloc(100e6));
        execFileSync(SEVEN_ZIP_TOOL, ["a", "-tzip", "-mm=BZip2", "bomb.zip", "zeros"], {
          cwd: folder,
          stdio: "pipe",
        });
        const bomb = readFileSync(join(folder, "bomb.zip"));
        const found = await readFile(bomb, {
          name: "",
          declaredType: "",
          sniffedType: "application/zip",
        });
        expect(found.problems.map(({ code }) => code)).toEqual(["zip-ratio"]);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
});
