/** Sentences of `leaksift review`: where a document stands, why it is shown, how far reading has come. */
import type { Bounds } from "../../assess/bounds.ts";
import { rankedCounter } from "../../assess/draw.ts";
import { itemAt, type ReviewPlan } from "../../assess/review/plan.ts";
import type { Turn } from "../../assess/review/queue.ts";
import type { Tally } from "../../assess/tally.ts";
import { counted, grouped, percent } from "../../render/terminal.ts";

/**
 * The heading of a document. Says where the document stands, never that it is shown a second time or is a known one: the reader must not know.
 */
export function stratumText(plan: ReviewPlan, { at, via }: Turn): string {
  if (via === "active") return "Brought forward: likely, by what was marked so far";
  if (via === "adjudication") return "To decide";
  const { frame } = plan;
  switch (plan.stratumOf(at)) {
    case "census":
      return `Flagged or matching (${counted(frame.census.length, "document")}, all to be read)`;
    case "sample":
      return `Random sample (${grouped(Math.min(plan.claim.sample.size, frame.rest.length))} of ${grouped(frame.rest.length)})`;
    case "excluded":
      return "Random sample of what the claim leaves out";
    case "outside":
      return "Not in the population, or not fully readable";
  }
}

/** Why a document is shown: queries and terms it matches, checks that flagged it, or chance. */
export function whyLines(plan: ReviewPlan, { at }: Turn): string[] {
  const match = rankedCounter(plan.survey).find((entry) => entry.at === at);
  const { flags, copies } = itemAt(plan, at);
  const lines = [
    ...(match === undefined
      ? []
      : [`It matches ${match.sets.join(", ")}: ${match.terms.join(", ")}`]),
    ...(flags.length === 0
      ? []
      : [`Flagged by ${flags.join(", ")}; "leaksift flags explain" says what that is`]),
    ...(copies > 1 ? [`There are ${grouped(copies)} exact copies; one answer is for all`] : []),
  ];
  return match === undefined && flags.length === 0
    ? ["Drawn by chance: it matches no query of the claim and no check flagged it", ...lines]
    : lines;
}

/** One sentence after each answer. The bound holds at every moment, or is the planned one when the plan is just read. */
export function progressLine({ tally, bounds }: { tally: Tally; bounds: Bounds }): string {
  const planned = Math.min(tally.planned, tally.rest);
  const yes = tally.censusYes + tally.yes;
  const unsure = tally.censusUnsure + tally.unsure;
  return `${grouped(tally.censusRead)} of ${grouped(tally.census)} flagged or matching, ${grouped(tally.read)} of ${grouped(planned)} of the sample; ${grouped(yes)} yes, ${grouped(unsure)} unsure. At most ${grouped(bounds.upperWorst)} of ${grouped(tally.population)} (${percent(tally.population === 0 ? 0 : bounds.upperWorst / tally.population)}; one-sided, ${bounds.restUpperKind}).`;
}
