/** Whether names of readers may be one person, or one name several: keys, machines and sittings of their marks. Pure. */
import type { Mark } from "../../model/claim.ts";
import { standingMarks } from "../answers.ts";
import { isMark } from "./marks.ts";

/** Answers on one machine with less time between them are one sitting. */
const SITTING_MS = 60 * 60_000;

/** What is known of who answered. Names are as the readers gave them. */
export interface Identities {
  /** Answers with a signature that holds, and those without one. */
  readonly signed: number;
  readonly unsigned: number;
  /** Names with signed answers and the keys they used, 64 hex digits each. */
  readonly keys: readonly { readonly reader: string; readonly keys: readonly string[] }[];
  /** Names that signed some answers and not others. */
  readonly partlySigned: readonly string[];
  /** Names that share a key. */
  readonly sharedKeys: readonly (readonly string[])[];
  /** Names that answered on one machine in one sitting. */
  readonly sharedSittings: readonly (readonly string[])[];
}

/** Lists of names that share something, each list once. */
function sharers(groups: Iterable<ReadonlySet<string>>): string[][] {
  const lists = new Map<string, string[]>();
  for (const names of groups) {
    if (names.size < 2) continue;
    const sorted = [...names].sort();
    lists.set(JSON.stringify(sorted), sorted);
  }
  return [...lists.keys()].sort().map((key) => lists.get(key) ?? []);
}

/** Names by sitting: marks of one machine, in order of time, until a pause. */
function sittings(marks: readonly Mark[]): Set<string>[] {
  const found: Set<string>[] = [];
  const last = new Map<string, { atMs: number; names: Set<string> }>();
  for (const { viewing, reader, atMs } of marks) {
    const machine = viewing?.machine;
    if (machine === undefined) continue;
    const before = last.get(machine);
    const isSame = before !== undefined && atMs - before.atMs < SITTING_MS;
    const names = isSame ? before.names : new Set<string>();
    if (!isSame) found.push(names);
    names.add(reader);
    last.set(machine, { atMs, names });
  }
  return found;
}

/** What marks say of who made them; those taken back do not count. */
export function identitiesOf(marks: readonly Mark[]): Identities {
  const kept = standingMarks(marks);
  // A work file may come from anybody: a signature counts when it holds, of a mark whose id is that of its content
  const isSigned = (mark: Mark): boolean => mark.signed !== undefined && isMark(mark);
  const keysOf = new Map<string, Set<string>>();
  const namesOf = new Map<string, Set<string>>();
  const unsigned = new Set<string>();
  for (const mark of kept) {
    const { reader, signed } = mark;
    if (signed === undefined || !isSigned(mark)) {
      unsigned.add(reader);
      continue;
    }
    keysOf.set(reader, (keysOf.get(reader) ?? new Set()).add(signed.key));
    namesOf.set(signed.key, (namesOf.get(signed.key) ?? new Set()).add(reader));
  }
  const signers = [...keysOf.keys()].sort();
  return {
    signed: kept.filter(isSigned).length,
    unsigned: kept.filter((mark) => !isSigned(mark)).length,
    keys: signers.map((reader) => ({ reader, keys: [...(keysOf.get(reader) ?? [])].sort() })),
    partlySigned: signers.filter((reader) => unsigned.has(reader)),
    sharedKeys: sharers(namesOf.values()),
    sharedSittings: sharers(sittings(kept)),
  };
}

/** Names that say nothing, for a public page: "reader 2" for the second by name, the same in every sentence. */
export function namelessly({
  keys,
  sharedSittings,
  sharedKeys,
}: Identities): (reader: string) => string {
  const all = [...keys.map(({ reader }) => reader), ...sharedSittings.flat(), ...sharedKeys.flat()];
  const sorted = [...new Set(all)].sort();
  return (reader) => `reader ${sorted.indexOf(reader) + 1}`;
}

/** Characters of a key that a person compares at a glance; the whole key is in the JSON. */
const SHOWN_KEY = 16;

/** The same in sentences, one a line; none while nothing was answered. `name` prepares a reader's name for where it is printed. */
export function identitySentences(
  found: Identities,
  name: (reader: string) => string,
  count: (n: number) => string = String,
): string[] {
  const { signed, unsigned, keys, partlySigned, sharedKeys, sharedSittings } = found;
  if (signed + unsigned === 0) return [];
  const list = (names: readonly string[]): string => names.map(name).join(" and ");
  return [
    signed === 0
      ? "No answer is signed: readers are names that they gave themselves."
      : `Signed with a reader's key: ${count(signed)} of ${count(signed + unsigned)} answers.`,
    ...keys.map((one) =>
      one.keys.length === 1
        ? `${name(one.reader)} signed with key ${(one.keys[0] ?? "").slice(0, SHOWN_KEY)}.`
        : `${name(one.reader)} signed with ${count(one.keys.length)} keys: this may be more than one person.`,
    ),
    ...partlySigned.map(
      (reader) =>
        `${name(reader)} signed some answers and not others: anybody can have given those under this name.`,
    ),
    ...sharedKeys.map((names) => `${list(names)} used one key: count them as one reader.`),
    ...sharedSittings.map(
      (names) =>
        `${list(names)} answered on one machine in one sitting: they may be one person, or have seen each other's answers.`,
    ),
  ];
}
