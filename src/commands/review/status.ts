/** `leaksift review status` and `review draw`: how far reading has come, and what is to be read. */
import { activeState, recallOf, type StopRule } from "../../assess/active/stopping.ts";
import { answersOf } from "../../assess/answers.ts";
import { claimHash } from "../../assess/claim-hash.ts";
import { identitiesOf, identitySentences } from "../../assess/review/identities.ts";
import { itemAt, progressOf, type ReviewPlan } from "../../assess/review/plan.ts";
import { nextTurn } from "../../assess/review/queue.ts";
import type { Io, ParsedArgs } from "../../cli/command.ts";
import { type ListShape, listForm, listWriter } from "../../cli/listing.ts";
import { EXIT, UserError } from "../../errors.ts";
import type { Mark } from "../../model/claim.ts";
import { safeJson, safeLine } from "../../render/escape.ts";
import { counted, grouped } from "../../render/terminal.ts";
import { recallText } from "./active.ts";
import { readerOf } from "./exchange.ts";
import { progressLine } from "./text.ts";

const DRAWN: ListShape<{
  readonly stratum: string;
  readonly number: number;
  readonly id: string;
}> = {
  name: "drawn",
  object: (drawn) => drawn,
  columns: ["stratum", "number", "id"],
  lines: ({ stratum, number, id }) => [[stratum, number, id]],
  ids: ({ id }) => [id],
};

/** The draw itself, so that anyone with the corpus can compare: stratum, place in it, content id. */
export function printDraw(io: Io, args: ParsedArgs, plan: ReviewPlan): number {
  const { frame, claim, seed } = plan;
  const idOf = (at: number): string => itemAt(plan, at).contentId;
  const sample = seed === null ? [] : frame.rest.slice(0, claim.sample.size);
  const excluded = frame.excluded.map(({ name, order }) => ({
    name,
    ids: seed === null ? [] : order.slice(0, claim.sample.excludedSize).map(idOf),
  }));
  const form = listForm(args);
  if (form === "json") {
    const census = frame.census.map(idOf);
    const hash = claimHash(claim);
    io.out(
      `${safeJson({ formatVersion: 1, claimHash: hash, seed, census, sample: sample.map(idOf), excluded })}\n`,
    );
    return EXIT.done;
  }
  const writer = listWriter(io, args, DRAWN, form ?? "csv");
  const write = (stratum: string, ids: readonly string[]): void => {
    for (const [i, id] of ids.entries()) writer?.row({ stratum, number: i + 1, id });
  };
  write("census", frame.census.map(idOf));
  write("sample", sample.map(idOf));
  for (const { name, ids } of excluded) write(`left out: ${name}`, ids);
  return EXIT.done;
}

/** Progress, agreement, what is to decide; with active reading (`rule` not null) also what is known of its recall. */
export function printStatus(
  io: Io,
  args: ParsedArgs,
  plan: ReviewPlan,
  marks: readonly Mark[],
  rule: StopRule | null,
): number {
  const answers = answersOf(marks);
  const { tally, bounds } = progressOf(plan, answers);
  const { readers, betweenReaders, blind, seeded } = answers;
  const skipped = new Set<string>();
  const turn = nextTurn(plan, marks, { reader: readerOf(io, args), extend: 0, known: [], skipped });
  const toDecide = [...answers.byContent.values()].filter(
    ({ disputed, answer, confirmed }) =>
      disputed || answer === "unsure" || (answer === "yes" && !confirmed),
  ).length;
  const state = activeState(plan, answers);
  const identities = identitiesOf(marks);
  const form = listForm(args);
  if (form !== null && form !== "json")
    throw new UserError(
      "review status is not a list; it has --json. Lists: review draw, conflicts.",
    );
  if (form === "json") {
    const recall = rule === null ? null : recallOf(rule, state, 1 - plan.claim.confidence);
    const active = rule === null ? null : { rule, ...state, recall };
    const next = turn === null ? null : { id: itemAt(plan, turn.at).contentId };
    io.out(
      `${safeJson({ formatVersion: 1, readers, marks: answers.marks, tally, bounds, betweenReaders, blind, seeded, identities, toDecide, active, next })}\n`,
    );
    return EXIT.done;
  }
  const rate = (value: number | null): string => (value === null ? "–" : value.toFixed(2));
  const agreementLine = (what: string, table: typeof blind): string =>
    table.documents === 0
      ? `${what}: none yet`
      : `${what}: ${counted(table.documents, "document")}, agreement on yes ${rate(table.positive)}, on no ${rate(table.negative)}, kappa ${rate(table.kappa)}`;
  const lines = [
    progressLine({ tally, bounds }),
    `${counted(readers.length, "reader")}${readers.length === 0 ? "" : `: ${readers.map(safeLine).join(", ")}`}; ${counted(answers.marks, "answer")}; ${grouped(toDecide)} to decide${toDecide > 0 ? " (review CLAIM --adjudicate)" : ""}`,
    agreementLine("read by two", betweenReaders),
    agreementLine("shown to the same reader again", blind),
    ...identitySentences(identities, safeLine, grouped),
    seeded.known === 0
      ? "known ones mixed in: none yet"
      : `known ones mixed in: ${grouped(seeded.known)}, ${grouped(seeded.seen)} of them seen`,
    ...(rule === null ? [] : [recallText(rule, state, plan.claim.confidence)]),
    turn === null ? "All that was planned is read." : "Go on: leaksift review CLAIM",
  ];
  io.out(`${lines.join("\n")}\n`);
  return EXIT.done;
}
