/** Runs the built program as a user would. `npm test` builds it first. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../../bin/leaksift.js", import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Exit code and both outputs of `leaksift ARGS`, in the working directory given; `input` is what it reads. */
export function runLeaksift(
  args: readonly string[],
  workingFolder = process.cwd(),
  input = "",
): Finished {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    cwd: workingFolder,
    input,
    encoding: "utf8",
    maxBuffer: 2 ** 29,
  });
  return { code: status, out: stdout, err: stderr };
}
