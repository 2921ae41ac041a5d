/**
 * Measures every check on genuine mail and files, and writes src/checks/engine/rates.ts and docs/checks/clocks.md. Then build and run
 * `node scripts/checks-docs.js` for the other pages.
 *
 *   LEAKSIFT_CORPORA=DIR node bench/checks.js [--sample N] [--no-write] [--part mail|files|corpus] [--checks ID,ID] [--index DIR]
 *
 * With --part or --checks only these are measured, and the rates of all others stay as they are.
 *
 * Needs the built program. Corpora are those of the tests (tests/support/corpora.ts), unpacked already.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { corpusView } from "../dist/catalog/corpus-view.js";
import { indexPaths } from "../dist/catalog/index-folder.js";
import { CatalogReader } from "../dist/catalog/read-catalog.js";
import { clockOffset } from "../dist/checks/clocks/message-clocks.js";
import { CORPUS_CHECKS } from "../dist/checks/engine/corpus-checks.js";
import { ALL_CHECKS } from "../dist/checks/engine/engine.js";
import { wilson } from "../dist/checks/engine/expected.js";
import { FILE_CHECKS } from "../dist/checks/engine/file-checks.js";
import { MESSAGE_CHECKS } from "../dist/checks/engine/message-checks.js";
import { RATES } from "../dist/checks/engine/rates.js";
import { runFileChecks, runMessageChecks } from "../dist/checks/engine/run-checks.js";
import { fileFacts } from "../dist/checks/facts/file-facts.js";
import { messageFacts } from "../dist/checks/facts/read-message-facts.js";
import { readFile } from "../dist/extract/read-file.js";
import { sniffType } from "../dist/sources/sniff.js";
import { CLASS_NAMES, ClockHistogram, RateCounter } from "./checks/count.js";
import {
  clusterOf,
  eraOf,
  filesUnder,
  isGenuine,
  MAIL_CORPORA,
  parsed,
} from "./checks/genuine-mail.js";

const option = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : process.argv[at + 1];
};
const step = Number(option("--sample", "1"));
const packed = process.env.LEAKSIFT_CORPORA;
if (packed === undefined) throw new Error("LEAKSIFT_CORPORA is not set");
const stamp = Math.floor(statSync(join(packed, "mail-50k.mbox.xz")).mtimeMs / 1000);
const root = join(tmpdir(), `leaksift-corpora-${process.getuid?.() ?? 0}-${stamp}`);

const part = option("--part", "");
const only = option("--checks", "");
const isPartly = part !== "" || only !== "";
const wanted = new Set(only === "" ? ALL_CHECKS.map(({ id }) => id) : only.split(","));
const isWanted = ({ id }) => wanted.has(id);

const counter = new RateCounter();
const clocks = new ClockHistogram();
const cpu = { checks: 0, rest: 0 };
const MAX_FILE_BYTES = 8e6;

const CONTEXT = new Set(
  ALL_CHECKS.filter(({ level }) => level === "information").map(({ id }) => id),
);
/** Checks that fired: context counts only for checks that give nothing else. */
const loudOf = (hits) =>
  hits
    .filter(({ check, level }) => level !== "information" || CONTEXT.has(check))
    .map(({ check }) => check);
const firedOf = (flags) => new Set(loudOf(flags));

const programOf = (mailer) =>
  mailer
    .replace(/[\d([/;,].*/, "")
    .trim()
    .slice(0, 40) || "(none named)";

/** Message checks and clocks on one corpus. Era "all" is added up by whoever reads the rates. */
async function measureMail(corpus) {
  let number = 0;
  const high = new Map();
  for await (const bytes of MAIL_CORPORA[corpus](root)) {
    if (number++ % step !== 0) continue;
    const before = process.cpuUsage();
    const message = await parsed(bytes);
    const between = process.cpuUsage();
    const facts = messageFacts(message, bytes);
    const { flags, applied } = runMessageChecks(MESSAGE_CHECKS.filter(isWanted), facts);
    const after = process.cpuUsage();
    cpu.rest += between.user - before.user;
    cpu.checks += after.user - between.user;
    if (!isGenuine(message)) continue;
    const era = eraOf(facts.sentAt ?? message.receivedAt);
    const cluster = clusterOf(facts);
    const fired = firedOf(flags);
    for (const id of applied) counter.add(id, corpus, era, "message", cluster, fired.has(id));
    if (flags.some(({ level }) => level === "high")) high.set(era, (high.get(era) ?? 0) + 1);
    if (facts.sentAt === null) continue;
    for (const clock of facts.clocks)
      clocks.add(
        clock.name,
        programOf(facts.mailer),
        clockOffset(clock, facts.sentAt, facts.zoneMinutes),
      );
  }
  console.log(
    `${corpus}: ${number} messages; high by one check alone: ${JSON.stringify([...high])}`,
  );
}

/** File checks on the office documents. A cluster is the collection a file lies in. */
async function measureFiles() {
  for (const path of filesUnder(join(root, "docs"))) {
    const bytes = readFileSync(path);
    const type = sniffType(bytes, path);
    if (bytes.length > MAX_FILE_BYTES) continue;
    const name = path.slice(path.lastIndexOf("/") + 1);
    const read = await readFile(bytes, { name, declaredType: "", sniffedType: type });
    const facts = fileFacts({
      ...read,
      name,
      type: read.contentType ?? type,
      sizeBytes: bytes.length,
      texts: read.text,
    });
    const { flags, applied } = runFileChecks(FILE_CHECKS.filter(isWanted), facts);
    const fired = firedOf(flags);
    const creator = facts.first("creator")?.text ?? facts.first("app")?.text ?? "";
    const cluster = creator || path.slice(0, path.lastIndexOf("/"));
    for (const id of applied)
      counter.add(id, "office documents", "1990-2024", "file", cluster, fired.has(id));
  }
}

/** Corpus checks, on an index of the 50k mails. */
async function measureCorpus() {
  const made = option("--index", "");
  const folder = made || join(mkdtempSync(join(tmpdir(), "leaksift-rates-")), "index");
  if (made === "")
    execFileSync(
      process.execPath,
      ["bin/leaksift.js", "index", join(root, "mail-50k.mbox"), "--index", folder],
      { stdio: "inherit" },
    );
  const catalog = new CatalogReader(indexPaths(folder));
  const before = process.cpuUsage();
  const view = corpusView(catalog);
  const runs = CORPUS_CHECKS.filter(isWanted).map((check) => [check.id, check.run(view)]);
  const findings = runs.flatMap(([, run]) => run.findings);
  const applies = runs.map(([id, run]) => [id, run.applies]);
  const used = process.cpuUsage(before);
  console.log(
    `corpus checks: ${((used.user + used.system) / 1e6).toFixed(1)} CPU s, ${process.memoryUsage().rss >> 20} MB, ${findings.length} findings`,
  );
  const counts = new Map();
  for (const check of loudOf(findings)) counts.set(check, (counts.get(check) ?? 0) + 1);
  for (const [id, n] of applies)
    if (n > 0) counter.addCounts(id, "mail-50k", "1996-2026", n, counts.get(id) ?? 0);
  catalog.close();
  if (made === "") rmSync(join(folder, ".."), { recursive: true, force: true });
}

function ratesText() {
  const measured = counter.rates();
  const ids = new Set(measured.map(([id]) => id));
  const kept = isPartly ? [...RATES].filter(([id]) => !ids.has(id)) : [];
  const rows = [...measured, ...kept]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([id, rates]) =>
      rates.map((r) =>
        [id, r.corpus, r.era, r.unit, r.applies, r.fired, r.clusters, r.clustersFired].join("|"),
      ),
    );
  return `/** Measured rates of every check on genuine mail and files. Written by bench/checks.js; not edited by hand. */
import type { MeasuredRate } from "../../model/flag.ts";

/** check | corpus | era | unit | applies | fired | clusters | clusters fired */
const ROWS = \`
${rows.join("\n")}
\`;

/** By check id; a check that is not here was not measured. */
export const RATES: ReadonlyMap<string, readonly MeasuredRate[]> = readRows(ROWS);

function readRows(text: string): Map<string, MeasuredRate[]> {
  const byId = new Map<string, MeasuredRate[]>();
  for (const line of text.trim().split("\\n")) {
    const [id = "", corpus = "", era = "", unit, applies, fired, clusters, clustersFired] =
      line.split("|");
    const list = byId.get(id) ?? [];
    byId.set(id, list);
    list.push({
      corpus,
      era,
      unit: unit as MeasuredRate["unit"],
      applies: Number(applies),
      fired: Number(fired),
      clusters: Number(clusters),
      clustersFired: Number(clustersFired),
    });
  }
  return byId;
}
`;
}

function clocksText() {
  const rows = clocks.table().map(({ clock, program, n, counts }) => {
    const within = counts[3] / n;
    const [low] = wilson(counts[3], n);
    return `| ${clock} | ${program.replaceAll("|", "/")} | ${n} | ${counts.join(" | ")} | ${(within * 100).toFixed(1)} % (>= ${(low * 100).toFixed(1)} %) |`;
  });
  return `# Clocks and their offsets

How far each clock hidden in a message is from its Date header, by mail program, on genuine mail (${Object.keys(MAIL_CORPORA).join(", ")}). A
clock that is later than the Date by more than 26 hours is what the check looks for; one that is earlier is ordinary. For clocks of unknown
zone (dated-message-id, server-message-id) the offset is the least any zone allows. Lower bounds at 95 % (Wilson). Written by \`node bench/checks.js\`.

| clock | program | n | ${CLASS_NAMES.join(" | ")} | within 60 s |
| --- | --- | --- | ${CLASS_NAMES.map(() => "---").join(" | ")} | --- |
${rows.join("\n")}
`;
}

const isMeasured = (name) => part === "" || part === name;
if (isMeasured("mail")) for (const corpus of Object.keys(MAIL_CORPORA)) await measureMail(corpus);
if (isMeasured("files")) await measureFiles();
if (isMeasured("corpus")) await measureCorpus();
console.log(
  `message checks: ${(cpu.checks / 1e6).toFixed(1)} CPU s, reading: ${(cpu.rest / 1e6).toFixed(1)} CPU s`,
);
if (!process.argv.includes("--no-write")) {
  writeFileSync("src/checks/engine/rates.ts", ratesText());
  if (!isPartly) writeFileSync("docs/checks/clocks.md", clocksText());
}
