/**
 * Counts of what was read -> the ends between which the number of counter-examples lies. Pure.
 *
 * One rule says what counts as yes, for every kind of claim: the lower end knows only what a second look confirmed and no check flags
 * (`confirmed` of the tally). The upper end knows everything that may be a yes: every yes, unsure, no to part, unread and unreadable one.
 */
import { lowerShare } from "./statistics/beta.ts";
import { type LookBound, upperAtLook } from "./statistics/looks.ts";
import { falseYesLimit, sensitivityBound, widenForReaders } from "./statistics/recall.ts";
import { sequenceBounds } from "./statistics/sequence.ts";
import type { Tally } from "./tally.ts";

/** Known counter-examples a review must have mixed in before it says how well readers see: 1 of 1 seen says nothing. */
export const LEAST_SEEDED = 20;
/** Double readings below which nothing is said of false yes answers. */
export const LEAST_DOUBLE = 20;
/** What untested readers are supposed to miss in the second bound beside the first. */
const SUPPOSED_SEEN = 0.9;

export interface Bounds {
  readonly confidence: number;
  /** Whether the sample is the planned one, neither shorter nor longer. */
  readonly asPlanned: boolean;
  /** One-sided upper bound on yes among the rest, and how it came about. */
  readonly restUpper: number;
  readonly restUpperKind: LookBound["kind"];
  /** Time-uniform lower bound on yes among all; of confirmed ones that no check flags. */
  readonly lower: number;
  /** Upper bound on yes among all, what was not read of the census and the unreadable included. */
  readonly upperWorst: number;
  /** The same without the unreadable. */
  readonly upperReadable: number;
  /** Lower bound of how often readers see a counter-example; null with fewer than {@link LEAST_SEEDED} known ones mixed in. */
  readonly sensitivity: number | null;
}

/** What is printed beside {@link Bounds}, so that a reader sees what each assumption does. */
export interface SideBounds {
  /** Both ends together at the confidence of the claim. */
  readonly joint: { readonly low: number; readonly high: number };
  /** Upper end when readers are taken to see every counter-example. */
  readonly upperIfAllSeen: number;
  /** Upper end when readers miss 10 %. */
  readonly upperIfTenthMissed: number;
  /** Confirmed ones that a check flags: both ends when none of them is genuine, and the lower end when all are. */
  readonly noneGenuine: { readonly low: number; readonly high: number };
  readonly allGenuineLow: number;
  /** Share of documents without a counter-example that one reader calls yes, at most; null with fewer than {@link LEAST_DOUBLE} double readings. */
  readonly falseYes: number | null;
}

/** Among what was read: never fewer than the true ones, so that what holds for these holds all the more. */
function upperEnds(
  tally: Tally,
  alpha: number,
  sensitivity: number | null,
): Pick<Bounds, "restUpper" | "restUpperKind" | "upperReadable"> {
  const { population, unreadable, census, rest, read, plannedFound } = tally;
  const planned = Math.min(tally.planned, rest);
  const found = tally.yes + tally.unsure + tally.inPart;
  const look = upperAtLook({ population: rest, drawn: read, found, planned, plannedFound }, alpha);
  const seen =
    tally.censusYes + tally.censusUnsure + tally.censusInPart + (read === 0 ? 0 : look.upper);
  const readable = population - unreadable;
  const widened = sensitivity === null ? seen : widenForReaders(seen, sensitivity, readable, alpha);
  const unseen = census - tally.censusRead + (read === 0 ? rest : 0);
  return {
    restUpper: look.upper,
    restUpperKind: look.kind,
    upperReadable: Math.min(readable, widened + unseen),
  };
}

/** Largest share of false yes of one reader that double readings allow, one-sided. Two who err independently with shares f and g differ with f + g - 2fg. */
function falseYesShare({ doubleRead, doubleDiffer }: Tally, alpha: number): number | null {
  if (doubleRead < LEAST_DOUBLE) return null;
  const differ = 1 - lowerShare(doubleRead - doubleDiffer, doubleRead, alpha);
  return differ >= 0.5 ? 0.5 : (1 - Math.sqrt(1 - 2 * differ)) / 2;
}

/** The lower end: confirmed ones, less those that two readers may have called yes by mistake. Four statements share the error then. */
function lowerEnd(tally: Tally, alpha: number): number {
  const { rest, read, censusRead } = tally;
  const part = tally.doubleRead < LEAST_DOUBLE ? alpha : alpha / 4;
  const share = falseYesShare(tally, part);
  const both = share === null ? 0 : share ** 2;
  const census = tally.censusConfirmed - falseYesLimit(censusRead, both, part);
  const found = Math.max(0, tally.sampleConfirmed - falseYesLimit(read, both, part));
  return Math.max(0, census) + sequenceBounds({ population: rest, drawn: read, found }, part).low;
}

/** Bounds of a tally. Counts must fit together (read <= rest, yes + unsure + inPart <= read …); a bug of the caller throws. */
export function boundsOf(tally: Tally, confidence: number): Bounds {
  const isTested = tally.seededKnown >= Math.max(LEAST_SEEDED, tally.seededPlanned);
  // Three statements share the error of the upper end: how many readers would see, how often they see one, and by what luck they saw fewer than usual
  const alpha = (1 - confidence) / (isTested ? 3 : 1);
  const sensitivity = isTested
    ? sensitivityBound(tally.seededSeen, tally.seededKnown, alpha)
    : null;
  const ends = upperEnds(tally, alpha, sensitivity);
  return {
    confidence,
    asPlanned: tally.read === Math.min(tally.planned, tally.rest),
    ...ends,
    lower: lowerEnd(tally, 1 - confidence),
    upperWorst: ends.upperReadable + tally.unreadable,
    sensitivity,
  };
}

/** The other ends: both together, with perfect and with less than perfect readers, with flagged ones left out and counted. */
export function sideBoundsOf(tally: Tally, confidence: number): SideBounds {
  const alpha = 1 - confidence;
  const together = boundsOf(tally, 1 - alpha / 2);
  const flagged = tally.anomalous;
  const without = { ...tally, censusYes: Math.max(0, tally.censusYes - flagged) };
  const upper = (of: Tally, share: number | null, error: number): number =>
    upperEnds(of, error, share).upperReadable + of.unreadable;
  return {
    joint: { low: together.lower, high: together.upperWorst },
    upperIfAllSeen: upper(tally, null, alpha),
    upperIfTenthMissed: upper(tally, SUPPOSED_SEEN, alpha / 2),
    noneGenuine: { low: together.lower, high: boundsOf(without, 1 - alpha / 2).upperWorst },
    allGenuineLow: lowerEnd(
      { ...tally, censusConfirmed: tally.censusConfirmed + flagged },
      alpha / 2,
    ),
    falseYes: falseYesShare(tally, alpha / 4),
  };
}
