/**
 * The demonstration behind `npm run demo`: indexes the mail of the sample corpus (not what is written about it) into `.demo/`, runs two searches, shows a message and what does not fit.
 * Prints each command as one would type it; ends with the exit code of the first command that fails.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const folder = ".demo";
const index = `${folder}/index`;

const quoted = (word) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** Code of a run that is done but could not read something: the sample corpus holds a damaged file on purpose. */
const SOME_UNREAD = 3;

/** Runs leaksift with these arguments; `capture` returns its standard output instead of showing it. */
function leaksift(args, { capture = false, ends = [0] } = {}) {
  if (!capture) process.stdout.write(`\n$ leaksift ${args.map(quoted).join(" ")}\n`);
  const run = spawnSync(process.execPath, [join("bin", "leaksift.js"), ...args], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", capture ? "pipe" : "inherit", "inherit"],
  });
  if (run.error !== undefined) throw run.error;
  if (!ends.includes(run.status)) {
    process.stderr.write(`demo: that command ended with ${run.status ?? run.signal}\n`);
    process.exit(run.status === null ? 1 : run.status);
  }
  return run.stdout;
}

rmSync(join(root, folder), { recursive: true, force: true });
mkdirSync(join(root, folder), { mode: 0o700 });

const MAIL = ["clean", "odd/*.eml", "tampered/*/*.!(json)", "claims/counter-examples"].map(
  (each) => `sample-corpus/${each}`,
);
leaksift(["index", ...MAIL, "--index", index], { ends: [0, SOME_UNREAD] });
leaksift(["search", '"quatre siècles"', "has:attachment", "--index", index, "--limit", "5"]);
const query = ["from:pia", "задаток"];
leaksift(["search", ...query, "--index", index]);
const ids = leaksift(["search", ...query, "--ids", "--index", index], { capture: true })
  .split("\n")
  .filter((line) => line !== "");
if (ids.length === 0) {
  process.stderr.write("demo: the search found nothing to show\n");
  process.exit(1);
}
leaksift(["show", ids[0].slice(0, 12), "--index", index]);
leaksift(["flags", "--limit", "3", "--index", index]);
process.stdout.write(
  `\nThe index is in ${index}. Try: node bin/leaksift.js search tombola --index ${index}\n`,
);
