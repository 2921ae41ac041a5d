/** SQLite databases written by Python's sqlite3: what their tables say, chats as messages, damage and pointers that go in rings. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { readFile } from "../../src/extract/read-file.ts";
import type { Extraction } from "../../src/model/extraction.ts";
import { sniffType } from "../../src/sources/sniff.ts";
import { itWith } from "../support/corpora.ts";

/** The bytes of a database after these statements of Python. */
function database(code: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "leaksift-sqlite-"));
  try {
    const path = join(folder, "a.db");
    const script = `import sqlite3,sys\nd=sqlite3.connect(sys.argv[1])\n${code}\nd.commit()\nd.close()`;
    execFileSync("python3", ["-c", script, path]);
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const read = (bytes: Uint8Array): Promise<Extraction> =>
  readFile(bytes, { name: "a.db", declaredType: "", sniffedType: sniffType(bytes, "a.db") });
const textOf = ({ text }: Extraction): string => text.map((block) => block.text).join("\n");
const codesOf = ({ problems }: Extraction): string[] => problems.map(({ code }) => code);
const it = (name: string, run: () => Promise<void>): void =>
  itWith({ tools: ["python3"] }, name, run);

const MANY = `d.execute("pragma page_size=1024")
d.execute("create table notes(id integer primary key, title text, 'odd name' blob, n real)")
for i in range(3000): d.execute("insert into notes values(?,?,?,?)", (i*3+1, "word%d" % i, b"bytes%d" % i, i+0.5))
d.execute("insert into notes values(?,?,?,?)", (99999, "long "*5000+"lasttail", None, -5.5))`;

describe("SQLite", () => {
  it("every table is text, over inner pages and chains of overflow", async () => {
    const found = await read(database(MANY));
    const lines = new Set(textOf(found).split("\n"));
    expect(codesOf(found)).toEqual([]);
    expect(lines).toContain("id\ttitle\todd name\tn");
    for (let i = 0; i < 3000; i++)
      expect(lines).toContain(`${i * 3 + 1}\tword${i}\tbytes${i}\t${i + 0.5}`);
    expect(lines).toContain(`99999\t${"long ".repeat(5000)}lasttail\t-5.5`);
  });

  it("text in UTF-16, tables without row numbers, and large numbers", async () => {
    const found = await read(
      database(`d.execute("pragma encoding='UTF-16le'")
d.execute("create table t(a text primary key, b integer) without rowid")
for i in range(500): d.execute("insert into t values(?,?)", ("grün%d" % i, 2**40+i))`),
    );
    const lines = new Set(textOf(found).split("\n"));
    for (let i = 0; i < 500; i++) expect(lines).toContain(`grün${i}\t${2 ** 40 + i}`);
  });

  it("messages of a phone have sender, time and room, and a file in a cell is a file", async () => {
    const found = await read(
      database(`d.execute("create table handle(ROWID integer primary key autoincrement, id text)")
d.execute("create table message(ROWID integer primary key, guid text, text text, handle_id integer, date integer, is_from_me integer, attributedBody blob)")
d.execute("create table pictures(a blob)")
d.execute("insert into pictures values(?)", (b"GIF89a" + bytes(90),))
d.execute("insert into handle values(7,'+4930123456')")
d.execute("insert into message values(1,'G1','walrus at noon',7,510000000,0,null)")
d.execute("insert into message values(2,'G2',null,7,510000060000000000,1,?)", (b"\\x04\\x0bstreamtyped\\x81\\xe8\\x03\\x84NSString\\x01\\x94\\x84\\x01+\\x06kiwi!!\\x86",))`),
    );
    const messages = found.children.flatMap(({ extraction }) => extraction?.message ?? []);
    expect(messages.map((m) => [m.from[0]?.name, m.text, m.subject, m.sentAtText])).toEqual([
      ["+4930123456", "walrus at noon", "+4930123456", "2017-02-28T18:40:00.000Z"],
      ["me", "kiwi!!", "+4930123456", "2017-02-28T18:41:00.000Z"],
    ]);
    expect(textOf(found)).not.toContain("walrus");
    expect(found.children.map(({ name }) => name)).toContain("pictures-1-a");
  });

  it("times of a browser's history are written out", async () => {
    const found = await read(
      database(`d.execute("create table urls(id integer primary key, url text, last_visit_time integer)")
d.execute("insert into urls values(1,'https://kiwi.example/',13133920000000000)")`),
    );
    expect(textOf(found)).toContain("https://kiwi.example/\t2017-03-13T23:06:40.000Z");
  });

  it("damage has a row and keeps what is whole; no bytes make it throw", async () => {
    const whole = database(MANY);
    const cut = await read(whole.subarray(0, whole.length / 2));
    expect(codesOf(cut)).toContain("database-damaged");
    expect(textOf(cut)).toContain("word5");
    let seed = 7;
    const next = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    for (let run = 0; run < 60; run++) {
      const bytes = Buffer.from(whole.subarray(0, 20_000));
      for (let i = 0; i < 40; i++) bytes[16 + next(bytes.length - 16)] = next(256);
      await read(bytes);
    }
  });

  it("a bomb of pointers to one long record ends at twice the size of the file", async () => {
    const bytes = database(`d.execute("pragma page_size=65536")
d.execute("create table t(a text)")
d.execute("insert into t values(?)", ("x"*6000000,))`);
    const leaf = bytes.indexOf(Buffer.from([0x0d, 0, 0, 0, 1]), 65_536);
    const cell = bytes.readUInt16BE(leaf + 8);
    bytes.writeUInt16BE(10_000, leaf + 3);
    for (let i = 0; i < 10_000; i++) bytes.writeUInt16BE(cell, leaf + 8 + i * 2);
    const found = await read(bytes);
    expect(codesOf(found)).toContain("database-damaged");
    expect(textOf(found).length).toBeLessThan(15_000_000);
  });
});
