/**
 * `node bench/documents.js FOLDER TRUTH.json [--no-text]`: metadata of every file of a document set beside what exiftool says of it, by format,
 * producer, code page and script; words beside those of pdftotext, catdoc and LibreOffice; the slowest files. FOLDER is what the paths of
 * TRUTH.json (exiftool -json -G1) start in. Writes Markdown to stdout, files only into a temporary folder that is removed.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { scriptsOf } from "../dist/decode/script-names.js";
import { readFile } from "../dist/extract/read-file.js";
import { sniffType } from "../dist/sources/sniff.js";
import { agrees, FORMATS, isPerson } from "./documents/fields.js";
import { RECALL_KINDS, recall, references } from "./documents/recall.js";
import { SETTLED } from "./documents/settled.js";
import { fixed, say, table } from "./report.js";

const [folder, truthPath, ...flags] = process.argv.slice(2);
if (truthPath === undefined) {
  process.stderr.write("usage: node bench/documents.js FOLDER TRUTH.json [--no-text]\n");
  process.exit(2);
}

async function read(path, bytes) {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const startedAt = process.cpuUsage();
  const context = { name, declaredType: "", sniffedType: sniffType(bytes, name) };
  const extraction = await readFile(bytes, context);
  const { user, system } = process.cpuUsage(startedAt);
  return { ...extraction, type: context.sniffedType, cpuMs: (user + system) / 1000 };
}

function formatOf(truth, bytes) {
  const head = bytes.subarray(0, 5).toString("hex");
  const type = String(truth["File:FileType"] ?? "");
  return FORMATS.find(({ types, magic }) => types.test(type) && head.startsWith(magic));
}

/** Counts of one row of a table. */
const fresh = () => ({ compared: 0, agreed: 0, settled: 0, refused: 0 });

class Tally {
  rows = new Map();
  add(key, outcome) {
    const row = this.rows.get(key) ?? fresh();
    this.rows.set(key, row);
    row.compared++;
    row[outcome]++;
  }
}

const share = ({ compared, agreed, settled }) =>
  compared === 0 ? "-" : `${fixed((100 * (agreed + settled)) / compared, 2)} %`;

/** The program's name without version and company marks. */
const producerOf = ({ metadata }) => {
  const app =
    metadata.find((value) => value.field === "app" && /[A-Za-z]{3}/.test(value.text))?.text ??
    "(none)";
  return (
    app
      .replace(/\(.*|[\d.,/].*$|®|™/g, "")
      .trim()
      .split(/\s+/)
      .slice(0, 3)
      .join(" ") || "(none)"
  );
};

function printTally(title, head, tally, least) {
  const rows = [...tally.rows]
    .filter(([, row]) => row.compared >= least)
    .sort(([, a], [, b]) => b.compared - a.compared);
  say(`\n#### ${title}\n`);
  table(
    [
      head,
      "values",
      "agree",
      "settled by the bytes",
      "refused, with a problem",
      "differ",
      "agree or settled",
    ],
    rows.map(([key, row]) => [
      key,
      row.compared,
      row.agreed,
      row.settled,
      row.refused,
      row.compared - row.agreed - row.settled - row.refused,
      share(row),
    ]),
  );
}

const truths = JSON.parse(readFileSync(truthPath, "utf8"));
const tallies = {
  names: new Tally(),
  others: new Tally(),
  producers: new Tally(),
  pages: new Tally(),
  scripts: new Tally(),
};
const differing = [];
const extra = [];
const slow = [];
const texts = new Map();

function compare(truth, file, format, extraction) {
  const page = extraction.metadata.find((value) => value.field === "codepage")?.text;
  for (const [tag, field, source] of format.fields) {
    const wanted = truth[tag];
    const found = extraction.metadata.filter(
      (value) => (field === null || value.field === field) && source.test(value.source),
    );
    if (wanted === undefined) {
      const only =
        isPerson(tag) && format.name === "OLE2" && found.some((value) => value.state === "present");
      if (only) extra.push(`${file} ${tag}${SETTLED.has(file) ? `: ${SETTLED.get(file)}` : ""}`);
      continue;
    }
    // exiftool cannot decode double-byte code pages and prints question marks or other letters: bytes decide
    const isGarbled =
      /^9(?:32|36|49|50)$/.test(page ?? "") &&
      /\?|[\u0080-\u00ff]/.test(String(wanted)) &&
      found.length > 0;
    const outcome = agrees(tag, wanted, found)
      ? "agreed"
      : isGarbled || SETTLED.has(file)
        ? "settled"
        : extraction.problems.length > 0 && found.length === 0
          ? "refused"
          : "differ";
    if (outcome === "differ")
      differing.push(
        `${isPerson(tag) ? "NAME " : ""}${file} ${tag}: exiftool "${String(wanted).slice(0, 60)}", leaksift "${found
          .map((value) => value.text)
          .join(" | ")
          .slice(
            0,
            60,
          )}"${extraction.problems.length > 0 ? ` (problem ${extraction.problems[0].code})` : ""}`,
      );
    (isPerson(tag) ? tallies.names : tallies.others).add(format.name, outcome);
    tallies.producers.add(producerOf(extraction), outcome);
    if (page !== undefined && isPerson(tag)) tallies.pages.add(page, outcome);
    if (isPerson(tag))
      tallies.scripts.add(scriptsOf(String(wanted)).join("+") || "no letters", outcome);
  }
}

let count = 0;
let cpuMs = 0;
for (const truth of truths) {
  const path = join(folder, truth.SourceFile);
  const bytes = readFileSync(path);
  const extraction = await read(path, bytes);
  count++;
  cpuMs += extraction.cpuMs;
  const file = truth.SourceFile.slice(truth.SourceFile.lastIndexOf("/") + 1);
  slow.push([file, extraction.cpuMs]);
  const kind = extname(path).slice(1).toLowerCase();
  if (RECALL_KINDS.includes(kind))
    texts.set(path, [kind, extraction.text.map((block) => block.text).join("\n")]);
  const format = formatOf(truth, bytes);
  if (format !== undefined) compare(truth, file, format, extraction);
}

say(`${count} files read in ${fixed(cpuMs / 1000, 1)} CPU seconds, in one process.`);
printTally(
  "Names (creator, last saved by, company, manager, artist, owner …)",
  "format",
  tallies.names,
  1,
);
printTally("Other fields", "format", tallies.others, 1);
printTally(
  "All fields by producer, those with 20 values and more",
  "producer",
  tallies.producers,
  20,
);
printTally("Names by code page of the property set", "code page", tallies.pages, 1);
printTally("Names by script", "script", tallies.scripts, 1);
say(`\n#### Disagreements that no look at the bytes has settled: ${differing.length}\n`);
for (const line of differing) say(`- ${line}`);
say(`\n#### Names that only leaksift has: ${extra.length}\n`);
for (const line of extra) say(`- ${line}`);
say("\n#### Slowest files\n");
table(
  ["file", "CPU ms"],
  slow
    .sort(([, a], [, b]) => b - a)
    .slice(0, 8)
    .map(([file, ms]) => [file, fixed(ms, 0)]),
);

if (!flags.includes("--no-text")) {
  const temporary = mkdtempSync(join(tmpdir(), "leaksift-documents-"));
  const rows = [];
  const low = [];
  const hasLetter = (word) => /\p{L}/u.test(word);
  try {
    for (const kind of RECALL_KINDS) {
      const paths = [...texts].filter(([, [of]]) => of === kind).map(([path]) => path);
      const found = references(temporary, kind, paths);
      const count = (kept) => {
        let [compared, good] = [0, 0];
        for (const path of paths) {
          const reference = found.get(path);
          const value = reference === null ? null : recall(reference, texts.get(path)[1], kept);
          if (value === null) continue;
          compared++;
          if (value >= 0.95) good++;
          else if (kept === hasLetter)
            low.push(`${path.slice(path.lastIndexOf("/") + 1)} ${fixed(value, 2)}`);
        }
        return [compared, good, compared === 0 ? "-" : `${fixed((100 * good) / compared, 1)} %`];
      };
      const row = [kind, paths.length, ...count(hasLetter), ...count(() => true)];
      process.stderr.write(`${row.join(" ")}\n`);
      rows.push(row);
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  say("\n#### Text: files that hold at least 95 % of the reference's words\n");
  table(
    [
      "format",
      "files",
      "with a reference of 5 words and more",
      "recall >= 0.95",
      "share",
      "numbers included: with a reference",
      "recall >= 0.95",
      "share",
    ],
    rows,
  );
  say(`\nBelow, numbers left out: ${low.join(", ")}`);
}
