/** Tests that have a long form (LEAKSIFT_FULL=1, `npm run robustness`): its size, its seed, its time limit, and the figures it prints. */
import { readFileSync } from "node:fs";

/** True in the long form. */
export const FULL = process.env["LEAKSIFT_FULL"] === "1";

/** What a test draws its numbers from; printed with its figures. */
export const SEED = Number(process.env["LEAKSIFT_SEED"] ?? 7);

/** How long a test, or one command in it, may take: minutes on a busy machine, hours in the long form. */
export const PATIENCE_MS = FULL ? 6 * 3_600_000 : 290_000;

/** Prints a line of figures in the long form. */
export function report(line: string): void {
  if (FULL) process.stdout.write(`robustness: ${line} (seed ${SEED})\n`);
}

/** Processor seconds of all commands that this process has waited for; 0 where the system does not tell. */
export function childSeconds(): number {
  try {
    const text = readFileSync("/proc/self/stat", "latin1");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[13]) + Number(fields[14])) / 100;
  } catch {
    return 0; // no /proc on this system
  }
}
