/** Indexing where nothing tells what a thread or process takes: /proc is hidden, the clock decides, and what comes out is the same. */
import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { flagsOf } from "../../src/ingest/v8-flags.ts";
import { leaksift, leaksiftEnds, PROGRAM, plainEnvironment } from "../support/cli.ts";
import { itWith } from "../support/corpora.ts";
import { testFolder } from "../support/custody.ts";
import { mail, mbox } from "../support/small-dump.ts";

const home = testFolder("without-proc");

/** Runs leaksift in a mount namespace of its own whose /proc is an empty folder. */
function hidden(words: readonly string[]) {
  const hide = 'mount -t tmpfs none /proc && test ! -e /proc/self && exec "$@"';
  const command = ["-m", "sh", "-c", hide, "sh", process.execPath, PROGRAM, ...words];
  const env = plainEnvironment({ LEAKSIFT_FAULT: "none" });
  return spawnSync("unshare", command, { cwd: home, env, encoding: "utf8", timeout: 110_000 });
}

/** Whether mounts can be made here: root in a container may not. */
function canMount(): boolean {
  return spawnSync("unshare", ["-m", "true"]).status === 0;
}

itWith(
  { root: true, tools: ["unshare", "mount"] },
  "with /proc hidden the index is the same",
  () => {
    if (!canMount()) return;
    const messages = Array.from({ length: 40 }, (_, i) => mail(i));
    const hanging = mail(7).replace("MIME-Version", "X-Leaksift-Fault: hang\r\nMIME-Version");
    writeFileSync(join(home, "a.mbox"), mbox(messages.with(7, hanging)));
    const words = (index: string) => ["index", "a.mbox", "--index", index, "--workers", "1"];
    const without = hidden(words("without"));
    expect(without.status, without.stderr).toBe(3);
    expect(leaksift(words("with"), { cwd: home, env: { LEAKSIFT_FAULT: "none" } }).code).toBe(3);
    const dumpOf = (index: string): string =>
      leaksiftEnds(0, ["dump", "--index", index], { cwd: home }).out;
    expect(dumpOf("without")).toBe(dumpOf("with"));
    expect(hidden(["search", "number8", "--count", "--index", "without"]).stdout).toBe("1\n");
  },
);

it("V8 is asked only for flags it has", () => {
  const flags = flagsOf(process.versions.v8);
  const setting = `for (const flag of ${JSON.stringify(flags)}) require("node:v8").setFlagsFromString(flag)`;
  const { stderr, status } = spawnSync(process.execPath, ["-e", setting], { encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
  const known = execFileSync(process.execPath, ["--v8-options"], { encoding: "utf8" });
  for (const flag of flags) expect(known).toContain(flag.split("=")[0]);
});

it.each([
  ["11.3.244.8-node.33", 1],
  ["12.4.254.21-node.57", 0],
  ["14.6.202.34-node.40", 0],
])("flags for V8 %s", (version, count) => {
  expect(flagsOf(version)).toHaveLength(count);
});
