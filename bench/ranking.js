/**
 * Ranking quality beside SQLite FTS5's bm25: `node bench/ranking.js CRANFIELD_FOLDER [--index DIR] [--items N] [--seed S]`.
 *
 * Cranfield: each abstract becomes an .eml (title as subject), the 225 queries are asked as ORs of their words; nDCG@10 and MAP over what was judged.
 * Known items, with --index: N mails are drawn from an index, some words out of each are asked for, and the place of the mail in the answer
 * counts. FTS5 (python3's sqlite3) gets the same documents and queries as terms cut by leaksift, so that only the ranking differs.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { totals } from "../dist/catalog/catalog-counts.js";
import { indexPaths } from "../dist/catalog/index-folder.js";
import { openIndex } from "../dist/search/open-index.js";
import { searchIndex } from "../dist/search/search.js";
import { termsOf } from "../dist/tokenize.js";
import { emlOf, readCranfield } from "./cranfield.js";
import { pick, seededRandom } from "./random.js";
import { fixed, say, table } from "./report.js";

const LEAKSIFT = fileURLToPath(new URL("../bin/leaksift.js", import.meta.url));
const DEPTH = 1000;
/** Of a mail's text what FTS5 gets and queries are drawn from, as everywhere the first part. */
const MAX_CHARS = 100_000;

/** Reads documents and queries as terms, answers with ranked document numbers. One column, or subject and body apart. */
const FTS5 = `
import json, sqlite3, sys
asked = json.load(sys.stdin)
db = sqlite3.connect(":memory:")
answers = {}
for name, columns in (("one column", "text"), ("two columns", "subject, text")):
    db.execute(f"CREATE VIRTUAL TABLE t USING fts5({columns})")
    for number, (subject, text) in enumerate(asked["documents"]):
        values = (subject + " " + text,) if columns == "text" else (subject, text)
        db.execute(f"INSERT INTO t(rowid, {columns}) VALUES ({number + 1}, {','.join('?' * len(values))})", values)
    answers[name] = []
    for words, operator in asked["queries"]:
        query = f" {operator} ".join('"' + word + '"' for word in words)
        rows = db.execute(f"SELECT rowid - 1 FROM t WHERE t MATCH ? ORDER BY bm25(t), rowid LIMIT {asked['depth']}", (query,))
        answers[name].append([row[0] for row in rows])
    db.execute("DROP TABLE t")
json.dump(answers, sys.stdout)
`;

/** Ranked document numbers per query, by name of the table's form. */
function askFts5(documents, queries) {
  const terms = (text) => termsOf(text).join(" ");
  const asked = {
    depth: DEPTH,
    documents: documents.map(({ subject, text }) => [terms(subject), terms(text)]),
    queries: queries.map(({ words, operator }) => [words, operator]),
  };
  const { status, stdout, stderr } = spawnSync("python3", ["-c", FTS5], {
    input: JSON.stringify(asked),
    maxBuffer: 2 ** 30,
  });
  if (status !== 0) throw new Error(`FTS5: ${stderr}`);
  return JSON.parse(stdout.toString("utf8"));
}

/** The same by leaksift; `numberOf` gives the document number of a root, undefined for one that is not asked about. */
function askLeaksift(index, queries, numberOf) {
  const options = {
    clock: { nowMs: 0, timeZone: "UTC" },
    sort: "relevance",
    limit: DEPTH,
    offset: 0,
    strict: true,
  };
  return queries.map(({ words, operator }) => {
    const query = words.map((word) => `"${word}"`).join(operator === "OR" ? " OR " : " ");
    const { hits } = searchIndex(index, query, options);
    return hits.map((hit) => numberOf(hit.rootId)).filter((number) => number !== undefined);
  });
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

function nDcg(ranked, relevant, depth) {
  const gain = (at) => 1 / Math.log2(at + 2);
  let found = 0;
  for (let at = 0; at < depth; at++) if (relevant.has(ranked[at])) found += gain(at);
  let best = 0;
  for (let at = 0; at < Math.min(depth, relevant.size); at++) best += gain(at);
  return found / best;
}

function averagePrecision(ranked, relevant) {
  let hits = 0;
  let sum = 0;
  for (const [at, number] of ranked.entries()) if (relevant.has(number)) sum += ++hits / (at + 1);
  return sum / relevant.size;
}

function cranfield(folder, scratch) {
  const { documents, questions, relevant } = readCranfield(folder);
  const queries = questions.map((words) => ({
    words: [...new Set(termsOf(words))],
    operator: "OR",
  }));
  const mails = join(scratch, "mails");
  mkdirSync(mails);
  for (const [number, document] of documents.entries())
    writeFileSync(join(mails, `${String(number).padStart(4, "0")}.eml`), emlOf(document, number));
  const place = join(scratch, "index");
  const made = spawnSync(process.execPath, [LEAKSIFT, "index", "--index", place, mails]);
  if (made.status !== 0) throw new Error(`leaksift index: ${made.stderr}`);
  const index = openIndex(indexPaths(place));
  const numberOf = (rootId) =>
    Number(
      /(\d+)\.eml$/.exec(index.catalog.sourcePath(index.catalog.document(rootId).sourceId))?.[1],
    );
  const answers = {
    leaksift: askLeaksift(index, queries, numberOf),
    ...Object.fromEntries(
      Object.entries(askFts5(documents, queries)).map(([name, found]) => [`FTS5, ${name}`, found]),
    ),
  };
  index.close();
  const judged = relevant.flatMap((set, i) => (set.size > 0 ? [i] : []));
  say(`#### Cranfield: ${documents.length} abstracts, ${judged.length} queries as ORs\n`);
  table(
    ["engine", "nDCG@10", "MAP"],
    Object.entries(answers).map(([name, found]) => [
      name,
      fixed(mean(judged.map((i) => nDcg(found[i], relevant[i], 10))), 4),
      fixed(mean(judged.map((i) => averagePrecision(found[i], relevant[i]))), 4),
    ]),
  );
}

/** Words someone may remember of a mail: not its commonest, not in a row; some of the subject where there are. */
function remembered(random, { subject, text }) {
  const words = (from) => [...new Set(termsOf(from).filter((term) => /^[a-z]{4,20}$/.test(term)))];
  const body = words(text);
  if (body.length < 20) return null;
  const chosen = new Set();
  const subjectWords = words(subject);
  if (subjectWords.length > 0) chosen.add(pick(random, subjectWords));
  while (chosen.size < 3) chosen.add(pick(random, body));
  return [...chosen];
}

function knownItems(place, count, random) {
  const index = openIndex(indexPaths(place));
  const { catalog } = index;
  const last = totals(catalog.database).documents ?? 0;
  const documents = [];
  const numbers = new Map();
  for (let docId = 0; docId < last; docId++) {
    const document = catalog.document(docId);
    if (document.kind !== "message" || document.copyOf !== null) continue;
    numbers.set(docId, documents.length);
    documents.push({
      subject: document.envelope?.subject ?? "",
      text: catalog.text(docId).slice(0, MAX_CHARS),
    });
  }
  for (const operator of ["AND", "OR"]) {
    const queries = [];
    const wanted = [];
    while (queries.length < count) {
      const number = Math.floor(random() * documents.length);
      const words = remembered(random, documents[number]);
      if (words === null) continue;
      queries.push({ words, operator });
      wanted.push(number);
    }
    const answers = {
      leaksift: askLeaksift(index, queries, (rootId) => numbers.get(rootId)),
      ...Object.fromEntries(
        Object.entries(askFts5(documents, queries)).map(([name, found]) => [
          `FTS5, ${name}`,
          found,
        ]),
      ),
    };
    const places = (found) => found.map((ranked, i) => ranked.indexOf(wanted[i]) + 1);
    const share = (all, most) => all.filter((at) => at > 0 && at <= most).length / all.length;
    say(
      `\n#### Known items: ${count} of ${documents.length} mails, three words each, joined by ${operator}\n`,
    );
    table(
      ["engine", "mean reciprocal rank", "first", "in the first 10"],
      Object.entries(answers).map(([name, found]) => {
        const at = places(found);
        return [
          name,
          fixed(mean(at.map((rank) => (rank > 0 ? 1 / rank : 0))), 4),
          fixed(share(at, 1), 3),
          fixed(share(at, 10), 3),
        ];
      }),
    );
  }
  index.close();
}

function option(words, name, otherwise) {
  const at = words.indexOf(`--${name}`);
  return at < 0 ? otherwise : words.splice(at, 2)[1];
}

const words = process.argv.slice(2);
const place = option(words, "index", "");
const items = Number(option(words, "items", "1000"));
const seed = Number(option(words, "seed", "1"));
const [folder] = words;
if (folder === undefined) {
  process.stderr.write("usage: node bench/ranking.js CRANFIELD_FOLDER [--index DIR] [--items N]\n");
  process.exit(2);
}
const scratch = mkdtempSync(join(tmpdir(), "leaksift-ranking-"));
try {
  cranfield(folder, scratch);
  if (place !== "") knownItems(place, items, seededRandom(seed));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
