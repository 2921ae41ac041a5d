/**
 * Runs another program on bytes from a corpus: given on its standard input, nothing on disk, no network where the system can take it away, memory and processor time
 * capped by the system, time on the clock by us. The program sees no environment but what it needs.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** What one run may take. */
export interface ProgramCaps {
  readonly memoryKb: number;
  readonly seconds: number;
  readonly outputBytes: number;
}

/** How a run ended: its output, or in words why there is none. */
export type ProgramEnd =
  | { readonly output: Buffer; readonly failure: "" }
  | { readonly output: null; readonly failure: string };

/** The path of an installed program, null when it is in no folder of PATH. */
export function findProgram(name: string, path: string | undefined): string | null {
  for (const folder of (path ?? "").split(delimiter)) {
    const candidate = join(folder, name);
    if (folder !== "" && existsSync(candidate)) return candidate;
  }
  return null;
}

const SHELL = "/bin/sh";
/** The words of the program are parameters of the shell, never a part of its text. */
const CAPPED = 'ulimit -v "$1" 2>/dev/null; ulimit -t "$2"; shift 2; exec "$@"';

/** The command with its caps; on a system without a shell of that name it runs with the clock alone. */
function commandOf(
  command: readonly string[],
  { memoryKb, seconds }: ProgramCaps,
  isolate: readonly string[],
): readonly string[] {
  if (!existsSync(SHELL)) return command;
  return [...isolate, SHELL, "-c", CAPPED, "sh", String(memoryKb), String(seconds), ...command];
}

/** Runs `command` with `input`; `isolate` is a command that takes the network away, [] for none. Stops at once when `stop` is aborted. */
export function runBounded(
  command: readonly string[],
  input: Uint8Array,
  caps: ProgramCaps,
  {
    isolate,
    env,
    stop,
  }: {
    readonly isolate: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    readonly stop: AbortSignal;
  },
): Promise<ProgramEnd> {
  const [program = "", ...words] = commandOf(command, caps, isolate);
  const name = command[0]?.split("/").at(-1) ?? "";
  return new Promise((resolve) => {
    const child = spawn(program, words, { env, stdio: ["pipe", "pipe", "pipe"], cwd: "/" });
    const output: Buffer[] = [];
    let bytes = 0;
    let said = "";
    let failure = "";
    const end = (why: string): void => {
      failure ||= why;
      child.kill("SIGKILL");
    };
    const clock = setTimeout(() => end(`took more than ${caps.seconds} s`), caps.seconds * 1000);
    const onStop = (): void => end("was stopped");
    stop.addEventListener("abort", onStop, { once: true });
    child.stdout.on("data", (some: Buffer) => {
      bytes += some.length;
      if (bytes > caps.outputBytes) end("gave more than it may");
      else output.push(some);
    });
    child.stderr.on("data", (some: Buffer) => {
      if (said.length < 2_000) said += some.toString("latin1");
    });
    child.stdin.on("error", () => undefined); // it ended before it had read all: its exit code says why
    child.on("error", (error) => end(`could not be started: ${error.message}`));
    child.on("close", (code) => {
      clearTimeout(clock);
      stop.removeEventListener("abort", onStop);
      const last = said.trim().split("\n").at(-1) ?? "";
      const ended =
        failure || (code === 0 ? "" : `ended with code ${code ?? "of a signal"}: ${last}`);
      resolve(
        ended === ""
          ? { output: Buffer.concat(output), failure: "" }
          : { output: null, failure: `${name} ${ended}`.slice(0, 300) },
      );
    });
    child.stdin.end(input);
  });
}
