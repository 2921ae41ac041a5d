/** Which terms set one set of documents apart from another: log-likelihood (Dunning 1993). Pure. */

const part = (observed: number, expected: number): number =>
  observed === 0 ? 0 : observed * Math.log(observed / expected);

/**
 * G2 of a term that stands in `inside` of `insideTotal` documents here and in `outside` of `outsideTotal` there, over all four cells; negative
 * when it is rarer here. Both totals must be above 0.
 */
export function keyness(
  inside: number,
  insideTotal: number,
  outside: number,
  outsideTotal: number,
): number {
  const total = insideTotal + outsideTotal;
  const share = (inside + outside) / total;
  const value =
    2 *
    (part(inside, insideTotal * share) +
      part(outside, outsideTotal * share) +
      part(insideTotal - inside, insideTotal * (1 - share)) +
      part(outsideTotal - outside, outsideTotal * (1 - share)));
  return inside / insideTotal >= outside / outsideTotal ? value : -value;
}
