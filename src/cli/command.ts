/** What a command is: plain data that the fast parser, yargs, completion and docs read, and one function that runs it. */

import type { OpenIndex } from "../search/open-index.ts";

/** Option values after parsing. */
export type OptionType = "boolean" | "string" | "number" | "list";

export interface OptionSpec {
  readonly name: string;
  /** One letter. `search` declares only -h, -n, -v: every other single dash is query text there. */
  readonly short?: string;
  readonly type: OptionType;
  readonly description: string;
  /** Shown for the value: "DIR". */
  readonly placeholder?: string;
  readonly choices?: readonly string[];
  /** What completion offers where a value is one of many, several with commas between; the index is null where there is none. */
  readonly values?: (index: OpenIndex | null) => Promise<readonly string[]>;
}

/** Arguments after parsing: what has no dashes, and option values by name (absent ones are undefined). */
export interface ParsedArgs {
  readonly positional: readonly string[];
  readonly values: Readonly<
    Record<string, string | number | boolean | readonly string[] | undefined>
  >;
}

/** What a command may use of the outside world. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Bytes to stdout as they are; only for a pipe or a file. */
  readonly outBytes: (bytes: Uint8Array) => void;
  /** Whether stdin, stdout and stderr are terminals; progress is written only to a terminal. */
  readonly inIsTerminal: boolean;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  readonly columns: number;
  readonly colour: boolean;
  readonly unicode: boolean;
  /** For a screen reader: one thing a line, no bars and columns. */
  readonly plain: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workingFolder: string;
  readonly now: () => number;
  /** Aborted once the user pressed Ctrl-C. */
  readonly stop: AbortSignal;
  /** The command will stop by itself at a safe point when `stop` is aborted; until then Ctrl-C ends the process at once. */
  readonly stopGently: () => void;
}

export interface CommandSpec {
  readonly name: string;
  /** Shown in usage: "DUMP…", "QUERY", "ID", "". */
  readonly positional: string;
  /** What it does to the index. All but "write" can open it for reading only: anything else is a bug, and throws. */
  readonly access: "none" | "read" | "write";
  readonly summary: string;
  /** A word that begins with one dash and is no declared option is an argument: `search -draft`, `tag -read`. */
  readonly dashIsText?: boolean;
  /** Printed through a pager when stdout is a terminal. */
  readonly paged?: boolean;
  readonly options: readonly OptionSpec[];
  /** Command lines with what they do; each is run by a test. */
  readonly examples: readonly (readonly [string, string])[];
  /** Paragraphs after the options in help. */
  readonly notes: readonly string[];
  /** Returns the exit code. */
  readonly run: (io: Io, args: ParsedArgs) => Promise<number>;
}

export const INDEX_OPTION: OptionSpec = {
  name: "index",
  type: "string",
  placeholder: "DIR",
  description: "Index folder (default: LEAKSIFT_INDEX, else the nearest .leaksift above here)",
};
export const JSON_OPTION: OptionSpec = {
  name: "json",
  type: "boolean",
  description: "Print JSON (docs/json.md)",
};
export const CSV_OPTION: OptionSpec = { name: "csv", type: "boolean", description: "Print CSV" };

/** The text value of an option, undefined when not given. */
export function textValue(args: ParsedArgs, name: string): string | undefined {
  const value = args.values[name];
  return typeof value === "string" ? value : undefined;
}

/** Whether a boolean option was given. */
export function isSet(args: ParsedArgs, name: string): boolean {
  return args.values[name] === true;
}

/** The number value of an option, undefined when not given. */
export function numberValue(args: ParsedArgs, name: string): number | undefined {
  const value = args.values[name];
  return typeof value === "number" ? value : undefined;
}
