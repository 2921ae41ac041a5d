/** A pager for what does not fit the screen: PAGER, else less. It is told to run nothing and to keep nothing of what it shows. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Io } from "./command.ts";

/** Words of the pager, null for none: PAGER empty or "cat", or a dumb terminal. */
export function pagerWords(
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] | null {
  if (env["TERM"] === "dumb") return null;
  const words = (env["LEAKSIFT_PAGER"] ?? env["PAGER"] ?? "less")
    .split(/\s+/)
    .filter((word) => word !== "");
  return words.length === 0 || words[0] === "cat" ? null : words;
}

/**
 * Starts the pager on the terminal; write to its stdin. less gets -R (our colours, nothing else raw), -F (quit if it fits), -X (leave the screen),
 * no shell, no editor, no preprocessor and no history file.
 */
export function startPager(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ChildProcess {
  const { LESSOPEN: _open, LESSCLOSE: _close, ...kept } = env;
  const [program = "less", ...rest] = words;
  return spawn(program, rest, {
    stdio: ["pipe", "inherit", "inherit"],
    env: {
      ...kept,
      LESS: "-RFX -PSpace goes on\\, q goes back",
      LESSSECURE: "1",
      LESSHISTFILE: "-",
      MORE: "-R",
      LV: "-c",
    },
  });
}

/** An Io that prints through the pager, which starts with the first output, and what ends it: waits until the reader has left it. */
export function pagedIo(
  io: Io,
  words: readonly string[],
): { readonly io: Io; readonly end: () => Promise<void> } {
  let pager: ChildProcess | undefined;
  let ended: Promise<unknown> | undefined;
  /** What is said before the first output belongs above it. */
  let said = "";
  /** Kept until the pager is known to run: where it cannot be started, it is printed. */
  let kept = "";
  let failed = false;
  const write = (text: string): void => {
    if (failed) {
      io.out(text);
      return;
    }
    if (pager === undefined) {
      pager = startPager(words, io.env);
      pager.stdin?.on("error", () => {}); // left before the end
      ended = Promise.race([
        once(pager, "close"),
        once(pager, "error").catch(() => {}), // not installed: printed below
      ]);
      pager.on("error", () => {
        failed = true;
        io.out(kept);
      });
      pager.stdin?.write(said);
      kept = said;
    }
    kept = pager.pid === undefined ? kept + text : "";
    if (pager.stdin?.writable === true) pager.stdin.write(text);
  };
  return {
    io: {
      ...io,
      out: write,
      err: (text) => {
        if (!io.errIsTerminal) io.err(text);
        else if (text.startsWith("\r")) {
          if (pager === undefined) io.err(text); // progress takes itself away; beside a pager it has no place
        } else if (pager === undefined) said += text;
        else write(text);
      },
    },
    end: async () => {
      if (pager === undefined) return io.err(said);
      const ignore = (): void => {}; // Ctrl-C in the pager is the pager's
      process.on("SIGINT", ignore);
      pager.stdin?.end();
      await ended;
      process.off("SIGINT", ignore);
    },
  };
}
