/** Marks in and out of `leaksift review`: CSV made elsewhere, files of colleagues, where readers differ. */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { resolve } from "node:path";
import { standingMarks } from "../../assess/answers.ts";
import { claimHash, questionId } from "../../assess/claim-hash.ts";
import { identitiesOf, identitySentences } from "../../assess/review/identities.ts";
import { type Conflict, conflictsOf, withId } from "../../assess/review/marks.ts";
import { marksText, readCsvAnswers, readMarks } from "../../assess/review/marks-file.ts";
import { itemAt, planReview, type ReviewPlan } from "../../assess/review/plan.ts";
import {
  newReaderKey,
  publicHalf,
  readReaderKey,
  signMark,
} from "../../assess/review/reader-keys.ts";
import { openWork, WorkStore } from "../../catalog/annotations/work.ts";
import type { IndexPaths } from "../../catalog/index-folder.ts";
import { type Io, type ParsedArgs, textValue } from "../../cli/command.ts";
import { type ListShape, printList } from "../../cli/listing.ts";
import { personOf } from "../../cli/person.ts";
import { readTextFile } from "../../cli/read-text-file.ts";
import { EXIT, UserError } from "../../errors.ts";
import type { Claim, Mark, Via } from "../../model/claim.ts";
import { escapeLine, safeJson, safeLine } from "../../render/escape.ts";
import { counted, grouped } from "../../render/terminal.ts";
import { openIndex } from "../../search/open-index.ts";
import { note } from "../assess/claim-files.ts";

const MAX_FILE_BYTES = 256 * 1024 * 1024;

/** Marks of a claim's question; none when no review was begun. */
export function marksOf(paths: IndexPaths, question: string): Mark[] {
  const work = openWork(paths);
  if (work === null) return [];
  try {
    return work.marks(question);
  } finally {
    work.close();
  }
}

function withWork<T>(paths: IndexPaths, body: (work: WorkStore) => T): T {
  const work = new WorkStore(paths, "write");
  try {
    return body(work);
  } finally {
    work.close();
  }
}

/** Who reads: --reader, else the person of the account. */
export function readerOf(io: Io, args: ParsedArgs): string {
  return (textValue(args, "reader") ?? personOf(io)).trim().slice(0, 200) || "unknown";
}

/** 16 hex digits for this account of this machine: the same in every session, and not the names of either. */
export function machineOf(): string {
  const account = userInfo({ encoding: "buffer" }).username.toString("hex");
  const text = `leaksift machine\n${hostname()}\n${process.getuid?.() ?? account}`;
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

const MAX_KEY_BYTES = 16 << 10;

/** Signs marks with the key of --key; leaves them as they are without one. */
export function signerOf(io: Io, args: ParsedArgs): (mark: Mark) => Mark {
  const path = textValue(args, "key");
  if (path === undefined) return (mark) => mark;
  const key = readReaderKey(path, readTextFile(io, path, MAX_KEY_BYTES));
  return (mark) => signMark(mark, key);
}

/** `review key FILE`: makes a reader's key; an existing file is left alone. */
export function makeKey(io: Io, path: string | undefined): number {
  if (path === undefined)
    throw new UserError('Where to keep the key? E.g. "leaksift review key anna.key".');
  const pem = newReaderKey();
  try {
    writeFileSync(resolve(io.workingFolder, path), pem, { mode: 0o600, flag: "wx" });
  } catch (cause) {
    const isThere = (cause as NodeJS.ErrnoException).code === "EEXIST";
    const why = isThere ? "is there already; give another name" : "cannot be written";
    throw new UserError(`${path} ${why}.`, { cause });
  }
  const shown = publicHalf(readReaderKey(path, pem));
  io.out(`${shown}\n`);
  io.err(
    `This is the public half: read it to your colleagues by telephone. ${escapeLine(path)} is the private one: keep it, give it to nobody, and answer with: leaksift review CLAIM --key ${escapeLine(path)}\n`,
  );
  return EXIT.done;
}

/** The first draw of a claim as it stands goes into the ledger, so that later draws of changed claims are seen as such. */
export function noteDraw(io: Io, paths: IndexPaths, plan: ReviewPlan): void {
  if (plan.seed === null) return;
  const work = openWork(paths);
  const entries = work?.ledger().entries ?? [];
  work?.close();
  const hash = claimHash(plan.claim);
  if (entries.some((entry) => entry.kind === "draw" && entry.claimHash === hash)) return;
  const { size } = plan.claim.sample;
  note(io, paths, plan.claim, "draw", { size, of: plan.frame.rest.length, seed: plan.seed });
}

const VIA_OF = {
  census: "census",
  sample: "sample",
  excluded: "excluded",
  outside: "active",
} as const;

/** Answers made elsewhere become marks as if read here: each counts as what its document is in the frame. */
export function importCsv(
  io: Io,
  args: ParsedArgs,
  paths: IndexPaths,
  claim: Claim,
  file: string,
): number {
  const rows = readCsvAnswers(file, readTextFile(io, file, MAX_FILE_BYTES));
  const index = openIndex(paths);
  try {
    const plan = planReview(index, claim);
    noteDraw(io, paths, plan);
    const now = io.now();
    const sign = signerOf(io, args);
    const marks = rows.map(
      ({ line, id, answer, reader, note: remark, parts, isRuling }, i): Mark => {
        const matches = index.catalog.byContentId(id, 1000).map((document) => document.contentId);
        const [contentId, other] = new Set(
          matches.filter((found) => plan.positionOf(found) !== undefined),
        );
        if (contentId === undefined || other !== undefined)
          throw new UserError(
            `${file}:${line}: ${contentId === undefined ? "no message or loose file" : "several documents"} with id ${id}. Nothing was imported.`,
          );
        const at = plan.positionOf(contentId) ?? -1;
        const via: Via = isRuling ? "adjudication" : VIA_OF[plan.stratumOf(at)];
        const allParts = (): number[] => [...index.catalog.family(itemAt(plan, at).docId).keys()];
        const mark = withId({
          question: plan.question,
          contentId,
          reader: reader === "" ? readerOf(io, args) : reader,
          via,
          answer,
          note: remark,
          parts: parts === "all" ? allParts() : parts,
          pages: [],
          atMs: now + i,
          undoes: "",
        });
        return sign(mark);
      },
    );
    // The same file taken in twice changes nothing
    const key = (mark: Mark): string =>
      JSON.stringify([mark.contentId, mark.reader, mark.via, mark.answer, mark.note, mark.parts]);
    const there = new Set(standingMarks(marksOf(paths, plan.question)).map(key));
    const added = withWork(paths, (work) =>
      work.addMarks(marks.filter((mark) => !there.has(key(mark)))),
    );
    io.err(`${counted(added, "answer")} imported from ${escapeLine(file)}.\n`);
    return EXIT.done;
  } finally {
    index.close();
  }
}

/** Prints all marks of a claim's question. */
export function exportMarks(io: Io, paths: IndexPaths, claim: Claim): number {
  const question = questionId(claim);
  io.out(marksText(claim.id, question, marksOf(paths, question), safeJson));
  return EXIT.done;
}

/** Takes in files of colleagues: marks already here change nothing, in whatever order they come. Says where readers differ. */
export function merge(
  io: Io,
  paths: IndexPaths,
  question: string,
  files: readonly string[],
): number {
  if (files.length === 0)
    throw new UserError('Merge what? Name files made by "leaksift review export".');
  const marks = files.flatMap((file) =>
    readMarks(file, readTextFile(io, file, MAX_FILE_BYTES), question),
  );
  const { added, all } = withWork(paths, (work) => ({
    added: work.addMarks(marks),
    all: work.marks(question),
  }));
  for (const line of identitySentences(identitiesOf(all), escapeLine)) io.err(`${line}\n`);
  const open = conflictsOf(all).filter(({ ruling }) => ruling === null).length;
  io.err(
    `${counted(added, "new mark")} of ${grouped(marks.length)}. ${counted(open, "document")} on which readers differ${open > 0 ? ": leaksift review conflicts CLAIM, then review CLAIM --adjudicate" : ""}.\n`,
  );
  return EXIT.done;
}

const CONFLICTS: ListShape<Conflict> = {
  name: "conflicts",
  object: (conflict) => conflict,
  columns: ["id", "ruling", "reader", "answer", "note"],
  lines: ({ contentId, said, ruling }) =>
    said.map(({ reader, answer, note: remark }) => [contentId, ruling, reader, answer, remark]),
  ids: ({ contentId }) => [contentId],
};

/** Documents on which readers differ, with what each said. */
export function printConflicts(io: Io, args: ParsedArgs, marks: readonly Mark[]): number {
  const conflicts = conflictsOf(marks);
  if (printList(io, args, CONFLICTS, conflicts)) return EXIT.done;
  for (const { contentId, said, ruling } of conflicts) {
    io.out(
      `${contentId.slice(0, 12)}  ${ruling === null ? "not decided" : `decided: ${ruling}`}\n`,
    );
    for (const { reader, answer, note: remark } of said)
      io.out(`    ${safeLine(reader)}: ${answer}${remark === "" ? "" : `  ${safeLine(remark)}`}\n`);
  }
  io.err(`${counted(conflicts.length, "document")} on which readers differ.\n`);
  return EXIT.done;
}
