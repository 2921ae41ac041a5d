/** Amounts of the whole population, summed up by currency and by category. */
import { textDocuments } from "../catalog/claim-reads.ts";
import type { OpenIndex } from "../search/open-index.ts";
import { type Amount, amountsIn } from "./amounts.ts";
import type { AmountSummary, CategoryAmounts } from "./assessment.ts";
import { highOutliers, quantile } from "./statistics/robust.ts";
import type { Survey } from "./survey.ts";

const LARGEST = 20;
const LEAST_FOR_CATEGORY = 5;

interface Located extends Amount {
  readonly at: number;
}

/** Amounts of each document, one of each value and currency: a quoted invoice is not two. */
function located(index: OpenIndex, survey: Survey): Located[] {
  const inside = new Set(survey.population);
  const positions = new Map<number, number>();
  for (const [at, { docId }] of survey.items.entries())
    if (inside.has(at)) positions.set(docId, at);
  const perItem = new Map<number, Map<string, Located>>();
  for (const { docId, rootId } of textDocuments(index.catalog)) {
    const at = positions.get(rootId);
    if (at === undefined) continue;
    for (const amount of amountsIn(index.catalog.text(docId))) {
      let own = perItem.get(at);
      if (own === undefined) {
        own = new Map();
        perItem.set(at, own);
      }
      const key = `${amount.currency} ${amount.value}`;
      if (!own.has(key)) own.set(key, { ...amount, at });
    }
  }
  return [...perItem].sort(([a], [b]) => a - b).flatMap(([, own]) => [...own.values()]);
}

function summaryOf(currency: string, amounts: readonly Located[], survey: Survey): AmountSummary {
  const values = amounts.map(({ value }) => value);
  const sorted = [...values].sort((a, b) => a - b);
  const outliers = new Set(highOutliers(values));
  const decades = new Map<number, number>();
  for (const value of values) {
    const decade = Math.floor(Math.log10(value) + 1e-12);
    decades.set(decade, (decades.get(decade) ?? 0) + 1);
  }
  const largest = amounts
    .map((amount, i) => ({ ...amount, outlier: outliers.has(i) }))
    .sort((a, b) => b.value - a.value || a.at - b.at)
    .slice(0, LARGEST)
    .map(({ value, written, at, outlier }) => ({
      value,
      written,
      outlier,
      id: survey.items[at]?.contentId ?? "",
    }));
  return {
    currency,
    documents: new Set(amounts.map(({ at }) => at)).size,
    amounts: values.length,
    median: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    outliers: outliers.size,
    largest,
    decades: [...decades].sort(([a], [b]) => a - b).map(([decade, count]) => ({ decade, count })),
  };
}

/** Sums up by currency (most amounts first) and, for the commonest currency, by category. */
export function corpusAmounts(
  index: OpenIndex,
  survey: Survey,
): { summaries: AmountSummary[]; categories: CategoryAmounts[] } {
  const all = located(index, survey);
  const byCurrency = new Map<string, Located[]>();
  for (const amount of all) {
    const list = byCurrency.get(amount.currency);
    if (list === undefined) byCurrency.set(amount.currency, [amount]);
    else list.push(amount);
  }
  const ordered = [...byCurrency].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
  const [first] = ordered;
  const categories =
    first === undefined
      ? []
      : survey.categories.flatMap(({ name, members }): CategoryAmounts[] => {
          const inside = new Set(members);
          const sorted = first[1]
            .filter(({ at }) => inside.has(at))
            .map(({ value }) => value)
            .sort((a, b) => a - b);
          if (sorted.length < LEAST_FOR_CATEGORY) return [];
          return [
            {
              category: name,
              currency: first[0],
              amounts: sorted.length,
              median: quantile(sorted, 0.5),
              p95: quantile(sorted, 0.95),
            },
          ];
        });
  return {
    summaries: ordered.map(([currency, amounts]) => summaryOf(currency, amounts, survey)),
    categories,
  };
}
