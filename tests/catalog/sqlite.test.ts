/**
 * One test per trap of libsql 0.5.29: what it does alone, in a process of its own where it aborts, and that the guard prevents it. When
 * a trap is gone after an update its first test fails: then the guard against it can go too.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { blob, bytesOf, numberOf, numberOrNull, Sqlite, textOf } from "../../src/catalog/sqlite.ts";
import { IndexStateError } from "../../src/errors.ts";

const folder = mkdtempSync(join(tmpdir(), "leaksift-sqlite-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let fileNumber = 0;
const newPath = (): string => join(folder, `${fileNumber++} ü%#?.sqlite`);

/** Runs code against libsql itself; `db` has a table t(a, b TEXT). Returns how the process ended and what it printed. */
function bare(code: string): { aborted: boolean; out: string } {
  const script = `
    const Database = require("libsql");
    const db = new Database(":memory:");
    db.exec("CREATE TABLE t (a, b TEXT)");
    const say = (value) => process.stdout.write(JSON.stringify(value));
    ${code}`;
  const run = spawnSync(process.execPath, ["-e", script], {
    encoding: "utf8",
    cwd: new URL("../..", import.meta.url),
    env: { ...process.env, RUST_BACKTRACE: "0" },
  });
  return { aborted: run.signal === "SIGABRT" || run.status === 134, out: run.stdout };
}

const table = (): Sqlite => {
  const database = new Sqlite(newPath(), "write");
  database.exec("CREATE TABLE t (a, b TEXT)");
  return database;
};

/** Tries to bind values that the guard's types do not allow. */
const bind = (values: readonly unknown[]) => (): void => {
  const database = table();
  try {
    database.prepare("INSERT INTO t (a) VALUES (?)").run(values as readonly string[]);
  } finally {
    database.close();
  }
};

describe("libsql alone", () => {
  it("aborts on a Buffer as the only argument", () => {
    expect(bare('db.prepare("INSERT INTO t (a) VALUES (?)").run(Buffer.from("x"))').aborted).toBe(
      true,
    );
  });

  it("aborts on a boolean", () => {
    expect(bare('db.prepare("INSERT INTO t (a) VALUES (?)").run([true])').aborted).toBe(true);
  });

  it("aborts when it reads a TEXT value that is no UTF-8", () => {
    const code = `db.exec("INSERT INTO t (b) VALUES (CAST(x'ff' AS TEXT))"); db.prepare("SELECT b FROM t").get([])`;
    expect(bare(code).aborted).toBe(true);
  });

  it("aborts when JSON in the database unfolds to an unpaired surrogate", () => {
    const code = `db.prepare("SELECT json_extract(CAST(? AS TEXT), '$.a')").get([Buffer.from('{"a":"\\\\ud800"}')])`;
    expect(bare(code).aborted).toBe(true);
  });

  it("cuts text at the first NUL when reading", () => {
    const code = `db.prepare("INSERT INTO t (b) VALUES (?)").run(["a\\0b"]); say(db.prepare("SELECT b FROM t").get([]).b)`;
    expect(bare(code).out).toBe('"a"');
  });

  it("replaces an unpaired surrogate", () => {
    const code = `db.prepare("INSERT INTO t (b) VALUES (?)").run(["\\ud800"]); say(db.prepare("SELECT b FROM t").get([]).b)`;
    expect(bare(code).out).toBe('"\ufffd"');
  });

  it("binds NULL for a missing parameter and for NaN", () => {
    const missing = `db.prepare("INSERT INTO t (a, b) VALUES (?, ?)").run([1]); say(db.prepare("SELECT b FROM t").get([]).b)`;
    expect(bare(missing).out).toBe("null");
    const nan = `db.prepare("INSERT INTO t (a) VALUES (?)").run([NaN]); say(db.prepare("SELECT a FROM t").get([]).a)`;
    expect(bare(nan).out).toBe("null");
  });

  it("rounds integers beyond 2^53", () => {
    const code = `db.exec("INSERT INTO t (a) VALUES (9007199254740993)"); say(db.prepare("SELECT a FROM t").get([]).a)`;
    expect(bare(code).out).toBe("9007199254740992");
  });

  it("ignores readonly and fileMustExist", () => {
    const path = JSON.stringify(newPath());
    const code = `new Database(${path}, { readonly: true, fileMustExist: true }).exec("CREATE TABLE x (a)"); say(require("node:fs").existsSync(${path}))`;
    expect(bare(code).out).toBe("true");
  });

  it("has no function()", () => {
    const code = `try { db.function("f", () => 1); say("works") } catch (error) { say(error.message) }`;
    expect(bare(code).out).toBe('"not implemented"');
  });
});

describe("the guard", () => {
  it("always binds an array, so a Buffer is stored as it is", () => {
    const database = table();
    database.prepare("INSERT INTO t (a) VALUES (?)").run([Buffer.from([0, 255, 1])]);
    const [row] = database.prepare("SELECT a FROM t").all([]);
    expect([...bytesOf(row?.["a"])]).toEqual([0, 255, 1]);
    expect([...bytesOf(database.prepare("SELECT a FROM t").get([])?.["a"])]).toEqual([0, 255, 1]);
    database.close();
  });

  it("stores the part of a larger buffer that a view shows, no more", () => {
    const database = table();
    database
      .prepare("INSERT INTO t (a) VALUES (?)")
      .run([new Uint8Array(100).fill(7).subarray(10, 12)]);
    expect([...bytesOf(database.prepare("SELECT a FROM t").get([])?.["a"])]).toEqual([7, 7]);
    database.close();
  });

  const REFUSED: readonly (readonly [string, unknown])[] = [
    ["a boolean", true],
    ["a Date", new Date(0)],
    ["undefined", undefined],
    ["a bigint", 2n ** 60n],
    ["an object", {}],
    ["an array", [1]],
    ["NaN", Number.NaN],
    ["infinity", Number.POSITIVE_INFINITY],
    ["text with a NUL", "a\0b"],
    ["text with an unpaired surrogate", "a\ud800"],
  ];
  for (const [title, value] of REFUSED) {
    it(`throws on ${title} instead of handing it over`, () => {
      expect(bind([value])).toThrow(/cannot be stored|needs blob|not a finite number/);
    });
  }

  it("counts parameters, too few and too many", () => {
    expect(bind([])).toThrow(/0 values for 1 parameters/);
    expect(bind(["a", "b"])).toThrow(/2 values for 1 parameters/);
  });

  it("keeps corpus text whole as a blob: NUL, surrogates, anything", () => {
    const database = table();
    for (const text of ["", "a\0b", "\ud83d\ude00", "é".repeat(1000)]) {
      database.exec("DELETE FROM t");
      database.prepare("INSERT INTO t (a) VALUES (?)").run([blob(text)]);
      expect(textOf(database.prepare("SELECT a FROM t").get([])?.["a"])).toBe(text);
      expect(textOf(database.prepare("SELECT a FROM t").all([])[0]?.["a"])).toBe(text);
    }
    database.close();
  });

  it("keeps whole numbers up to 2^53 and times before 1970", () => {
    const database = table();
    for (const number of [0, -1, 2 ** 53, -62_135_596_800_000, 0.5]) {
      database.exec("DELETE FROM t");
      database.prepare("INSERT INTO t (a) VALUES (?)").run([number]);
      expect(numberOf(database.prepare("SELECT a FROM t").get([])?.["a"])).toBe(number);
    }
    expect(numberOrNull(null)).toBeNull();
    expect(() => numberOf(null)).toThrow(/number was expected/);
    database.close();
  });

  it("opens for reading only: writing throws, a missing file is not made", () => {
    const path = newPath();
    expect(() => new Sqlite(path, "read")).toThrow(IndexStateError);
    const writer = new Sqlite(path, "write");
    writer.exec("CREATE TABLE t (a)");
    writer.close();
    const reader = new Sqlite(path, "read");
    expect(() => reader.exec("INSERT INTO t (a) VALUES (1)")).toThrow(/readonly|read-only/);
    expect(reader.prepare("SELECT count(*) AS n FROM t").get([])?.["n"]).toBe(0);
    reader.close();
  });

  it("throws, and does not abort, on a file that is no database", () => {
    for (const bytes of [Buffer.from("no database at all, only words"), Buffer.alloc(10_000, 7)]) {
      const path = newPath();
      writeFileSync(path, bytes);
      expect(() => {
        const database = new Sqlite(path, "read");
        try {
          database.prepare("SELECT * FROM t").get([]);
        } finally {
          database.close();
        }
      }).toThrow();
      expect(readFileSync(path).equals(bytes)).toBe(true);
    }
  });

  it("takes a transaction back as a whole when it throws, and the next one works", () => {
    const database = table();
    const insert = database.prepare("INSERT INTO t (a) VALUES (?)");
    expect(() =>
      database.transaction(() => {
        insert.run([1]);
        throw new Error("stop");
      }),
    ).toThrow("stop");
    expect(database.prepare("SELECT count(*) AS n FROM t").get([])?.["n"]).toBe(0);
    expect(database.transaction(() => insert.run([2]))).toBeUndefined();
    expect(database.prepare("SELECT a FROM t").get([])?.["a"]).toBe(2);
    database.close();
  });

  it("shows one state of the database for as long as a snapshot lasts", () => {
    const path = newPath();
    const writer = new Sqlite(path, "write");
    writer.exec("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    const reader = new Sqlite(path, "read");
    const count = (): unknown => reader.prepare("SELECT count(*) AS n FROM t").get([])?.["n"];
    reader.snapshot(() => {
      expect(count()).toBe(1);
      writer.exec("INSERT INTO t VALUES (2)");
      expect(count()).toBe(1);
    });
    expect(count()).toBe(2);
    reader.close();
    writer.close();
  });
});
