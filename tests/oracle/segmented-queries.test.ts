/**
 * Words of scripts that few tools cut well, chosen and counted by another segmenter (ICU's, through Intl.Segmenter): whatever holds the word there is found
 * here, and whatever is found here holds its letters.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { indexPaths } from "../../src/catalog/index-folder.ts";
import { openIndex } from "../../src/search/open-index.ts";
import { searchRoots } from "../../src/search/search.ts";
import { foldWord } from "../../src/tokenize.ts";
import { corpusPath, itWith } from "../support/corpora.ts";
import { runLeaksift } from "../support/run-leaksift.ts";

/** Locale of the segmenter, the letters of the words asked for, how many words at most, the fewest letters. */
const SCRIPTS: readonly (readonly [locale: string, word: RegExp, least: number])[] = [
  ["zh", /^\p{Script=Han}+$/u, 2],
  ["ja", /^[\p{scx=Hiragana}\p{scx=Katakana}]+$/u, 3],
  ["ko", /^\p{Script=Hangul}+$/u, 2],
  ["th", /^\p{Script=Thai}+$/u, 2],
  ["ar", /^[\u0621-\u064a]+$/u, 3],
  ["fa", /^[\u0621-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc\u200c]+$/u, 3],
  ["he", /^[\u05d0-\u05ea"'\u05f3\u05f4]+$/u, 2],
];
const WITH_SCRIPTS = ["han", "hiragana", "katakana", "hangul", "thai", "arabic", "hebrew"]
  .map((name) => `script:${name}`)
  .join(" OR ");
const QUERIES = 200;
const OPTIONS = { clock: { nowMs: 0, timeZone: "UTC" }, strict: true };

/** Letters alone, folded: what any way to write a word has in common. */
const lettersOf = (text: string): string => foldWord(text).replace(/[^\p{L}\p{N}\p{M}]/gu, "");

/** Word -> families that hold it, by ICU. */
function wordsOf(
  texts: ReadonlyMap<number, string>,
  [locale, word, least]: (typeof SCRIPTS)[number],
): Map<string, Set<number>> {
  const segmenter = new Intl.Segmenter(locale, { granularity: "word" });
  const found = new Map<string, Set<number>>();
  const letters = new RegExp(word.source.replace(/^\^|\+\$$/g, ""), "u");
  for (const [root, text] of texts) {
    const lines = text.split("\n").filter((line) => letters.test(line));
    for (const { segment, isWordLike } of segmenter.segment(lines.join("\n").slice(0, 10_000))) {
      if (isWordLike !== true || !word.test(segment) || segment.length < least) continue;
      if (segment.length > 40 || /\p{So}/u.test(segment)) continue;
      found.set(segment, (found.get(segment) ?? new Set()).add(root));
    }
  }
  return found;
}

itWith(
  { corpus: "torture" },
  "finds the words of seven writing systems as an independent segmenter counts them",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "leaksift-segmented-"));
    try {
      const paths = indexPaths(join(folder, "index"));
      runLeaksift(["index", corpusPath("torture", "torture"), "--index", paths.folder]);
      const index = openIndex(paths);
      const texts = new Map<number, string>();
      for (const root of searchRoots(index, WITH_SCRIPTS, OPTIONS)) {
        const family = index.catalog.family(root);
        texts.set(
          root,
          family
            .map(({ docId }) => index.catalog.text(docId))
            .join("\n")
            .slice(0, 2e5),
        );
      }
      const lists = SCRIPTS.map((script) =>
        [...wordsOf(texts, script)].sort(([a], [b]) => (a < b ? -1 : 1)),
      );
      const asked: string[] = [];
      const missed: string[] = [];
      const wrong: string[] = [];
      let hits = 0;
      // A word of each script in turn, spread over its list, until there are enough
      for (let turn = 0; asked.length < QUERIES && turn < QUERIES; turn++)
        for (const list of lists) {
          const step = Math.max(1, Math.floor(list.length / 60));
          const entry = list[turn * step];
          if (entry === undefined || asked.length >= QUERIES) continue;
          const [word, expected] = entry;
          asked.push(word);
          const found = new Set(searchRoots(index, word, OPTIONS));
          for (const root of expected) if (!found.has(root)) missed.push(`${word} in ${root}`);
          for (const root of found) {
            hits++;
            const text = texts.get(root);
            if (text !== undefined && !lettersOf(text).includes(lettersOf(word)))
              wrong.push(`${word} in ${root}`);
          }
        }
      index.close();
      expect(asked.length).toBe(QUERIES);
      expect(missed).toEqual([]);
      // The rest stands in subjects and names, which are not among these texts
      expect(wrong.length / hits).toBeLessThan(0.05);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  300_000,
);
