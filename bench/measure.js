/** Runs a command and measures it with its whole process tree: wall time, CPU time, peak of the summed resident memory (Linux). */
import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

const PAGE_BYTES = Number(spawnSync("getconf", ["PAGESIZE"], { encoding: "utf8" }).stdout) || 4096;
const POLL_MS = 50;

/** Middle value; of an even number the mean of the two in the middle. */
export function median(values) {
  return quantile(values, 0.5);
}

/** Value below which the share `q` of the values lies, interpolated. */
export function quantile(values, q) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}

/** Resident bytes of a process and all below it. A process that ends meanwhile counts as 0. */
function treeBytes(pid) {
  let bytes = 0;
  const waiting = [pid];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    try {
      bytes += Number(readFileSync(`/proc/${next}/statm`, "latin1").split(" ")[1]) * PAGE_BYTES;
      for (const thread of readdirSync(`/proc/${next}/task`)) {
        const children = readFileSync(`/proc/${next}/task/${thread}/children`, "latin1");
        for (const child of children.split(" ")) if (child !== "") waiting.push(child);
      }
    } catch {
      // it ended between two reads: nothing of it is resident any more
    }
  }
  return bytes;
}

/** "0m1.25s" in seconds. */
function seconds(text) {
  const [minutes, rest] = text.split("m");
  return Number(minutes) * 60 + Number.parseFloat(rest);
}

/**
 * Runs a command to its end. CPU time is what the shell's `times` reports for all processes waited for below it.
 * Returns `{wallSeconds, cpuSeconds, peakBytes, stdout}`; throws when the exit code is not one of `okCodes`.
 */
export async function runMeasured(command, args, { env = {}, okCodes = [0] } = {}) {
  const startedAt = process.hrtime.bigint();
  const child = spawn(
    "sh",
    ["-c", '"$@"; code=$?; times >&2; exit $code', "sh", command, ...args],
    {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const out = [];
  let errors = "";
  child.stdout.on("data", (chunk) => out.push(chunk));
  child.stderr.on("data", (chunk) => {
    errors = (errors + chunk).slice(-4000);
  });
  let peakBytes = 0;
  const poll = setInterval(() => {
    peakBytes = Math.max(peakBytes, treeBytes(child.pid));
  }, POLL_MS);
  const code = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  const wallSeconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
  clearInterval(poll);
  if (!okCodes.includes(code))
    throw new Error(`${command} ${args[0]} ended with ${code}: ${errors}`);
  const [user = "0m0s", system = "0m0s"] = errors.trim().split("\n").at(-1)?.split(" ") ?? [];
  return {
    wallSeconds,
    cpuSeconds: seconds(user) + seconds(system),
    peakBytes,
    stdout: Buffer.concat(out).toString("utf8"),
  };
}

/** Milliseconds from start to end of a command, its output read and thrown away. */
export function timeOnce({ command, args, env = {} }) {
  const startedAt = process.hrtime.bigint();
  const { status, stdout, stderr } = spawnSync(command, args, {
    env: { ...process.env, ...env },
    maxBuffer: 2 ** 30,
  });
  const ms = Number(process.hrtime.bigint() - startedAt) / 1e6;
  // mu ends with 2 or 4 when nothing is found
  if (status !== 0 && command !== "mu") throw new Error(`${command}: ${stderr}`);
  return { ms, stdout };
}

/**
 * Times commands in alternation, so that a busy moment of the machine hits all alike: one round not counted, then `rounds` rounds,
 * each starting with another command. Returns `{median, p95}` in milliseconds and the last output, by name.
 */
export function timeInTurns(commands, rounds) {
  const names = Object.keys(commands);
  const times = new Map(names.map((name) => [name, []]));
  const outputs = new Map();
  for (let round = 0; round <= rounds; round++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length];
      const { ms, stdout } = timeOnce(commands[name]);
      outputs.set(name, stdout);
      if (round > 0) times.get(name).push(ms);
    }
  }
  return new Map(
    names.map((name) => [
      name,
      {
        median: median(times.get(name)),
        p95: quantile(times.get(name), 0.95),
        output: outputs.get(name),
      },
    ]),
  );
}
