/** What a level rests on, with its arithmetic: how often each cause is found on genuine documents, set by set, and how often all of them together would be. */
import { type PooledRate, pooledRate } from "../checks/engine/expected.ts";
import type { Cause, Ranked } from "../checks/engine/rank.ts";
import { RATES } from "../checks/engine/rates.ts";
import { grouped } from "../render/terminal.ts";

/** "0.05 %", "0.0004 %". */
export const percent = (share: number): string => {
  const value = share * 100;
  return `${value >= 1 ? value.toFixed(1) : value >= 0.01 ? value.toFixed(2) : value.toPrecision(1)} %`;
};

/** The check of a cause that fires most often: a cause is not rarer than its commonest sign. */
function commonest({ checks }: Cause): { check: string; rate: PooledRate } | null {
  let best: { check: string; rate: PooledRate } | null = null;
  for (const check of checks) {
    const rate = pooledRate(check);
    if (rate !== null && (best === null || rate.upper > best.rate.upper)) best = { check, rate };
  }
  return best;
}

/** Lowest and highest upper bound when any one set of documents is left out; null with fewer than two sets. */
function withoutOneSet(check: string): readonly [number, number] | null {
  const rows = RATES.get(check) ?? [];
  if (rows.length < 2) return null;
  const bounds = rows.flatMap((out) => {
    const rest = pooledRate(check, new Map([[check, rows.filter((row) => row !== out)]]));
    return rest === null ? [] : [rest.upper];
  });
  return [Math.min(...bounds), Math.max(...bounds)];
}

/** Upper bound of the share of genuine documents with all causes, if none brings another; null when one is not measured. */
function jointShare(causes: readonly Cause[]): number | null {
  let joint = 1;
  const counted = new Set<string>();
  for (const cause of causes) {
    const found = commonest(cause);
    if (found === null) return null;
    // One check may speak for two causes: it was measured once
    if (counted.has(found.check)) continue;
    counted.add(found.check);
    joint *= withoutOneSet(found.check)?.[1] ?? found.rate.upper;
  }
  return joint;
}

const causeName = ({ name }: Cause): string => (name === "date" ? "a wrong Date" : name);

/** In a list: "clock and a wrong Date: by chance 1 of 61,000 at most"; null for an entry of one cause. */
export function basisLine({ causes }: Ranked): string | null {
  const joint = causes.length < 2 ? null : jointShare(causes);
  if (joint === null) return null;
  const names = causes.map(causeName).join(" and ");
  const one = Math.floor(1 / joint);
  return one < 10
    ? `${names}, measured on few`
    : `${names}: by chance 1 of ${grouped(one)} at most`;
}

function causeLines(cause: Cause): string[] {
  const found = commonest(cause);
  if (found === null) return [];
  const { check, rate } = found;
  const sets = RATES.get(check)?.length ?? 0;
  const range = withoutOneSet(check);
  const variance =
    range === null
      ? "one set of documents only"
      : `${percent(range[0])} to ${percent(range[1])} when any one of ${sets} sets is left out`;
  return [
    `${causeName(cause)}: ${cause.checks.join(", ")}`,
    `  ${check} fires on ${grouped(rate.fired)} of ${grouped(rate.applies)} genuine ones; at most ${percent(rate.upper)}, ${variance}`,
  ];
}

/** For an explanation: the level, each cause with its rate and variance, and the product. */
export function basisText({ level, causes, lead }: Ranked): string[] {
  if (causes.length < 2) {
    const [cause] = causes;
    const own = pooledRate(lead.check) === null ? "; it was not measured on genuine documents" : "";
    return [
      `${level.toUpperCase()}: the level of ${lead.check} alone${own}`,
      ...(cause === undefined ? [] : causeLines(cause)),
    ];
  }
  const joint = jointShare(causes);
  return [
    `${level.toUpperCase()}: ${causes.length} separate causes agree`,
    ...causes.flatMap(causeLines),
    ...(joint === null
      ? []
      : [
          `together on at most ${percent(joint)} of genuine ones, the highest of the bounds multiplied. It holds if no cause brings another; that was not measured.`,
        ]),
  ];
}
