/** Archives of several volumes side by side: read as one, each volume a source, a missing one named. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listZip } from "../../src/extract/archive/zip-members.ts";
import { leaksift, leaksiftEnds } from "../support/cli.ts";
import { extraField, writeZip, zipOf } from "../support/zip-writer.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "leaksift-volumes-"));
  mkdirSync(join(folder, "dump"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const MEMBERS = { "a.txt": "the zanzibar plan", "b.txt": "y".repeat(3000), "c.txt": "third" };

/** Writes the pieces of `bytes`, `size` each, as x.zip.001 and so on. */
function cut(bytes: Uint8Array, size: number): string[] {
  const names: string[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const name = `x.zip.${String(names.length + 1).padStart(3, "0")}`;
    writeFileSync(join(folder, "dump", name), bytes.subarray(at, at + size));
    names.push(name);
  }
  return names;
}

const run = (code: number, ...args: readonly string[]): string =>
  leaksiftEnds(code, args, { cwd: folder }).out;
const membersIn = (): string[] =>
  run(0, "dump")
    .trim()
    .split("\n")
    .flatMap((line) => {
      const document = JSON.parse(line) as { parent?: number | null; name?: string };
      return typeof document.parent === "number" ? [document.name ?? ""] : [];
    })
    .sort();

const stored = (): Uint8Array =>
  writeZip(Object.entries(MEMBERS).map(([name, data]) => ({ name, data, method: 0 })));

describe("an archive in volumes", () => {
  it("gives the members of the whole, their bytes again, and holds when it is verified", () => {
    const names = cut(stored(), 500);
    expect(names.length).toBeGreaterThan(5);
    run(0, "index", "dump");
    expect(membersIn()).toEqual(["a.txt", "b.txt", "c.txt"]);
    expect(JSON.parse(run(0, "sources", "--json")).sources).toHaveLength(names.length);
    const id = run(0, "search", "--ids", "zanzibar").trim();
    expect(run(0, "search", "--count", "zanzibar").trim()).toBe("1");
    expect(id).not.toBe("");
    expect(run(0, "verify")).toContain("Everything holds");
  });

  it("is found whole when one volume is named", () => {
    cut(stored(), 500);
    run(0, "index", "dump/x.zip.002");
    expect(membersIn()).toEqual(["a.txt", "b.txt", "c.txt"]);
  });

  it("names the volume that is missing, keeps what the others hold, and is read again when it comes", () => {
    cut(stored(), 500);
    renameSync(join(folder, "dump/x.zip.003"), join(folder, "kept"));
    run(3, "index", "dump");
    expect(run(0, "problems", "--code", "archive-volume-missing")).toContain(
      "volume 3 is not in its folder",
    );
    expect(membersIn()).toContain("a.txt");
    renameSync(join(folder, "kept"), join(folder, "dump/x.zip.003"));
    run(0, "index", "dump");
    expect(membersIn()).toEqual(["a.txt", "b.txt", "c.txt"]);
    expect(run(0, "verify")).toContain("Everything holds");
  });

  it("is not made of files that only end in numbers", () => {
    for (const n of [1, 2]) writeFileSync(join(folder, `dump/report.00${n}`), `report ${n}`);
    run(0, "index", "dump");
    expect(run(0, "problems", "--code", "archive-volume", "--json")).not.toContain("volume 2");
    expect(leaksift(["search", "--count", "report"], { cwd: folder }).out.trim()).toBe("2");
  });
});

describe("a zip whose headers disagree", () => {
  it("has a row for other sizes and for a second name", () => {
    const zip = Buffer.from(zipOf({ "a.txt": "abc" }));
    zip.writeUInt32LE(9, 22);
    expect(listZip(zip).problems.map(({ code }) => code)).toEqual(["zip-sizes-differ"]);
    const field = extraField(
      0x7075,
      Buffer.concat([Buffer.from([1, 0, 0, 0, 0]), Buffer.from("б")]),
    );
    const named = writeZip([{ name: "a.txt", data: "abc", extra: field }]);
    expect(listZip(named).problems).toMatchObject([
      { code: "zip-second-name", reason: expect.stringContaining('"б"') },
    ]);
  });
});
