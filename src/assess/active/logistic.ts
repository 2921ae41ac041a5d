/**
 * Logistic regression that orders documents: stochastic gradient steps with L2 (Pegasos: Shalev-Shwartz et al. 2011), a yes and a no in turn, so that
 * few positives weigh as much as many negatives. The same training set and seed give the same model. Pure.
 */
import type { FeatureMatrix } from "./features.ts";

/** Rows of the matrix by what readers said of them. */
export interface Training {
  readonly positive: readonly number[];
  readonly negative: readonly number[];
}

/** Weights of features; a document's score is their sum, larger for a likelier yes. */
export type Model = Float64Array;

/** Chosen on the labelled Enron mails of bench/README.md, so figures on these flatter them a little. */
const STEPS = 3000;
const LAMBDA = 0.03;

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Score of a row. */
export function scoreOf({ starts, ids, values }: FeatureMatrix, model: Model, row: number): number {
  let sum = 0;
  for (let at = starts[row] as number, end = starts[row + 1] as number; at < end; at++)
    sum += (model[ids[at] as number] as number) * (values[at] as number);
  return sum;
}

/** Trains on rows of the matrix. Without a positive or without a negative row all weights are 0. */
export function trainModel(matrix: FeatureMatrix, training: Training, seed: number): Model {
  const model = new Float64Array(matrix.features);
  const { positive, negative } = training;
  if (positive.length === 0 || negative.length === 0) return model;
  const { starts, ids, values } = matrix;
  const random = seededNumbers(seed);
  // The weights are scale * model, so that shrinking all of them is one multiplication
  let scale = 1;
  for (let step = 1; step <= STEPS; step++) {
    const isYes = step % 2 === 0;
    const from = isYes ? positive : negative;
    const row = from[Math.floor(random() * from.length)] as number;
    const sign = isYes ? 1 : -1;
    const margin = sign * scale * scoreOf(matrix, model, row);
    const rate = 1 / (1 + LAMBDA * step);
    scale *= 1 - rate * LAMBDA;
    const change = (rate * sign) / (1 + Math.exp(margin)) / scale;
    for (let at = starts[row] as number, end = starts[row + 1] as number; at < end; at++) {
      const id = ids[at] as number;
      model[id] = (model[id] as number) + change * (values[at] as number);
    }
  }
  return model.map((weight) => weight * scale);
}
