/** Flags and findings of a catalog as hits, ranked. Muted checks are left out and counted. */
import type { CatalogReader } from "../catalog/read-catalog.ts";
import { checkCounts, type FindingRow, flagsFrom, type ListedFlag } from "../catalog/read-flags.ts";
import { checkById } from "../checks/engine/engine.ts";
import { expectedByChance } from "../checks/engine/expected.ts";
import { type Hit, type Ranked, rank } from "../checks/engine/rank.ts";
import { LEVELS, type Level } from "../model/flag.ts";

export interface GatherOptions {
  /** Only these checks; all when empty. */
  readonly checks: readonly string[];
  readonly level: Level;
  readonly muted: ReadonlySet<string>;
  /** Only families with these roots; all when null. */
  readonly roots: ReadonlySet<number> | null;
}

/** How often a check fired here beside how often it would by chance. */
export interface ChanceCount {
  readonly check: string;
  readonly found: number;
  readonly applies: number;
  /** Null: not measured. */
  readonly expected: { readonly expected: number; readonly upper: number } | null;
}

export interface Gathered {
  readonly ranked: readonly Ranked[];
  /** Entries at the highest level. */
  readonly highest: number;
  readonly chance: ReadonlyMap<string, ChanceCount>;
  /** Hits left out because their check is muted. */
  readonly mutedHits: number;
}

/** Checks that a wrong clock on the sender's computer sets off on every mail: several of one sender say that of the clock, not of the mails. */
const CLOCK_OF_SENDER = new Set(["date-after-first-hop", "date-week-before-first-hop"]);
const SEVERAL = 3;

/** "check sender" for flags of such a check, by flag: the sender is the lower-case address of the first one of the message. */
function clockKeys(catalog: CatalogReader, flags: readonly ListedFlag[]): (string | null)[] {
  return flags.map(({ check, docId }) =>
    CLOCK_OF_SENDER.has(check)
      ? `${check} ${catalog.document(docId).envelope?.from[0]?.address.toLowerCase() ?? ""}`
      : null,
  );
}

/** Keys of flags that one sender sets off again and again. */
function habits(keys: readonly (string | null)[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const key of keys) if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
  return new Set([...counts].filter(([, n]) => n >= SEVERAL).map(([key]) => key));
}

/** A check that fires on one document in twenty where it applies is common here. */
const COMMON = 0.05;

/** Found, applicable and expected numbers of every check of the catalog. */
export function chanceCounts(catalog: CatalogReader): Map<string, ChanceCount> {
  const counts = new Map<string, ChanceCount>();
  for (const [check, { applies, all, loud }] of checkCounts(catalog.database)) {
    // Context that a check also gives is no flag to expect: rates are measured the same way
    const found = checkById(check)?.level === "information" ? all : loud;
    counts.set(check, { check, applies, found, expected: expectedByChance(check, applies) });
  }
  return counts;
}

/** Hits and their order. */
export function gather(
  catalog: CatalogReader,
  findings: readonly FindingRow[],
  options: GatherOptions,
): Gathered {
  const chance = chanceCounts(catalog);
  let mutedHits = 0;
  const wanted = (check: string, level: Level): boolean => {
    if (options.checks.length > 0 && !options.checks.includes(check)) return false;
    if (LEVELS.indexOf(level) < LEVELS.indexOf(lowest(options))) return false;
    if (!options.muted.has(check)) return true;
    mutedHits++;
    return false;
  };
  const hits: Hit[] = [];
  const flags = flagsFrom(catalog.database, lowest(options));
  const keys = clockKeys(catalog, flags);
  const usual = habits(keys);
  for (const [at, { docId, rootId, check, ...row }] of flags.entries()) {
    const level = usual.has(keys[at] ?? "") ? "low" : row.level;
    const spec = checkById(check);
    if (spec === undefined || !wanted(check, level)) continue;
    const counted = chance.get(check);
    const share =
      counted === undefined || counted.applies === 0 ? 0 : counted.found / counted.applies;
    hits.push({
      check,
      level,
      lines: row.lines ?? [spec.line],
      cost: spec.cost,
      rarity: Math.max(0, 1 - share / COMMON),
      sentence: row.sentence || spec.looksFor,
      members: [{ docId, rootId }],
      isFinding: false,
    });
  }
  for (const finding of findings) {
    const spec = checkById(finding.check);
    if (spec === undefined || !wanted(finding.check, finding.level)) continue;
    const { check, level, rarity, sentence } = finding;
    const members = finding.members.map(({ docId, rootId }) => ({ docId, rootId }));
    hits.push({
      check,
      level,
      rarity,
      sentence,
      members,
      lines: [spec.line],
      cost: spec.cost,
      isFinding: true,
    });
  }
  const { roots } = options;
  const ranked = rank(hits).filter(
    (entry) =>
      LEVELS.indexOf(entry.level) >= LEVELS.indexOf(options.level) &&
      (roots === null || entry.rootIds.some((root) => roots.has(root))),
  );
  const highest = ranked.filter(({ level }) => level === "high").length;
  return { ranked, highest, chance, mutedHits };
}

/** Hits below the level asked for still combine with others to that level; context only when asked for. */
function lowest({ level, checks }: GatherOptions): Level {
  return level === "information" || checks.length > 0 ? "information" : "low";
}
