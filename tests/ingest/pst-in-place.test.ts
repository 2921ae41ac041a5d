/**
 * A PST larger than a document may be: its pages and blocks are moved behind a hole of 600 MB (a sparse file), every offset with them, and the same
 * messages must come out, with the same bytes.
 */
import { closeSync, copyFileSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { expect } from "vitest";
import { LIMITS } from "../../src/limits.ts";
import { leaksiftEnds } from "../support/cli.ts";
import { corpusPath, itWith } from "../support/corpora.ts";
import { ids, testFolder } from "../support/custody.ts";
import { PATIENCE_MS } from "../support/long-run.ts";

const HEADER_BYTES = 0x4400;
const PAGE_BYTES = 512;
const HOLE_BYTES = LIMITS.maxLooseFileBytes + (88 << 20);

/** Adds the hole to every offset of a 64-bit PST ([MS-PST] 2.2.2.6 and 2.2.2.7.7): the two roots, the children of pages, the places of blocks. */
function moved(bytes: Buffer): Buffer {
  const out = Buffer.from(bytes);
  const move = (at: number): number => {
    const old = Number(bytes.readBigUInt64LE(at));
    out.writeBigUInt64LE(BigInt(old + HOLE_BYTES), at);
    return old;
  };
  const page = (start: number, isBlockTree: boolean): void => {
    const count = bytes.readUInt8(start + 488);
    const entryBytes = bytes.readUInt8(start + 490);
    const isLeaf = bytes.readUInt8(start + 491) === 0;
    if (isLeaf && !isBlockTree) return;
    for (let i = 0; i < count; i++) {
      const old = move(start + i * entryBytes + (isLeaf ? 8 : 16));
      if (!isLeaf) page(old, isBlockTree);
    }
  };
  page(move(224), false);
  page(move(240), true);
  // The header has changed, so both of its checksums ([MS-PST] 2.2.2.6 and 5.3) are counted again.
  for (const [sumAt, length] of [
    [4, 471],
    [524, 516],
  ] as const)
    out.writeUInt32LE((crc32(out.subarray(8, 8 + length), 0xffffffff) ^ 0xffffffff) >>> 0, sumAt);
  return out;
}

function writeMoved(bytes: Buffer, path: string): void {
  const out = moved(bytes);
  const file = openSync(path, "w");
  ftruncateSync(file, HOLE_BYTES + out.length + PAGE_BYTES);
  writeSync(file, out, 0, HEADER_BYTES, 0);
  writeSync(file, out, HEADER_BYTES, out.length - HEADER_BYTES, HOLE_BYTES + HEADER_BYTES);
  closeSync(file);
}

itWith(
  { corpus: "torture" },
  "a PST beyond the limit of a loose file is read in place",
  () => {
    const home = testFolder("pst");
    const small = corpusPath("torture", "torture/ingest-file/tests/fixtures/testPST.pst");
    copyFileSync(small, join(home, "small.pst"));
    writeMoved(readFileSync(small), join(home, "large.pst"));
    for (const name of ["small", "large"])
      leaksiftEnds(0, ["index", `${name}.pst`, "--index", name], { cwd: home });
    const messages = ids(home, "kind:message", "small");
    expect(messages.length).toBeGreaterThan(3);
    expect(ids(home, "kind:message", "large")).toEqual(messages);
    expect(ids(home, "kind:attachment", "large")).toEqual(ids(home, "kind:attachment", "small"));
    for (const id of messages.slice(0, 2)) {
      const [one, other] = ["small", "large"].map((index) =>
        leaksiftEnds(0, ["show", id, "--raw", "--index", index], { cwd: home }),
      );
      expect(other?.outBytes.equals(one?.outBytes ?? Buffer.alloc(0))).toBe(true);
    }
    expect(leaksiftEnds(0, ["verify", "--index", "large"], { cwd: home }).out).toContain(
      "Everything holds",
    );
  },
  PATIENCE_MS,
);
