/** Marks -> what holds of each document: undone ones left out, several readers brought together, adjudication last. Pure. */
import type { Answer, Mark, PagesShown, Via, Viewing } from "../model/claim.ts";
import { type Agreement, agreement } from "./statistics/agreement.ts";

/** What is known of one document. */
export interface Decided {
  readonly answer: Answer;
  /** A second look held: by adjudication, or two readers who agree. */
  readonly confirmed: boolean;
  /** Readers differ and nobody has decided. */
  readonly disputed: boolean;
  /** Why it was shown, of all marks that count. */
  readonly vias: ReadonlySet<Via>;
  /** Answers by reader, first reading only. */
  readonly byReader: ReadonlyMap<string, Answer>;
  /** Numbers of the parts that somebody opened; 0 is the message or file itself. */
  readonly parts: ReadonlySet<number>;
  /** Somebody read or heard all of it outside of this program, and said how. */
  readonly elsewhere: boolean;
  /** Opened parts of which not all pages were shown, by anybody; the others were shown as a whole. */
  readonly pages: ReadonlyMap<number, PagesShown>;
}

export interface Answers {
  readonly byContent: ReadonlyMap<string, Decided>;
  readonly readers: readonly string[];
  /** Readings of the same document by two readers, or by one reader twice (blind). */
  readonly betweenReaders: Agreement;
  readonly blind: Agreement;
  /** Known counter-examples mixed in, and how many readers saw. */
  readonly seeded: { readonly known: number; readonly seen: number };
  readonly marks: number;
  /** Answers that nobody took back: those with a record of what was shown, and those of a pipe. */
  readonly viewings: readonly Viewing[];
}

/** Marks that nobody took back, oldest first. Undoing an undo brings the first back. */
export function standingMarks(marks: readonly Mark[]): Mark[] {
  const ordered = [...marks].sort((a, b) => a.atMs - b.atMs || (a.markId < b.markId ? -1 : 1));
  const undone = new Set<string>();
  for (const mark of [...ordered].reverse())
    if (mark.undoes !== "" && !undone.has(mark.markId)) undone.add(mark.undoes);
  return ordered.filter((mark) => mark.undoes === "" && !undone.has(mark.markId));
}

/** Pages that all readers together have seen, of parts that nobody has seen as a whole. Where programs cut a file differently, the cut of which most was seen counts. */
function pagesSeen(marks: readonly Mark[]): Map<number, PagesShown> {
  const whole = new Set<number>();
  const shown = new Map<string, { part: number; of: number; pages: Set<number> }>();
  for (const { parts, pages } of marks) {
    const byPage = new Set(pages.map(({ part }) => part));
    for (const part of parts) if (!byPage.has(part)) whole.add(part);
    for (const { part, of, shown: numbers } of pages) {
      const entry = shown.get(`${part} ${of}`) ?? { part, of, pages: new Set() };
      shown.set(`${part} ${of}`, entry);
      for (const number of numbers) entry.pages.add(number);
      if (entry.pages.size === of) whole.add(part);
    }
  }
  const seen = new Map<number, PagesShown>();
  const share = ({ of, pages }: { of: number; pages: Set<number> }): number => pages.size / of;
  const best = [...shown.values()].sort((a, b) => share(b) - share(a) || a.of - b.of);
  for (const { part, of, pages } of best)
    if (!whole.has(part) && !seen.has(part))
      seen.set(part, { part, of, shown: [...pages].sort((a, b) => a - b) });
  return seen;
}

function decide(marks: readonly Mark[]): Decided {
  const byReader = new Map<string, Answer>();
  let ruling: Answer | null = null;
  const vias = new Set<Via>();
  const parts = new Set(marks.flatMap((mark) => mark.parts));
  const pages = pagesSeen(marks);
  const elsewhere = marks.some(
    ({ viewing, note, answer }) => viewing?.elsewhere === true && note !== "" && answer === "no",
  );
  for (const mark of marks) {
    if (mark.via === "seeded") continue;
    vias.add(mark.via);
    if (mark.via === "adjudication") ruling = mark.answer;
    else if (mark.via !== "blind") byReader.set(mark.reader, mark.answer);
  }
  const said = new Set(byReader.values());
  const [only] = said;
  if (ruling !== null)
    return {
      answer: ruling,
      confirmed: ruling !== "unsure",
      disputed: false,
      vias,
      byReader,
      elsewhere,
      parts,
      pages,
    };
  const disputed = said.size > 1;
  const answer = disputed ? "unsure" : (only ?? "unsure");
  return {
    answer,
    confirmed: !disputed && byReader.size > 1 && answer !== "unsure",
    disputed,
    vias,
    byReader,
    elsewhere,
    parts,
    pages,
  };
}

interface Pair {
  readonly first: Answer;
  readonly second: Answer;
}

function tableOf(pairs: readonly Pair[]): Agreement {
  const clear = pairs.filter(({ first, second }) => first !== "unsure" && second !== "unsure");
  const count = (first: Answer, second: Answer): number =>
    clear.filter((pair) => pair.first === first && pair.second === second).length;
  return agreement({
    bothYes: count("yes", "yes"),
    firstOnly: count("yes", "no"),
    secondOnly: count("no", "yes"),
    bothNo: count("no", "no"),
  });
}

/** Brings all marks of one question together. The order of the marks does not matter. */
export function answersOf(marks: readonly Mark[]): Answers {
  const kept = standingMarks(marks);
  const groups = new Map<string, Mark[]>();
  for (const mark of kept) {
    const group = groups.get(mark.contentId);
    if (group === undefined) groups.set(mark.contentId, [mark]);
    else group.push(mark);
  }
  const byContent = new Map<string, Decided>();
  const between: Pair[] = [];
  const blind: Pair[] = [];
  const seededBy = new Map<string, Answer>();
  for (const [contentId, group] of groups) {
    const decided = decide(group);
    if (group.some((mark) => mark.via !== "seeded")) byContent.set(contentId, decided);
    const readers = [...decided.byReader].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [i, [, first]] of readers.entries())
      for (const [, second] of readers.slice(i + 1)) between.push({ first, second });
    for (const mark of group) {
      if (mark.via === "seeded") seededBy.set(`${mark.reader}\n${contentId}`, mark.answer);
      const first = decided.byReader.get(mark.reader);
      if (mark.via === "blind" && first !== undefined) blind.push({ first, second: mark.answer });
    }
  }
  const seeded = [...seededBy.values()];
  return {
    byContent,
    readers: [...new Set(kept.map((mark) => mark.reader))].sort(),
    betweenReaders: tableOf(between),
    blind: tableOf(blind),
    seeded: { known: seeded.length, seen: seeded.filter((answer) => answer === "yes").length },
    marks: kept.length,
    viewings: kept.flatMap(({ viewing }) => viewing ?? []),
  };
}
