/** What the entries of the run log say: read as text from a stranger, since an index may be one. Apart from the log itself, whose hashes cost a search 10 ms. */
import { resolve } from "node:path";
import { type SqlCell, textOf } from "./sqlite.ts";

/** The parts of an entry that are read again. */
export interface RunLogBody {
  readonly kind?: string;
  readonly run?: number;
  readonly command?: string;
  readonly arguments?: readonly string[];
  readonly workingFolder?: string;
  readonly stateBefore?: string;
  readonly stateAfter?: string;
}

const TYPES: Readonly<Record<keyof RunLogBody, (value: unknown) => boolean>> = {
  kind: (value) => typeof value === "string",
  run: (value) => typeof value === "number",
  command: (value) => typeof value === "string",
  arguments: (value) => Array.isArray(value) && value.every((word) => typeof word === "string"),
  workingFolder: (value) => typeof value === "string",
  stateBefore: (value) => typeof value === "string",
  stateAfter: (value) => typeof value === "string",
};

/** An entry's body; what is no JSON, or of another type than we write, is left out, and is then told by `verify` as an entry that cannot be read. */
export function runLogBody(text: string): RunLogBody {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return {};
  }
  if (typeof parsed !== "object" || parsed === null) return {};
  const fields = parsed as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(TYPES).flatMap(([name, isRight]) =>
      isRight(fields[name]) ? [[name, fields[name]]] : [],
    ),
  ) as RunLogBody;
}

/** Folders and files that were given to `index` and `intake`, absolute, as far as the log says; of a pattern its fixed beginning. */
export function loggedInputs(rows: readonly { readonly body?: SqlCell }[]): string[] {
  const inputs = new Set<string>();
  for (const row of rows) {
    const body = runLogBody(textOf(row.body));
    if (body.kind !== "begin" || (body.command !== "index" && body.command !== "intake")) continue;
    for (const word of body.arguments ?? []) {
      if (word.startsWith("--")) continue;
      const fixed = word.split("/").slice(0, firstPattern(word)).join("/");
      inputs.add(resolve(body.workingFolder ?? "/", fixed));
    }
  }
  return [...inputs];
}

/** Number of the first part of a path that holds a wildcard; all parts when none does. */
function firstPattern(word: string): number {
  const parts = word.split("/");
  const at = parts.findIndex((part) => /[*?[\]{}!()]/.test(part));
  return at < 0 ? parts.length : at;
}
