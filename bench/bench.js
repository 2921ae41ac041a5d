/**
 * `npm run bench -- CORPUS [--rounds N] [--workers 0,2,8] [--no-peers] [--million [--messages N]]`: how fast leaksift indexes and searches CORPUS (an mbox
 * or a folder of mail), beside notmuch and mu where these are installed. Writes Markdown tables to stdout, progress to stderr, files only
 * into a temporary folder that is removed. How to read the figures: bench/README.md.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, openSync, readdirSync, rmSync, statSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { growMailbox } from "./grow-mailbox.js";
import { runMeasured, timeInTurns } from "./measure.js";
import { folderBytes, makeMaildir, peersIn, versionOf } from "./peers.js";
import { fixed, printIndexing, printMachine, printWarm, say, table } from "./report.js";

const LEAKSIFT = fileURLToPath(new URL("../bin/leaksift.js", import.meta.url));
const WARM = fileURLToPath(new URL("warm-search.js", import.meta.url));
const COLD_ROUNDS = 20;
const LIST_ROUNDS = 5;

const progress = (text) => process.stderr.write(`${text}\n`);

function readArgs(words) {
  const take = (name, otherwise) => {
    const at = words.indexOf(`--${name}`);
    return at < 0 ? otherwise : words.splice(at, 2)[1];
  };
  const has = (name) => {
    const at = words.indexOf(`--${name}`);
    if (at >= 0) words.splice(at, 1);
    return at >= 0;
  };
  const args = {
    rounds: Number(take("rounds", "3")),
    workers: take("workers", "0,2,8").split(",").map(Number),
    messages: Number(take("messages", "1000000")),
    million: has("million"),
    peers: !has("no-peers"),
  };
  const [corpus] = words;
  if (corpus === undefined || words.length > 1) {
    process.stderr.write(
      "usage: npm run bench -- CORPUS [--rounds N] [--workers 0,2,8] [--no-peers] [--million [--messages N]]\n",
    );
    process.exit(2);
  }
  return { ...args, corpus: resolve(corpus) };
}

/** A name, how to prepare, what to run, where the index is. */
function indexers(folder, corpus, maildir, args, peerNames) {
  const list = args.workers.map((workers) => ({
    name: workers === 0 ? "leaksift" : `leaksift, ${workers} workers`,
    index: join(folder, `leaksift-${workers}`),
    prepare() {
      rmSync(this.index, { recursive: true, force: true });
    },
    build: [
      process.execPath,
      [
        LEAKSIFT,
        "index",
        corpus,
        "--index",
        join(folder, `leaksift-${workers}`),
        "--json",
        ...(workers === 0 ? [] : ["--workers", String(workers)]),
      ],
    ],
    okCodes: [0, 3],
  }));
  const peers = peersIn(folder, maildir);
  for (const name of peerNames) list.push({ name, okCodes: [0], ...peers[name] });
  return list;
}

/** Runs every indexer `rounds` times, each round in another order. */
async function measureIndexing(list, rounds) {
  const runs = new Map(list.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < list.length; i++) {
      const one = list[(i + round) % list.length];
      one.prepare();
      progress(`index: round ${round + 1} of ${rounds}, ${one.name}`);
      runs.get(one.name).push(await runMeasured(...one.build, { okCodes: one.okCodes }));
    }
  }
  return runs;
}

async function warm(index) {
  progress("warm search");
  const { stdout } = await runMeasured(process.execPath, [WARM, index]);
  return JSON.parse(stdout);
}

function printCold(index, peers, words) {
  say(`## Cold search: one process per search, ${COLD_ROUNDS} rounds in turns\n`);
  progress("cold search");
  const ours = (...rest) => ({
    command: process.execPath,
    args: [LEAKSIFT, "search", "--index", index, ...rest],
  });
  const commands = { "node -e 0": { command: process.execPath, args: ["-e", "0"] } };
  commands[`leaksift, "${words.common}", 20 hits`] = ours(words.common);
  commands[`leaksift, "${words.common}", count`] = ours("--count", words.common);
  commands[`leaksift, "${words.rare}", 20 hits`] = ours(words.rare);
  commands['leaksift, "let me know" as phrase'] = ours('"let me know"');
  for (const [name, peer] of peers) {
    const [command, args] = peer.count(words.rare);
    commands[`${name}, "${words.rare}"`] = { command, args };
  }
  const results = timeInTurns(commands, COLD_ROUNDS);
  const base = results.get("node -e 0").median;
  table(
    ["command", "median ms", "p95 ms", "x `node -e 0`"],
    [...results].map(([name, { median: middle, p95 }]) => [
      name,
      fixed(middle),
      fixed(p95),
      fixed(middle / base, 2),
    ]),
  );
}

function printListing(index, peers, word) {
  say(`## Listing every hit of "${word}" (ids), ${LIST_ROUNDS} rounds in turns\n`);
  progress("listing");
  const commands = {
    leaksift: {
      command: process.execPath,
      args: [LEAKSIFT, "search", "--ids", "--index", index, word],
    },
  };
  for (const [name, peer] of peers) {
    const [command, args] = peer.list(word);
    commands[name] = { command, args };
  }
  const results = timeInTurns(commands, LIST_ROUNDS);
  const base = results.get("leaksift").median;
  const lines = (output) => output.toString("latin1").split("\n").length - 1;
  table(
    ["", "hits", "median ms", "leaksift is faster by"],
    [...results].map(([name, { median: middle, output }]) => [
      name,
      lines(output),
      fixed(middle),
      `${fixed(middle / base, 2)} x`,
    ]),
  );
}

/** A first reading, so that no indexer pays for the disk. */
function readThrough(corpus) {
  for (const path of statSync(corpus).isFile()
    ? [corpus]
    : readdirSync(corpus, { recursive: true }).map((name) => join(corpus, name))) {
    spawnSync("sh", ["-c", 'cat "$1" > /dev/null 2>&1', "sh", path]);
  }
}

async function bench(args, folder) {
  let { corpus } = args;
  const peerNames =
    args.million || !args.peers ? [] : ["notmuch", "mu"].filter((name) => versionOf(name) !== "");
  printMachine(peerNames, LEAKSIFT);
  if (args.million) {
    progress(`growing ${corpus} to ${args.messages} messages`);
    const grown = join(folder, "grown.mbox");
    const out = openSync(grown, "wx");
    await growMailbox(corpus, out, args.messages, 1);
    corpus = grown;
  }
  const corpusBytes = folderBytes(corpus);
  const maildir = join(folder, "maildir");
  readThrough(corpus);
  if (peerNames.length > 0) progress("making the maildir");
  const made = peerNames.length > 0 ? await makeMaildir(corpus, maildir) : 0;
  const list = indexers(
    folder,
    corpus,
    maildir,
    args.million ? { ...args, workers: [0] } : args,
    peerNames,
  );
  const runs = await measureIndexing(list, args.million ? 1 : args.rounds);
  const mails = made > 0 ? made : JSON.parse(runs.get("leaksift")[0].stdout).messages;
  printIndexing(list, runs, mails, corpusBytes);
  const { index } = list[0];
  const peers = list
    .filter(({ name }) => peerNames.includes(name))
    .map((peer) => [peer.name, peer]);
  const warmed = await warm(index);
  printWarm(warmed);
  printCold(index, peers, warmed.cold);
  printListing(index, peers, warmed.cold.common);
  say(
    `Load average at the end: ${loadavg()
      .map((load) => fixed(load, 2))
      .join(" ")}.`,
  );
}

const args = readArgs(process.argv.slice(2));
if (args.workers[0] !== 0) args.workers.unshift(0);
const folder = mkdtempSync(join(tmpdir(), "leaksift-bench-"));
const clean = () => rmSync(folder, { recursive: true, force: true });
process.once("SIGINT", () => {
  clean();
  process.exit(130);
});
try {
  await bench(args, folder);
} finally {
  clean();
}
