/** What Tab offers at the prompt: commands, fields, values. Pure: says which values of the corpus are wanted, and joins them to the line. */
import { FIELDS, findField } from "../fields.ts";
import { escapeLine } from "../render/escape.ts";
import { SORTS } from "../search/hits.ts";
import { TIMELINE_STEPS } from "../search/times/timeline.ts";
import { findVerb, VERBS } from "./verbs.ts";

/** The word under the cursor and what it may become. `field` asks for values of the corpus; `words` are known without it. */
export interface Wanted {
  readonly word: string;
  readonly words: readonly string[];
  readonly field: string | null;
  /** What the values must begin with. */
  readonly prefix: string;
}

const MAX_OFFERED = 60;

/** The last word of a line; a quote that is still open keeps spaces in it. */
function lastWord(line: string): string {
  let start = 0;
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '"') quoted = !quoted;
    else if (!quoted && /\s/.test(line[i] ?? "")) start = i + 1;
  }
  return line.slice(start);
}

/** Reads a line up to the cursor. `facets` are the names that can be counted. */
export function wantedAt(line: string, facets: readonly string[]): Wanted {
  const word = lastWord(line);
  const before = line.slice(0, line.length - word.length).trim();
  const none = { word, field: null, prefix: "" };
  const verb = findVerb(before.split(/\s+/)[0] ?? "");
  const lists: Readonly<Record<string, readonly string[]>> = {
    verbs: [...VERBS.map(({ name }) => name), ...FIELDS.map(({ name }) => name)],
    sorts: SORTS,
    steps: [...TIMELINE_STEPS, "hour"],
    history: ["off", "on", "purge"],
    facets,
  };
  if (verb?.completes === "tags") {
    const sign = /^[+-]/.exec(word)?.[0] ?? "+";
    return { word, words: [], field: `${sign}tag`, prefix: word.replace(/^[+-]/, "") };
  }
  if (verb?.completes !== undefined) {
    const list = lists[verb.completes] ?? [];
    const at = word.lastIndexOf(",") + 1; // facets take several with commas between
    return { ...none, words: list.map((each) => word.slice(0, at) + each) };
  }
  const saved = /^[-(]*@(.*)$/.exec(word);
  if (saved !== null) return { word, words: [], field: "@", prefix: saved[1] ?? "" };
  const colon = /^([-(]*)([a-z]+):("?)(.*)$/i.exec(word);
  const field = colon === null ? undefined : findField((colon[2] ?? "").toLowerCase());
  if (colon !== null && field !== undefined)
    return { word, words: [], field: field.name, prefix: colon[4] ?? "" };
  const fields = FIELDS.map(({ name }) => `${/^[-(]*/.exec(word)?.[0] ?? ""}${name}:`);
  return { ...none, words: before === "" ? [...VERBS.map(({ name }) => name), ...fields] : fields };
}

/** A value as it can stand in a line; null when it has what a terminal must not see or a line cannot hold. */
function writable(value: string): string | null {
  if (value === "" || value !== escapeLine(value) || value.length > 120 || /["\\*]/.test(value))
    return null;
  return /[\s()]/.test(value) ? `"${value}"` : value;
}

/** The words offered, in order, each beginning with the word under the cursor where the case allows; at most 60. */
export function offered(wanted: Wanted, values: readonly string[]): string[] {
  const { word, field } = wanted;
  if (field === null) {
    const lower = word.toLowerCase();
    return [...new Set(wanted.words)]
      .filter((each) => each.toLowerCase().startsWith(lower))
      .slice(0, MAX_OFFERED);
  }
  const front =
    field.endsWith("tag") && /^[+-]/.test(field)
      ? field.charAt(0)
      : word.slice(0, word.indexOf(field === "@" ? "@" : ":") + 1);
  const open = word.slice(front.length).startsWith('"');
  const found = values.flatMap((value) => {
    const written = writable(value);
    if (written === null) return [];
    return [`${front}${open && !written.startsWith('"') ? `"${written}"` : written}`];
  });
  return [...new Set(found)].slice(0, MAX_OFFERED);
}
