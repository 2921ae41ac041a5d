/** Near-duplicates over an invented dump beside a comparison of all pairs that shares no code with them; hostile sketches; what a diff keeps. */
import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { indexPaths } from "../../src/catalog/index-folder.ts";
import { LIMITS } from "../../src/limits.ts";
import { type OpenIndex, openIndex } from "../../src/search/open-index.ts";
import { similarGroups } from "../../src/search/similar/groups.ts";
import { nearOf } from "../../src/search/similar/near.ts";
import { SimilarTexts } from "../../src/search/similar/texts.ts";
import { diffTexts, diffValues } from "../../src/search/similar/word-diff.ts";
import { jaccard, shinglesOf, wordHash } from "../../src/segment/sketch.ts";
import { SegmentWords } from "../../src/segment/sketch-file.ts";
import { splitPlaces } from "../../src/text-places.ts";
import { termsOf } from "../../src/tokenize.ts";
import { leaksift, leaksiftEnds } from "../support/cli.ts";
import { testFolder } from "../support/custody.ts";
import { docxBody } from "../support/office-files.ts";

const home = testFolder("similar");
const SEED = 20_170_331;

/** A generator of the same numbers each time (Park and Miller). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

const SYLLABLES = ["ka", "lo", "mir", "tes", "vun", "é", "ост", "ра", "zen", "ил"];

/** Texts in families: a first version and some with words changed, moved and cut. */
function inventedTexts(): string[] {
  const next = numbers(SEED);
  const word = (): string =>
    Array.from({ length: 1 + next(3) }, () => SYLLABLES[next(SYLLABLES.length)] ?? "").join("");
  const texts: string[] = [];
  for (let family = 0; family < 40; family++) {
    const words = Array.from({ length: 15 + next(180) }, word);
    texts.push(words.join(" "));
    for (let version = next(6); version > 0; version--) {
      for (let change = next(10); change > 0; change--) words[next(words.length)] = word();
      if (next(3) === 0) words.push(word(), word(), word());
      texts.push(words.map((each) => (next(40) === 0 ? each.toUpperCase() : each)).join(" "));
    }
  }
  return texts;
}

const TEXTS = inventedTexts();

/** Sets of four words as text, split at blanks: no hash, no tokenizer of ours. */
function plainJaccard(a: string, b: string): number {
  const sets = [a, b].map((text) => {
    const words = text
      .toLowerCase()
      .normalize("NFD")
      .replace(/[\u0300-\u036f]/g, "")
      .split(" ");
    return new Set(words.slice(0, -3).map((_, at) => words.slice(at, at + 4).join(" ")));
  });
  const [x = new Set(), y = new Set()] = sets;
  const shared = [...x].filter((each) => y.has(each)).length;
  return shared / (x.size + y.size - shared);
}

const core = (title: string): string =>
  `<cp:coreProperties><dc:title>${title}</dc:title></cp:coreProperties>`;
const settings = (...rsids: string[]): string =>
  `<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:rsids>${rsids
    .map((rsid) => `<w:rsid w:val="${rsid}"/>`)
    .join("")}</w:rsids></w:settings>`;
const docx = (text: string, title: string, ...rsids: string[]): Uint8Array =>
  docxBody(`<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`, {
    "docProps/core.xml": core(title),
    "word/settings.xml": settings(...rsids),
  });

let index: OpenIndex;
/** docIds by the number of their text. */
let docIds: readonly number[] = [];

beforeAll(() => {
  const dump = join(home, "dump");
  mkdirSync(dump);
  for (const [number, text] of TEXTS.entries())
    writeFileSync(
      join(dump, `${String(number).padStart(3, "0")}.eml`),
      `From: a@riva.example\nTo: b@riva.example\nSubject: text ${number}\nDate: Mon, 06 Mar 2017 09:00:00 +0000\nContent-Type: text/plain; charset=utf-8\nMessage-ID: <${number}@riva.example>\n\n${text}\n`,
    );
  writeFileSync(
    join(dump, "900.docx"),
    docx("one thing", "Bail de la tour", "00A77B3E", "00A77B3F"),
  );
  writeFileSync(join(dump, "901.docx"), docx("another matter", "Bail", "00A77B3E", "00A77B3F"));
  writeFileSync(join(dump, "902.docx"), docx("a third", "Bail de la tour", "00BB0001"));
  leaksift(["index", "dump", "--index", "ix"], { cwd: home });
  index = openIndex(indexPaths(join(home, "ix")));
  docIds = [...new SimilarTexts(index).all()].filter(
    (docId) => index.catalog.document(docId).kind === "message",
  );
}, 60_000);
afterAll(() => index.close());

/** Sets of texts joined by pairs that share enough, by comparing all pairs. */
function groupsOfAllPairs(threshold: number): string[] {
  const group = TEXTS.map((_, at) => at);
  for (const [i, a] of TEXTS.entries())
    for (const [j, b] of TEXTS.entries())
      if (i < j && plainJaccard(a, b) >= threshold) {
        const [from, to] = [group[j], group[i]];
        for (const at of group.keys()) if (group[at] === from) group[at] = to as number;
      }
  return [...new Set(group)]
    .map((first) => group.flatMap((own, at) => (own === first ? [at] : [])).join(" "))
    .filter((members) => members.includes(" "))
    .sort();
}

const groupsFound = (texts: SimilarTexts, threshold: number): string[] =>
  similarGroups(texts, docIds, threshold)
    .map((group) => group.docIds.map((docId) => docIds.indexOf(docId)).join(" "))
    .sort();

describe("near-duplicates", () => {
  it("of one text are the same from the forward index and from the stored text", () => {
    for (const segment of index.segments) {
      const words = new SegmentWords(segment.reader);
      for (let local = 0; local < segment.reader.documentCount; local++) {
        const terms = splitPlaces(index.catalog.text(segment.firstDoc + local)).flatMap((block) =>
          termsOf(block.text),
        );
        expect(shinglesOf(words.of(local))).toEqual(shinglesOf(Uint32Array.from(terms, wordHash)));
      }
    }
  });

  it("share what a comparison of all shingles as text says", () => {
    const texts = new SimilarTexts(index);
    for (const [i, a] of TEXTS.entries())
      for (const [j, b] of TEXTS.entries())
        if (i < j && j < i + 8)
          expect(texts.similarity(docIds[i] ?? 0, docIds[j] ?? 0)).toBeCloseTo(
            plainJaccard(a, b),
            5,
          );
  });

  it.each([0.6, 0.7, 0.8, 0.95])(
    "are grouped as a comparison of all pairs groups them, at %d",
    (threshold) => {
      expect(groupsFound(new SimilarTexts(index), threshold)).toEqual(groupsOfAllPairs(threshold));
    },
  );

  it("are found from one document as a comparison with all others finds them", () => {
    for (const [i, a] of TEXTS.entries()) {
      if (i % 5 !== 0) continue;
      const document = index.catalog.document(docIds[i] ?? 0);
      const near = nearOf(index, document, 0.7).map(({ docId }) => docIds.indexOf(docId));
      const expected = TEXTS.flatMap((b, j) => (j !== i && plainJaccard(a, b) >= 0.7 ? [j] : []));
      expect(near.sort((x, y) => x - y)).toEqual(expected);
    }
  });

  it("are files that carry the same ids or the same title, though no word is the same", () => {
    const id = leaksiftEnds(0, ["search", "filename:900.docx", "--ids", "--index", "ix"], {
      cwd: home,
    }).out.trim();
    const { similar } = JSON.parse(
      leaksiftEnds(0, ["similar", id, "--json", "--index", "ix"], { cwd: home }).out,
    ) as { similar: { label: string; shared: string }[] };
    expect(similar.map(({ label, shared }) => [label, shared.toLowerCase()])).toEqual([
      ["901.docx", "docid 00a77b3e (in 2 files); docid 00a77b3f (in 2 files)"],
      ["902.docx", "title bail de la tour (in 2 files)"],
    ]);
  });

  it("compare the first words of a text that is too long for all of them", () => {
    const words = Uint32Array.from({ length: LIMITS.maxComparedWords + 50 }, (_, i) => i * 7);
    for (const [count, shingles] of [
      [LIMITS.maxComparedWords - 1, LIMITS.maxComparedWords - 4],
      [LIMITS.maxComparedWords, LIMITS.maxComparedWords - 3],
      [LIMITS.maxComparedWords + 50, LIMITS.maxComparedWords - 3],
    ] as const)
      expect(Math.abs(shinglesOf(words.subarray(0, count)).length - shingles)).toBeLessThan(20);
    expect(jaccard(shinglesOf(words), shinglesOf(words.subarray(0, LIMITS.maxComparedWords)))).toBe(
      1,
    );
  });
});

describe("sketches of an index from elsewhere", () => {
  const folder = join(home, "received");
  const name = ".sketch";
  const damages: readonly (readonly [string, (path: string, bytes: Buffer) => void])[] = [
    ["are gone", (path) => rmSync(path)],
    ["are cut", (path, bytes) => writeFileSync(path, bytes.subarray(0, bytes.length - 5))],
    [
      "are longer than they say",
      (path, bytes) => writeFileSync(path, Buffer.concat([bytes, bytes])),
    ],
    ["are empty", (path) => writeFileSync(path, "")],
    [
      "have a changed number",
      (path, bytes) => {
        bytes[200] = (bytes[200] ?? 0) ^ 255;
        writeFileSync(path, bytes);
      },
    ],
    [
      "are of another segment",
      (path, bytes) => {
        bytes.writeUInt32LE(12_345, 24);
        writeFileSync(path, bytes);
      },
    ],
    [
      "are a link",
      (path, bytes) => {
        writeFileSync(join(home, "elsewhere"), bytes);
        rmSync(path);
        symlinkSync(join(home, "elsewhere"), path);
      },
    ],
    [
      "are a pipe",
      (path) => {
        rmSync(path);
        execFileSync("mkfifo", [path]);
      },
    ],
  ];
  it.each(damages)("that %s change no answer, and nothing is written", (_, damage) => {
    rmSync(folder, { recursive: true, force: true });
    cpSync(join(home, "ix"), folder, { recursive: true });
    const segments = join(folder, "segments");
    const file = readdirSync(segments).find((each) => each.endsWith(name)) ?? "";
    damage(join(segments, file), readFileSync(join(segments, file)));
    const before = readdirSync(segments).sort();
    const received = openIndex(indexPaths(folder));
    try {
      expect(groupsFound(new SimilarTexts(received), 0.7)).toEqual(groupsOfAllPairs(0.7));
    } finally {
      received.close();
    }
    expect(readdirSync(segments).sort()).toEqual(before);
  });

  it("are made by the next run of index, and go when a document is taken out", () => {
    const segments = join(home, "ix", "segments");
    const sketches = (): string[] => readdirSync(segments).filter((each) => each.endsWith(name));
    const own = sketches();
    rmSync(join(segments, own[0] ?? ""));
    leaksift(["index", "dump", "--index", "ix"], { cwd: home });
    expect(sketches()).toEqual(own);
    const id = index.catalog.contentIds([docIds[0] ?? 0])[0] ?? "";
    leaksiftEnds(0, ["forget", id, "--yes", "--index", "ix"], { cwd: home });
    expect(sketches().filter((each) => own.includes(each))).toEqual([]);
  });
});

describe("a diff", () => {
  const words = fc.array(fc.constantFrom("a", "b", "c", "d", "\n", "long-word"), { maxLength: 60 });
  it("keeps every word of both texts, in order", () => {
    fc.assert(
      fc.property(words, words, (a, b) => {
        const [before, after] = [a.join(" "), b.join(" ")];
        const { stretches } = diffTexts(before, after);
        const side = (other: string): string[] =>
          stretches
            .filter(({ kind }) => kind !== other)
            .flatMap((stretch) => stretch.words.map((word) => word.trim()));
        expect(side("added")).toEqual(before.split(/\s+/).filter((word) => word !== ""));
        expect(side("removed")).toEqual(after.split(/\s+/).filter((word) => word !== ""));
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it("of texts that have nothing in common ends, and says that it did not compare them", () => {
    const text = (start: number, line: number): string =>
      Array.from({ length: LIMITS.maxComparedWords + 10 }, (_, i) =>
        i % line === 0 ? `\nw${start + i}` : `w${start + i}`,
      ).join(" ");
    const { stretches, depth, leftOut } = diffTexts(text(0, 7), text(1_000_000, 11));
    expect([depth, leftOut, stretches.map(({ kind }) => kind)]).toEqual([
      "whole",
      20,
      ["removed", "added"],
    ]);
  });

  it("of texts with many changes compares lines, and words within them", () => {
    const line = (i: number, word: string): string => `line ${i} says ${word} and no more`;
    const before = Array.from({ length: 1500 }, (_, i) => line(i, "this")).join("\n");
    const after = Array.from({ length: 1500 }, (_, i) =>
      i < 900 ? line(i, "this") : `changed ${i} into ${i * 3} with ${i * 5} and ${i * 7}`,
    ).join("\n");
    const { depth, stretches } = diffTexts(before, after);
    expect(depth).toBe("lines");
    expect(stretches[0]?.words.length).toBe(900 * 7);
  });

  it("of values leaves out those that both have", () => {
    expect(
      diffValues(
        [
          ["received", "one"],
          ["received", "two"],
          ["subject", "Offer"],
          ["x", "same"],
        ],
        [
          ["received", "two"],
          ["received", "three"],
          ["subject", "Offer 2"],
          ["x", "same"],
          ["to", "b"],
        ],
      ),
    ).toEqual([
      { name: "received", before: ["one"], after: ["three"] },
      { name: "subject", before: ["Offer"], after: ["Offer 2"] },
      { name: "to", before: [], after: ["b"] },
    ]);
  });
});
