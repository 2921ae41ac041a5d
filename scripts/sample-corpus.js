/**
 * Writes the sample corpus: `node scripts/sample-corpus.js [FOLDER]` (default: sample-corpus/). The same bytes on every run and
 * machine: seeded random numbers, no clock, no network, own deflate. What the generator wrote before is removed first; README.md
 * stays as it is.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeRandom } from "./sample/base/random.js";
import { cleanCorpus } from "./sample/corpus.js";
import { counterExamples } from "./sample/counter-examples.js";
import { manifestOf, manifestText } from "./sample/manifest.js";
import { oddMessages } from "./sample/odd.js";
import { CLAIMS_README, ODD_README, TAMPERED_README } from "./sample/readmes.js";
import { tamperedSamples } from "./sample/tampered.js";

const SEED = "leaksift sample corpus 1";
const MOST_BYTES = 3_000_000;

/** All files of the sample: path relative to its folder -> bytes. */
function sampleFiles() {
  const root = makeRandom(SEED);
  const corpus = cleanCorpus(root);
  const tampered = tamperedSamples(root);
  const counters = counterExamples(root);
  const odd = oddMessages(root);
  const text = (value) => Buffer.from(value, "utf8");
  const files = new Map([
    [
      ".gitattributes",
      text("# Line ends are part of the sample: no conversion on check-out.\n* -text\n"),
    ],
    [
      "manifest.json",
      text(manifestText(manifestOf({ corpus, tampered, counters, odd, seed: SEED }))),
    ],
    ["tampered/README.md", text(TAMPERED_README(tampered))],
    ["claims/README.md", text(CLAIMS_README)],
    ["odd/README.md", text(ODD_README(odd))],
  ]);
  for (const f of corpus.files) files.set(`clean/${f.path}`, f.bytes);
  for (const { path, file } of corpus.loose) files.set(`clean/${path}`, file.bytes);
  for (const c of counters) files.set(`claims/counter-examples/${c.name}`, c.bytes);
  for (const o of odd) files.set(`odd/${o.name}`, o.bytes);
  for (const { check, files: members, fires, note, mayAlsoFire } of tampered) {
    for (const [name, bytes] of members) files.set(`tampered/${check}/${name}`, bytes);
    const expect = { check, fires, ...(mayAlsoFire ? { mayAlsoFire } : {}), note };
    files.set(`tampered/${check}/expect.json`, text(`${JSON.stringify(expect, null, 2)}\n`));
  }
  return files;
}

const folder =
  process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), "..", "sample-corpus");
const files = sampleFiles();
const total = [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
if (total > MOST_BYTES)
  throw new Error(`the sample corpus has ${total} bytes, more than ${MOST_BYTES}`);
// Only what the generator makes itself: samples that others add under tampered/ or claims/ stay.
rmSync(join(folder, "clean"), { recursive: true, force: true });
for (const [path, bytes] of files) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), bytes);
}
process.stdout.write(`${files.size} files, ${total} bytes\n`);
