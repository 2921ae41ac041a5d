/** `leaksift review CLAIM`: people read what a claim needs read, one document at a time. */
import { answersOf } from "../../assess/answers.ts";
import { questionId } from "../../assess/claim-hash.ts";
import { planReview, progressOf, type ReviewPlan } from "../../assess/review/plan.ts";
import { nextPartly, nextRuling, nextTurn, nextUnreadable } from "../../assess/review/queue.ts";
import { WorkStore } from "../../catalog/annotations/work.ts";
import type { IndexPaths } from "../../catalog/index-folder.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  isSet,
  numberValue,
  type ParsedArgs,
  textValue,
} from "../../cli/command.ts";
import { DOCUMENT_LIST_OPTIONS } from "../../cli/listing.ts";
import { EXIT, UserError } from "../../errors.ts";
import type { Claim } from "../../model/claim.ts";
import { safeLine } from "../../render/escape.ts";
import { bold, counted, wrap } from "../../render/terminal.ts";
import { type OpenIndex, openIndex } from "../../search/open-index.ts";
import { searchRoots } from "../../search/search.ts";
import { claimOf, note, pathsOf } from "../assess/claim-files.ts";
import { beginActive, DEFAULT_DEPTH, fixedRule } from "./active.ts";
import {
  exportMarks,
  importCsv,
  machineOf,
  makeKey,
  marksOf,
  merge,
  noteDraw,
  printConflicts,
  readerOf,
  signerOf,
} from "./exchange.ts";
import { openKeys } from "./keys.ts";
import { readDocuments } from "./session.ts";
import { printDraw, printStatus } from "./status.ts";
import { progressLine } from "./text.ts";

function withPlan<T>(paths: IndexPaths, claim: Claim, body: (plan: ReviewPlan) => T): T {
  const index = openIndex(paths);
  try {
    return body(planReview(index, claim));
  } finally {
    index.close();
  }
}

function knownPositions(index: OpenIndex, plan: ReviewPlan, query: string | undefined): number[] {
  if (query === undefined) return [];
  const roots = searchRoots(index, query, { clock: { nowMs: 0, timeZone: "UTC" }, strict: true });
  const ids = new Set(index.catalog.contentIds(roots));
  return [...ids].sort().flatMap((id) => plan.positionOf(id) ?? []);
}

function greet(io: Io, plan: ReviewPlan, reader: string): void {
  const { claim, seed } = plan;
  const width = Math.max(60, Math.min(100, io.columns));
  io.out(`${bold(io, safeLine(claim.claim))}\n`);
  for (const line of wrap(`Question: ${safeLine(claim.counterEvidence.question)}`, width))
    io.out(`${line}\n`);
  io.out(`Reading as ${safeLine(reader)}. Every answer is kept at once; ? lists the keys.\n`);
  if (seed === null)
    io.out(
      "The seed's public value is not known yet: only flagged or matching documents are shown.\n",
    );
}

/** The work file for writing. Throws UserError where nothing can be written: answers must never be given in vain. */
function openForAnswers(paths: IndexPaths): WorkStore {
  try {
    return new WorkStore(paths, "write");
  } catch (cause) {
    throw new UserError(
      "Answers cannot be kept here: the index folder cannot be written. Copy it to a disk that can, and give the copy with --index.",
      { cause },
    );
  }
}

async function read(io: Io, args: ParsedArgs, paths: IndexPaths, claim: Claim): Promise<number> {
  const index = openIndex(paths);
  const plan = planReview(index, claim);
  const reader = readerOf(io, args);
  const adjudicates = isSet(args, "adjudicate");
  const completes = isSet(args, "whole");
  const isUnreadable = isSet(args, "unreadable");
  if ([adjudicates, completes, isUnreadable, isSet(args, "active")].filter(Boolean).length > 1)
    throw new UserError(
      "--adjudicate, --active, --unreadable and --whole are different ways to read; give one of them.",
    );
  const startMs = io.now();
  const extend = Math.max(0, Math.floor(numberValue(args, "extend") ?? 0));
  const known = knownPositions(index, plan, textValue(args, "known"));
  noteDraw(io, paths, plan);
  const work = openForAnswers(paths);
  const keys = openKeys();
  try {
    greet(io, plan, reader);
    const active = isSet(args, "active")
      ? beginActive(io, paths, index, plan, work.marks(plan.question), numberValue(args, "depth"))
      : null;
    const end = await readDocuments({
      io,
      index,
      plan,
      work,
      reader,
      sign: signerOf(io, args),
      machine: machineOf(),
      keys,
      showsAnswers: adjudicates,
      completes,
      next: (marks, skipped) => {
        if (adjudicates) return nextRuling(plan, marks, skipped);
        if (isUnreadable) return nextUnreadable(plan, marks, skipped);
        if (active !== null) return active.next(marks, skipped);
        if (completes) return nextPartly(plan, marks, { reader, startMs, skipped });
        return nextTurn(plan, marks, { reader, extend, known, skipped });
      },
    });
    const { tally, bounds } = progressOf(plan, answersOf(work.marks(plan.question)));
    const isShort = tally.read > 0 && tally.read < Math.min(tally.planned, tally.rest);
    if (end.marked > 0 && isShort)
      note(io, paths, claim, "stop", { reader, read: tally.read, planned: tally.planned });
    const done = adjudicates
      ? "Nothing is left to decide."
      : completes
        ? "No document is left that was answered no from part of it."
        : active === null
          ? "All that was planned is read."
          : "Active reading has ended by its rule.";
    const what = end.how === "done" ? done : "Stopped; the same command goes on from here.";
    io.out(`${what} ${counted(end.marked, "answer")} in this session.\n`);
    for (const line of wrap(progressLine({ tally, bounds }), Math.max(60, io.columns)))
      io.out(`${line}\n`);
    if (active !== null) io.out(`${active.endText(work.marks(plan.question))}\n`);
    io.out("What it means for the claim: leaksift assess CLAIM\n");
    return end.how === "interrupted" ? EXIT.interrupted : EXIT.done;
  } finally {
    keys.close();
    work.close();
    index.close();
  }
}

const ACTIONS = ["status", "draw", "export", "merge", "conflicts", "key"];

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const [first, ...rest] = args.positional;
  const action = first !== undefined && ACTIONS.includes(first) ? first : "read";
  if (action === "key") return makeKey(io, rest[0]);
  const path = action === "read" ? first : rest[0];
  if (path === undefined)
    throw new UserError('Which claim? E.g. "leaksift review claims/banal.yaml".');
  const claim = claimOf(io, path);
  const paths = pathsOf(io, args);
  const csv = textValue(args, "marks");
  if (action === "read")
    return csv === undefined
      ? read(io, args, paths, claim)
      : importCsv(io, args, paths, claim, csv);
  const question = questionId(claim);
  switch (action) {
    case "status":
      return withPlan(paths, claim, (plan) =>
        printStatus(io, args, plan, marksOf(paths, question), fixedRule(paths, plan)),
      );
    case "draw":
      return withPlan(paths, claim, (plan) => {
        noteDraw(io, paths, plan);
        return printDraw(io, args, plan);
      });
    case "export":
      return exportMarks(io, paths, claim);
    case "merge":
      return merge(io, paths, question, rest.slice(1));
    default:
      return printConflicts(io, args, marksOf(paths, question));
  }
}

export const review: CommandSpec = {
  name: "review",
  positional: "[status | draw | export | merge | conflicts] CLAIM [FILE…] | key FILE",
  access: "write",
  summary: "Read the documents that a claim needs read, one at a time",
  options: [
    INDEX_OPTION,
    {
      name: "reader",
      type: "string",
      placeholder: "NAME",
      description: "Who reads (default: LEAKSIFT_USER, else the account's name)",
    },
    {
      name: "key",
      type: "string",
      placeholder: "FILE",
      description: "Sign the answers with your key, made by: review key FILE",
    },
    {
      name: "adjudicate",
      type: "boolean",
      description: "Decide where readers differ or are unsure, or where only one said yes",
    },
    {
      name: "active",
      type: "boolean",
      description: "Likely counter-examples first, by a model trained on what was marked",
    },
    {
      name: "whole",
      type: "boolean",
      description:
        "Go on with documents answered no of which not all was shown: the files and pages left",
    },
    {
      name: "unreadable",
      type: "boolean",
      description:
        "What cannot be read here, e.g. sound and pictures: N says how you read or heard it",
    },
    {
      name: "depth",
      type: "number",
      placeholder: "N",
      description: `Active reading stops after N documents (default: ${DEFAULT_DEPTH}); fixed when it begins`,
    },
    {
      name: "extend",
      type: "number",
      placeholder: "N",
      description: "Read N documents of the random sample beyond the plan",
    },
    {
      name: "known",
      type: "string",
      placeholder: "QUERY",
      description: "Known counter-examples to mix in, to see how many readers notice",
    },
    {
      name: "marks",
      type: "string",
      placeholder: "FILE.csv",
      description:
        "Take answers from a CSV with the columns id, answer, reader, note, parts (numbers or all)",
    },
    ...DOCUMENT_LIST_OPTIONS,
  ],
  examples: [
    ["leaksift review claims/banal.yaml", "Read; the same command goes on where you stopped"],
    [
      "leaksift review status claims/banal.yaml",
      "How far reading has come, and how well readers agree",
    ],
    ["leaksift review draw claims/banal.yaml", "What is to be read, in order, as CSV"],
    ["leaksift review draw claims/banal.yaml --ids | leaksift tag +sample -", "Tag what it drew"],
    ["leaksift review export claims/banal.yaml > anna.ndjson", "All answers, for a colleague"],
    ["leaksift review merge claims/banal.yaml ben.ndjson", "Take in a colleague's answers"],
    ["leaksift review key anna.key", "Make a key, so that nobody can answer in Anna's name"],
    ["leaksift review claims/banal.yaml --adjudicate", "Decide where readers differ"],
    ["leaksift review claims/banal.yaml --whole", "Read what was left of files and pages"],
    [
      "leaksift review claims/banal.yaml --active --depth 200",
      "200 likely ones, by what was marked",
    ],
  ],
  notes: [
    "Flagged and matching documents come first, then a random sample drawn by SHA-256 of seed and content id. A few documents come a second time, unannounced, and known counter-examples are mixed in: both measure how well readers see.",
    "Active reading orders, the random sample bounds: what --active shows never counts for the sample, and its model never sees the sample's answers. Recall is stated only by the rule fixed when it began.",
    "Keys: y yes, n no, N no after reading it elsewhere (asks how, e.g. listened to), u unsure, s skip, z undo, t note, space goes on (next screen, page, file), ] and [ next and last match, 1-9 open a file, a all pages, h headers, w why shown, ? help, q quit. Without a terminal keys are read from standard input.",
    "Of a text of more than 30 pages 10 are drawn and shown (sample.pagesOver and sample.pages of the claim file). A no before the last screen is a no to part. A no to a document of which not all was shown stays a possible yes in the upper bound.",
    "Answers belong to the content and the question: they survive index --rebuild and changes of the claim's queries.",
  ],
  run,
};
