import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isOle, openOle } from "../../src/extract/ole/ole-container.ts";
import { rebuildOle } from "../../src/extract/ole/ole-rebuild.ts";
import { itWith } from "../support/corpora.ts";
import { corpusFiles } from "../support/extract-corpus.ts";
import { type OleTree, writeBigSectorOle, writeOle } from "../support/ole-writer.ts";

/** Length and hash: comparing millions of hex digits takes the test runner longer than reading them. */
const digest = (bytes: Uint8Array): string =>
  `${bytes.length} ${createHash("sha256").update(bytes).digest("hex")}`;

/** Opens and reads everything; path -> digest of the content. */
function readAll(bytes: Uint8Array): { files: Map<string, string>; problems: string[] } {
  const problems: string[] = [];
  const container = openOle(bytes, (reason) => problems.push(reason));
  const files = new Map<string, string>();
  for (const entry of container?.entries.values() ?? []) {
    if (entry.kind !== "stream") continue;
    let path = entry.name;
    let at = container?.entries.get(entry.parent);
    while (at !== undefined && at.kind !== "root") {
      path = `${at.name}/${path}`;
      at = container?.entries.get(at.parent);
    }
    files.set(path, digest(container?.read(entry) ?? new Uint8Array(0)));
  }
  return { files, problems: [...problems, ...(container?.problems ?? [])] };
}

function flatten(tree: OleTree, prefix = ""): [string, string][] {
  return Object.entries(tree).flatMap(([name, value]): [string, string][] =>
    value instanceof Uint8Array
      ? [[prefix + name, digest(value)]]
      : flatten(value, `${prefix}${name}/`),
  );
}

const name = fc.stringMatching(/^[A-Za-zÀ-ÿ0-9 _]{1,20}$/);
const stream = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.integer({ min: 0, max: 9_000 }).map((length) => new Uint8Array(length).fill(length & 0xff)),
);
/** Names that differ by case only cannot live in one storage. */
const keysByCase = (names: readonly string[]): string[] => [
  ...new Map(names.map((found) => [found.toUpperCase(), found])).values(),
];
const { tree } = fc.letrec<{ tree: OleTree; node: Uint8Array | OleTree }>((tie) => ({
  node: fc.oneof({ maxDepth: 2, withCrossShrink: true }, stream, tie("tree")),
  tree: fc
    .tuple(
      fc.array(name, { maxLength: 12 }),
      fc.array(tie("node"), { minLength: 12, maxLength: 12 }),
    )
    .map(
      ([names, nodes]) =>
        Object.fromEntries(
          keysByCase(names).map((key, i) => [key, nodes[i] ?? new Uint8Array(0)]),
        ) as OleTree,
    ),
}));

describe("compound files", () => {
  it("give back every stream of any tree that was written", () => {
    fc.assert(
      fc.property(tree, (written) => {
        const { files, problems } = readAll(writeOle(written));
        expect(problems).toEqual([]);
        expect(files).toEqual(new Map(flatten(written)));
      }),
      { numRuns: 60 },
    );
  });

  it("with 4096-byte sectors are read", () => {
    const content = Buffer.alloc(9000, "budget ");
    expect(readAll(writeBigSectorOle("Workbook", content)).files.get("Workbook")).toBe(
      digest(content),
    );
  });

  it("need more than 109 FAT sectors and still come back", () => {
    const big = new Uint8Array(8_000_000).map((_, at) => at % 251);
    const { files, problems } = readAll(writeOle({ big }));
    expect(problems).toEqual([]);
    expect(files.get("big")).toBe(digest(big));
  });

  it("find names whatever their case", () => {
    const container = openOle(writeOle({ WORKBOOK: new Uint8Array(3) }), () => {});
    const entry = container?.child(container.root, "Workbook");
    expect(entry?.name).toBe("WORKBOOK");
  });

  itWith(
    { corpus: "documents" },
    "of the corpus open, and a rebuilt one holds the same streams",
    () => {
      for (const path of corpusFiles("ole")) {
        const bytes = readFileSync(path);
        const container = openOle(bytes, () => {});
        expect(container, path).not.toBeNull();
        if (container === null) continue;
        const again = readAll(rebuildOle(container, container.root));
        expect(again.files, path).toEqual(readAll(bytes).files);
        expect(again.problems, path).toEqual([]);
      }
    },
    60_000,
  );
});

describe("hostile compound files", () => {
  const twoStreams = { first: new Uint8Array(5000).fill(1), second: new Uint8Array(5000).fill(2) };
  const fatAt = (bytes: Buffer): number => (bytes.readUInt32LE(76) + 1) * 512;

  it("whose FAT runs in a circle cost one problem", () => {
    const bytes = Buffer.from(writeOle({ data: new Uint8Array(100_000) }));
    bytes.writeUInt32LE(0, fatAt(bytes) + 4 * 3);
    const { files } = readAll(bytes);
    // the stream's own length bounds the walk; what it gives is wrong, not endless
    expect(files.get("data")).toMatch(/^100000 /);
  });

  it("whose directory chain runs in a circle stop", () => {
    const bytes = Buffer.from(writeOle(twoStreams));
    const directory = bytes.readUInt32LE(48);
    bytes.writeUInt32LE(directory, fatAt(bytes) + 4 * directory);
    expect(readAll(bytes).problems).toContain("a sector chain runs in a circle");
  });

  it("whose DIFAT runs in a circle stop", () => {
    const bytes = Buffer.from(writeOle(twoStreams));
    bytes.writeUInt32LE(0xffffffff, 44);
    bytes.writeUInt32LE(2, 68);
    // sector 2 lies inside the first stream: make its last word point at itself
    bytes.writeUInt32LE(2, 3 * 512 + 508);
    expect(readAll(bytes).problems.length).toBeGreaterThan(0);
  });

  it("whose streams share sectors are refused after the file's own size", () => {
    const tree = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`s${i}`, new Uint8Array(50_000).fill(i)]),
    );
    const bytes = Buffer.from(writeOle(tree));
    const directory = (bytes.readUInt32LE(48) + 1) * 512;
    // one chain through all forty streams, and every stream begins at its start
    for (let i = 0; i < 40 * 98; i++) bytes.writeUInt32LE(i + 1, fatAt(bytes) + 4 * i);
    for (let i = 1; i <= 40; i++) {
      bytes.writeUInt32LE(0, directory + 128 * i + 116);
      bytes.writeUInt32LE(1_900_000, directory + 128 * i + 120);
    }
    const container = openOle(bytes, () => {});
    let total = 0;
    for (const entry of container?.entries.values() ?? [])
      total += container?.read(entry).length ?? 0;
    expect(total).toBeLessThan(2.5 * bytes.length);
    expect(container?.problems).toContain(
      "streams share sectors: together they are larger than the file",
    );
  });

  it("whose storages nest without end stop at the limit", () => {
    let deep: OleTree = { data: new Uint8Array(1) };
    for (let i = 0; i < 300; i++) deep = { [`s${i}`]: deep };
    expect(readAll(writeOle(deep)).problems).toContain("storages are nested more than 64 deep");
  });

  it("whose siblings form a circle list each entry once", () => {
    const bytes = Buffer.from(writeOle(twoStreams));
    const directory = (bytes.readUInt32LE(48) + 1) * 512;
    for (const at of [128, 256]) {
      bytes.writeUInt32LE(1, directory + at + 68);
      bytes.writeUInt32LE(2, directory + at + 72);
    }
    const { files, problems } = readAll(bytes);
    expect(files.size).toBe(2);
    expect(problems).toContain("the directory lists an entry twice");
  });

  it.each([
    ["sector shift 0", 30, 0],
    ["sector shift 255", 30, 255],
    ["mini shift above sector shift", 32, 20],
  ])("with %s are refused in words", (_title, at, value) => {
    const bytes = Buffer.from(writeOle(twoStreams));
    bytes.writeUInt16LE(value, at);
    expect(readAll(bytes).problems[0]).toContain("are not possible");
  });

  it("are never mistaken: a ZIP or MIME file is no compound file", () => {
    expect(isOle(Buffer.from("PK\u0003\u0004"))).toBe(false);
    expect(readAll(Buffer.from("MIME-Version: 1.0\n")).problems).toEqual([
      "does not begin like a compound file",
    ]);
  });

  it("cut or changed anywhere never throw", () => {
    const whole = Buffer.from(
      writeOle({ WordDocument: new Uint8Array(6000), sub: { x: new Uint8Array(100) } }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 20 }),
        fc.nat(whole.length),
        (changes, length) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of changes) bytes[at] = value;
          readAll(bytes.subarray(0, length));
        },
      ),
      { numRuns: 300 },
    );
  });
});
