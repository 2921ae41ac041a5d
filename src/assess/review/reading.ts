/**
 * How much of a document people have seen. A "no" from some of its files or pages is no "no" for the rest: such a document stays a possible
 * counter-example in every upper bound. Reads the catalog.
 */
import type { CatalogReader } from "../../catalog/read-catalog.ts";
import type { Answers, Decided } from "../answers.ts";
import type { Assessment } from "../assessment.ts";
import type { Survey, SurveyItem } from "../survey.ts";

/** What was seen of one document and what was not. */
export interface Reading {
  /** Files that nobody opened. */
  readonly unopened: number;
  /** Files (or the document itself) of which some pages were shown and others not. */
  readonly byPage: number;
  /** Pages shown of these, and pages they have. */
  readonly pagesShown: number;
  readonly pages: number;
}

/** All of it, only some pages of something in it, or all but whole files. */
export function seenIn({ unopened, byPage }: Reading): "all" | "pages" | "files" {
  if (byPage > 0) return "pages";
  return unopened > 0 ? "files" : "all";
}

/** What was seen of a document about which something was said. */
export type ReadingOf = (item: SurveyItem, known: Decided) => Reading;

/** Looks each family up once: the same documents are asked about after every answer. */
export function readingsOf(catalog: CatalogReader): ReadingOf {
  const held = new Map<number, number>();
  const filesOf = (docId: number): number => {
    const known = held.get(docId) ?? catalog.family(docId).length - 1;
    held.set(docId, known);
    return known;
  };
  return ({ docId, hasFiles }, { parts, pages, elsewhere }) => {
    if (elsewhere) return { unopened: 0, byPage: 0, pagesShown: 0, pages: 0 };
    const files = hasFiles ? filesOf(docId) : 0;
    const opened = [...parts].filter((part) => part > 0 && part <= files).length;
    const partly = [...pages.values()];
    return {
      unopened: files - opened,
      byPage: partly.length,
      pagesShown: partly.reduce((sum, { shown }) => sum + shown.length, 0),
      pages: partly.reduce((sum, { of }) => sum + of, 0),
    };
  };
}

/** How the answers came about, for the report. */
export interface ViewingCounts {
  /** Documents with an answer, and those of which every screen was shown by this program. */
  readonly answered: number;
  readonly inFull: number;
  readonly elsewhere: number;
  /** Seconds from the first screen to the answer, on terminals; null without any. */
  readonly medianSeconds: number | null;
  /** Answers that came from a pipe, and the seconds they took together. */
  readonly piped: number;
  readonly pipedSeconds: number;
  /** Answers of which nobody knows what was shown: from a CSV or an older program. */
  readonly unrecorded: number;
}

/** Counts what was shown, of the documents at these positions, and how long. */
export function viewingCounts(
  positions: Iterable<number>,
  read: ReadAt,
  answers: Answers,
): ViewingCounts {
  const seen = [...positions].flatMap((at) => read(at) ?? []);
  const isShown = ({ known, reading }: (typeof seen)[number]): boolean =>
    !known.elsewhere && seenIn(reading) === "all";
  const { viewings, marks } = answers;
  const piped = viewings.filter(({ from }) => from === "pipe");
  const times = viewings.flatMap(({ from, ms }) => (from === "terminal" ? ms / 1000 : []));
  times.sort((a, b) => a - b);
  const half = times.length / 2;
  const median = ((times[Math.ceil(half) - 1] ?? 0) + (times[Math.floor(half)] ?? 0)) / 2;
  return {
    answered: seen.length,
    inFull: seen.filter(isShown).length,
    elsewhere: seen.filter(({ known }) => known.elsewhere).length,
    medianSeconds: times.length === 0 ? null : median,
    piped: piped.length,
    pipedSeconds: piped.reduce((sum, { ms }) => sum + ms, 0) / 1000,
    unrecorded: marks - viewings.length,
  };
}

/** "Seen in full: 61 of 69 documents, median 14 s." and what else a reader of the answer must know; "" while nothing was read. */
export function viewingSentence(
  counts: ViewingCounts,
  count: (n: number) => string = String,
): string {
  const { answered, inFull, elsewhere, medianSeconds, piped, pipedSeconds, unrecorded } = counts;
  if (answered === 0) return "";
  const seconds = (n: number): string => `${n < 10 ? n.toFixed(1) : Math.round(n)} s`;
  return [
    `Seen in full: ${count(inFull)} of ${count(answered)} documents${medianSeconds === null ? "" : `, median ${seconds(medianSeconds)}`}.`,
    ...(elsewhere > 0
      ? [`Read or heard elsewhere, by the word of the reader: ${count(elsewhere)}.`]
      : []),
    ...(piped > 0
      ? [
          `${count(piped)} ${piped === 1 ? "answer" : "answers"} came from a pipe in ${seconds(pipedSeconds)}, not from a person at a terminal.`,
        ]
      : []),
    ...(unrecorded > 0
      ? [
          `Of ${count(unrecorded)} answers nobody recorded what was shown (a CSV, or an older program).`,
        ]
      : []),
  ].join(" ");
}

/** What was seen of the document at a position, with what was said of it; null while nobody said anything. */
export type ReadAt = (at: number) => { readonly known: Decided; readonly reading: Reading } | null;

/** Brings what was said and what was seen together. */
export function readingsAt(catalog: CatalogReader, survey: Survey, answers: Answers): ReadAt {
  const readingOf = readingsOf(catalog);
  return (at) => {
    const item = survey.items[at];
    const known = answers.byContent.get(item?.contentId ?? "");
    return item === undefined || known === undefined
      ? null
      : { known, reading: readingOf(item, known) };
  };
}

/** Documents answered "no" that were not seen as a whole: of the files and pages left nothing is known. */
export function partlyRead(
  positions: Iterable<number>,
  read: ReadAt,
): Pick<Assessment["review"], "unopened" | "byPage"> {
  const readings = [...positions].flatMap((at) => {
    const seen = read(at);
    return seen?.known.answer === "no" ? seen.reading : [];
  });
  const sum = (of: (reading: Reading) => number): number =>
    readings.reduce((total, reading) => total + of(reading), 0);
  return {
    unopened: {
      documents: readings.filter(({ unopened }) => unopened > 0).length,
      files: sum(({ unopened }) => unopened),
    },
    byPage: {
      documents: readings.filter(({ byPage }) => byPage > 0).length,
      files: sum(({ byPage }) => byPage),
      pagesShown: sum(({ pagesShown }) => pagesShown),
      pages: sum(({ pages }) => pages),
    },
  };
}
