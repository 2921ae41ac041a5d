/**
 * Sources that were edited after indexing, at random: a byte, a line put in, a cut, bytes behind the end, two records in each other's place, a pipe. Whatever is handed out has the
 * hash it was indexed with; all else is refused, and nothing partial is left. LEAKSIFT_FULL=1 makes 1,000 edits; LEAKSIFT_SEED repeats a run.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { indexPaths } from "../../src/catalog/index-folder.ts";
import { CatalogReader } from "../../src/catalog/read-catalog.ts";
import { UserError } from "../../src/errors.ts";
import { EvidencePackage } from "../../src/export/evidence.ts";
import { ExportFolder } from "../../src/export/export-folder.ts";
import { type ExportCounts, exportFamily, exportMbox } from "../../src/export/export-plain.ts";
import { documentFile } from "../../src/replay/replay.ts";
import { canonicalSha256 } from "../../src/split/message-bytes.ts";
import { leaksift, leaksiftEnds } from "../support/cli.ts";
import { testFolder } from "../support/custody.ts";
import { mail, mbox } from "../support/small-dump.ts";

const home = testFolder("edited-sources");
const MAILS = [
  mail(1),
  mail(2, { files: [["budget.csv", "item,price\nlantern,12\n"]] }),
  mail(3, { body: "From now on,\r\n>From here to there." }),
  mail(4),
];
const GOOD: Readonly<Record<string, Buffer>> = {
  "box.mbox": Buffer.from(mbox(MAILS)),
  "one.eml": Buffer.from(mail(5, { files: [["note.txt", "see the shed"]] })),
  "list.csv": Buffer.from("name,phone\nAnna Weber,06\n"),
};
mkdirSync(join(home, "dump"));
const restore = (): void => {
  for (const [name, bytes] of Object.entries(GOOD)) {
    rmSync(join(home, "dump", name), { force: true });
    writeFileSync(join(home, "dump", name), bytes);
  }
};
restore();
leaksiftEnds(0, ["index", "dump", "--index", "ix"], { cwd: home });

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const SEED = Number(process.env["LEAKSIFT_SEED"] ?? Date.now() % 1e9);
const EDITS = process.env["LEAKSIFT_FULL"] === "1" ? 1000 : 60;

/** Numbers below n, always the same for a seed (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

/** Edits one source; returns what was done. */
function edit(path: string, bytes: Buffer, random: (below: number) => number): string {
  const at = random(bytes.length);
  const put = (...pieces: readonly (Buffer | string)[]): void =>
    writeFileSync(path, Buffer.concat(pieces.map((piece) => Buffer.from(piece))));
  switch (random(7)) {
    case 0:
      put(
        bytes.subarray(0, at),
        Buffer.from([(bytes[at] ?? 0) ^ (1 + random(255))]),
        bytes.subarray(at + 1),
      );
      return `byte ${at}`;
    case 1: {
      const line = bytes.lastIndexOf(10, at) + 1;
      put(bytes.subarray(0, line), "X-Status: RO\n", bytes.subarray(line));
      return `line at ${line}`;
    }
    case 2:
      truncateSync(path, at);
      return `cut at ${at}`;
    case 3:
      put(bytes, mbox([mail(90 + random(9))]));
      return "appended";
    case 4: {
      const half = bytes.indexOf("\nFrom sender", at) + 1;
      put(bytes.subarray(half), bytes.subarray(0, half));
      return `halves changed places at ${half}`;
    }
    case 5:
      rmSync(path);
      execFileSync("mkfifo", [path]);
      return "a pipe";
    default:
      put(mbox([mail(80 + random(9))]), bytes);
      return "a mail in front";
  }
}

describe("sources edited after indexing", () => {
  it(`give right bytes or none in ${EDITS} edits (LEAKSIFT_SEED=${SEED})`, async () => {
    const random = numbers(SEED);
    const names = Object.keys(GOOD);
    let refused = 0;
    let moved = 0;
    for (let round = 0; round < EDITS; round++) {
      const name = names[random(names.length)] ?? "";
      const done = `${round}: ${name}: ${edit(join(home, "dump", name), GOOD[name] ?? Buffer.alloc(0), random)}`;
      const catalog = new CatalogReader(indexPaths(join(home, "ix")));
      try {
        const roots = catalog.sources().flatMap(({ sourceId }) =>
          catalog.database
            .prepare("SELECT docId FROM document WHERE sourceId = ? AND parentId IS NULL")
            .all([sourceId])
            .map((row) => catalog.document(Number(row["docId"]))),
        );
        const known = new Set<string>();
        for (const document of roots.flatMap((root) => catalog.family(root.docId))) {
          known.add(document.contentId);
          try {
            const { bytes } = await documentFile(catalog, document);
            expect([sha256(bytes), canonicalSha256(bytes)], done).toContain(document.contentId);
          } catch (error) {
            if (!(error instanceof UserError)) throw error;
            refused++;
          }
        }
        const counts: ExportCounts = { families: 0, files: 0, missed: [], moved: [] };
        const plain = new ExportFolder(join(home, "plain"));
        for (const root of roots) await exportFamily(catalog, root, plain, "all", counts);
        plain.dropIfEmpty();
        moved += counts.moved.length;
        for (const file of existsSync(join(home, "plain"))
          ? readdirSync(join(home, "plain"), { recursive: true, withFileTypes: true })
          : []) {
          if (!file.isFile()) continue;
          const bytes = readFileSync(join(file.parentPath, file.name));
          expect(
            known.has(sha256(bytes)) || known.has(canonicalSha256(bytes)),
            `${done} ${file.name}`,
          ).toBe(true);
        }
        const evidence = new EvidencePackage({
          catalog,
          folder: new ExportFolder(join(home, "evidence")),
          nowMs: 0,
          version: "0",
          chosenBy: "*",
        });
        for (const root of roots) await evidence.add(root, counts);
        evidence.finish(counts);
        const records = new Set<string>(roots.map(({ record }) => record?.sha256 ?? ""));
        for (const file of readdirSync(join(home, "evidence", "items"), {
          recursive: true,
          withFileTypes: true,
        }))
          if (file.name === "message.eml")
            expect(
              known.has(canonicalSha256(readFileSync(join(file.parentPath, file.name)))),
              done,
            ).toBe(true);
          else if (file.name === "record.bin")
            expect(records.has(sha256(readFileSync(join(file.parentPath, file.name)))), done).toBe(
              true,
            );
        const wrote = await exportMbox(catalog, roots, join(home, "out.mbox"), counts);
        if (wrote > 0) {
          const written = readFileSync(join(home, "out.mbox"), "latin1");
          for (const other of ["Message 8", "Message 9", "X-Status"])
            expect(written, done).not.toContain(other);
        }
      } finally {
        catalog.close();
        for (const out of ["plain", "evidence", "out.mbox"])
          rmSync(join(home, out), { recursive: true, force: true });
        restore();
      }
    }
    expect(refused).toBeGreaterThan(0);
    expect(moved).toBeGreaterThan(0);
  }, 600_000);
});

describe("a refusal", () => {
  it("says what is known, ends with 3 and leaves nothing; what only moved is used, and said", () => {
    const id = createHash("sha256").update(mail(1)).digest("hex");
    const path = join(home, "dump", "box.mbox");
    const edited =
      GOOD["box.mbox"]?.toString("latin1").replace("Body number1 ", "Body numbex1 ") ?? "";
    writeFileSync(path, edited, "latin1");
    const raw = leaksiftEnds(3, ["show", id, "--raw", "--index", "ix"], { cwd: home });
    expect(raw.out).toBe("");
    expect(raw.err).toMatch(/SHA-256 was [0-9a-f]{64} and is [0-9a-f]{64} now.*bytes/);
    for (const more of [
      ["--to", "gone"],
      ["--mbox", "gone"],
    ]) {
      const ended = leaksiftEnds(3, ["export", id, ...more, "--index", "ix"], { cwd: home });
      expect(ended.out).toContain("Nothing was written.");
      expect(existsSync(join(home, "gone"))).toBe(false);
    }
    writeFileSync(path, mbox([mail(77), ...MAILS]));
    const found = leaksift(["export", id, "--mbox", "found", "--index", "ix"], { cwd: home });
    expect(found.code).toBe(0);
    expect(found.err).toContain("has moved");
    expect(found.out).toContain("1 message written");
    restore();
  });
});
