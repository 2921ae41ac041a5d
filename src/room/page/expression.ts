/**
 * In the page in place of src/search/match/expression.ts: a browser cannot stop its own engine, which some expressions keep busy for ever. So only the
 * linear engine runs here; what has no form there counts as not tested, and the page says how many texts that were.
 */
import type { FoundRange, Outcome } from "../../search/match/expression.ts";
import { linearExpression } from "../../search/match/linear-expression.ts";

/** Tests texts against one expression, in time proportional to them. */
export function expressionTester(
  source: string,
  flags: string,
): (texts: readonly string[]) => Outcome[] {
  const linear = linearExpression(source, flags);
  return (texts) =>
    texts.map((text) => (linear === null ? "stopped" : linear.test(text) ? "match" : "no"));
}

/** Where an expression matches in a text, at most `limit` places. */
export function expressionRanges(
  source: string,
  flags: string,
  limit: number,
): (text: string) => readonly FoundRange[] {
  const linear = linearExpression(source, flags);
  return (text) => {
    const ranges: FoundRange[] = [];
    for (const [start, end] of linear?.ranges(text) ?? []) {
      if (end > start) ranges.push({ start, end });
      if (ranges.length >= limit) break;
    }
    return ranges;
  };
}
