/** Runs the real program as a person would: its own process, a folder of its own, nothing on stdin. */
import { type SpawnSyncOptions, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The program's file. */
export const PROGRAM = fileURLToPath(new URL("../../bin/leaksift.js", import.meta.url));

/** How a command ended. */
export interface CliRun {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly outBytes: Buffer;
}

/** Where and how a command is run. */
export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** User and group to run as; only root can ask for another. */
  readonly uid?: number;
  /** Default 110 s. */
  readonly timeoutMs?: number;
  /** What stands on stdin; nothing unless given. */
  readonly input?: string;
}

/** A surrounding in which nothing of the tester's own machine is seen. */
export function plainEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { PATH } = process.env;
  return { PATH, HOME: "/nonexistent", LANG: "C.UTF-8", LEAKSIFT_QUIET_PLACE: "1", ...more };
}

/** `leaksift ARGS…`. */
export function leaksift(args: readonly string[], options: CliOptions): CliRun {
  const { cwd, env, uid, timeoutMs = 110_000, input } = options;
  const spawnOptions: SpawnSyncOptions = {
    cwd,
    env: plainEnvironment(env),
    input: input ?? "",
    maxBuffer: 2 ** 30,
    timeout: timeoutMs,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  };
  const run = spawnSync(process.execPath, [PROGRAM, ...args], spawnOptions);
  if (run.error !== undefined) throw run.error;
  const outBytes = Buffer.from(run.stdout);
  return { code: run.status, out: outBytes.toString("utf8"), err: run.stderr.toString(), outBytes };
}

/** As {@link leaksift}; throws when it does not end with `code`. */
export function leaksiftEnds(code: number, args: readonly string[], options: CliOptions): CliRun {
  const run = leaksift(args, options);
  if (run.code !== code)
    throw new Error(`leaksift ${args.join(" ")} ended with ${run.code}: ${run.out}${run.err}`);
  return run;
}
