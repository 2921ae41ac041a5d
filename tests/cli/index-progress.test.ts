/** What `index` shows while it runs. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { Io } from "../../src/cli/command.ts";
import { durationText, IndexProgress } from "../../src/cli/index-progress.ts";
import { noWork } from "../../src/ingest/time-left.ts";
import { leaksift } from "../support/cli.ts";
import { mail, mbox } from "../support/small-dump.ts";

const folder = mkdtempSync(join(tmpdir(), "leaksift-progress-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const counts = (messages: number, documents: number) => ({
  sources: 3,
  messages,
  documents,
  bytes: 0,
  copies: 0,
  problems: { lost: 0, partial: 0, note: 0 },
  gaps: 0,
  walks: { fast: 0, compared: 0, different: 0, mailparserOnly: 0 },
});

/** A terminal 80 columns wide whose clock is set by hand. */
function terminal(): { io: Io; lines: () => string[]; at: (ms: number) => void } {
  let now = 0;
  let written = "";
  const io = {
    err: (text: string) => {
      written += text;
    },
    now: () => now,
    errIsTerminal: true,
    columns: 80,
    unicode: true,
    plain: false,
    colour: false,
  } as unknown as Io;
  return {
    io,
    lines: () => written.split("\r\u001b[K").filter((line) => line !== ""),
    at: (ms) => {
      now = ms;
    },
  };
}

it("says at once what it does, then share, counts, rate and time left, on one line", () => {
  const { io, lines, at } = terminal();
  const progress = new IndexProgress(io, "line");
  const total = { ...noWork(), mail: 20e6 };
  progress.to({ phase: "finding", counts: counts(0, 0), done: noWork(), total: noWork() });
  progress.to({ phase: "reading", counts: counts(0, 0), done: noWork(), total });
  at(1000);
  const done = { ...noWork(), mail: 10e6 };
  progress.to({ phase: "reading", counts: counts(1400, 1500), done, total });
  progress.end();
  expect(lines()[0]).toBe("Looking for files");
  expect(lines()[1]).toBe("Reading 20 MB");
  expect(lines()[2]).toMatch(
    /^\d\d % {2}1,400 messages, 100 files {2}10 MB of 20 MB {2}1,500\/s {2}\d s left$/,
  );
  expect(Math.max(...lines().map((line) => line.length))).toBeLessThan(80);
});

it("writes JSON lines for programs, also where stderr is not a terminal", () => {
  writeFileSync(
    join(folder, "a.mbox"),
    mbox(Array.from({ length: 50 }, (_, i) => mail(i, { body: `number${i}` }))),
  );
  const run = leaksift(["index", "a.mbox", "--progress", "json", "--index", "ix"], { cwd: folder });
  expect(run.code).toBe(0);
  const lines = run.err.split("\n").filter((line) => line.startsWith("{"));
  const told = lines.map((line) => JSON.parse(line) as { phase: string; formatVersion: number });
  expect(told.map(({ phase }) => phase)).toEqual(expect.arrayContaining(["finding", "reading"]));
  expect(Object.keys(told[0] ?? {})).toEqual([
    "formatVersion",
    "phase",
    "messages",
    "files",
    "bytes",
    "totalBytes",
    "elapsedMs",
    "leftMs",
  ]);
});

it("refuses another form", () => {
  const run = leaksift(["index", "a.mbox", "--progress", "dots"], { cwd: folder });
  expect([run.code, run.err]).toEqual([2, expect.stringContaining("line, json or none")]);
});

it.each([
  [999, "1 s"],
  [59_000, "59 s"],
  [61_000, "1 min 1 s"],
  [600_000, "10 min"],
  [7_800_000, "2 h 10 min"],
])("writes %d ms as %s", (ms, text) => expect(durationText(ms)).toBe(text));
