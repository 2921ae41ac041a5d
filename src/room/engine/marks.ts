/** Sets of documents as marks, what decides whether one is in, and what a search tells while it reads. Pure. */
import type { Lookup, ValueRange } from "../../query/plan-clause.ts";
import { placesOf } from "../../search/places.ts";
import { termsOf } from "../../tokenize.ts";

/** A mark for each document: 1 when it is in the set. */
export type Marks = Uint8Array;

/** What a search tells while it reads texts; `stopped` ends it between two documents. */
export interface Watch {
  readonly onRead: (done: number, of: number) => void;
  readonly stopped: () => boolean;
}

/** Thrown when a newer search began. */
export class StoppedError extends Error {}

/** Whether a value holds the slots beside each other: for each the terms that fill it, null for any. */
export function holdsPhrase(
  value: string,
  wanted: readonly (ReadonlySet<string> | null)[],
  slop: number,
): boolean {
  const terms = termsOf(value);
  const fills = (position: number, slot: number): boolean =>
    wanted[slot]?.has(terms[position] as string) ?? true;
  const sequence = { length: terms.length, fills, isGap: () => false };
  return placesOf(sequence, wanted.length, slop, 1).length > 0;
}

/** Adds the marks of `more`. */
export function add(to: Marks, more: Marks): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) | (more[i] as number);
}

/** Keeps those that `those` has too. */
export function keep(of: Marks, those: Marks): void {
  for (let i = 0; i < of.length; i++) of[i] = (of[i] as number) & (those[i] as number);
}

/** Whether a value of a column is in the range. */
export function fits(value: number, range: ValueRange): boolean {
  const { low, high, lowInclusive, highInclusive } = range;
  return (
    (lowInclusive ? value >= low : value > low) && (highInclusive ? value <= high : value < high)
  );
}

/** Which documents are copies no term says: the room lists them. */
export function asksCopies({ fields, terms }: Extract<Lookup, { kind: "terms" }>): boolean {
  const asked = terms.kind === "oneOf" ? terms.terms : terms.kind === "term" ? [terms.term] : [];
  return fields.includes("is") && asked.includes("duplicate");
}
