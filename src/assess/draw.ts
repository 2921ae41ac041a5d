/**
 * What is read, in which order: census strata in full (flagged, counter-evidence), then a random sample of the readable rest. The random order is
 * SHA-256(seed, content id), so that anyone with the corpus draws the same, and drawing more keeps what was drawn. Pure.
 */
import { createHash } from "node:crypto";
import type { NamedSet, Survey } from "./survey.ts";

/** Positions in the survey's items. */
export interface Frame {
  /** Readable and flagged or counter-evidence: all are read, best counter-evidence first. */
  readonly census: readonly number[];
  /** Readable, in the population, not in the census, in drawing order; empty order without a seed. */
  readonly rest: readonly number[];
  /** In the population, but not fully readable: they enter the bound in full. */
  readonly unreadable: readonly number[];
  /** Excluded sets in drawing order: sampled too. */
  readonly excluded: readonly { readonly name: string; readonly order: readonly number[] }[];
}

/** Positions ordered by SHA-256(seed ‖ content id), both as bytes. */
function drawingOrder(
  seed: string,
  positions: readonly number[],
  idOf: (at: number) => string,
): number[] {
  const seedBytes = Buffer.from(seed, "hex");
  return positions
    .map((at) => {
      const key = createHash("sha256")
        .update(seedBytes)
        .update(Buffer.from(idOf(at), "hex"))
        .digest("hex");
      return { at, key };
    })
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ at }) => at);
}

/** How much of the counter-evidence an item matches: rare terms count more, each once. */
function counterScores(
  survey: Survey,
): Map<number, { score: number; terms: string[]; sets: string[] }> {
  const found = new Map<number, { score: number; terms: string[]; sets: string[] }>();
  const total = survey.items.length;
  const add = (set: NamedSet): void => {
    for (const { term, members } of set.terms)
      for (const at of members) {
        const entry = found.get(at) ?? { score: 0, terms: [], sets: [] };
        found.set(at, entry);
        if (!entry.sets.includes(set.name)) entry.sets.push(set.name);
        if (entry.terms.includes(term)) continue;
        entry.terms.push(term);
        entry.score += Math.log(1 + total / members.length);
      }
  };
  for (const set of survey.counter) add(set);
  return found;
}

/** Counter-evidence in the population, most telling first; equal scores by content id. */
export function rankedCounter(
  survey: Survey,
): { at: number; score: number; terms: string[]; sets: string[] }[] {
  const inside = new Set(survey.population);
  return [...counterScores(survey)]
    .filter(([at]) => inside.has(at))
    .map(([at, entry]) => ({ at, ...entry }))
    .sort((a, b) => b.score - a.score || a.at - b.at);
}

/** Cuts the population into what is read in full, drawn from, and unreadable. Without a seed nothing can be drawn. */
export function frameOf(survey: Survey, seed: string | null): Frame {
  const { items, population } = survey;
  const isReadable = (at: number): boolean => items[at]?.unreadParts === 0;
  const idOf = (at: number): string => items[at]?.contentId ?? "";
  const order = (positions: readonly number[]): number[] =>
    seed === null ? [...positions] : drawingOrder(seed, positions, idOf);
  const census: number[] = rankedCounter(survey)
    .map(({ at }) => at)
    .filter(isReadable);
  const inCensus = new Set(census);
  for (const at of population)
    if (isReadable(at) && (items[at]?.flags.length ?? 0) > 0 && !inCensus.has(at)) {
      census.push(at);
      inCensus.add(at);
    }
  return {
    census,
    rest: order(population.filter((at) => isReadable(at) && !inCensus.has(at))),
    unreadable: population.filter((at) => !isReadable(at)),
    excluded: survey.excluded.map(({ name, members }) => ({
      name,
      order: order(members.filter(isReadable)),
    })),
  };
}
