/** The tables of a bench run, as Markdown on stdout. */
import { spawnSync } from "node:child_process";
import { cpus, loadavg, totalmem } from "node:os";
import { median, quantile } from "./measure.js";
import { folderBytes, versionOf } from "./peers.js";

/** One line to stdout. */
export const say = (text) => process.stdout.write(`${text}\n`);
/** A number with this many digits after the point. */
export const fixed = (value, digits = 1) => value.toFixed(digits);
const mb = (bytes) => fixed(bytes / 1e6, 0);

/** A Markdown table; the first column is text, the others are numbers. */
export function table(head, rows) {
  say(`| ${head.join(" | ")} |`);
  say(`| ${head.map((_, i) => (i === 0 ? "---" : "---:")).join(" | ")} |`);
  for (const row of rows) say(`| ${row.join(" | ")} |`);
  say("");
}

/** Machine and versions. `leaksift` is the path of the program. */
export function printMachine(peers, leaksift) {
  const [cpu] = cpus();
  const rows = [
    [
      "machine",
      `${cpus().length} cores, ${cpu?.model.trim() ?? "?"}, ${fixed(totalmem() / 2 ** 30, 0)} GB`,
    ],
    [
      "load average at the start",
      loadavg()
        .map((load) => fixed(load, 2))
        .join(" "),
    ],
    [
      "leaksift",
      spawnSync(process.execPath, [leaksift, "--version"], { encoding: "utf8" }).stdout.trim(),
    ],
    ...peers.map((peer) => [peer, versionOf(peer)]),
  ];
  table(["", ""], rows);
}

/** Medians of the runs of each indexer. `mails` is how many mails the corpus holds for all of them. */
export function printIndexing(list, runs, mails, corpusBytes) {
  const of = (name, key) => median(runs.get(name).map((run) => run[key]));
  const ours = of("leaksift", "wallSeconds");
  say(`## Indexing: ${mails} messages, ${mb(corpusBytes)} MB\n`);
  table(
    [
      "",
      "seconds",
      "messages/s",
      "MB/s",
      "CPU seconds",
      "peak MB, process tree",
      "index MB",
      "index / mail",
      "leaksift is faster by",
    ],
    list.map(({ name, index }) => {
      const wall = of(name, "wallSeconds");
      const size = folderBytes(index);
      return [
        name,
        fixed(wall),
        fixed(mails / wall, 0),
        fixed(corpusBytes / 1e6 / wall),
        fixed(of(name, "cpuSeconds")),
        mb(of(name, "peakBytes")),
        mb(size),
        fixed(size / corpusBytes, 2),
        `${fixed(wall / ours, 2)} x`,
      ];
    }),
  );
  const [first] = runs.get("leaksift");
  const { messages, documents, copies, problems } = JSON.parse(first.stdout);
  say(
    `leaksift counted ${messages} messages (those inside messages too), ${documents} documents, ${copies} copies, problems ${JSON.stringify(problems)}.\n`,
  );
}

/** Times of warm-search.js by kind of query. */
export function printWarm({ times, slowest, openMs, peakBytes }) {
  say("## Warm search: one process, 20 hits with snippets each\n");
  const kinds = [...new Set(times.map(({ kind }) => kind))].sort();
  const row = (name, some) => {
    const ms = some.map((time) => time.ms);
    const cpu = some.map((time) => time.cpuMs);
    return [
      name,
      some.length,
      ...[
        quantile(ms, 0.5),
        quantile(ms, 0.95),
        Math.max(...ms),
        quantile(cpu, 0.5),
        quantile(cpu, 0.95),
      ].map((value) => fixed(value)),
    ];
  };
  table(
    ["queries", "count", "p50 ms", "p95 ms", "max ms", "p50 CPU ms", "p95 CPU ms"],
    [
      ...kinds.map((kind) =>
        row(
          kind,
          times.filter((time) => time.kind === kind),
        ),
      ),
      row("all", times),
    ],
  );
  say(
    `Slowest: \`${slowest.query}\` (${slowest.total} hits), ${fixed(slowest.ms)} ms. Opening the index: ${fixed(openMs)} ms. Peak memory: ${mb(peakBytes)} MB.\n`,
  );
}
