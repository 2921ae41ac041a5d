/**
 * Orders what the checks found: by how many independent lines of evidence agree, how rare it is here, and what it would take to set the
 * values by hand. The number of flags alone moves nothing: ten flags of one line are one witness.
 */
import type { EvidenceLine, Level, SettingCost } from "../../model/flag.ts";
import { LEVELS } from "../../model/flag.ts";
import { pooledRate } from "./expected.ts";

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
  /** What the level rests on: separate causes with a measured flag of at least medium. */
  readonly causes: readonly Cause[];
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
  "date-zone-impossible",
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

/** One witness: a cause, and the hits of at least medium that it sets off. */
export interface Cause {
  readonly name: EvidenceLine | "date";
  readonly checks: readonly string[];
}

/** Whether a check was ever run on genuine documents: without a rate nobody knows what its flag is worth beside another. */
const isMeasured = ({ check }: Hit): boolean => pooledRate(check) !== null;

/** The causes a hit speaks for. Of a clock that a server's time agrees with, the server's part is that the Date is wrong. */
function causesOf({ check, lines }: Hit): readonly Cause["name"][] {
  if (OF_ONE_DATE.has(check)) return ["date"];
  return check === "composition-clock-disagrees-with-date"
    ? lines.map((line) => (line === "transport" ? "date" : line))
    : lines;
}

/** Causes with a measured hit of at least medium: lines of evidence, with all that one wrong Date sets off as one. */
function strongCauses(hits: readonly Hit[]): Cause[] {
  const causes = new Map<Cause["name"], Set<string>>();
  for (const hit of hits) {
    if (levelNumber(hit.level) < 2 || OF_WHAT_IS_ABSENT.has(hit.check) || !isMeasured(hit))
      continue;
    for (const name of causesOf(hit))
      causes.set(name, (causes.get(name) ?? new Set()).add(hit.check));
  }
  return [...causes].map(([name, checks]) => ({ name, checks: [...checks].sort() }));
}

/** Two causes of at least medium agree: the highest level. One alone keeps its own. */
function combinedLevel(hits: readonly Hit[], causes: readonly Cause[]): Level {
  if (causes.length >= 2) return "high";
  const best = hits.reduce<Level>(
    (level, hit) => (levelNumber(hit.level) > levelNumber(level) ? hit.level : level),
    "information",
  );
  return best === "high" && !hits.some((hit) => hit.level === "high" && isMeasured(hit))
    ? "medium"
    : best;
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
  const causes = strongCauses(shared);
  return {
    lead,
    others: others.toSorted((a, b) => weightOf(b) - weightOf(a)),
    level: combinedLevel(shared, causes),
    causes,
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
  return folded(
    ranked.sort(
      (a, b) =>
        levelNumber(b.level) - levelNumber(a.level) ||
        b.score - a.score ||
        (a.rootIds[0] ?? 0) - (b.rootIds[0] ?? 0),
    ),
  );
}

/** Entries about one item or a pair that a stronger entry is about already are told there, as its other flags. */
function folded(ranked: readonly Ranked[]): Ranked[] {
  const kept: Ranked[] = [];
  const first = new Map<string, number>();
  for (const entry of ranked) {
    const key = entry.rootIds.length > 2 ? "" : entry.rootIds.toSorted((a, b) => a - b).join(" ");
    const at = key === "" ? undefined : first.get(key);
    const stronger = at === undefined ? undefined : kept[at];
    if (at === undefined || stronger === undefined) {
      if (key !== "") first.set(key, kept.length);
      kept.push(entry);
      continue;
    }
    const known = new Set([stronger.lead, ...stronger.others]);
    const more = [entry.lead, ...entry.others].filter((hit) => !known.has(hit));
    kept[at] = { ...stronger, others: [...stronger.others, ...more] };
  }
  return kept;
}
