/**
 * Likely counter-examples first: a model is trained on what active reading and the census have shown and ranks the rest; it is trained anew after
 * each batch (Cormack and Grossman 2015, AutoTAR). It never sees answers of the random sample, and its own never count there: so the sample can say
 * how much active reading has found.
 */

import type { Mark } from "../../model/claim.ts";
import type { OpenIndex } from "../../search/open-index.ts";
import { termsOf } from "../../tokenize.ts";
import { answersOf } from "../answers.ts";
import { itemAt, type ReviewPlan } from "../review/plan.ts";
import type { Turn } from "../review/queue.ts";
import { featuresOf } from "./features.ts";
import { scoreOf, seededNumbers, trainModel } from "./logistic.ts";

/** Unread documents taken for negatives while training: nearly all are, and the model needs to know what is common. */
const PRESUMED = 100;
/** A batch is a tenth of what was read, at least one document, at most so many. */
const LARGEST_BATCH = 20;

/** Of a larger population a random part is ranked (half a gigabyte of memory); what is left out stays in the discard pile and so in the bound. */
const MOST_DRAWN = 300_000;

/** What ranking needs: how many rows can be shown, which were, and how they were answered. */
export interface Known {
  readonly rows: number;
  readonly read: (row: number) => boolean;
  readonly positive: readonly number[];
  readonly negative: readonly number[];
  /** Row of the words given, as a first positive; -1 for none. */
  readonly given: number;
}

type Ranker = (known: Known, seed: number) => number[];

/** Ranks unread rows, likeliest first; equal scores by row. Before a first answer only the words of the claim's queries speak. */
export function ranker(matrix: ReturnType<typeof featuresOf>): Ranker {
  return ({ rows, read, positive, negative, given }, seed) => {
    const unread = Array.from({ length: rows }, (_, row) => row).filter((row) => !read(row));
    const random = seededNumbers(seed);
    const presumed = Array.from(
      { length: Math.min(PRESUMED, unread.length) },
      () => unread[Math.floor(random() * unread.length)] as number,
    );
    const model = trainModel(
      matrix,
      {
        positive: given < 0 ? positive : [...positive, given],
        negative: [...negative, ...presumed],
      },
      seed,
    );
    return unread
      .map((row) => ({ row, score: scoreOf(matrix, model, row) }))
      .sort((a, b) => b.score - a.score || a.row - b.row)
      .map(({ row }) => row);
  };
}

/** How many documents to read before the model is trained anew. */
export function batchAfter(read: number): number {
  return Math.max(1, Math.min(LARGEST_BATCH, Math.ceil(read / 10)));
}

/** Words of the claim's counter-evidence: what a person said to look for. */
function wordsOf({ claim }: ReviewPlan): string[] {
  const texts = claim.counterEvidence.queries.flatMap(({ name, description, terms }) => [
    name,
    description,
    ...terms.map((term) => term.replace(/[a-z]+:/g, " ")),
  ]);
  return [...new Set(texts.flatMap((text) => termsOf(text)))];
}

/** Gives the next document of active reading from all marks of the question; null when all that can be ranked were shown. */
export function activeOrder(
  index: OpenIndex,
  plan: ReviewPlan,
): (marks: readonly Mark[], skipped: ReadonlySet<string>) => Turn | null {
  const { census, rest } = plan.frame;
  const positions = [...census, ...rest.slice(0, MOST_DRAWN)].sort((a, b) => a - b);
  const docIds = positions.map((at) => itemAt(plan, at).docId);
  const rank = ranker(featuresOf(index, docIds, [wordsOf(plan)]));
  const seed = Number.parseInt(plan.shuffle.slice(0, 8), 16);
  let order: readonly number[] = [];
  let trainedOn = -1;
  let batch = 0;
  return (marks, skipped) => {
    const { byContent } = answersOf(marks);
    const known = (row: number) => byContent.get(itemAt(plan, positions[row] as number).contentId);
    const isRead = (row: number): boolean => {
      const vias = known(row)?.vias;
      return vias !== undefined && (vias.has("active") || vias.has("census"));
    };
    const rows = positions.map((_, row) => row);
    const answered = (answer: string): number[] =>
      rows.filter((row) => isRead(row) && known(row)?.answer === answer);
    const read = rows.filter(isRead).length;
    if (trainedOn < 0 || Math.abs(read - trainedOn) >= batch) {
      const training = { positive: answered("yes"), negative: answered("no") };
      order = rank(
        { rows: rows.length, read: isRead, ...training, given: rows.length },
        seed + read,
      );
      trainedOn = read;
      batch = batchAfter(read);
    }
    const row = order.find(
      (one) => !isRead(one) && !skipped.has(itemAt(plan, positions[one] as number).contentId),
    );
    return row === undefined ? null : { at: positions[row] as number, via: "active" };
  };
}
