/**
 * When active reading stops, and what its end says of recall. The rule is fixed before the first document, and only it gives a bound: looking at a bound
 * after each document until it looks good would make it worthless. Pure.
 *
 * - `targets`: the random sample, read in full, holds at least 10 positives that the model never saw; reading stops when it has met all of them. Of T
 *   random positives all lie in the share r of positives that was found with chance r^T, so recall is at least alpha^(1/T) (Cormack and Grossman 2016).
 * - `depth`: reading stops after so many documents. What the random sample says of the rest bounds what is left there (hypergeometric, two-sided).
 */

import type { Answers } from "../answers.ts";
import { itemAt, type ReviewPlan, seenOf } from "../review/plan.ts";
import { lowerShare } from "../statistics/beta.ts";
import { type Recall, recallBounds } from "../statistics/recall.ts";

export type StopRule =
  | { readonly kind: "targets"; readonly targets: number }
  | { readonly kind: "depth"; readonly depth: number };

/** Fewer random positives than this bound recall too loosely. */
export const LEAST_TARGETS = 10;

/** Where active reading stands. */
export interface ActiveState {
  /** Documents shown by it. */
  readonly shown: number;
  /** Positives it and the census have found. */
  readonly positives: number;
  /** Positives of the random sample, and how many of them active reading or the census has met. */
  readonly targets: number;
  readonly targetsMet: number;
  /** Readable documents that neither has shown, those of them in the random sample that were read, and the positives among these. */
  readonly discard: number;
  readonly discardRead: number;
  readonly discardFound: number;
  /** Whether the planned sample is read in full. */
  readonly isWholeSampleRead: boolean;
}

/**
 * Counts from marks. "Unsure", and a "no" from some files or pages of a document, count as no positive for what was found and as one for what is left:
 * both lower the bound.
 */
export function activeState(plan: ReviewPlan, answers: Answers): ActiveState {
  const { frame, claim } = plan;
  const known = (at: number) => answers.byContent.get(itemAt(plan, at).contentId);
  const isShown = (at: number): boolean => {
    const vias = known(at)?.vias;
    return vias !== undefined && (vias.has("active") || vias.has("census"));
  };
  const readable = [...frame.census, ...frame.rest];
  const shown = readable.filter(isShown);
  const sample = frame.rest
    .slice(0, claim.sample.size)
    .filter((at) => known(at)?.vias.has("sample") === true);
  const targets = sample.filter((at) => known(at)?.answer === "yes");
  const left = sample.filter((at) => !isShown(at));
  return {
    shown: readable.filter((at) => known(at)?.vias.has("active") === true).length,
    positives: shown.filter((at) => known(at)?.answer === "yes").length,
    targets: targets.length,
    targetsMet: targets.filter(isShown).length,
    discard: readable.length - shown.length,
    discardRead: left.length,
    discardFound: left.filter(
      (at) => known(at)?.answer !== "no" || seenOf(plan, answers, at) !== "all",
    ).length,
    isWholeSampleRead: sample.length === Math.min(claim.sample.size, frame.rest.length),
  };
}

/** The rule for a review that begins now: targets when the sample is read and holds enough of them, else a depth. */
export function ruleFor(state: ActiveState, depth: number): StopRule {
  return state.isWholeSampleRead && state.targets >= LEAST_TARGETS
    ? { kind: "targets", targets: state.targets }
    : { kind: "depth", depth };
}

/** Whether the rule says to stop. */
export function isDone(rule: StopRule, state: ActiveState): boolean {
  if (state.discard === 0) return true;
  return rule.kind === "depth" ? state.shown >= rule.depth : state.targetsMet >= rule.targets;
}

/** What can be said of recall, null for "unknown": the rule is not met yet, was passed, or nothing random was read of what is left. */
export function recallOf(rule: StopRule, state: ActiveState, alpha: number): Recall | null {
  if (!isDone(rule, state)) return null;
  if (state.discard === 0) return { low: 1, point: 1, high: 1 };
  if (rule.kind === "targets")
    return { low: lowerShare(rule.targets, rule.targets, alpha), point: 1, high: 1 };
  if (!state.isWholeSampleRead || state.shown > rule.depth) return null;
  const discard = {
    population: state.discard,
    drawn: state.discardRead,
    found: state.discardFound,
  };
  return recallBounds(state.positives, discard, alpha);
}
