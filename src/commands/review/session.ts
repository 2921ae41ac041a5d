/** The reading loop of `leaksift review`: shows one document, waits for a key, keeps the answer at once. Order and counting are assess/. */
import { answersOf, standingMarks } from "../../assess/answers.ts";
import { conflictsOf, withId } from "../../assess/review/marks.ts";
import { itemAt, progressOf, type ReviewPlan } from "../../assess/review/plan.ts";
import type { Turn } from "../../assess/review/queue.ts";
import type { WorkStore } from "../../catalog/annotations/work.ts";
import type { Io } from "../../cli/command.ts";
import type { Answer, Mark } from "../../model/claim.ts";
import { safeLine } from "../../render/escape.ts";
import { bold, grouped, timeText, wrap } from "../../render/terminal.ts";
import type { OpenIndex } from "../../search/open-index.ts";
import { CTRL_C, isQuit, type Keys, readLine } from "./keys.ts";
import { Showing } from "./showing.ts";
import { progressLine, stratumText, whyLines } from "./text.ts";
import { helpLines, keysLine, ruleLine } from "./view.ts";

/** What a session reads from and writes to. */
export interface Session {
  readonly io: Io;
  readonly index: OpenIndex;
  readonly plan: ReviewPlan;
  readonly work: WorkStore;
  readonly reader: string;
  /** Signs with the reader's key, where there is one. */
  readonly sign: (mark: Mark) => Mark;
  /** Says on which machine and account answers are given, without naming them. */
  readonly machine: string;
  readonly keys: Keys;
  /** The next document, given all marks so far; null when nothing is left. */
  readonly next: (marks: readonly Mark[], skipped: ReadonlySet<string>) => Turn | null;
  /** Whether answers of others are shown: when deciding where readers differ. */
  readonly showsAnswers: boolean;
  /** Whether documents go on where they were left, and all of their pages are shown. */
  readonly completes: boolean;
}

/** How a session ended. */
export interface SessionEnd {
  /** `done`: all that was planned is read. */
  readonly how: "done" | "quit" | "interrupted";
  readonly marked: number;
}

const ANSWER_KEYS: ReadonlyMap<string, Answer> = new Map([
  ["y", "yes"],
  ["n", "no"],
  ["u", "unsure"],
]);

type Decision = Answer | "elsewhere" | "skip" | "undo" | "quit" | "interrupt";

async function askNote(session: Session, showing: Showing): Promise<void> {
  const { io, keys } = session;
  io.out("Note: ");
  const line = await readLine(keys, keys.isTerminal ? io.out : () => {});
  io.out("\n");
  if (line === null) return;
  showing.note = line.trim();
  io.out(showing.note === "" ? "No note.\n" : "Kept with your answer to this document.\n");
}

/** How it was read elsewhere becomes the note; without it nothing is answered. */
async function askHow(session: Session, showing: Showing): Promise<boolean> {
  const { io, keys } = session;
  io.out("No, read elsewhere. How (e.g. listened to)? ");
  const line = await readLine(keys, keys.isTerminal ? io.out : () => {});
  io.out("\n");
  const how = line?.trim() ?? "";
  if (how === "") io.out("Nothing is answered: without how it was read it stays a possible yes.\n");
  else showing.note = [showing.note, how].filter((text) => text !== "").join("; ");
  return how !== "";
}

async function askFile(session: Session, showing: Showing): Promise<void> {
  const { io, keys } = session;
  io.out("File number: ");
  const line = await readLine(keys, keys.isTerminal ? io.out : () => {});
  io.out("\n");
  if (line !== null) showing.open(Number(line) || 0);
}

/** Columns for sentences: what the terminal has, at most 100. */
const widthOf = (io: Io): number => Math.max(60, Math.min(100, io.columns));

/** Sentences, each on lines of its own. */
function say(io: Io, sentences: readonly string[]): void {
  for (const sentence of sentences)
    for (const line of wrap(sentence, widthOf(io))) io.out(`${line}\n`);
}

/** Keys until one decides. Unknown keys are said once a document, and do nothing. */
async function decide(session: Session, turn: Turn, showing: Showing): Promise<Decision> {
  const { io, plan, keys } = session;
  let complained = false;
  for (;;) {
    if (keys.isTerminal) io.out(`${keysLine(io, showing.files, showing.isDrawn)}\n`);
    const key = await keys.next();
    const answer = key === null ? undefined : ANSWER_KEYS.get(key);
    if (answer !== undefined) return answer;
    if (key === "N") {
      if (await askHow(session, showing)) return "elsewhere";
      continue;
    }
    if (key === CTRL_C) return "interrupt";
    if (key === null || isQuit(key)) return "quit";
    if (key === "s") return "skip";
    if (key === "z") return "undo";
    if (key === "t") await askNote(session, showing);
    else if (key === "f" && showing.files > 0) await askFile(session, showing);
    else if (key === "f") showing.open(1);
    else if (key === "h") showing.headers();
    else if (key === "w") say(io, whyLines(plan, turn));
    else if (key === "?")
      io.out(
        `${helpLines(safeLine(plan.claim.counterEvidence.question), widthOf(io)).join("\n")}\n`,
      );
    else if (key === " " || key === "\r") showing.goOn();
    else if (key === "]" || key === "[") {
      if (!showing.toMatch(key === "]" ? 1 : -1)) io.out("No other match in this direction.\n");
    } else if (key === "a") showing.openWhole();
    else if (/^\d$/.test(key)) showing.open(Number(key));
    else if (key !== "\n" && !complained) {
      complained = true;
      io.out(`No key "${safeLine(key)}"; ? lists them.\n`);
    }
  }
}

/** What other readers said, for deciding between them. */
function answerLines(marks: readonly Mark[], contentId: string): string[] {
  const conflict = conflictsOf(marks).find((each) => each.contentId === contentId);
  const said =
    conflict?.said ??
    standingMarks(marks).filter((m) => m.contentId === contentId && m.via !== "seeded");
  return said.map(
    ({ reader, answer, note }) =>
      `${safeLine(reader)} says ${answer}${note === "" ? "" : `: ${safeLine(note)}`}`,
  );
}

/** Takes the reader's last answer back, and returns it; null when there is none. */
function undo(
  { work, plan, reader, sign, io }: Session,
  marks: readonly Mark[],
  atMs: number,
): Mark | null {
  const last = standingMarks(marks).findLast((mark) => mark.reader === reader);
  if (last === undefined) {
    io.out("There is nothing to take back.\n");
    return null;
  }
  const { markId: undoes, signed: _, ...rest } = last;
  work.addMarks([sign(withId({ ...rest, question: plan.question, atMs, undoes }))]);
  const when = timeText(last.atMs);
  io.out(`Taken back: ${last.answer} for ${last.contentId.slice(0, 12)} (${when} UTC).\n`);
  return last;
}

function canUndo({ reader }: Session, marks: readonly Mark[]): boolean {
  return standingMarks(marks).some((mark) => mark.reader === reader);
}

/** Now, but after everything before: two answers in one millisecond must keep their order. */
function timeAfter({ io }: Session, marks: readonly Mark[], lastMs: number): number {
  return Math.max(io.now(), lastMs + 1, (marks.at(-1)?.atMs ?? 0) + 1);
}

/** The mark of an answer that a reader has just given. */
function markOf(
  { plan, reader, sign, machine }: Session,
  turn: Turn,
  showing: Showing,
  answer: "yes" | "no" | "unsure" | "elsewhere",
  atMs: number,
): Mark {
  const { note, parts, pages } = showing;
  const isElsewhere = answer === "elsewhere";
  const mark = withId({
    question: plan.question,
    contentId: itemAt(plan, turn.at).contentId,
    reader,
    via: turn.via,
    answer: isElsewhere ? "no" : answer,
    note,
    parts,
    pages,
    viewing: { ...showing.viewing(isElsewhere), machine },
    atMs,
    undoes: "",
  });
  return sign(mark);
}

/** Reads until the plan is done or the reader stops. Every answer is in the work file before the next document is shown. */
export async function readDocuments(session: Session): Promise<SessionEnd> {
  const { io, plan, work } = session;
  const skipped = new Set<string>();
  let marked = 0;
  let lastMs = 0;
  let takenBack: Mark | null = null;
  for (;;) {
    const marks = work.marks(plan.question);
    let turn = session.next(marks, skipped);
    if (turn === null && skipped.size > 0) {
      io.out(`Only what you skipped is left: ${grouped(skipped.size)}.\n`);
      skipped.clear();
      turn = session.next(marks, skipped);
    }
    if (turn === null) {
      // The last answer is the one most often given by mistake, and no document follows it that one could take it back from
      if (!canUndo(session, marks)) return { how: "done", marked };
      io.out("Nothing is left here. z takes back your last answer; any other key ends.\n");
      if ((await session.keys.next()) !== "z") return { how: "done", marked };
      lastMs = timeAfter(session, marks, lastMs);
      takenBack = undo(session, marks, lastMs);
      continue;
    }
    const { contentId } = itemAt(plan, turn.at);
    const known = answersOf(marks).byContent.get(contentId);
    const before = session.completes ? (known ?? null) : null;
    const isTerminal = session.keys.isTerminal;
    const showing = new Showing({ io, index: session.index, plan, isTerminal, before }, turn);
    io.out(`${ruleLine(io)}\n${bold(io, stratumText(plan, turn))}\n`);
    if (session.showsAnswers) io.out(`${answerLines(marks, contentId).join("\n")}\n`);
    showing.begin();
    // A note is work: an answer that is taken back leaves it standing
    if (takenBack?.contentId === contentId && takenBack.note !== "") {
      showing.note = takenBack.note;
      io.out(`Your note: ${safeLine(showing.note)} (t writes another)\n`);
    }
    const decision = await decide(session, turn, showing);
    if (decision === "quit") return { how: "quit", marked };
    if (decision === "interrupt") return { how: "interrupted", marked };
    lastMs = timeAfter(session, marks, lastMs);
    if (decision === "skip") skipped.add(contentId);
    else if (decision === "undo") takenBack = undo(session, marks, lastMs);
    else {
      const { leftText } = showing;
      work.addMarks([markOf(session, turn, showing, decision, lastMs)]);
      marked++;
      if (decision === "no" && leftText !== "")
        say(io, [
          `A no from part of it (${leftText}): it stays a possible yes in the upper bound. z takes it back; "leaksift review CLAIM --whole" goes on with it later.`,
        ]);
    }
    const now = progressOf(plan, answersOf(work.marks(plan.question)));
    say(io, [progressLine(now)]);
  }
}
