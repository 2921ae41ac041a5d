/** `leaksift review --active`: fixes the stopping rule in the ledger, hands out documents by the model, says at the end what is known of recall. */
import { activeOrder } from "../../assess/active/order.ts";
import {
  type ActiveState,
  activeState,
  isDone,
  LEAST_TARGETS,
  recallOf,
  ruleFor,
  type StopRule,
} from "../../assess/active/stopping.ts";
import { answersOf } from "../../assess/answers.ts";
import { claimHash } from "../../assess/claim-hash.ts";
import type { ReviewPlan } from "../../assess/review/plan.ts";
import type { Turn } from "../../assess/review/queue.ts";
import { openWork } from "../../catalog/annotations/work.ts";
import type { IndexPaths } from "../../catalog/index-folder.ts";
import type { Io } from "../../cli/command.ts";
import type { Mark } from "../../model/claim.ts";
import { counted, grouped } from "../../render/terminal.ts";
import type { OpenIndex } from "../../search/open-index.ts";
import { note } from "../assess/claim-files.ts";

/** Documents to read by the model when nobody says otherwise. */
export const DEFAULT_DEPTH = 500;

/** The rule fixed for this claim as it stands, null when active reading was never begun. */
export function fixedRule(paths: IndexPaths, plan: ReviewPlan): StopRule | null {
  const work = openWork(paths);
  if (work === null) return null;
  try {
    const hash = claimHash(plan.claim);
    const entry = work
      .ledger()
      .entries.find(({ kind, claimHash: of }) => kind === "active" && of === hash);
    return entry === undefined ? null : (JSON.parse(entry.body) as StopRule);
  } finally {
    work.close();
  }
}

/** The rule in words. */
function ruleText(rule: StopRule): string {
  return rule.kind === "targets"
    ? `It stops when it has met all ${grouped(rule.targets)} counter-examples of the random sample.`
    : `It stops after ${counted(rule.depth, "document")}; the random sample then says what is left.`;
}

const percent = (share: number): string => `${Math.floor(1000 * share) / 10} %`;

/** What is known of recall: a bound when the rule was met, "recall unknown" with the reason otherwise. */
export function recallText(rule: StopRule, state: ActiveState, confidence: number): string {
  const found = `${counted(state.shown, "document")} brought forward, ${grouped(state.positives)} yes in these and the flagged or matching.`;
  if (state.positives === 0)
    return `${found} Recall unknown: nothing was found, so there is no share of it to state.`;
  const recall = recallOf(rule, state, 1 - confidence);
  const level = `${Math.round(confidence * 1000) / 10} %`;
  if (recall === null) {
    const why = !isDone(rule, state)
      ? "the rule fixed beforehand is not met yet"
      : rule.kind === "depth" && state.shown > rule.depth
        ? "more was read than the rule fixed beforehand says"
        : "the random sample is not read in full";
    return `${found} Recall unknown: ${why}.`;
  }
  const sides = rule.kind === "targets" ? "one-sided" : "two-sided";
  const range =
    rule.kind === "targets"
      ? `at least ${percent(recall.low)}`
      : `between ${percent(recall.low)} and ${percent(recall.high)}`;
  return `${found} Recall ${range} (${sides}, ${level}).`;
}

/** What a session of active reading needs. */
export interface ActiveReading {
  readonly next: (marks: readonly Mark[], skipped: ReadonlySet<string>) => Turn | null;
  readonly endText: (marks: readonly Mark[]) => string;
}

/** Begins or goes on. The first time the rule is written to the ledger; later ones keep it whatever `depth` says. */
export function beginActive(
  io: Io,
  paths: IndexPaths,
  index: OpenIndex,
  plan: ReviewPlan,
  marks: readonly Mark[],
  depth: number | undefined,
): ActiveReading {
  const known = fixedRule(paths, plan);
  const rule =
    known ?? ruleFor(activeState(plan, answersOf(marks)), Math.max(1, depth ?? DEFAULT_DEPTH));
  if (known === null) note(io, paths, plan.claim, "active", rule);
  io.out(
    `Likely ones first, by what was marked so far; these never count for the random sample.\n${ruleText(rule)}\n`,
  );
  if (known !== null && depth !== undefined && (rule.kind !== "depth" || rule.depth !== depth))
    io.out("That was fixed when active reading of this claim began, and stays.\n");
  if (rule.kind === "depth" && known === null)
    io.out(
      `(With the sample read first and ${LEAST_TARGETS} counter-examples in it, it would stop when all are met.)\n`,
    );
  const order = activeOrder(index, plan);
  return {
    next: (all, skipped) =>
      isDone(rule, activeState(plan, answersOf(all))) ? null : order(all, skipped),
    endText: (all) => recallText(rule, activeState(plan, answersOf(all)), plan.claim.confidence),
  };
}
