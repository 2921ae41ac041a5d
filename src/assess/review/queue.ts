/**
 * Which document a reader sees next. Census first, then second looks, then the random sample in drawing order, then the excluded sets. In between,
 * unannounced: documents the reader has marked before, without the first answer (blind), and known counter-examples (seeded). Pure: the next turn
 * follows from the marks alone, so that a review resumes where it stood, on another machine too.
 */
import { createHash } from "node:crypto";
import type { Mark, Via } from "../../model/claim.ts";
import { answersOf, type Decided, standingMarks } from "../answers.ts";
import { itemAt, type ReviewPlan, seenOf } from "./plan.ts";

/** A document to show, and as what its mark counts. */
export interface Turn {
  readonly at: number;
  readonly via: Via;
}

export interface QueueOptions {
  readonly reader: string;
  /** Documents to read of the sample beyond the plan. */
  readonly extend: number;
  /** Positions of known counter-examples to mix in, beside those that two readers or adjudication confirmed. */
  readonly known: readonly number[];
  /** Content ids left for later in this session. */
  readonly skipped: ReadonlySet<string>;
}

/** A blind second look comes after at least so many others, so that the first answer is not remembered. */
const BLIND_GAP = 10;
/** One turn in so many shows a known counter-example, while there is one the reader has not seen. */
const SEEDED_EVERY = 20;

/** A number from 0 to 1 that nobody can choose, the same everywhere. */
function chance(plan: ReviewPlan, ...words: readonly string[]): number {
  const key = createHash("sha256").update(JSON.stringify([plan.shuffle, ...words]));
  return key.digest().readUIntBE(0, 6) / 2 ** 48;
}

const READ_VIAS: readonly Via[] = ["census", "sample", "excluded", "active"];

/** Documents the reader owes a blind second look, oldest first; those read too recently only with `always`. */
function blindDue(
  plan: ReviewPlan,
  mine: readonly Mark[],
  reader: string,
  always: boolean,
): number[] {
  const done = new Set(mine.filter(({ via }) => via === "blind").map((mark) => mark.contentId));
  const seen = new Set<string>();
  return mine.flatMap(({ contentId, via }, i) => {
    if (!READ_VIAS.includes(via) || seen.has(contentId)) return [];
    seen.add(contentId);
    const isRecent = mine.length - 1 - i < BLIND_GAP;
    if (done.has(contentId) || (isRecent && !always)) return [];
    if (chance(plan, "blind", reader, contentId) >= plan.claim.sample.blindShare) return [];
    return plan.positionOf(contentId) ?? [];
  });
}

/**
 * Known counter-examples this reader has not seen, in an order of their own; none once the reader has seen as many as the claim file fixes. Those
 * that a query of the claim finds are left out: they are easier to see than what the sample is read for, and would make readers look better.
 */
function seededOpen(
  plan: ReviewPlan,
  byContent: ReadonlyMap<string, Decided>,
  mine: readonly Mark[],
  { known, reader }: QueueOptions,
): number[] {
  if (mine.filter(({ via }) => via === "seeded").length >= plan.claim.sample.seeded) return [];
  const seen = new Set(mine.map((mark) => mark.contentId));
  const easy = new Set(plan.survey.counter.flatMap(({ members }) => members));
  const confirmed = [...byContent]
    .filter(([, { answer, confirmed: held }]) => answer === "yes" && held)
    .flatMap(([contentId]) => plan.positionOf(contentId) ?? []);
  const idOf = (at: number): string => itemAt(plan, at).contentId;
  return [...new Set([...known, ...confirmed])]
    .filter((at) => !seen.has(idOf(at)) && !easy.has(at))
    .map((at) => ({ at, key: chance(plan, "seeded", reader, idOf(at)) }))
    .sort((a, b) => a.key - b.key)
    .map(({ at }) => at);
}

/** The next document for a reader, null when all that was planned is read. Skipped ones come last. */
export function nextTurn(
  plan: ReviewPlan,
  marks: readonly Mark[],
  options: QueueOptions,
): Turn | null {
  const { claim, frame, seed } = plan;
  const { reader, extend, skipped } = options;
  const standing = standingMarks(marks);
  const { byContent } = answersOf(marks);
  const mine = standing.filter((mark) => mark.reader === reader);
  const idOf = (at: number): string => itemAt(plan, at).contentId;
  const isOpen = (at: number): boolean => !skipped.has(idOf(at));
  const turn = (at: number | undefined, via: Via): Turn | null =>
    at === undefined ? null : { at, via };
  const marked = (at: number, via: Via): boolean => byContent.get(idOf(at))?.vias.has(via) === true;
  const secondLook = (at: number): boolean => {
    const known = byContent.get(idOf(at));
    return (
      known?.answer === "yes" &&
      !known.confirmed &&
      known.byReader.size === 1 &&
      !known.byReader.has(reader)
    );
  };
  const blind = (always: boolean): Turn | null =>
    turn(blindDue(plan, mine, reader, always).find(isOpen), "blind");
  const seededNow = chance(plan, "seeded", reader, String(mine.length)) < 1 / SEEDED_EVERY;
  const planned = seed === null ? [] : frame.rest.slice(0, claim.sample.size + extend);
  const excluded = (): Turn | null => {
    if (seed === null) return null;
    for (const { order } of frame.excluded) {
      const at = order
        .slice(0, claim.sample.excludedSize)
        .find((one) => isOpen(one) && !marked(one, "excluded"));
      if (at !== undefined) return { at, via: "excluded" };
    }
    return null;
  };
  return (
    blind(false) ??
    (seededNow ? turn(seededOpen(plan, byContent, mine, options).find(isOpen), "seeded") : null) ??
    turn(
      frame.census.find((at) => isOpen(at) && !byContent.has(idOf(at))),
      "census",
    ) ??
    turn(
      frame.census.find((at) => isOpen(at) && secondLook(at)),
      "census",
    ) ??
    turn(
      planned.find((at) => isOpen(at) && marked(at, "sample") && secondLook(at)),
      "sample",
    ) ??
    turn(
      planned.find((at) => isOpen(at) && !marked(at, "sample")),
      "sample",
    ) ??
    excluded() ??
    blind(true)
  );
}

/**
 * The next document answered "no" of which files or pages were not shown, in reading order; null when none is left. One that this reader answered again
 * since `startMs` is not offered a second time.
 */
export function nextPartly(
  plan: ReviewPlan,
  marks: readonly Mark[],
  session: {
    readonly reader: string;
    readonly startMs: number;
    readonly skipped: ReadonlySet<string>;
  },
): Turn | null {
  const answers = answersOf(marks);
  const { reader, startMs, skipped } = session;
  const done = new Set(
    standingMarks(marks).flatMap((mark) =>
      mark.reader === reader && mark.atMs >= startMs ? mark.contentId : [],
    ),
  );
  const isLeft = (at: number): boolean => {
    const { contentId } = itemAt(plan, at);
    const isNo = answers.byContent.get(contentId)?.answer === "no";
    return (
      isNo && !skipped.has(contentId) && !done.has(contentId) && seenOf(plan, answers, at) !== "all"
    );
  };
  const strata = [
    { via: "census" as const, order: plan.frame.census },
    { via: "sample" as const, order: plan.frame.rest },
    ...plan.frame.excluded.map(({ order }) => ({ via: "excluded" as const, order })),
  ];
  for (const { via, order } of strata) {
    const wasRead = (at: number): boolean =>
      answers.byContent.get(itemAt(plan, at).contentId)?.vias.has(via) === true;
    const at = order.find((one) => isLeft(one) && wasRead(one));
    if (at !== undefined) return { at, via };
  }
  return null;
}

/** The next document that cannot be read here and that nobody settled, by content id; null when none is left. */
export function nextUnreadable(
  plan: ReviewPlan,
  marks: readonly Mark[],
  skipped: ReadonlySet<string>,
): Turn | null {
  const { byContent } = answersOf(marks);
  const at = plan.frame.unreadable.find((one) => {
    const { contentId } = itemAt(plan, one);
    return !skipped.has(contentId) && !byContent.has(contentId);
  });
  return at === undefined ? null : { at, via: "census" };
}

/** The next document to decide on: readers differ, only one said yes, or all are unsure. By content id; null when nothing is open. */
export function nextRuling(
  plan: ReviewPlan,
  marks: readonly Mark[],
  skipped: ReadonlySet<string>,
): Turn | null {
  const open = [...answersOf(marks).byContent]
    .filter(
      ([contentId, { disputed, answer, confirmed, vias }]) =>
        !skipped.has(contentId) &&
        !vias.has("adjudication") &&
        (disputed || answer === "unsure" || (answer === "yes" && !confirmed)),
    )
    .map(([contentId]) => contentId)
    .sort();
  for (const contentId of open) {
    const at = plan.positionOf(contentId);
    if (at !== undefined) return { at, via: "adjudication" };
  }
  return null;
}
