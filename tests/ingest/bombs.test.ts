/**
 * Every bomb of the extractors as a file of a dump, indexed by the real program: each costs a problem row and nothing else, and the process tree
 * with its children stays below a gigabyte.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { constants, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { rar4Of, rar5Of } from "../support/archive-writers.ts";
import {
  BILLION_LAUGHS,
  docxWithCore,
  EXTERNAL_ENTITY,
  hugeDocx,
  manyMembers,
  nestedXml,
  overlapBomb,
  quotedOverlapBomb,
  sharedStringBomb,
} from "../support/bombs.ts";
import { leaksift, PROGRAM, plainEnvironment } from "../support/cli.ts";
import { report } from "../support/long-run.ts";
import { seededRandom } from "../support/mutate.ts";
import { writeZip, zipOf } from "../support/zip-writer.ts";

const MIB = 1024 * 1024;
const LOOSE = { name: "a.txt", bytes: Buffer.from("text") };

/** Zips inside zips, ten in each, down to a member of a gigabyte: a hundred gigabytes in all. */
function zipTower(levels: number): Uint8Array {
  let inner: Uint8Array = zipOf({ a: Buffer.alloc(100 * MIB) });
  for (let level = 0; level < levels; level++)
    inner = zipOf(Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`${i}.zip`, inner])));
  return inner;
}

/** Two members of 250 MB each that pack a hundredfold, behind a zip of two more: within every ratio, and a gigabyte if held together. */
function archivesAround(): Uint8Array {
  const random = seededRandom(1);
  const block = Buffer.alloc(MIB);
  for (let i = 0; i < 8000; i++) block[i] = Math.floor(random() * 256);
  const packed = deflateRawSync(block, { finishFlush: constants.Z_FULL_FLUSH });
  const end = deflateRawSync(Buffer.alloc(0));
  const data = Buffer.concat([...new Array<Buffer>(250).fill(packed), end]);
  const members = ["a", "b"].map((name) => ({
    name,
    data,
    packed: true,
    statedSize: 250 * MIB,
  }));
  return writeZip([{ name: "inner.zip", data: writeZip(members), method: 0 }, ...members]);
}

/** A PDF whose page is one stream of that many megabytes once it is unpacked. */
function pdfOf(megabytes: number): Buffer {
  const content = deflateSync(Buffer.alloc(megabytes * MIB, "0 0 m\n"));
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>",
  ].map((body, i) => Buffer.from(`${i + 1} 0 obj${body}endobj\n`));
  return Buffer.concat([
    Buffer.from("%PDF-1.4\n"),
    ...objects,
    Buffer.from(`4 0 obj<</Length ${content.length}/Filter/FlateDecode>>stream\n`),
    content,
    Buffer.from("\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"),
  ]);
}

/** A compound file whose sector chain runs in a circle. */
function circularOle(): Buffer {
  const file = Buffer.alloc(2048);
  file.set(Buffer.from("d0cf11e0a1b11ae1", "hex"));
  file.writeUInt16LE(0x3e, 24);
  file.writeUInt16LE(3, 26);
  file.writeUInt16LE(0xfffe, 28);
  file.writeUInt16LE(9, 30);
  file.writeUInt16LE(6, 32);
  file.writeUInt32LE(1, 44);
  file.writeUInt32LE(1, 48);
  file.writeUInt32LE(0xfffffffe, 60);
  file.writeUInt32LE(0xfffffffe, 68);
  file.fill(0xff, 80, 512);
  file.writeUInt32LE(0, 76);
  file.fill(0xff, 512, 1024);
  file.writeUInt32LE(0xfffffffd, 512);
  file.writeUInt32LE(1, 516); // the directory's sector comes after itself
  return file;
}

const BOMBS: Readonly<Record<string, () => Uint8Array>> = {
  "part-of-1500-mb.docx": () => hugeDocx(1500, 1500 * MIB),
  "part-that-lies.docx": () => hugeDocx(1500, 100),
  "overlap.zip": () => overlapBomb(1000, 10),
  "quoted-overlap.zip": () => quotedOverlapBomb(500),
  "members.zip": () => manyMembers(300_000),
  "laughs.docx": () => docxWithCore(BILLION_LAUGHS),
  "outside.docx": () => docxWithCore(EXTERNAL_ENTITY),
  "nested.docx": () => docxWithCore(nestedXml(1e6)),
  "strings.xlsx": () => sharedStringBomb(1_000_000, 1_000_000),
  "tower.zip": () => zipTower(3),
  "archives-around.zip": archivesAround,
  "sixty.zip": () => {
    const member = gzipSync(Buffer.alloc(15 * MIB));
    return zipOf(Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`${i}.gz`, member])));
  },
  "sixty-members.gz": () =>
    Buffer.concat(new Array<Buffer>(60).fill(gzipSync(Buffer.alloc(15 * MIB)))),
  "tiny-members.gz": () => Buffer.concat(new Array<Buffer>(110_000).fill(gzipSync("a"))),
  "zeros.gz": () => gzipSync(Buffer.alloc(600 * MIB)),
  "forged.rar": () => rar4Of([LOOSE], { unpackedBytes: 1e9 }),
  "forged5.rar": () => rar5Of([LOOSE], { dictionaryPower: 15 }),
  "stream.pdf": () => pdfOf(600),
  "circle.doc": circularOle,
  "braces.rtf": () => Buffer.from(`{\\rtf1${"{".repeat(1_000_000)}`),
  "divs.html": () => Buffer.from(`<html>${"<div>".repeat(200_000)}text`),
  "closers.html": () =>
    Buffer.from(`<html>${"<p><b><i>".repeat(30_000)}${"</u></s>".repeat(30_000)}`),
};
/** Read in full within their limits: nothing is lost, so nothing has to be said. */
const HARMLESS: ReadonlySet<string> = new Set(["divs.html", "closers.html", "strings.xlsx"]);

/** Resident bytes of a process and all below it. */
function treeBytes(pid: number): number {
  let bytes = 0;
  const waiting = [pid];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    try {
      bytes += Number(readFileSync(`/proc/${next}/statm`, "latin1").split(" ")[1]) * 4096;
      for (const thread of readdirSync(`/proc/${next}/task`))
        waiting.push(
          ...readFileSync(`/proc/${next}/task/${thread}/children`, "latin1")
            .split(" ")
            .filter((child) => child !== "")
            .map(Number),
        );
    } catch {
      // it ended between two reads: nothing of it is resident any more
    }
  }
  return bytes;
}

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "leaksift-bombs-"));
  mkdirSync(join(folder, "dump"));
  for (const [name, make] of Object.entries(BOMBS))
    writeFileSync(join(folder, "dump", name), make());
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("each costs a problem row, and the process tree stays below a gigabyte", {
  timeout: 200_000,
}, async () => {
  const child = spawn(
    process.execPath,
    [PROGRAM, "index", "dump", "--workers", "1", "--index", "index"],
    { cwd: folder, env: plainEnvironment(), stdio: "ignore" },
  );
  let peak = 0;
  const poll = setInterval(() => {
    peak = Math.max(peak, treeBytes(child.pid ?? 0));
  }, 25);
  const code = await new Promise((resolve) => child.on("exit", resolve));
  clearInterval(poll);
  expect(code).toBe(3);
  report(`bombs: the process tree held ${Math.round(peak / MIB)} MB at most`);
  expect(peak / MIB).toBeLessThan(1024);
  const { out } = leaksift(["problems", "--json", "--index", "index"], { cwd: folder });
  const { problems } = JSON.parse(out) as {
    problems: { code: string; locator: { path?: string }[] }[];
  };
  const named = new Set(problems.map(({ locator }) => locator[0]?.path?.split("/").at(-1)));
  expect(Object.keys(BOMBS).filter((name) => !named.has(name) && !HARMLESS.has(name))).toEqual([]);
});
