/** A frame and what readers said -> the counts a verdict is made of. Pure. */
import type { Claim } from "../model/claim.ts";
import type { Answers } from "./answers.ts";
import type { Frame } from "./draw.ts";
import type { Survey } from "./survey.ts";

/** What was counted. "yes" is a counter-example (of an existence claim: an example). */
export interface Tally {
  readonly population: number;
  /** Not fully readable: each may be a yes. */
  readonly unreadable: number;
  readonly census: number;
  readonly censusRead: number;
  readonly censusYes: number;
  readonly censusUnsure: number;
  /** Answered no of which not all was shown (files not opened, pages not drawn): each may be a yes. */
  readonly censusInPart: number;
  /** Readable and not in the census: what the sample is drawn from. */
  readonly rest: number;
  /** Documents the claim file says to read of the rest. */
  readonly planned: number;
  /** Read of the rest, in drawing order without gap. */
  readonly read: number;
  readonly yes: number;
  readonly unsure: number;
  /** The same of the sample as `censusInPart`. */
  readonly inPart: number;
  /** Documents of `inPart` and `censusInPart` of which only drawn pages of something big were shown. */
  readonly byPage: number;
  /** Yes, unsure and in part among the first `planned` of these; the same as of all while no more is read. */
  readonly plannedFound: number;
  /** Yes answers that count: a second look confirmed them and no check marks them as anomalous. Only these move a lower end. */
  readonly confirmed: number;
  /** Of `confirmed`, those of the census and those of the sample as far as it was read in order. */
  readonly censusConfirmed: number;
  readonly sampleConfirmed: number;
  /** Confirmed ones that a check marks as anomalous: their provenance is disputed. */
  readonly anomalous: number;
  /** Known counter-examples the claim file says to mix in. */
  readonly seededPlanned: number;
  readonly seededKnown: number;
  readonly seededSeen: number;
  /** Readings of the same document by two readers, or by one twice, both with a clear answer; and how many of them differ. */
  readonly doubleRead: number;
  readonly doubleDiffer: number;
}

/** Readings of one excluded set. */
export interface ExcludedTally {
  readonly name: string;
  readonly size: number;
  readonly read: number;
  readonly yes: number;
  /** Yes, unsure, or no from part of what it holds: for the upper bound. Of all that were read, and of the first `planned`. */
  readonly found: number;
  readonly plannedFound: number;
}

/** How many of the first documents of an order were read as part of it, without gap. */
function readPrefix(order: readonly number[], isRead: (at: number) => boolean): number {
  let n = 0;
  for (const at of order) {
    if (!isRead(at)) break;
    n++;
  }
  return n;
}

/** How much of the document at a position was shown to somebody: all of it, only some pages of something in it, or all but whole files. */
export type SeenOf = (at: number) => "all" | "pages" | "files";

/** Counts. Only marks made while reading the random sample count for it; a document met by active reading is read again when its turn comes. */
export function tallyOf(
  survey: Survey,
  frame: Frame,
  answers: Answers,
  { size: planned, seeded: seededPlanned }: Claim["sample"],
  hasSeed: boolean,
  seenOf: SeenOf,
): Tally {
  const known = (at: number) => answers.byContent.get(survey.items[at]?.contentId ?? "");
  const sampled = (at: number): boolean => known(at)?.vias.has("sample") === true;
  const read = hasSeed ? readPrefix(frame.rest, sampled) : 0;
  const sample = frame.rest.slice(0, read);
  const count = (positions: readonly number[], answer: string): number =>
    positions.filter((at) => known(at)?.answer === answer).length;
  const inPart = (positions: readonly number[]): number =>
    positions.filter((at) => known(at)?.answer === "no" && seenOf(at) !== "all").length;
  // What somebody read or heard elsewhere, and said how, is read; what is said to be a yes is one
  const isSettled = (at: number): boolean => {
    const entry = known(at);
    return entry?.answer === "yes" || (entry?.answer === "no" && entry.elsewhere);
  };
  const settled = frame.unreadable.filter(isSettled);
  const census = [...frame.census, ...settled];
  const possible = (positions: readonly number[]): number =>
    count(positions, "yes") + count(positions, "unsure") + inPart(positions);
  const inside = survey.population;
  const confirmed = inside.filter((at) => {
    const entry = known(at);
    return entry?.answer === "yes" && entry.confirmed;
  });
  const isFlagged = (at: number): boolean => (survey.items[at]?.flags.length ?? 0) > 0;
  const counted = new Set(confirmed.filter((at) => !isFlagged(at)));
  const amongCounted = (positions: readonly number[]): number =>
    positions.filter((at) => counted.has(at)).length;
  const tables = [answers.betweenReaders, answers.blind];
  return {
    population: inside.length,
    unreadable: frame.unreadable.length - settled.length,
    census: census.length,
    censusRead: census.filter((at) => known(at) !== undefined).length,
    censusYes: count(census, "yes"),
    censusUnsure: count(census, "unsure"),
    censusInPart: inPart(census),
    rest: frame.rest.length,
    planned,
    read,
    yes: count(sample, "yes"),
    unsure: count(sample, "unsure"),
    inPart: inPart(sample),
    byPage: [...census, ...sample].filter(
      (at) => known(at)?.answer === "no" && seenOf(at) === "pages",
    ).length,
    plannedFound: possible(frame.rest.slice(0, Math.min(read, planned))),
    confirmed: counted.size,
    censusConfirmed: amongCounted(census),
    sampleConfirmed: amongCounted(sample),
    anomalous: confirmed.length - counted.size,
    seededPlanned,
    seededKnown: answers.seeded.known,
    seededSeen: answers.seeded.seen,
    doubleRead: tables.reduce((sum, { documents }) => sum + documents, 0),
    doubleDiffer: tables.reduce((sum, { differ }) => sum + differ, 0),
  };
}

/** Readings of the excluded sets, in the order of the claim. */
export function excludedTallies(
  survey: Survey,
  frame: Frame,
  answers: Answers,
  planned: number,
  seenOf: SeenOf,
): ExcludedTally[] {
  return frame.excluded.map(({ name, order }) => {
    const known = (at: number) => answers.byContent.get(survey.items[at]?.contentId ?? "");
    const read = readPrefix(order, (at) => known(at)?.vias.has("excluded") === true);
    const seen = order.slice(0, read);
    const yes = seen.filter((at) => known(at)?.answer === "yes").length;
    const found = (positions: readonly number[]): number =>
      positions.filter((at) => known(at)?.answer !== "no" || seenOf(at) !== "all").length;
    const plannedFound = found(seen.slice(0, planned));
    return { name, size: order.length, read, yes, found: found(seen), plannedFound };
  });
}
