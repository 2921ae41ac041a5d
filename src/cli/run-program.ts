/** What every start of the program shares: streams, signals, and errors -> exit codes. With commands/ the only place that touches `process`. */

import { isatty } from "node:tty";
import { openOnlyForReading } from "../catalog/sqlite.ts";
import { EXIT, UserError } from "../errors.ts";
import { escapeText } from "../render/escape.ts";
import { wrap } from "../render/terminal.ts";
import { type CommandSpec, INDEX_OPTION, type Io, isSet, type ParsedArgs } from "./command.ts";
import { asksEngine } from "./engine-option.ts";
import { sayIndexing } from "./say-indexing.ts";

/** Runs a command with the streams of this process and returns the exit code. Throws only for a bug. */
export async function runProgram(command: (io: Io) => Promise<number>): Promise<number> {
  process.umask(0o077); // whatever is written is for this user alone
  const io = processIo();
  try {
    return await command(io);
  } catch (error) {
    if (isBrokenPipe(error)) return EXIT.done;
    if (!(error instanceof UserError)) throw error;
    const lines = `leaksift: ${escapeText(error.message)}`.split("\n");
    const shown = io.errIsTerminal ? lines.flatMap((line) => wrap(line, io.columns)) : lines;
    io.err(`${shown.join("\n")}\n`);
    return error.exitCode;
  }
}

/** Runs a command; what it prints goes through the pager where a person reads it. Returns the exit code. */
export async function runCommand(given: Io, spec: CommandSpec, args: ParsedArgs): Promise<number> {
  const [extra] = args.positional;
  if (spec.positional === "" && extra !== undefined)
    throw new UserError(
      `leaksift ${spec.name} takes no words, only options; "${extra}" is one. See "leaksift ${spec.name} --help".`,
    );
  if (spec.access !== "write") openOnlyForReading();
  const plain = given.plain || isSet(args, "plain");
  const io = plain ? { ...given, plain, colour: false } : given;
  const asksIndex = spec.access === "read" && spec.options.includes(INDEX_OPTION);
  // A server that is asked has its own state
  if (asksIndex && !asksEngine(args)) sayIndexing(io, args);
  const isRead = spec.paged === true && io.outIsTerminal && io.inIsTerminal;
  if (!isRead || plain || isSet(args, "no-pager")) return spec.run(io, args);
  const { pagedIo, pagerWords } = await import("./pager.ts");
  const words = pagerWords(io.env);
  if (words === null) return spec.run(io, args);
  const paged = pagedIo(io, words);
  try {
    return await spec.run(paged.io, args);
  } finally {
    await paged.end();
  }
}

function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EPIPE";
}

function processIo(): Io {
  const stop = new AbortController();
  const { env } = process;
  // A reader that closed the pipe (`| head`) has what it wanted: exit 0, at once.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(EXIT.done);
    if (error.code === undefined) throw error;
    process.stderr.write(`leaksift: the output cannot be written (${error.code}).\n`);
    process.exit(EXIT.userMistake);
  });
  // What is said beside the answer may be cut off too (`2>&1 | head`); the work goes on
  process.stderr.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  const locale = env["LC_ALL"] ?? env["LC_CTYPE"] ?? env["LANG"] ?? "";
  return {
    out: (text) => {
      process.stdout.write(text);
      // A loop over a hundred thousand hits does not wait for the event above: `| head` ends it here
      if (process.stdout.errored !== null) throw process.stdout.errored;
    },
    err: (text) => {
      process.stderr.write(text);
    },
    outBytes: (bytes) => {
      process.stdout.write(bytes);
    },
    inIsTerminal: isatty(0), // process.stdin would be opened by asking it
    outIsTerminal: process.stdout.isTTY === true,
    errIsTerminal: process.stderr.isTTY === true,
    columns: process.stdout.columns ?? (Number(env["COLUMNS"]) || 80),
    colour:
      process.stdout.isTTY === true && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb",
    unicode: /utf-?8/i.test(locale),
    plain: (env["LEAKSIFT_PLAIN"] ?? "") !== "",
    env,
    workingFolder: process.cwd(),
    now: () => Date.now(),
    stop: stop.signal,
    stopGently: () => {
      process.once("SIGINT", () => {
        if (process.stderr.isTTY === true)
          process.stderr.write(
            "\r\u001b[KStopping when what is being written is whole; Ctrl-C again stops at once.\n",
          );
        stop.abort(); // a second Ctrl-C finds no listener and ends the process; what is committed stays
      });
    },
  };
}
