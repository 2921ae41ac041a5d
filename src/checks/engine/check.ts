/** What a check is: a description (docs/checks/ is made from it) and a pure function. One check a file, named for the condition. */
import type { CheckDescription, Evidence, Flag, Level } from "../../model/flag.ts";
import type { FileFacts } from "../facts/file-facts.ts";
import type { MessageFacts } from "../facts/message-facts.ts";

/** Sees one message. */
export interface MessageCheck extends CheckDescription {
  readonly scope: "message";
  /** Whether the condition can be there at all: the denominator of its rate. */
  readonly applies: (facts: MessageFacts) => boolean;
  /** Flags, at most one a message for most checks; called only where the check applies. */
  readonly run: (facts: MessageFacts) => readonly Flag[];
}

/** Sees one file that is no message: its metadata values, features and text. */
export interface FileCheck extends CheckDescription {
  readonly scope: "file";
  readonly applies: (facts: FileFacts) => boolean;
  readonly run: (facts: FileFacts) => readonly Flag[];
}

/** The longest corpus value put into a sentence. */
const MAX_VALUE_CHARS = 120;

/** A template with its values: `fill("The Date header says {day}.", {day:"Fri"})`. Throws when a name has no value: that is a bug. */
export function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`no value for {${name}} in: ${template}`);
    const text = String(value);
    return text.length <= MAX_VALUE_CHARS ? text : `${text.slice(0, MAX_VALUE_CHARS)}…`;
  });
}

/** A flag of a check. `level` is given where a check has several. */
export function flagOf(
  check: CheckDescription,
  values: Readonly<Record<string, string | number>>,
  evidence: readonly Evidence[],
  level: Level = check.level,
): Flag {
  return { check: check.id, level, sentence: fill(check.sentence, values), evidence };
}

/** A corpus value in a sentence: in typographic quotes, so that it is seen as a quotation. */
export function quoted(text: string): string {
  return `“${text.length <= MAX_VALUE_CHARS ? text : `${text.slice(0, MAX_VALUE_CHARS)}…`}”`;
}
