/**
 * Writes docs/checks/<id>.md and docs/checks/README.md from the checks themselves and their measured rates. `--check` writes nothing and fails
 * when a page differs. Needs the built program.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { evidencePage, evidenceRows } from "./evidence-table.js";

const grouped = (n) => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
const percent = (share) => `${(share * 100).toFixed(share < 0.001 && share > 0 ? 3 : 2)} %`;
const list = (items) => items.map((item) => `- ${item}`).join("\n");

function rateTable(rates, wilson) {
  if (rates.length === 0)
    return "Not measured. The program says so beside every flag of this check.";
  const rows = rates.map((r) => {
    const [, upper] = wilson(r.clustersFired, r.clusters);
    return `| ${r.corpus} | ${r.era} | ${grouped(r.applies)} | ${grouped(r.fired)} | ${percent(r.fired / r.applies)} | ${grouped(r.clustersFired)} of ${grouped(r.clusters)} | ${percent(upper)} |`;
  });
  const unit =
    rates[0].unit === "corpus" ? "places looked at" : `${rates[0].unit}s where it applies`;
  return `| corpus | era | ${unit} | fired | share | clusters | upper bound by cluster |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join("\n")}`;
}

const SCOPES = {
  message: "one message, while indexing",
  file: "one file, while indexing",
  corpus: "the whole corpus, after indexing",
};

function page(check, rates, { wilson, nameAlternatives }) {
  const notAlone =
    check.level === "information"
      ? "It is context: it never counts alone and adds no line of evidence.\n\n"
      : "";
  return `# ${check.id}

${check.looksFor}

| | |
| --- | --- |
| Line of evidence | ${check.line} |
| Highest level by itself | ${check.level} |
| Looks at | ${SCOPES[check.scope]} |
| Setting the value by hand | ${check.cost} |
| Row of the [catalogue](catalogue.md) | ${check.catalogue} |

${notAlone}## Why it matters

${check.whyItMatters}

## Ordinary causes

${list(check.innocentCauses)}
${check.line === "identity" ? `\nA name in a file is a text in a file. It may also mean:\n\n${list(nameAlternatives)}\n` : ""}
## What the program says

> ${check.sentence}

## How often it fires on genuine documents

${rateTable(rates, wilson)}

## Sources

${list(check.sources)}
`;
}

/** Ids of the rows of docs/checks/catalogue.md: "T01", "T02" … */
export function catalogueRows() {
  const text = readFileSync(join(import.meta.dirname, "../docs/checks/catalogue.md"), "utf8");
  return [...text.matchAll(/^\| ([A-Z]\d\d) \|/gm)].map(([, row]) => row);
}

const SIGNATURES = "no check: `leaksift signatures` answers it, with keys from a file";

/** Rows without a check, and why. */
const NOT_BUILT = {
  T16: "no check: too few such mails in the corpora to measure one",
  K01: SIGNATURES,
  K02: SIGNATURES,
  K04: SIGNATURES,
  K05: SIGNATURES,
  K07: SIGNATURES,
  K08: "no check: other kinds of signature are not verified",
  C12: "no check: a question of [methods.md](methods.md)",
  C13: "no check: a question of [methods.md](methods.md)",
};

/** "T01-T10, T13" -> ids. */
function rowsOf(catalogue) {
  return catalogue.split(", ").flatMap((part) => {
    const [first, last = first] = part.split("-");
    const [from, to] = [Number(first.slice(1)), Number(last.slice(1))];
    return Array.from(
      { length: to - from + 1 },
      (_, i) => `${first[0]}${String(from + i).padStart(2, "0")}`,
    );
  });
}

/** Every row of the catalogue with its checks; throws when a row has neither a check nor a reason. */
export function coverage(checks) {
  const byRow = new Map();
  for (const { id, catalogue } of checks)
    for (const row of rowsOf(catalogue)) byRow.set(row, [...(byRow.get(row) ?? []), id]);
  const rows = catalogueRows();
  for (const row of byRow.keys())
    if (!rows.includes(row)) throw new Error(`the catalogue has no row ${row}`);
  return rows.map((row) => {
    const ids = byRow.get(row);
    const text = ids?.map((id) => `[${id}](${id}.md)`).join(", ") ?? NOT_BUILT[row];
    if (text === undefined) throw new Error(`no check and no reason for row ${row}`);
    return `| ${row} | ${text} |`;
  });
}

function readme(checks, ratesOf, pooledRate) {
  const rows = checks.map((check) => {
    const rate = pooledRate(check.id, ratesOf);
    const fired =
      rate === null ? "not measured" : `${percent(rate.share)} of ${grouped(rate.applies)}`;
    return `| [${check.id}](${check.id}.md) | ${check.line} | ${check.level} | ${SCOPES[check.scope].split(",")[0]} | ${fired} |`;
  });
  return `# Checks

Every check, with how often it fires on genuine mail and files. A flag is an observation with evidence; the person decides. Written by
\`node scripts/checks-docs.js\` from the checks themselves; measured by \`node bench/checks.js\`, clocks in [clocks.md](clocks.md).

- **Level** is the highest a check gives by itself. \`information\` is context. The highest level is otherwise reached only when two lines of
  evidence of at least medium agree on the same documents.
- **Line of evidence**: flags of one line are one witness, however many they are.
- **Rates** are of documents where the check applies. Bounds on each page are by cluster (sender, creator), since a thousand mails of
  one program are one witness. One list of the 50k mails carries spam by the thousand and is left out.

- **Planted and innocent**: what is found of known changes among thousands of genuine documents, and what is not, is in
  [scenarios.md](scenarios.md). Questions that no check answers are in [methods.md](methods.md).
- **What is stored**: each trait, clock and field with the checks that read it is in [evidence.md](evidence.md).

| check | line | level | looks at | fires on |
| --- | --- | --- | --- | --- |
${rows.join("\n")}

## Rows of the catalogue

The checks were built from a [catalogue](catalogue.md) of what can be observed. Its rows: T clocks, H headers and transport, K signatures, C comparison over the
corpus, O office files, P PDF, E pictures, Z containers.

| row | checks |
| --- | --- |
${coverage(checks).join("\n")}
`;
}

/** File name -> text of every generated page. */
export function checkPages({ checks, rates, wilson, pooledRate, nameAlternatives, evidence }) {
  const pages = new Map([
    ["README.md", readme(checks, rates, pooledRate)],
    ["evidence.md", evidencePage(evidence)],
  ]);
  for (const check of checks)
    pages.set(
      `${check.id}.md`,
      page(check, rates.get(check.id) ?? [], { wilson, nameAlternatives }),
    );
  return pages;
}

/** Pages that bench/checks.js or people write. */
export const OTHER_PAGES = ["catalogue.md", "clocks.md", "methods.md", "scenarios.md"];

async function main() {
  const { ALL_CHECKS } = await import("../dist/checks/engine/engine.js");
  const { RATES } = await import("../dist/checks/engine/rates.js");
  const { pooledRate, wilson } = await import("../dist/checks/engine/expected.js");
  const { NAME_ALTERNATIVES } = await import("../dist/checks/engine/alternatives.js");
  const pages = checkPages({
    checks: ALL_CHECKS,
    rates: RATES,
    wilson,
    pooledRate,
    nameAlternatives: NAME_ALTERNATIVES,
    evidence: await evidenceRows(),
  });
  const folder = "docs/checks";
  mkdirSync(folder, { recursive: true });
  const isThere = (name) =>
    readdirSync(folder).includes(name) && readFileSync(join(folder, name), "utf8");
  const stale = [...pages].filter(([name, text]) => isThere(name) !== text).map(([name]) => name);
  const extra = readdirSync(folder).filter(
    (name) => !pages.has(name) && !OTHER_PAGES.includes(name),
  );
  if (process.argv.includes("--check")) {
    if (stale.length + extra.length === 0) return;
    process.stderr.write(
      `docs/checks is not current: ${[...stale, ...extra].join(", ")}. Run: node scripts/checks-docs.js\n`,
    );
    process.exitCode = 1;
    return;
  }
  for (const name of extra) rmSync(join(folder, name));
  for (const [name, text] of pages) writeFileSync(join(folder, name), text);
  process.stdout.write(`${pages.size} pages\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
