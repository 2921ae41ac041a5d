/** What a review of one claim on one index is about: survey and frame, made once, and where each document belongs. */
import type { Claim } from "../../model/claim.ts";
import type { OpenIndex } from "../../search/open-index.ts";
import type { Answers } from "../answers.ts";
import { type Bounds, boundsOf } from "../bounds.ts";
import { claimHash, questionId, seedOfClaim } from "../claim-hash.ts";
import { type Frame, frameOf } from "../draw.ts";
import { type Survey, type SurveyItem, surveyClaim } from "../survey.ts";
import { type Tally, tallyOf } from "../tally.ts";
import { type ReadingOf, readingsOf, seenIn } from "./reading.ts";

/** Part of the frame a document stands in. `outside`: none of the others, since it is not in the population or not readable. */
export type Stratum = "census" | "sample" | "excluded" | "outside";

export interface ReviewPlan {
  readonly claim: Claim;
  readonly question: string;
  readonly survey: Survey;
  readonly frame: Frame;
  /** 64 hex digits; null while the public value is not known: then only the census can be read. */
  readonly seed: string | null;
  /** Seed of what readers cannot foresee (second looks, known documents mixed in): there is one even before the public value. */
  readonly shuffle: string;
  /** Position of a content, undefined when the index does not have it. */
  readonly positionOf: (contentId: string) => number | undefined;
  readonly stratumOf: (at: number) => Stratum;
  /** How much of a document was seen. */
  readonly readingOf: ReadingOf;
}

/** Surveys the index for a claim and cuts the frame. Throws UserError for a query that cannot be run. */
export function planReview(index: OpenIndex, claim: Claim): ReviewPlan {
  const survey = surveyClaim(index, claim);
  const seed = seedOfClaim(claim);
  const frame = frameOf(survey, seed);
  const positions = new Map(survey.items.map(({ contentId }, at) => [contentId, at]));
  const strata = new Map<number, Stratum>();
  for (const at of frame.census) strata.set(at, "census");
  for (const at of frame.rest) strata.set(at, "sample");
  for (const { order } of frame.excluded) for (const at of order) strata.set(at, "excluded");
  return {
    claim,
    question: questionId(claim),
    survey,
    frame,
    seed,
    shuffle: seed ?? claimHash(claim),
    positionOf: (contentId) => positions.get(contentId),
    stratumOf: (at) => strata.get(at) ?? "outside",
    readingOf: readingsOf(index.catalog),
  };
}

/** The document at a position. Throws for a position that is none: a bug of the caller. */
export function itemAt({ survey }: ReviewPlan, at: number): SurveyItem {
  const item = survey.items[at];
  if (item === undefined) throw new Error(`no document at ${at}`);
  return item;
}

/** How much was seen of the document at a position; "files" while nobody said anything. */
export function seenOf(plan: ReviewPlan, answers: Answers, at: number): "all" | "pages" | "files" {
  const item = itemAt(plan, at);
  const known = answers.byContent.get(item.contentId);
  return known === undefined ? "files" : seenIn(plan.readingOf(item, known));
}

/** How far reading has come, and what can be said at this moment. */
export function progressOf(plan: ReviewPlan, answers: Answers): { tally: Tally; bounds: Bounds } {
  const { claim, survey, frame, seed } = plan;
  const tally = tallyOf(survey, frame, answers, claim.sample, seed !== null, (at) =>
    seenOf(plan, answers, at),
  );
  return { tally, bounds: boundsOf(tally, claim.confidence) };
}
