/** The whole index as sorted lines, for comparing two indexes of the same mail. */
import { leaksiftEnds } from "./cli.ts";
import { PATIENCE_MS } from "./long-run.ts";

/** Lines of `leaksift dump`. With `terms` each holds every posting instead of a hash. */
export function dumpOf(indexFolder: string, terms = false): string[] {
  const args = ["dump", "--index", indexFolder, ...(terms ? ["--terms"] : [])];
  const { out } = leaksiftEnds(0, args, { cwd: indexFolder, timeoutMs: PATIENCE_MS });
  return out.trimEnd().split("\n");
}

/** Lines in which two dumps differ, shortened: what an assertion shows instead of megabytes. */
export function differences(a: readonly string[], b: readonly string[]): string[] {
  const [inA, inB] = [new Set(a), new Set(b)];
  return [
    ...a.filter((line) => !inB.has(line)).map((line) => `- ${line.slice(0, 500)}`),
    ...b.filter((line) => !inA.has(line)).map((line) => `+ ${line.slice(0, 500)}`),
  ].slice(0, 20);
}
