/**
 * Near-duplicates beside an exact comparison: of some documents of an index all pairs that share a shingle are compared in full, and what `similar` and
 * `variants` find is counted against them. `node bench/similar.js INDEX [DOCUMENTS]`. Reads the index only.
 */
import { indexPaths } from "../dist/catalog/index-folder.js";
import { openIndex } from "../dist/search/open-index.js";
import { similarGroups } from "../dist/search/similar/groups.js";
import { nearOf } from "../dist/search/similar/near.js";
import { plainText, SimilarTexts, wordCount } from "../dist/search/similar/texts.js";

const [folder, wanted = "5000"] = process.argv.slice(2);
if (folder === undefined) throw new Error("node bench/similar.js INDEX [DOCUMENTS]");
const index = openIndex(indexPaths(folder));
const seconds = (since) => (process.cpuUsage(since).user + process.cpuUsage(since).system) / 1e6;

/** Different sequences of four words, as text: shares no code with what is measured but the stored text. */
function shingles(docId) {
  const text = plainText(index.catalog.text(docId)).toLowerCase().normalize("NFKD");
  const words = text.replace(/[\u0300-\u036f]/g, "").match(/[\p{L}\p{N}]+/gu) ?? [];
  const found = new Set();
  for (let at = 0; at + 4 <= words.length; at++) found.add(words.slice(at, at + 4).join(" "));
  return found;
}

const texts = new SimilarTexts(index);
const all = [...texts.all()].filter((docId) => wordCount(texts.sketch(docId)) >= 12);
const step = Math.max(1, Math.floor(all.length / Number(wanted)));
// Neighbours, not every tenth: versions of one text are near each other in an archive
const chosen = all.slice(0, Math.ceil(all.length / step));
const own = new Map(chosen.map((docId) => [docId, shingles(docId)]));
const holders = new Map();
for (const [docId, set] of own)
  for (const shingle of set) {
    const list = holders.get(shingle);
    if (list === undefined) holders.set(shingle, [docId]);
    else list.push(docId);
  }

/** Jaccard with every later document that shares a shingle. */
function exact(docId) {
  const shared = new Map();
  for (const shingle of own.get(docId))
    for (const other of holders.get(shingle))
      if (other > docId) shared.set(other, (shared.get(other) ?? 0) + 1);
  return [...shared].map(([other, count]) => [
    other,
    count / (own.get(docId).size + own.get(other).size - count),
  ]);
}
const pairs = chosen.flatMap((a) => exact(a).map(([b, share]) => [a, b, share]));

console.log(`${chosen.length} documents, ${pairs.length} pairs that share a shingle`);
for (const threshold of [0.5, 0.6, 0.7, 0.8, 0.9]) {
  const started = process.cpuUsage();
  const groups = similarGroups(new SimilarTexts(index), chosen, threshold);
  const cpu = seconds(started);
  const groupOf = new Map(groups.flatMap(({ docIds }, at) => docIds.map((id) => [id, at])));
  const together = (a, b) => groupOf.has(a) && groupOf.get(a) === groupOf.get(b);
  const alike = pairs.filter(([, , share]) => share >= threshold);
  const found = alike.filter(([a, b]) => together(a, b)).length;
  // Members whose best share with anybody of the group is below the threshold would be wrong
  const best = new Map();
  for (const [a, b, share] of pairs)
    if (together(a, b)) for (const id of [a, b]) best.set(id, Math.max(best.get(id) ?? 0, share));
  const wrong = [...groupOf.keys()].filter((id) => (best.get(id) ?? 0) < threshold - 0.005).length;
  console.log(
    `variants at ${threshold}: ${groups.length} groups, recall ${found} of ${alike.length} pairs, members without a partner ${wrong} of ${groupOf.size}, ${cpu.toFixed(1)} CPU s`,
  );
}

const asked = chosen.filter((_, at) => at % 25 === 0);
for (const threshold of [0.5, 0.7, 0.9]) {
  let [found, missed, wrong] = [0, 0, 0];
  const started = process.cpuUsage();
  for (const docId of asked) {
    const document = index.catalog.document(docId);
    const near = new Map(
      nearOf(index, document, threshold)
        .filter((each) => each.similarity !== null && each.similarity >= threshold)
        .map((each) => [each.docId, each.similarity]),
    );
    const ids = new Set(index.catalog.contentIds([...near.keys()]));
    for (const [a, b, share] of pairs) {
      if ((a !== docId && b !== docId) || share < threshold) continue;
      const other = a === docId ? b : a;
      const [content] = index.catalog.contentIds([other]);
      if (content === document.contentId) continue;
      if (near.has(other) || ids.has(content)) found++;
      else missed++;
    }
    for (const [other, share] of near) {
      if (!own.has(other)) continue;
      const [a, b] = [own.get(docId), own.get(other)];
      const shared = [...a].filter((each) => b.has(each)).length;
      if (Math.abs(shared / (a.size + b.size - shared) - share) > 0.02) wrong++;
    }
  }
  const each = (seconds(started) / asked.length) * 1000;
  console.log(
    `similar at ${threshold}: ${asked.length} asked, found ${found}, missed ${missed}, shares off by more than 0.02: ${wrong}, ${each.toFixed(0)} CPU ms each`,
  );
}
index.close();
