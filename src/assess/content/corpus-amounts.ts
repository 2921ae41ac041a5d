/**
 * Amounts of the whole population, summed up by currency, by what they are (invoice, loan, price …) and by category. Documents that name very many are
 * price lists and press reviews: they are counted, and left out of medians and outliers.
 */
import { textDocuments } from "../../catalog/claim-reads.ts";
import type { OpenIndex } from "../../search/open-index.ts";
import type { AmountSummary, CategoryAmounts, RoleAmounts } from "../assessment.ts";
import { highOutliers, quantile } from "../statistics/robust.ts";
import type { Survey } from "../survey.ts";
import { AMOUNT_ROLES, type AmountRole } from "./amount-roles.ts";
import { type Amount, amountsIn } from "./amounts.ts";

const LARGEST = 20;
const LEAST_FOR_CATEGORY = 5;
/** A document with more different amounts of one currency than this is a list. */
const MOST_OF_A_DOCUMENT = 20;

interface Located extends Amount {
  readonly at: number;
}

/** Amounts of each document, one of each value and currency: a quoted invoice is not two. The first role that is one counts. */
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
      const known = own.get(key);
      if (known === undefined || (known.role === "none" && amount.role !== "none"))
        own.set(key, { ...amount, at });
    }
  }
  return [...perItem].sort(([a], [b]) => a - b).flatMap(([, own]) => [...own.values()]);
}

/** Amounts of documents that are no lists, and how much the lists hold. */
function withoutLists(amounts: readonly Located[]): {
  kept: Located[];
  lists: { documents: number; amounts: number };
} {
  const sizes = new Map<number, number>();
  for (const { at } of amounts) sizes.set(at, (sizes.get(at) ?? 0) + 1);
  const isList = ({ at }: Located): boolean => (sizes.get(at) ?? 0) > MOST_OF_A_DOCUMENT;
  const kept = amounts.filter((amount) => !isList(amount));
  const documents = [...sizes.values()].filter((size) => size > MOST_OF_A_DOCUMENT).length;
  return { kept, lists: { documents, amounts: amounts.length - kept.length } };
}

function rolesOf(amounts: readonly Located[]): { roles: RoleAmounts[]; outliers: Set<Located> } {
  const outliers = new Set<Located>();
  const roles = AMOUNT_ROLES.flatMap((role: AmountRole): RoleAmounts[] => {
    const own = amounts.filter((amount) => amount.role === role);
    if (own.length === 0) return [];
    const sorted = own.map(({ value }) => value).sort((a, b) => a - b);
    const high = highOutliers(own.map(({ value }) => value)).flatMap((i) => own[i] ?? []);
    for (const amount of high) outliers.add(amount);
    return [
      {
        role,
        documents: new Set(own.map(({ at }) => at)).size,
        amounts: own.length,
        median: quantile(sorted, 0.5),
        p95: quantile(sorted, 0.95),
        largest: sorted.at(-1) ?? 0,
        outliers: high.length,
      },
    ];
  });
  return { roles, outliers };
}

/** One amount in one role, with all documents that name it: a mail that was forwarded ten times is not ten amounts to look at. */
function onceEach(amounts: readonly Located[]): Map<string, Located[]> {
  const groups = new Map<string, Located[]>();
  for (const amount of amounts) {
    const key = `${amount.role} ${amount.value}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [amount]);
    else group.push(amount);
  }
  return groups;
}

/** What stands out among its kind comes first; among equals prices and amounts of no kind last, since press reviews and advertisements are full of them. */
function rankOf({ role }: Amount, isOutlier: boolean): number {
  const isOwn = role !== "none" && role !== "price";
  return (isOutlier ? 0 : 2) + (isOwn ? 0 : 1);
}

function summaryOf(currency: string, all: readonly Located[], survey: Survey): AmountSummary {
  const { kept, lists } = withoutLists(all);
  const sorted = kept.map(({ value }) => value).sort((a, b) => a - b);
  const { roles, outliers } = rolesOf(kept);
  const decades = new Map<number, number>();
  for (const value of sorted) {
    const decade = Math.floor(Math.log10(value) + 1e-12);
    decades.set(decade, (decades.get(decade) ?? 0) + 1);
  }
  const largest = [...onceEach(kept).values()]
    .map((same) => ({
      same,
      first: same[0] as Located,
      isOutlier: same.some((one) => outliers.has(one)),
    }))
    .sort(
      (a, b) =>
        rankOf(a.first, a.isOutlier) - rankOf(b.first, b.isOutlier) ||
        b.first.value - a.first.value ||
        a.first.at - b.first.at,
    )
    .slice(0, LARGEST)
    .map(({ same, first, isOutlier }) => ({
      value: first.value,
      written: first.written,
      role: first.role,
      documents: same.length,
      outlier: isOutlier,
      id: survey.items[first.at]?.contentId ?? "",
    }));
  return {
    currency,
    documents: new Set(kept.map(({ at }) => at)).size,
    amounts: kept.length,
    median: sorted.length === 0 ? 0 : quantile(sorted, 0.5),
    p95: sorted.length === 0 ? 0 : quantile(sorted, 0.95),
    outliers: outliers.size,
    lists,
    roles,
    largest,
    decades: [...decades].sort(([a], [b]) => a - b).map(([decade, count]) => ({ decade, count })),
  };
}

/** Sums up by currency (most amounts first) and, for the commonest currency, by category. */
export function corpusAmounts(
  index: OpenIndex,
  survey: Survey,
  isAsked: boolean,
): { summaries: AmountSummary[]; categories: CategoryAmounts[] } {
  if (!isAsked) return { summaries: [], categories: [] };
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
          const sorted = withoutLists(first[1])
            .kept.filter(({ at }) => inside.has(at))
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
