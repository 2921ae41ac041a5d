/** A mail and a loose file beyond what a worker may hold, as sparse files. LEAKSIFT_FULL=1 adds a message of 1 GB between two good ones. */
import { appendFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { LIMITS } from "../../src/limits.ts";
import { leaksiftEnds } from "../support/cli.ts";
import { ids, testFolder } from "../support/custody.ts";
import { childSeconds, FULL, PATIENCE_MS, report } from "../support/long-run.ts";
import { mail, mbox } from "../support/small-dump.ts";

const home = testFolder("large");
const options = { cwd: home, timeoutMs: PATIENCE_MS };

it("are hashed, accounted for and read in part", { timeout: PATIENCE_MS }, () => {
  writeFileSync(join(home, "big.eml"), mail(1, { body: "the lantern at the start" }));
  truncateSync(join(home, "big.eml"), LIMITS.maxMessageBytes + 1000);
  writeFileSync(join(home, "big.bin"), "not mail");
  truncateSync(join(home, "big.bin"), LIMITS.maxLooseFileBytes + 1000);
  leaksiftEnds(3, ["index", "big.eml", "big.bin", "--index", "ix"], options);
  expect(ids(home, "lantern", "ix")).toHaveLength(1);
  const problems = leaksiftEnds(0, ["problems", "--summary", "--index", "ix"], options).out;
  expect(problems).toMatch(/too-large\s+2/);
});

it.runIf(FULL)("a message of 1 GB costs nobody else", { timeout: PATIENCE_MS }, () => {
  const box = join(home, "huge.mbox");
  writeFileSync(box, mbox([mail(1)]));
  appendFileSync(box, `${mbox([mail(2, { body: "huge" })]).trimEnd()}\n`);
  const line = Buffer.alloc(1 << 20, "words of a message without end\n");
  for (let i = 0; i < 1024; i++) appendFileSync(box, line);
  appendFileSync(box, `\n\n${mbox([mail(3)])}`);
  const before = childSeconds();
  leaksiftEnds(3, ["index", "huge.mbox", "--index", "huge"], options);
  report(
    `a message of 1 GB between two others indexed in ${Math.round(childSeconds() - before)} s CPU`,
  );
  expect(ids(home, "number1 OR huge OR number3", "huge")).toHaveLength(3);
  leaksiftEnds(0, ["verify", "--index", "huge"], options);
});
