/**
 * Plants known patterns and their innocent twins into thousands of genuine mails and files, and asks whether `leaksift flags` puts the planted
 * ones on top. Seeds 1 to 20 were used while developing; the figures in docs/checks/README.md are of seeds 101 to 120.
 *
 *   LEAKSIFT_CORPORA=DIR node bench/scenarios.js [--seeds 101-120] [--null 1-20] [--mails 2000] [--pool FILE]
 *
 * Needs the built program.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { canonicalSha256 } from "../dist/split/message-bytes.js";
import { makeRandom } from "../scripts/sample/base/random.js";
import { filesUnder } from "./checks/genuine-mail.js";
import { officeFile, STAFF, START, sentence, simpleMail, workTime } from "./scenarios/people.js";
import * as plants from "./scenarios/plants.js";
import { genuinePool, Mailbox } from "./scenarios/pool.js";

const option = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : process.argv[at + 1];
};
const [firstSeed, lastSeed] = option("--seeds", "101-120").split("-").map(Number);
const [firstNull, lastNull] = option("--null", "1-20").split("-").map(Number);
const mailCount = Number(option("--mails", "2000"));
const TOP = 50;
const packed = process.env.LEAKSIFT_CORPORA;
if (packed === undefined) throw new Error("LEAKSIFT_CORPORA is not set");
const stamp = Math.floor(statSync(join(packed, "mail-50k.mbox.xz")).mtimeMs / 1000);
const root = join(tmpdir(), `leaksift-corpora-${process.getuid?.() ?? 0}-${stamp}`);
const DAY = 86_400_000;

const box = new Mailbox(join(root, "mail-50k.mbox"));
const pool = await keptPool(option("--pool", ""));
/** The pool takes a while to read: several runs may share a file of it. */
async function keptPool(file) {
  if (file !== "" && existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  const made = await genuinePool(box);
  if (file !== "") writeFileSync(file, JSON.stringify(made));
  return made;
}
const documents = [...filesUnder(join(root, "docs"))].filter(
  (path) => /\.(?:docx?|xlsx?|pdf)$/i.test(path) && statSync(path).size < 400_000,
);
process.stderr.write(`${pool.length} genuine mails, ${documents.length} documents\n`);

/** Ids as the program prints them: of messages over canonical bytes, of files over their bytes. */
const idOf = (path, bytes) =>
  path.endsWith(".eml") ? canonicalSha256(bytes) : createHash("sha256").update(bytes).digest("hex");

/** Runs of consecutive genuine mails, so that threads stay together. */
function background(random) {
  const run = Math.floor(mailCount / 5);
  return Array.from({ length: 5 }, () => {
    const start = random.int(0, pool.length - run);
    return pool.slice(start, start + run);
  }).flat();
}

/** Ordinary mail and files of the invented staff, so that their names are known. */
function household(random) {
  const files = Array.from({ length: 120 }, (_, i) => {
    const creator = random.pick(STAFF);
    const kind = random.pick(["xlsx", "docx", "xls"]);
    const created = workTime(random, START, Date.UTC(2016, 6, 1));
    const saver = random.chance(0.3) ? random.pick(STAFF) : creator;
    return [
      `files/own-${i}.${kind}`,
      officeFile(random, kind, {
        creator,
        saver,
        created,
        modified: created + random.int(1, 200) * DAY,
      }),
    ];
  });
  const mails = Array.from({ length: 60 }, (_, i) => [
    `mail/own-${i}.eml`,
    simpleMail(random, {
      from: STAFF[i % 6],
      to: STAFF[(i + 1) % 6],
      at: workTime(random),
      subject: `Market ${i}`,
      text: sentence(random),
    }),
  ]);
  return [...files, ...mails];
}

/** Plants that change genuine mail: `used` entries are left out of the mailbox and written changed instead. */
function mailPlants(random, entries, used) {
  const made = [];
  const take = (list, count) =>
    random.some(
      list.filter((e) => !used.has(e)),
      count,
    );
  for (const entry of take(
    entries.filter((e) => e.hasClock),
    3,
  )) {
    used.add(entry);
    made.push(plants.backdated(random, box.message(entry), entry, `mail/p${made.length}.eml`));
  }
  const withIds = take(
    entries.filter((e) => e.hasQueueId),
    3,
  );
  for (const [i, entry] of withIds.entries()) {
    // Whoever pastes a header takes it from mail at hand: of the same months, but for the last
    const near = entries.filter((e) => Math.abs((e.sentAt ?? 0) - (entry.sentAt ?? 0)) < 200 * DAY);
    const donors = (i === 2 ? entries : near).filter(
      (e) => e.hasQueueId && e.messageId !== entry.messageId && !used.has(e),
    );
    if (donors.length === 0) continue;
    used.add(entry);
    const plant = plants.pastedReceived(
      random,
      box.message(entry),
      box.message(random.pick(donors)),
      `mail/p${made.length}.eml`,
    );
    made.push({ ...plant, effect: i === 2 ? "from any year" : "from the same months" });
  }
  const byId = new Map(entries.map((e) => [e.messageId, e]));
  let edited = 0;
  for (const reply of random.some(entries, entries.length)) {
    const parent = byId.get(reply.parent);
    if (edited >= 3) break;
    if (
      parent === undefined ||
      !parent.isPlain ||
      !reply.isPlain ||
      used.has(parent) ||
      used.has(reply)
    )
      continue;
    const plant = plants.editedOriginal(
      random,
      box.message(parent),
      box.message(reply),
      `mail/p${made.length}.eml`,
    );
    if (plant === null) continue;
    used.add(parent);
    edited++;
    made.push(plant);
  }
  return made;
}

function write(folder, path, bytes) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), bytes);
}

/** Writes a corpus; returns the planted items and the twins with the ids of their documents. */
function makeCorpus(folder, seed, isNull) {
  const random = makeRandom(`scenario ${isNull ? "null " : ""}${seed}`);
  const entries = background(random.fork("mail"));
  const used = new Set();
  const planted = [];
  const twins = [];
  for (const [path, bytes] of household(random.fork("household"))) write(folder, path, bytes);
  for (const path of random.fork("documents").some(documents, 80)) {
    mkdirSync(join(folder, "files"), { recursive: true });
    copyFileSync(path, join(folder, "files", path.slice(path.lastIndexOf("/") + 1)));
  }
  if (!isNull) {
    const plantRandom = random.fork("plants");
    planted.push(
      plants.burst(plantRandom.fork("burst")),
      ...mailPlants(plantRandom.fork("mail"), entries, used),
    );
    for (let i = 0; i < 3; i++)
      planted.push(plants.savedAfterSent(plantRandom.fork(`late ${i}`), i));
    for (let i = 0; i < 2; i++)
      planted.push(
        plants.pdfRevision(plantRandom.fork(`pdf ${i}`), i),
        plants.inherited(plantRandom.fork(`inherited ${i}`), i),
        plants.letterhead(plantRandom.fork(`letterhead ${i}`), i),
      );
    for (const make of plants.TWINS) twins.push(make(random.fork(make.name)));
    for (const item of [...planted, ...twins])
      for (const [path, bytes] of item.files) write(folder, path, bytes);
  }
  write(
    folder,
    "genuine.mbox",
    Buffer.concat([...new Set(entries)].filter((e) => !used.has(e)).map((e) => box.record(e))),
  );
  const idsOf = ({ files, hidden = [], only }) =>
    new Set([
      ...files
        .filter(([path]) => only === undefined || only.includes(path))
        .map(([path, bytes]) => idOf(path, bytes)),
      ...hidden.map((bytes) => idOf("", bytes)),
    ]);
  return {
    planted: planted.map((p) => ({ ...p, ids: idsOf(p) })),
    twins: twins.map((t) => ({ ...t, ids: idsOf(t) })),
  };
}

/** Entries of `leaksift flags`, in order, and what it says beside them. */
function flagsOf(folder) {
  const index = `${folder}-index`;
  const run = (...args) =>
    spawnSync(process.execPath, ["bin/leaksift.js", ...args, "--index", index], {
      encoding: "utf8",
      maxBuffer: 2 ** 28,
      env: { ...process.env, LEAKSIFT_QUIET_PLACE: "1" },
    });
  const { status, stderr } = run("index", folder, "--workers", "1");
  // Exit 3: some of the documents are damaged on purpose
  if (status !== 0 && status !== 3) throw new Error(stderr);
  const { entries } = JSON.parse(run("flags", "--json", "-n", "0").stdout);
  const said = entries.some(({ level }) => level === "high") ? "" : run("flags", "-n", "1").stderr;
  rmSync(index, { recursive: true, force: true });
  return { entries, said };
}

/** Position of the first entry that names a document of the item, Infinity when none does. */
function positionOf(entries, ids) {
  const at = entries.findIndex(({ documents: all }) => all.some(({ id }) => ids.has(id)));
  return at < 0 ? Number.POSITIVE_INFINITY : at;
}

const parent = mkdtempSync(join(tmpdir(), "leaksift-scenarios-"));
const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const percent = (share) => `${(share * 100).toFixed(0)} %`;
const byKind = new Map();
const recalls = [];
let burstFirst = 0;
const twinsAbove = [];
for (let seed = firstSeed; seed <= lastSeed; seed++) {
  const folder = join(parent, `s${seed}`);
  const { planted, twins } = makeCorpus(folder, seed, false);
  const { entries } = flagsOf(folder);
  rmSync(folder, { recursive: true, force: true });
  const found = planted.map((item) => ({ ...item, at: positionOf(entries, item.ids) }));
  for (const { kind, effect, at } of found) {
    const key = `${kind}, ${effect}`;
    const row = byKind.get(key) ?? { planted: 0, found: 0 };
    byKind.set(key, row);
    row.planted++;
    if (at < TOP) row.found++;
  }
  const recall = found.filter(({ at }) => at < TOP).length / found.length;
  recalls.push(recall);
  if (found[0].at === 0) burstFirst++;
  const lowest = Math.max(...found.filter(({ at }) => at < TOP).map(({ at }) => at));
  const above = twins
    .map(({ kind, ids }) => ({ kind, at: positionOf(entries, ids) }))
    .filter(({ at }) => at < lowest)
    .map(({ kind, at }) => `${kind} at ${at + 1} (${entries[at].check}, ${entries[at].level})`);
  twinsAbove.push(above.length);
  const last = found
    .filter(({ at }) => at < TOP && at >= lowest - 12)
    .toSorted((a, b) => a.at - b.at)
    .map(({ kind, at }) => `${at + 1} ${kind} (${entries[at].check}, ${entries[at].level})`);
  const missed = found
    .filter(({ at }) => at >= TOP)
    .map(({ kind, effect }) => `${kind} (${effect})`);
  process.stdout.write(
    `seed ${seed}: recall ${percent(recall)} of ${found.length}, burst at ${found[0].at + 1} (${found[0].effect}, ${planted[0].script}, ${planted[0].packing}), last planted at ${lowest + 1} of ${entries.length}; twins above it: ${above.join(", ") || "none"}; missed: ${missed.join(", ") || "none"}\n  last planted: ${last.join("; ")}\n`,
  );
}
if (recalls.length > 0) {
  process.stdout.write(
    `median recall ${percent(median(recalls))}, worst ${percent(Math.min(...recalls))}, burst first in ${burstFirst} of ${recalls.length}, median twins above a planted finding ${median(twinsAbove)}\n`,
  );
  for (const [key, { planted, found }] of [...byKind].sort())
    process.stdout.write(`  ${key}: ${found} of ${planted}\n`);
}
let loud = 0;
for (let seed = firstNull; seed <= lastNull; seed++) {
  const folder = join(parent, `n${seed}`);
  makeCorpus(folder, seed, true);
  const { entries, said } = flagsOf(folder);
  const high = entries.filter(({ level }) => level === "high");
  if (high.length === 0 && !said.includes("Nothing at the highest level"))
    throw new Error(`null ${seed}: the program does not say that there is nothing`);
  rmSync(folder, { recursive: true, force: true });
  if (high.length > 0) loud++;
  for (const { check, sentence: text } of high)
    process.stdout.write(`null ${seed}: ${check}: ${text}\n`);
}
if (lastNull >= firstNull)
  process.stdout.write(
    `null corpora with something at the highest level: ${loud} of ${lastNull - firstNull + 1}\n`,
  );
rmSync(parent, { recursive: true, force: true });
