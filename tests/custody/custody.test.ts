/** Hashes, how sources were received, lists of sums, the run log, and what verify finds when somebody altered something. */
import { createHash } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { Sqlite } from "../../src/catalog/sqlite.ts";
import { leaksiftEnds } from "../support/cli.ts";
import { ids, json, testFolder } from "../support/custody.ts";
import { differences, dumpOf } from "../support/dump.ts";
import { mail, mbox, writeSmallDump } from "../support/small-dump.ts";

const parent = testFolder("custody");
let home = "";
beforeEach(() => {
  home = mkdtempSync(join(parent, "t-"));
  mkdirSync(join(home, "dump"));
  writeFileSync(join(home, "dump", "a.mbox"), mbox([mail(1), mail(2), mail(3)]));
  writeFileSync(join(home, "dump", "b.eml"), mail(4));
});

const sha256 = (path: string): string =>
  createHash("sha256").update(readFileSync(path)).digest("hex");
const at = (name: string): string => join(home, "dump", name);
const run = (code: number, ...args: string[]) =>
  leaksiftEnds(code, [...args, "--index", "ix"], { cwd: home });

interface Source {
  readonly path: string;
  readonly sha256: string | null;
  readonly state: string;
  readonly receivedFrom: string | null;
  readonly receivedAt: string | null;
  readonly receivedNote: string | null;
}
const sources = (): Source[] => json(home, 0, "sources", "--index", "ix")["sources"] as Source[];

describe("sources", () => {
  it("have the hash of their bytes, mbox and single files alike", () => {
    run(0, "index", "dump");
    expect(sources().map(({ path, sha256 }) => [path, sha256])).toEqual([
      [at("a.mbox"), sha256(at("a.mbox"))],
      [at("b.eml"), sha256(at("b.eml"))],
    ]);
  });

  it("keep who gave them, when and how", () => {
    run(
      0,
      "index",
      "dump",
      "--received-from",
      "source-7",
      "--received-at",
      "2017-05-05T21:40+02:00",
      "--note",
      "a drive",
    );
    expect(sources()[0]).toMatchObject({
      receivedFrom: "source-7",
      receivedAt: "2017-05-05T21:40+02:00",
      receivedNote: "a drive",
    });
    expect(run(2, "index", "dump", "--received-at", "yesterday").err).toContain("2017-05-05");
  });

  it("are recorded by intake without being indexed, and differ loudly when they changed before index", () => {
    run(0, "intake", "dump", "--received-from", "source-7");
    expect(sources().map(({ state }) => state)).toEqual(["pending", "pending"]);
    expect(ids(home, "*", "ix")).toEqual([]);
    const { mtimeMs } = { mtimeMs: 1_490_000_000 };
    for (const name of ["a.mbox", "b.eml"]) utimesSync(at(name), mtimeMs, mtimeMs);
    run(0, "intake", "dump");
    // Same size, same time, other bytes: only the hash can tell.
    for (const name of ["a.mbox", "b.eml"]) {
      writeFileSync(at(name), readFileSync(at(name), "utf8").replaceAll("Anna", "Inna"));
      utimesSync(at(name), mtimeMs, mtimeMs);
    }
    run(3, "index", "dump");
    expect(run(0, "problems").out.match(/source-differs/g)).toHaveLength(2);
  });
});

describe("a list of sums", () => {
  it("that fits is said to", () => {
    writeFileSync(at("SUMS"), `${sha256(at("a.mbox"))}  a.mbox\n${sha256(at("b.eml"))} *b.eml\n`);
    const result = json(home, 0, "index", "dump", "--sums", "dump/SUMS", "--index", "ix");
    expect(result["sums"]).toMatchObject({ matching: 2, different: [], missing: [], unlisted: 1 });
  });

  it("that differs ends with 3, and again when nothing else is to be done", () => {
    writeFileSync(
      join(home, "SUMS"),
      `${"0".repeat(64)}  dump/a.mbox\nSHA256 (dump/gone.eml) = ${"1".repeat(64)}\n`,
    );
    for (let round = 0; round < 2; round++) {
      const result = json(home, 3, "index", "dump", "--sums", "SUMS", "--index", "ix");
      expect(result["sums"]).toMatchObject({
        different: [at("a.mbox")],
        missing: [at("gone.eml")],
      });
      const { out } = run(0, "problems", "--summary");
      expect(out).toMatch(/sum-differs\s+1/);
      expect(out).toMatch(/sum-missing\s+1/);
    }
  });

  it("that is none is the user's mistake, with its line", () => {
    writeFileSync(join(home, "SUMS"), "\nhello\n");
    expect(run(2, "intake", "dump", "--sums", "SUMS").err).toContain("Line 2");
  });

  it("is what sha256sum --check reads", () => {
    run(0, "index", "dump");
    const lines = run(0, "sources", "--sums").out.trimEnd().split("\n");
    expect(lines[0]).toBe(`${sha256(at("a.mbox"))}  ${at("a.mbox")}`);
  });
});

describe("relocation", () => {
  it("is refused for other bytes and taken for the same ones", () => {
    run(0, "index", "dump");
    cpSync(join(home, "dump"), join(home, "moved"), { recursive: true });
    renameSync(join(home, "dump"), join(home, "old"));
    writeFileSync(join(home, "moved", "b.eml"), mail(5));
    expect(run(3, "sources", "relocate", "dump", "moved").out).toContain("SHA-256");
    cpSync(join(home, "old", "b.eml"), join(home, "moved", "b.eml"));
    run(0, "sources", "relocate", "dump", "moved");
    run(0, "verify");
    const [id = ""] = ids(home, "number4", "ix");
    expect(run(0, "show", id, "--raw").out).toBe(mail(4));
  });
});

describe("verify", () => {
  it("adds up the bytes of a dump with everything in it, in a read-only sense", () => {
    writeSmallDump(at("more"));
    leaksiftEnds(
      json(home, 0, "index", "dump", "--index", "ix")["interrupted"] === false ? 0 : 1,
      ["verify", "--index", "ix"],
      { cwd: home },
    );
    const proof = json(home, 0, "verify", "--index", "ix");
    const totals = proof["totals"] as Record<string, number>;
    expect(
      (totals["recordBytes"] ?? 0) + (totals["gapBytes"] ?? 0) + (totals["problemBytes"] ?? 0),
    ).toBe(totals["sizeBytes"]);
    expect(totals["faults"]).toBe(0);
  });

  it("finds one altered byte of a source that kept its size and time", () => {
    run(0, "index", "dump");
    utimesSync(at("a.mbox"), 1000, 1000);
    run(0, "index", "dump");
    writeFileSync(
      at("a.mbox"),
      readFileSync(at("a.mbox"), "utf8").replace("Body number2", "Body nUmber2"),
    );
    utimesSync(at("a.mbox"), 1000, 1000);
    const { out } = run(3, "verify");
    expect(out).toContain("has the SHA-256");
  });

  it("finds a damaged segment", () => {
    run(0, "index", "dump");
    const folder = join(home, "ix", "segments");
    const [name = ""] = readdirSync(folder);
    const bytes = readFileSync(join(folder, name));
    bytes.fill(0xff, 16, 64);
    writeFileSync(join(folder, name), bytes);
    expect(run(4, "verify").out).toContain("NO");
  });

  it("finds a document altered in the catalog, and an altered or removed log entry", () => {
    const alter = (sql: string, values: readonly (string | number)[]): void => {
      const database = new Sqlite(join(home, "ix", "catalog.sqlite"), "write");
      database.prepare(sql).run(values);
      database.close();
    };
    run(0, "index", "dump");
    alter("UPDATE document SET recordLength = recordLength - ? WHERE docId = 1", [1]);
    expect(run(4, "verify").out).toContain("altered");
    alter("UPDATE document SET recordLength = recordLength + ? WHERE docId = 1", [1]);
    run(0, "verify");
    alter(
      "UPDATE runlog SET body = CAST(replace(CAST(body AS TEXT), ?, 'incex') AS BLOB) WHERE entryId = 1",
      ["index"],
    );
    expect(run(4, "verify").out).toContain("altered");
    alter("DELETE FROM runlog WHERE entryId = ?", [1]);
    expect(run(4, "verify").out).toContain("does not follow");
  });

  it("tells that the index was changed behind the log", () => {
    run(0, "index", "dump");
    const database = new Sqlite(join(home, "ix", "catalog.sqlite"), "write");
    database.prepare("DELETE FROM problem WHERE 1 = ?").run([1]);
    database.prepare("UPDATE source SET doneBytes = doneBytes - 1 WHERE sourceId = ?").run([1]);
    database.close();
    expect(run(4, "verify").out).toContain("not in the state that the last run left");
  });
});

describe("a rebuild", () => {
  it("reads sources again whose names are patterns or no UTF-8", () => {
    for (const [i, name] of ["[a]*.eml", "b?.eml", "n\\xff"].entries())
      writeFileSync(at(name), mail(20 + i));
    renameSync(at("n\\xff"), Buffer.concat([Buffer.from(at("n")), Buffer.from([0xff])]));
    run(0, "index", "dump");
    const before = dumpOf(join(home, "ix"));
    run(0, "index", "--rebuild");
    expect(differences(before, dumpOf(join(home, "ix")))).toEqual([]);
    expect(ids(home, "number22", "ix")).toHaveLength(1);
  });

  it("gives the same index, keeps custody, log and what was forgotten", () => {
    run(0, "index", "dump", "--received-from", "source-7");
    const [id = ""] = ids(home, "number2", "ix");
    run(0, "forget", id, "--yes", "--reason", "private");
    const before = dumpOf(join(home, "ix"));
    run(0, "index", "--rebuild");
    expect(differences(before, dumpOf(join(home, "ix")))).toEqual([]);
    expect(ids(home, "number2", "ix")).toEqual([]);
    expect(sources()[0]).toMatchObject({ receivedFrom: "source-7" });
    const log = (
      json(home, 0, "verify", "--index", "ix")["indexProof"] as { log: { entries: number } }
    ).log;
    expect(log.entries).toBe(6);
  });

  it("helps where the catalog is damaged or of another version, which is refused otherwise", () => {
    run(0, "index", "dump");
    const before = dumpOf(join(home, "ix"));
    for (const version of ["0", "99"]) {
      const database = new Sqlite(join(home, "ix", "catalog.sqlite"), "write");
      database.prepare("UPDATE meta SET value = ? WHERE key = 'catalogVersion'").run([version]);
      database.close();
      for (const args of [
        ["search", "x"],
        ["index", "dump"],
      ])
        run(4, ...args);
      run(0, "index", "--rebuild");
      expect(differences(before, dumpOf(join(home, "ix")))).toEqual([]);
    }
    writeFileSync(
      join(home, "ix", "catalog.sqlite"),
      "this is no database, whatever its name says",
    );
    expect(run(4, "search", "x").err).toContain("--rebuild");
    expect(run(4, "index", "dump").err).toContain("--rebuild");
    expect(run(0, "index", "dump", "--rebuild").out).toContain("kept as");
    expect(differences(before, dumpOf(join(home, "ix")))).toEqual([]);
  });
});

describe("forget and purge", () => {
  it("forget takes text, postings and copies away and leaves a date", () => {
    writeFileSync(at("copy.eml"), mail(2));
    run(0, "index", "dump");
    const [id = ""] = ids(home, "number2", "ix");
    expect(run(2, "forget", id).err).toContain("--yes");
    run(0, "forget", id, "--yes", "--reason", "private");
    expect(ids(home, "number2", "ix")).toEqual([]);
    run(2, "show", id);
    const folder = join(home, "ix");
    for (const name of [
      "catalog.sqlite",
      ...readdirSync(join(folder, "segments")).map((n) => `segments/${n}`),
    ])
      expect(readFileSync(join(folder, name)).includes("number2")).toBe(false);
    run(0, "index", "dump");
    expect(ids(home, "number2", "ix")).toEqual([]);
    run(0, "verify");
  });

  it("purge deletes what leaksift wrote and nothing else", () => {
    run(0, "index", "dump");
    writeFileSync(join(home, "ix", "mine.txt"), "mine");
    expect(run(2, "purge").err).toContain("--yes");
    const { out, err } = run(0, "purge", "--yes");
    expect(out).toContain("mine.txt");
    expect(err).toContain("SSD");
    expect(readdirSync(join(home, "ix"))).toEqual(["mine.txt"]);
    expect(readdirSync(join(home, "dump")).sort()).toEqual(["a.mbox", "b.eml"]);
  });
});
