/**
 * Counts of what was read -> bounds -> a verdict with the sentence that justifies it. The claim carries the burden: with the same findings, fewer
 * documents read never bring a verdict nearer to the claim (a property test holds it). Pure.
 */
import type { ClaimKind } from "../model/claim.ts";
import {
  type Bounds,
  LEAST_DOUBLE,
  LEAST_SEEDED,
  type SideBounds,
  sideBoundsOf,
} from "./bounds.ts";
import type { Tally } from "./tally.ts";

export type VerdictWord = "consistent with" | "contradicted" | "undecided";

export interface Verdict {
  readonly word: VerdictWord;
  /** Why, with its figures. */
  readonly because: string;
  /** What it does not say. */
  readonly doesNotSay: string;
}

/** How the figures of a verdict are written: exact, or as a public report may show them. */
export interface Figures {
  readonly count: (n: number) => string;
  /** A count that is an upper end. */
  readonly atMost: (n: number) => string;
  readonly share: (part: number, whole: number) => string;
  /** Whether a noun goes with the count in the singular. */
  readonly isOne: (n: number) => boolean;
}

const percent = (part: number, whole: number): string => {
  const share = whole === 0 ? 0 : (100 * part) / whole;
  return `${share === 0 ? "0" : share < 0.1 ? share.toPrecision(2) : share.toFixed(share < 10 ? 2 : 1)} %`;
};
const exact = (n: number): string => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
const EXACT: Figures = { count: exact, atMost: exact, share: percent, isOne: (n) => n === 1 };

const NOT_SAID =
  "It does not say whether what was read matters, whether it is authentic, or what is missing from the archive.";

/** What a "no" from some files or pages of a document counts as; "" when all was seen as a whole. `what` is a plural. */
function partText(
  { inPart, censusInPart, byPage }: Tally,
  what: string,
  { count, isOne }: Figures,
): string {
  const all = inPart + censusInPart;
  if (all === 0) return "";
  if (isOne(all))
    return `; 1 of them was answered no from part of what it holds${byPage === 1 ? ", by page only," : ""} and counts as a possible ${what.replace(/s$/, "")}`;
  const paged = byPage === 0 ? "" : `, ${count(byPage)} of them read by page only`;
  return `; ${count(all)} of them were answered no from part of what they hold and count as possible ${what}${paged}`;
}

function readSentence(tally: Tally, bounds: Bounds, what: string, figures: Figures): string {
  const { count, atMost, share } = figures;
  const { population, read, rest, census, censusRead } = tally;
  if (population === 0)
    return "The claim is about no document of this index: its population is empty, so there is nothing to read.";
  if (read + censusRead === 0)
    return `Nothing was read yet: ${count(census)} flagged or matching documents and a random sample of ${count(Math.min(tally.planned, rest))} of the ${count(rest)} others are to be read.`;
  const level = `${Math.round(bounds.confidence * 1000) / 10} %`;
  return `${count(censusRead)} of ${count(census)} flagged or matching documents and ${count(read)} of ${count(rest)} others were read${partText(tally, what, figures)}; up to ${atMost(bounds.upperWorst)} ${what} (${share(bounds.upperWorst, population)} of ${count(population)}) may remain or be unread, ${count(tally.unreadable)} unreadable ones included (one-sided, ${level}, ${bounds.restUpperKind}).`;
}

/** Yes answers that do not count, and why: no second look yet, or flagged. With both ends for the flagged ones. */
function openEnds(
  tally: Tally,
  sides: SideBounds,
  { count, share: shareOf, isOne }: Figures,
): string {
  const waiting = tally.censusYes + tally.yes - tally.confirmed - tally.anomalous;
  const { noneGenuine, allGenuineLow, joint } = sides;
  const share = (n: number): string => shareOf(n, tally.population);
  const sentences = [
    ...(waiting > 0
      ? [
          `${count(waiting)} answered yes ${isOne(waiting) ? "waits" : "wait"} for a second look and ${isOne(waiting) ? "does" : "do"} not count until then.`,
        ]
      : []),
    ...(tally.anomalous > 0
      ? [
          `${count(tally.anomalous)} confirmed yes ${isOne(tally.anomalous) ? "is" : "are"} flagged by a check, so the provenance is disputed and ${isOne(tally.anomalous) ? "it decides" : "they decide"} nothing: if none is genuine the share is between ${share(noneGenuine.low)} and ${share(noneGenuine.high)}, if all are, between ${share(allGenuineLow)} and ${share(joint.high)}.`,
        ]
      : []),
  ];
  return sentences.length === 0 ? "" : ` ${sentences.join(" ")}`;
}

/** What the figures take for granted about readers: the bound with and without a test of them, and whether false yes are in the lower end. */
export function readersSentence(
  tally: Tally,
  bounds: Bounds,
  sides: SideBounds,
  { count, atMost }: Figures = EXACT,
): string {
  const { seededKnown, seededSeen, doubleRead, doubleDiffer } = tally;
  if (tally.read + tally.censusRead === 0) return "";
  const missed =
    bounds.sensitivity === null
      ? `${seededKnown === 0 ? "Readers were not tested" : `Readers were tested with ${count(seededKnown)} known counter-examples, of which they saw ${count(seededSeen)}; fewer than the ${count(Math.max(LEAST_SEEDED, tally.seededPlanned))} fixed beforehand say too little`}: if they miss none, the bound is ${atMost(bounds.upperWorst)}; if they miss 10 %, it is ${atMost(sides.upperIfTenthMissed)}.`
      : `Of ${count(seededKnown)} known counter-examples mixed in readers saw ${count(seededSeen)}, so they see at least ${percent(bounds.sensitivity, 1)}: the bound is ${atMost(bounds.upperWorst)} with what they may miss, ${atMost(sides.upperIfAllSeen)} if they miss none. The first is larger because it also counts what readers overlooked.`;
  const wrong =
    sides.falseYes === null
      ? `False yes answers are not modelled, since fewer than ${LEAST_DOUBLE} documents were read twice.`
      : `${count(doubleDiffer)} of ${count(doubleRead)} double readings differ, so a reader calls at most ${percent(sides.falseYes, 1)} yes by mistake; the lower end leaves out what two may have called so.`;
  return `${missed} ${wrong}`;
}

/** The verdict. `threshold` is read for claims of kind "share" only; `figures` writes the numbers of its sentences. */
export function verdictOf(
  kind: ClaimKind,
  threshold: number,
  tally: Tally,
  bounds: Bounds,
  figures: Figures = EXACT,
): Verdict {
  const { count, share, isOne } = figures;
  const { population, confirmed } = tally;
  const sides = sideBoundsOf(tally, bounds.confidence);
  if (kind === "universal") {
    if (confirmed > 0)
      return {
        word: "contradicted",
        because: `${count(confirmed)} confirmed counter-example${isOne(confirmed) ? "" : "s"} of undisputed provenance; the claim allows none.`,
        doesNotSay: NOT_SAID,
      };
    const isSilent = tally.censusRead + tally.read > 0 && tally.censusYes + tally.yes === 0;
    const none = isSilent ? "No counter-example in what was read. " : "";
    return {
      word: "undecided",
      because: `${none}${readSentence(tally, bounds, "counter-examples", figures)}${openEnds(tally, sides, figures)} A claim without exception cannot be shown by a sample.`,
      doesNotSay: `It does not say that there is no counter-example. ${NOT_SAID}`,
    };
  }
  if (kind === "existence") {
    if (confirmed > 0)
      return {
        word: "consistent with",
        because: `${count(confirmed)} document${isOne(confirmed) ? "" : "s"} answered yes and confirmed by a second look.`,
        doesNotSay: `It does not say that the document is true. ${NOT_SAID}`,
      };
    return {
      word: "undecided",
      because: `None confirmed. ${readSentence(tally, bounds, "examples", figures)}${openEnds(tally, sides, figures)}`,
      doesNotSay: `It does not say that there is none. ${NOT_SAID}`,
    };
  }
  const limit = `${threshold * 100} %`;
  if (population > 0 && bounds.upperWorst / population < threshold)
    return {
      word: "consistent with",
      because: `The upper bound is below the claimed ${limit}. ${readSentence(tally, bounds, "counter-examples", figures)}${openEnds(tally, sides, figures)}`,
      doesNotSay: `It does not say that there are none. ${NOT_SAID}`,
    };
  if (population > 0 && bounds.lower / population > threshold)
    return {
      word: "contradicted",
      because: `At least ${count(bounds.lower)} counter-examples that a second look confirmed and no check flags (${share(bounds.lower, population)}; one-sided, time-uniform) against the claimed ${limit}.${openEnds(tally, sides, figures)}`,
      doesNotSay: NOT_SAID,
    };
  const { low, high } = sides.joint;
  const level = `${Math.round(bounds.confidence * 1000) / 10} %`;
  const range =
    population === 0
      ? ""
      : `The share is between ${share(low, population)} and ${share(high, population)} (both ends together ${level}), and ${limit} is neither above nor below all of that. `;
  return {
    word: "undecided",
    because: `${range}${readSentence(tally, bounds, "counter-examples", figures)}${openEnds(tally, sides, figures)}`,
    doesNotSay: NOT_SAID,
  };
}
