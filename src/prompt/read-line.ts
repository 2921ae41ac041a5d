/** A line typed at the prompt -> what was meant: a command of the prompt, or a query. Pure. Nothing is ever refused: what is no command is a query. */
import { findVerb, type Verb } from "./verbs.ts";

export type Line =
  | { readonly kind: "verb"; readonly verb: Verb; readonly rest: string }
  /** `almost` is the command whose word the line begins with, when what follows does not fit it. */
  | { readonly kind: "query"; readonly text: string; readonly almost: Verb | null };

/** Lines beyond are cut: a pasted file must not become a query. */
export const MAX_LINE_CHARS = 4000;

function needVerb(name: string): Verb {
  const verb = findVerb(name);
  if (verb === undefined) throw new Error(`no verb ${name}`);
  return verb;
}

/** Reads one line. `readLine("3")` opens hit 3, `readLine("")` goes on, `readLine("/next")` searches for a word that is a command. */
export function readLine(typed: string): Line {
  const line = typed.slice(0, MAX_LINE_CHARS).trim();
  const as = (name: string, rest: string): Line => ({ kind: "verb", verb: needVerb(name), rest });
  if (line === "") return as("next", "");
  if (/^\d{1,7}$/.test(line)) return as("open", line);
  const mark = /^([/?+])\s*(.*)$/.exec(line);
  if (mark !== null) {
    const rest = mark[2] ?? "";
    if (mark[1] === "?") return as("help", rest);
    if (rest !== "") return as(mark[1] === "/" ? "search" : "refine", rest);
  }
  const [, word = "", rest = ""] = /^(\S+)\s*(.*)$/.exec(line) ?? [];
  const verb = findVerb(word);
  if (verb === undefined) return { kind: "query", text: line, almost: null };
  if (verb.accepts.test(rest)) return { kind: "verb", verb, rest };
  return { kind: "query", text: line, almost: verb };
}
