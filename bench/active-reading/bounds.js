/** Whether the bounds on recall that a review states hold, in reviews simulated on labelled documents. */
import { isDone, recallOf, ruleFor } from "../../dist/assess/active/stopping.js";
import { median } from "../measure.js";
import { pick, seededRandom } from "../random.js";
import { chanceOrder } from "./orders.js";

const SAMPLE = 300;
const ALPHA = 0.05;

/** One review as it would be done: a random sample, active reading by the rule, the bound stated at its end. Null: recall unknown. */
function simulate(order, isYes, depth, random) {
  const size = isYes.length;
  const sample = chanceOrder(size, random).slice(0, SAMPLE);
  const targets = sample.filter((row) => isYes[row]);
  const stateAt = (shown) => {
    const seen = new Set(order.slice(0, shown));
    const left = sample.filter((row) => !seen.has(row));
    return {
      shown,
      positives: order.slice(0, shown).filter((row) => isYes[row]).length,
      targets: targets.length,
      targetsMet: targets.filter((row) => seen.has(row)).length,
      discard: size - shown,
      discardRead: left.length,
      discardFound: left.filter((row) => isYes[row]).length,
      isWholeSampleRead: true,
    };
  };
  const rule = ruleFor(stateAt(0), depth);
  let shown = rule.kind === "depth" ? depth : 1;
  while (!isDone(rule, stateAt(shown))) shown++;
  const state = stateAt(shown);
  const bound = recallOf(rule, state, ALPHA);
  const recall = state.positives / isYes.filter(Boolean).length;
  return { kind: rule.kind, bound, recall };
}

/** Lines to print: of `count` reviews drawn from `reviews` (`{order, isYes, depth}`), how many state a bound that holds. */
export function boundsThatHold(reviews, count) {
  const random = seededRandom(4);
  const outcomes = Array.from({ length: count }, () => {
    const { order, isYes, depth } = pick(random, reviews);
    return simulate(order, isYes, depth, random);
  });
  return ["depth", "targets"].map((kind) => {
    const stated = outcomes.filter((each) => each.kind === kind && each.bound !== null);
    const held = stated.filter(({ bound, recall }) => bound.low <= recall && recall <= bound.high);
    const share = ((100 * held.length) / Math.max(1, stated.length)).toFixed(1);
    const low = (100 * median(stated.map(({ bound }) => bound.low))).toFixed(0);
    return `bounds by rule "${kind}": ${held.length} of ${stated.length} hold (${share} %); median lower bound ${low} %`;
  });
}
