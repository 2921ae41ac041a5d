/**
 * Counts of what was read -> bounds -> a verdict with the sentence that justifies it. The claim carries the burden: with the same findings, fewer
 * documents read never bring a verdict nearer to the claim (a property test holds it). Pure.
 */
import type { ClaimKind } from "../model/claim.ts";
import { type LookBound, upperAtLook } from "./statistics/looks.ts";
import { sensitivityBound, widenForReaders } from "./statistics/recall.ts";
import { sequenceBounds } from "./statistics/sequence.ts";

export type VerdictWord = "consistent with" | "contradicted" | "undecided";

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
  /** Yes answers that a second look confirmed and no check marks as anomalous. */
  readonly confirmed: number;
  /** Confirmed ones that a check marks as anomalous: their provenance is disputed. */
  readonly anomalous: number;
  readonly seededKnown: number;
  readonly seededSeen: number;
}

export interface Bounds {
  readonly confidence: number;
  /** Whether the sample is the planned one, neither shorter nor longer. */
  readonly asPlanned: boolean;
  /** One-sided upper bound on yes among the rest, and how it came about. */
  readonly restUpper: number;
  readonly restUpperKind: LookBound["kind"];
  /** Time-uniform lower bound on yes among all. */
  readonly lower: number;
  /** Upper bound on yes among all, what was not read of the census and the unreadable included. */
  readonly upperWorst: number;
  /** The same without the unreadable. */
  readonly upperReadable: number;
  /** Lower bound of how often readers see a counter-example; null when none was seeded. */
  readonly sensitivity: number | null;
}

export interface Verdict {
  readonly word: VerdictWord;
  /** Why, with its figures. */
  readonly because: string;
  /** What it does not say. */
  readonly doesNotSay: string;
}

/** Bounds of a tally. Counts must fit together (read <= rest, yes + unsure + inPart <= read …); a bug of the caller throws. */
export function boundsOf(tally: Tally, confidence: number): Bounds {
  // Three statements share the error of the upper end: how many readers would see, how often they see one, and by what luck they saw fewer than usual
  const alpha = (1 - confidence) / (tally.seededKnown === 0 ? 1 : 3);
  const { population, unreadable, census, rest, read } = tally;
  const planned = Math.min(tally.planned, rest);
  const asPlanned = read === planned;
  // Never fewer than the true ones among what was drawn: what holds for these holds all the more with what might be one
  const found = tally.yes + tally.unsure + tally.inPart;
  const { plannedFound } = tally;
  const look = upperAtLook({ population: rest, drawn: read, found, planned, plannedFound }, alpha);
  const restUpper = look.upper;
  const low = sequenceBounds(
    { population: rest, drawn: read, found: tally.yes },
    1 - confidence,
  ).low;
  const seen =
    tally.censusYes + tally.censusUnsure + tally.censusInPart + (read === 0 ? 0 : restUpper);
  const sensitivity =
    tally.seededKnown === 0 ? null : sensitivityBound(tally.seededSeen, tally.seededKnown, alpha);
  const readable = population - unreadable;
  const widened = sensitivity === null ? seen : widenForReaders(seen, sensitivity, readable, alpha);
  const unseen = census - tally.censusRead + (read === 0 ? rest : 0);
  const upperReadable = Math.min(readable, widened + unseen);
  return {
    confidence,
    asPlanned,
    restUpper,
    restUpperKind: look.kind,
    lower: tally.censusYes + low,
    upperReadable,
    upperWorst: upperReadable + unreadable,
    sensitivity,
  };
}

const percent = (part: number, whole: number): string => {
  const share = whole === 0 ? 0 : (100 * part) / whole;
  return `${share === 0 ? "0" : share < 0.1 ? share.toPrecision(2) : share.toFixed(share < 10 ? 2 : 1)} %`;
};
const count = (n: number): string => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ",");

const NOT_SAID =
  "It does not say whether what was read matters, whether it is authentic, or what is missing from the archive.";

/** What a "no" from some files or pages of a document counts as; "" when all was seen as a whole. `what` is a plural. */
function partText({ inPart, censusInPart, byPage }: Tally, what: string): string {
  const all = inPart + censusInPart;
  if (all === 0) return "";
  if (all === 1)
    return `; 1 of them was answered no from part of what it holds${byPage === 1 ? ", by page only," : ""} and counts as a possible ${what.replace(/s$/, "")}`;
  const paged = byPage === 0 ? "" : `, ${count(byPage)} of them read by page only`;
  return `; ${count(all)} of them were answered no from part of what they hold and count as possible ${what}${paged}`;
}

function readSentence(tally: Tally, bounds: Bounds, what: string): string {
  const { population, read, rest, census, censusRead } = tally;
  if (read + censusRead === 0)
    return `Nothing was read yet: ${count(census)} flagged or matching documents and a random sample of ${count(Math.min(tally.planned, rest))} of the ${count(rest)} others are to be read.`;
  const level = `${Math.round(bounds.confidence * 1000) / 10} %`;
  return `${count(censusRead)} of ${count(census)} flagged or matching documents and ${count(read)} of ${count(rest)} others were read${partText(tally, what)}; up to ${count(bounds.upperWorst)} ${what} (${percent(bounds.upperWorst, population)} of ${count(population)}) may remain or be unread, ${count(tally.unreadable)} unreadable ones included (one-sided, ${level}, ${bounds.restUpperKind}).`;
}

function openEnds(tally: Tally, noun: string): string {
  const yes = tally.censusYes + tally.yes;
  const parts: string[] = [];
  if (yes > tally.confirmed + tally.anomalous)
    parts.push(
      `${count(yes - tally.confirmed - tally.anomalous)} answered yes wait for a second look`,
    );
  if (tally.anomalous > 0)
    parts.push(
      `${count(tally.anomalous)} confirmed ${noun} are flagged by a check, so their provenance is disputed`,
    );
  return parts.length === 0 ? "" : ` ${parts.join("; ")}.`;
}

/** The verdict. `threshold` is read for claims of kind "share" only. */
export function verdictOf(
  kind: ClaimKind,
  threshold: number,
  tally: Tally,
  bounds: Bounds,
): Verdict {
  const { population, confirmed } = tally;
  if (kind === "universal") {
    if (confirmed > 0)
      return {
        word: "contradicted",
        because: `${count(confirmed)} confirmed counter-example${confirmed === 1 ? "" : "s"} of undisputed provenance; the claim allows none.`,
        doesNotSay: NOT_SAID,
      };
    const isSilent = tally.censusRead + tally.read > 0 && tally.censusYes + tally.yes === 0;
    const none = isSilent ? "No counter-example in what was read. " : "";
    return {
      word: "undecided",
      because: `${none}${readSentence(tally, bounds, "counter-examples")}${openEnds(tally, "counter-examples")} A claim without exception cannot be shown by a sample.`,
      doesNotSay: `It does not say that there is no counter-example. ${NOT_SAID}`,
    };
  }
  if (kind === "existence") {
    if (confirmed > 0)
      return {
        word: "consistent with",
        because: `${count(confirmed)} document${confirmed === 1 ? "" : "s"} answered yes and confirmed by a second look.`,
        doesNotSay: `It does not say that the document is true. ${NOT_SAID}`,
      };
    return {
      word: "undecided",
      because: `None confirmed. ${readSentence(tally, bounds, "examples")}${openEnds(tally, "examples")}`,
      doesNotSay: `It does not say that there is none. ${NOT_SAID}`,
    };
  }
  const limit = `${threshold * 100} %`;
  if (population > 0 && bounds.upperWorst / population < threshold)
    return {
      word: "consistent with",
      because: `The upper bound is below the claimed ${limit}. ${readSentence(tally, bounds, "counter-examples")}`,
      doesNotSay: `It does not say that there are none. ${NOT_SAID}`,
    };
  if (population > 0 && bounds.lower / population > threshold)
    return {
      word: "contradicted",
      because: `At least ${count(bounds.lower)} counter-examples (${percent(bounds.lower, population)}; one-sided, time-uniform) against the claimed ${limit}.`,
      doesNotSay: NOT_SAID,
    };
  return {
    word: "undecided",
    because: `The share lies between ${percent(bounds.lower, population)} and ${percent(bounds.upperWorst, population)}, and ${limit} is in between. ${readSentence(tally, bounds, "counter-examples")}`,
    doesNotSay: NOT_SAID,
  };
}
