/** Starts bin/leaksift-engine.js, the one program of leaksift that may open a connection, with the words of this command line. */
import { spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { EXIT } from "../errors.ts";

/** Beside the program that runs, whichever link it was called by. */
const programFile = (): string =>
  join(dirname(realpathSync(process.argv[1] ?? "")), "leaksift-engine.js");

/** Runs the command there; streams are those of this process. Returns its exit code. */
export function runEngine(): Promise<number> {
  const child = spawn(process.execPath, [programFile(), ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  // Ctrl-C reaches the child too, which ends at a safe point; this process waits for it
  const wait = (): void => undefined;
  process.on("SIGINT", wait);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => {
      process.off("SIGINT", wait);
      resolve(code ?? EXIT.interrupted);
    });
  });
}
