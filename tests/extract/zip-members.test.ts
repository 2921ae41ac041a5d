import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readArchive, replayZipMember } from "../../src/extract/archive/zip-archive.ts";
import { listZip } from "../../src/extract/archive/zip-members.ts";
import { archiveBudget, readZipMember } from "../../src/extract/archive/zip-read.ts";
import { corpusPath, itWith } from "../support/corpora.ts";
import { extraField, writeZip, zipOf } from "../support/zip-writer.ts";

const text = (bytes: Uint8Array | null | undefined): string | null =>
  bytes === null || bytes === undefined ? null : Buffer.from(bytes).toString("utf8");

const cp = (bytes: readonly number[]): Uint8Array => Uint8Array.from(bytes);

async function contents(zip: Uint8Array): Promise<[string, string | null][]> {
  const { children } = await readArchive(zip, listZip(zip));
  return children.map((child) => [child.name, text(child.bytes)]);
}

describe("members of a zip", () => {
  it("come in the order of the directory with their bytes", async () => {
    expect(await contents(zipOf({ "b.txt": "two", "a/": "", "a/c.txt": "three" }))).toEqual([
      ["b.txt", "two"],
      ["a/c.txt", "three"],
    ]);
  });

  it("are found behind a program in front and line ends behind", async () => {
    const zip = writeZip([{ name: "x", data: "inside" }], {
      prefix: Buffer.from("MZ program "),
      suffix: Buffer.from("\r\n"),
    });
    expect(await contents(zip)).toEqual([["x", "inside"]]);
  });

  it("are found by their local headers when the directory is gone", async () => {
    const zip = writeZip(
      [
        { name: "x", data: "one", streamed: true },
        { name: "y", data: "two" },
      ],
      { withoutDirectory: true },
    );
    expect(await contents(zip)).toEqual([
      ["x", "one"],
      ["y", "two"],
    ]);
    expect(listZip(zip).problems.map(({ code }) => code)).toContain("zip-damaged");
  });

  it("that no directory lists are told and read", async () => {
    const zip = writeZip([
      { name: "seen", data: "one" },
      { name: "hidden", data: "two", unlisted: true },
      { name: "last", data: "three" },
    ]);
    const listing = listZip(zip);
    expect(listing.members.map((member) => [member.name.text, member.listed])).toEqual([
      ["seen", true],
      ["last", true],
      ["hidden", false],
    ]);
    expect(listing.problems.map(({ code }) => code)).toEqual(["zip-unlisted-member"]);
    expect(await contents(zip)).toContainEqual(["hidden", "two"]);
  });

  it("give their beginning when the archive ends inside them", async () => {
    const noise = createHash("sha512").update("x").digest("hex").repeat(400);
    const whole = writeZip([{ name: "long.txt", data: noise }]);
    const cut = whole.subarray(0, Math.floor(whole.length * 0.6));
    const { children, problems } = await readArchive(cut, listZip(cut));
    const got = text(children[0]?.bytes) ?? "";
    expect(got.length).toBeGreaterThan(10);
    expect(noise.startsWith(got)).toBe(true);
    expect(problems.map(({ code }) => code)).toContain("zip-damaged");
  });

  it("replay to the same bytes from the step of their locator", async () => {
    const zip = zipOf({ a: "one", b: "two" });
    const { children } = await readArchive(zip, listZip(zip));
    for (const child of children) {
      const [step] = child.steps;
      if (step?.step !== "member") throw new Error("a member has a member step");
      expect(text(await replayZipMember(zip, step.index, step.name))).toBe(text(child.bytes));
    }
    expect(await replayZipMember(zip, 0, "other")).toBeNull();
    expect(await replayZipMember(zip, 9, "a")).toBeNull();
  });

  it.each([
    ["a wrong checksum", { statedCrc: 1 }, "zip-checksum", "hello"],
    ["a password", { flags: 1 }, "zip-member-encrypted", null],
    ["a method nobody unpacks", { method: 99 }, "zip-method-unsupported", null],
    ["a size below the truth", { statedSize: 3 }, "zip-size-forged", "hel"],
    ["a size above the truth", { statedSize: 50 }, "zip-size-forged", "hello"],
  ])("with %s leave a problem", async (_what, lie, code, bytes) => {
    const zip = writeZip([{ name: "x", data: "hello", ...lie }]);
    const { children, problems } = await readArchive(zip, listZip(zip));
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    expect(text(children[0]?.bytes)).toBe(bytes);
  });

  it("with hostile, double and differing names keep them as written and tell", () => {
    const zip = writeZip([
      { name: "../../etc/passwd", data: "" },
      { name: "C:\\x", data: "" },
      { name: "a\0.txt", data: "" },
      { name: "same", data: "" },
      { name: "same", data: "" },
      { name: "shown.txt", data: "", localName: "real.exe" },
    ]);
    const listing = listZip(zip);
    expect(listing.members.map((member) => member.name.text)).toEqual([
      "../../etc/passwd",
      "C:\\x",
      "a\0.txt",
      "same",
      "same",
      "shown.txt",
    ]);
    expect(listing.problems.map(({ code }) => code)).toEqual([
      "zip-duplicate-name",
      "zip-hostile-name",
      "zip-names-differ",
    ]);
  });

  it("mark an archive locked once, with few rows however many members it has", async () => {
    const zip = writeZip(
      Array.from({ length: 500 }, (_, at) => ({ name: `f${at}`, data: "secret", flags: 1 })),
    );
    const { markers, problems } = await readArchive(zip, listZip(zip));
    expect(markers).toEqual(["encrypted"]);
    expect(problems.length).toBeLessThan(30);
    expect(problems.at(-1)?.reason).toContain("480 more");
  });

  it("never throw, whatever the bytes", async () => {
    const honest = zipOf({ "a.txt": "some text", "b/c.txt": "more text".repeat(50) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(honest.length - 1), fc.nat(255)), { maxLength: 12 }),
        fc.nat(honest.length),
        async (changes, length) => {
          const bytes = Buffer.from(honest.subarray(0, length));
          for (const [at, value] of changes) if (at < length) bytes[at] = value;
          const extraction = await readArchive(bytes, listZip(bytes));
          expect(extraction.children.length).toBeLessThan(10);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe("names of members", () => {
  // Letters of one code page each, as packers of that system write them.
  it.each([
    ["UTF-8 with the flag", Buffer.from("смета.xls"), 0x800, "смета.xls", "utf-8", false],
    ["UTF-8 without it", Buffer.from("смета.xls"), 0, "смета.xls", "utf-8", true],
    ["ASCII", Buffer.from("plan.xls"), 0, "plan.xls", "ascii", false],
    [
      "DOS Cyrillic",
      cp([0x8e, 0xe2, 0xe7, 0xf1, 0xe2, 0x20, 0xa7, 0xa0, 0x20, 0xa3, 0xae, 0xa4]),
      0,
      "Отчёт за год",
      "cp866",
      true,
    ],
    [
      "Windows Cyrillic",
      cp([0xce, 0xf2, 0xf7, 0xe5, 0xf2, 0x20, 0xe7, 0xe0, 0x20, 0xe3, 0xee, 0xe4]),
      0,
      "Отчет за год",
      "cp1251",
      true,
    ],
    [
      "DOS French",
      cp([0x50, 0x72, 0x82, 0x76, 0x69, 0x73, 0x69, 0x6f, 0x6e, 0x20, 0x90, 0x74, 0x82]),
      0,
      "Prévision Été",
      "cp850",
      true,
    ],
    [
      "Windows French",
      cp([0x50, 0x72, 0xe9, 0x76, 0x69, 0x73, 0x69, 0x6f, 0x6e, 0x20, 0xc9, 0x74, 0xe9]),
      0,
      "Prévision Été",
      "cp1252",
      true,
    ],
    [
      "Japanese",
      cp([0x8c, 0xa9, 0x90, 0xcf, 0x8f, 0x91, 0x2e, 0x78, 0x6c, 0x73]),
      0,
      "見積書.xls",
      "cp932",
      true,
    ],
  ])("in %s are read", (_what, name, flags, expected, charset, guessed) => {
    const [member] = listZip(writeZip([{ name, data: "", flags }])).members;
    expect(member?.name).toEqual({ text: expected, charset, guessed });
  });

  it("come from the Unicode path field only while its checksum fits", async () => {
    const { crc32 } = await import("node:zlib");
    const raw = Buffer.from([0x8e, 0xe2]);
    const field = (crc: number): Uint8Array => {
      const head = Buffer.alloc(5);
      head[0] = 1;
      head.writeUInt32LE(crc, 1);
      return extraField(0x7075, Buffer.concat([head, Buffer.from("От.txt")]));
    };
    const nameOf = (crc: number): string | undefined =>
      listZip(writeZip([{ name: raw, data: "", extra: field(crc) }])).members[0]?.name.text;
    expect(nameOf(crc32(raw))).toBe("От.txt");
    expect(nameOf(1)).toBe("От");
  });
});

describe("times of members", () => {
  it("tell local DOS time, UTC of the extended timestamp and of NTFS apart", async () => {
    const seconds = Date.UTC(2017, 2, 27, 9, 14, 5) / 1000;
    const extended = Buffer.alloc(5);
    extended[0] = 1;
    extended.writeInt32LE(seconds, 1);
    const ntfs = Buffer.alloc(32);
    ntfs.writeUInt16LE(1, 4);
    ntfs.writeUInt16LE(24, 6);
    ntfs.writeBigUInt64LE(BigInt(seconds) * 10_000_000n + 116_444_736_000_000_000n, 8);
    const zip = writeZip([
      {
        name: "budget.xls",
        data: "x",
        dosDate: ((2017 - 1980) << 9) | (3 << 5) | 27,
        dosTime: (12 << 11) | (14 << 5) | 2,
        extra: Buffer.concat([extraField(0x5455, extended), extraField(0x000a, ntfs)]),
        hostSystem: 3,
      },
    ]);
    const { children } = await readArchive(zip, listZip(zip));
    const values = children[0]?.metadata ?? [];
    expect(
      values.map(({ field, text, source, time }) => [field, text, source, time?.zoneSource]),
    ).toEqual([
      ["membertime", "2017-03-27T12:14:04", "zip DOS time", "unknown"],
      ["membertime", "2017-03-27T09:14:05Z", "zip extended timestamp", "format"],
      ["membertime", "2017-03-27T09:14:05Z", "zip NTFS time", "format"],
      ["other", "Unix (3)", "zip host system", undefined],
    ]);
    expect(values[0]?.time?.resolutionMs).toBe(2_000);
  });
});

const ORACLE = `
import hashlib, json, sys, zipfile
out = {}
for path in sys.stdin.read().split("\\n"):
    try:
        z = zipfile.ZipFile(path)
        out[path] = [[i.filename, hashlib.sha256(z.read(i)).hexdigest()] for i in z.infolist() if not i.is_dir()]
    except Exception: out[path] = None
json.dump(out, sys.stdout)
`;

/** All files below a folder that begin like a zip. */
function zipsBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).subarray(0, 4).toString("latin1") === "PK\x03\x04")
    .sort();
}

describe("against Python's zipfile", () => {
  itWith(
    { corpus: "documents", tools: ["python3"] },
    "every zip of the documents has the same members with the same bytes",
    async () => {
      const paths = zipsBelow(corpusPath("documents", "docs"));
      const answer = execFileSync("python3", ["-c", ORACLE], {
        input: paths.join("\n"),
        maxBuffer: 1 << 28,
      });
      const truth = new Map<string, [string, string][] | null>(
        Object.entries(JSON.parse(answer.toString("utf8"))),
      );
      const differing: string[] = [];
      let compared = 0;
      for (const path of paths) {
        const expected = truth.get(path);
        if (expected === null || expected === undefined) continue;
        compared++;
        const bytes = readFileSync(path);
        const listing = listZip(bytes);
        const budget = archiveBudget(Number.MAX_SAFE_INTEGER);
        const got: [string, string][] = [];
        for (const member of listing.members.filter(({ isFolder }) => !isFolder)) {
          const read = await readZipMember(bytes, member, budget);
          const hash = createHash("sha256")
            .update(read.bytes ?? "unread")
            .digest("hex");
          got.push([member.name.text, hash]);
        }
        // names beyond ASCII: Python reads all undeclared names as cp437
        const plain = (list: [string, string][]): string[] =>
          list.map(([name, hash]) => `${/^[ -~]*$/.test(name) ? name : ""} ${hash}`);
        if (plain(got).join() !== plain(expected).join()) differing.push(path);
      }
      expect(differing).toEqual([]);
      expect(compared).toBeGreaterThan(350);
    },
  );
});
