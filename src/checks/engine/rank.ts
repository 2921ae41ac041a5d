/**
 * Orders what the checks found: by how many independent lines of evidence agree, how rare it is here, and what it would take to set the
 * values by hand. The number of flags alone moves nothing: ten flags of one line are one witness.
 */
import type { EvidenceLine, Level, SettingCost } from "../../model/flag.ts";
import { LEVELS } from "../../model/flag.ts";

/** One flag or finding as ranked. Documents are named by the root of their family, so that a mail and its files meet. */
export interface Hit {
  readonly check: string;
  readonly level: Level;
  readonly lines: readonly EvidenceLine[];
  readonly cost: SettingCost;
  /** 0 to 1: how unusual it is in this corpus. */
  readonly rarity: number;
  readonly sentence: string;
  readonly members: readonly { readonly docId: number; readonly rootId: number }[];
  /** True for findings of corpus checks. */
  readonly isFinding: boolean;
}

/** A finding or a family with everything that points at it. */
export interface Ranked {
  readonly lead: Hit;
  /** Other hits on the same documents, strongest first. */
  readonly others: readonly Hit[];
  /** Highest level after combination. */
  readonly level: Level;
  /** Lines of evidence with at least one hit above information. */
  readonly lines: readonly EvidenceLine[];
  readonly score: number;
  readonly rootIds: readonly number[];
}

const LEVEL_WEIGHT: Readonly<Record<Level, number>> = {
  information: 0,
  low: 1,
  medium: 3,
  high: 6,
};
const COST_WEIGHT: Readonly<Record<SettingCost, number>> = {
  trivial: 1,
  "needs tools": 1.2,
  "needs a key": 1.5,
};
/** A hit belongs to a group when so much of its documents is in the group. */
const OVERLAP = 0.8;

const weightOf = (hit: Hit): number =>
  LEVEL_WEIGHT[hit.level] * COST_WEIGHT[hit.cost] * (0.5 + 0.5 * hit.rarity);

const rootsOf = (hit: Hit): Set<number> => new Set(hit.members.map(({ rootId }) => rootId));

const levelNumber = (level: Level): number => LEVELS.indexOf(level);

/**
 * What one wrong Date header sets off, by a sender's clock that was wrong as well as by hand: together they are one witness that the Date is wrong,
 * whatever line each is of. Clocks hidden in ids are others: a wrong computer clock writes the same wrong time into them.
 */
const OF_ONE_DATE: ReadonlySet<string> = new Set([
  "date-after-first-hop",
  "date-week-before-first-hop",
  "date-weekday-wrong",
  "reply-before-parent",
  "signature-key-younger-than-date",
  "transport-clock-disagrees-with-date",
]);

/**
 * What is not there says nothing of the mails that are: the two beside a hole are named to show where it is. Such a flag stays what it is, whatever
 * else those mails have.
 */
const OF_WHAT_IS_ABSENT: ReadonlySet<string> = new Set([
  "mail-hole",
  "one-sided-mail",
  "referenced-mail-missing",
]);

/** Causes with a hit of at least medium: lines of evidence, with all that one wrong Date sets off as one. */
function strongCauses(hits: readonly Hit[]): Set<EvidenceLine | "date"> {
  const strong = hits.filter(
    (hit) => levelNumber(hit.level) >= 2 && !OF_WHAT_IS_ABSENT.has(hit.check),
  );
  return new Set(
    strong.flatMap((hit): readonly (EvidenceLine | "date")[] =>
      OF_ONE_DATE.has(hit.check) ? ["date"] : hit.lines,
    ),
  );
}

/** Two causes of at least medium agree: the highest level. One alone keeps its own. */
function combinedLevel(hits: readonly Hit[]): Level {
  if (strongCauses(hits).size >= 2) return "high";
  return hits.reduce<Level>(
    (best, { level }) => (levelNumber(level) > levelNumber(best) ? level : best),
    "information",
  );
}

/** Groups beyond this come from programs: size says nothing more then. */
const MAX_BY_HAND = 40;

/** Sum over lines of the strongest hit of each, raised for groups: nine files that agree are more than one. */
function scoreOf(hits: readonly Hit[], members: number): number {
  // The second of a pair is what the first is compared with
  const size = members > MAX_BY_HAND || members <= 2 ? 1 : members;
  const byLine = new Map<EvidenceLine, number>();
  for (const hit of hits)
    for (const line of hit.lines) byLine.set(line, Math.max(byLine.get(line) ?? 0, weightOf(hit)));
  const sum = [...byLine.values()].reduce((total, weight) => total + weight, 0);
  return sum * (1 + Math.log2(size));
}

function rankedOf(lead: Hit, others: readonly Hit[]): Ranked {
  const hits = [lead, ...others];
  const rootIds = [...rootsOf(lead)];
  // A hit on one member of a group of nine says little of the group
  const shared = hits.filter((hit) => hit === lead || coverage(lead, hit) >= 0.25);
  return {
    lead,
    others: others.toSorted((a, b) => weightOf(b) - weightOf(a)),
    level: combinedLevel(shared),
    lines: [
      ...new Set(shared.filter((hit) => hit.level !== "information").flatMap((hit) => hit.lines)),
    ].sort(),
    score: scoreOf(shared, lead.isFinding ? lead.members.length : 1),
    rootIds,
  };
}

/** Share of the documents of `group` that `hit` points at. */
function coverage(group: Hit, hit: Hit): number {
  const documents = new Set(group.members.map(({ docId }) => docId));
  const roots = rootsOf(group);
  const found = hit.members.filter(
    ({ docId, rootId }) => documents.has(docId) || roots.has(rootId),
  );
  return found.length / Math.max(1, documents.size);
}

/** Share of the documents of `hit` that lie in `roots`. */
function inside(hit: Hit, roots: ReadonlySet<number>): number {
  const own = [...rootsOf(hit)];
  return own.filter((root) => roots.has(root)).length / Math.max(1, own.length);
}

/** Groups first, the largest and strongest taking in what lies inside them; then families with their flags. Strongest first. */
export function rank(hits: readonly Hit[]): Ranked[] {
  const byRoot = new Map<number, Hit[]>();
  for (const hit of hits) {
    for (const root of rootsOf(hit)) {
      const list = byRoot.get(root);
      if (list === undefined) byRoot.set(root, [hit]);
      else list.push(hit);
    }
  }
  const taken = new Set<Hit>();
  const ranked: Ranked[] = [];
  const strength = (hit: Hit): number =>
    weightOf(hit) * (1 + Math.log2(Math.max(1, hit.members.length)));
  const leads = hits.toSorted(
    (a, b) =>
      Number(b.isFinding) - Number(a.isFinding) ||
      strength(b) - strength(a) ||
      (a.check < b.check ? -1 : 1),
  );
  for (const lead of leads) {
    if (taken.has(lead)) continue;
    taken.add(lead);
    const roots = rootsOf(lead);
    const near = new Set([...roots].flatMap((root) => byRoot.get(root) ?? []));
    near.delete(lead);
    const others = [...near];
    for (const other of others) if (inside(other, roots) >= OVERLAP) taken.add(other);
    ranked.push(rankedOf(lead, others));
  }
  return ranked.sort(
    (a, b) =>
      levelNumber(b.level) - levelNumber(a.level) ||
      b.score - a.score ||
      (a.rootIds[0] ?? 0) - (b.rootIds[0] ?? 0),
  );
}
