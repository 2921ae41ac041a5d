/**
 * What a claim is about, in one index: the documents (families, each content once), which of them belong to the population, what each category and each
 * term of the counter-evidence matches. Everything is ordered by content id, so that the same corpus as mbox, maildir or .eml gives the same survey.
 */
import { flaggedRoots, rootRows, unreadParts } from "../catalog/claim-reads.ts";
import type { Claim, NamedQuery } from "../model/claim.ts";
import type { OpenIndex } from "../search/open-index.ts";
import { searchRoots } from "../search/search.ts";
import { timeBudget } from "../search/time-budget.ts";

/** A message or loose file with its family, exact copies counted as one. */
export interface SurveyItem {
  /** docId of its first root. */
  readonly docId: number;
  readonly contentId: string;
  /** How many families have these bytes. */
  readonly copies: number;
  readonly sentAt: number | null;
  readonly hasFiles: boolean;
  readonly isBulk: boolean;
  /** Checks at level medium or above that flagged it or one of its files. */
  readonly flags: readonly string[];
  /** Its documents that could not be read, or not fully. */
  readonly unreadParts: number;
}

/** Members are positions in {@link Survey.items}, ascending. */
export interface TermCount {
  readonly term: string;
  readonly members: readonly number[];
}

export interface NamedSet {
  readonly name: string;
  readonly description: string;
  readonly members: readonly number[];
  readonly terms: readonly TermCount[];
}

export interface Survey {
  /** Ordered by content id. */
  readonly items: readonly SurveyItem[];
  /** Families with exact copies. */
  readonly families: number;
  /** Positions of items the claim is about. */
  readonly population: readonly number[];
  /** What was left out and why: bulk mail, then the claim's own exclusions. Each item is in the first that takes it. */
  readonly excluded: readonly NamedSet[];
  /** Items the population query does not match. */
  readonly outside: number;
  readonly categories: readonly NamedSet[];
  readonly counter: readonly NamedSet[];
}

/** Dates in a claim are absolute: words such as "today" would give another answer tomorrow. */
const CLOCK = { nowMs: 0, timeZone: "UTC" };

/** All queries of a claim together: a file from a colleague must not keep a machine busy for ever. */
const CLAIM_TIMEOUT_SECONDS = 600;

/** Runs queries of one claim; each text once. */
function finder(index: OpenIndex, positions: ReadonlyMap<number, number>) {
  const held = new Map<string, readonly number[]>();
  const budget = timeBudget(CLAIM_TIMEOUT_SECONDS);
  return (query: string): readonly number[] => {
    let found = held.get(query);
    if (found === undefined) {
      // A claim must mean the same on another's index: saved queries are not looked at
      const saved = (): undefined => undefined;
      const roots = searchRoots(index, query, { clock: CLOCK, strict: true, saved }, budget);
      const members = new Set<number>();
      for (const root of roots) {
        const position = positions.get(root);
        if (position !== undefined) members.add(position);
      }
      found = [...members].sort((a, b) => a - b);
      held.set(query, found);
    }
    return found;
  };
}

type Find = ReturnType<typeof finder>;

function setOf(find: Find, { name, description, terms }: NamedQuery): NamedSet {
  const counts = terms.map((term) => ({ term, members: find(term) }));
  const members = new Set(counts.flatMap((count) => count.members));
  return { name, description, terms: counts, members: [...members].sort((a, b) => a - b) };
}

interface Draft {
  docId: number;
  contentId: string;
  copies: number;
  sentAt: number | null;
  hasFiles: boolean;
  roots: number[];
}

function contentsOf(index: OpenIndex): Draft[] {
  const drafts = new Map<string, Draft>();
  for (const { docId, contentId, sentAt, attachmentCount } of rootRows(index.catalog)) {
    const known = drafts.get(contentId);
    if (known === undefined)
      drafts.set(contentId, {
        docId,
        contentId,
        copies: 1,
        sentAt,
        hasFiles: attachmentCount > 0,
        roots: [docId],
      });
    else {
      known.copies++;
      known.roots.push(docId);
    }
  }
  return [...drafts.values()].sort((a, b) => (a.contentId < b.contentId ? -1 : 1));
}

const UNREADABLE = "is:unreadable OR is:encrypted OR is:needs-ocr";

/** Each content with what is known of it beside its words: bulk, flags, parts that cannot be read. */
function itemsOf(
  index: OpenIndex,
  drafts: ReturnType<typeof contentsOf>,
  positions: ReadonlyMap<number, number>,
  find: ReturnType<typeof finder>,
): SurveyItem[] {
  const flags = new Map<number, Set<string>>();
  for (const [root, ids] of flaggedRoots(index.catalog, "medium")) {
    const at = positions.get(root);
    if (at !== undefined) flags.set(at, new Set([...(flags.get(at) ?? []), ...ids]));
  }
  const unread = new Map<number, Set<number>>();
  for (const { docId, rootId } of unreadParts(index.catalog)) {
    const at = positions.get(rootId);
    // Copies share their bytes and so what cannot be read of them: only the first copy is counted
    if (at === undefined || drafts[at]?.docId !== rootId) continue;
    unread.set(at, (unread.get(at) ?? new Set()).add(docId));
  }
  for (const at of find(UNREADABLE)) if (!unread.has(at)) unread.set(at, new Set([-1]));
  const bulk = new Set(find("is:bulk"));
  return drafts.map(
    ({ roots: _, ...draft }, at): SurveyItem => ({
      ...draft,
      isBulk: bulk.has(at),
      flags: [...(flags.get(at) ?? [])].sort(),
      unreadParts: unread.get(at)?.size ?? 0,
    }),
  );
}

/** Surveys an index for a claim. Throws UserError for a query that cannot be run. */
export function surveyClaim(index: OpenIndex, claim: Claim): Survey {
  const drafts = contentsOf(index);
  const positions = new Map(
    drafts.flatMap((draft, at) => draft.roots.map((root) => [root, at] as const)),
  );
  const find = finder(index, positions);
  const items = itemsOf(index, drafts, positions, find);
  const asked = new Set(find(claim.population.query));
  const left = new Set(asked);
  const take = (
    name: string,
    description: string,
    members: readonly number[],
    terms: readonly TermCount[],
  ): NamedSet => {
    const taken = members.filter((at) => left.has(at));
    for (const at of taken) left.delete(at);
    return { name, description, members: taken, terms };
  };
  const excluded: NamedSet[] = [];
  if (claim.population.withoutBulk) {
    // One forged List-Unsubscribe header must not remove a message that carries a file or was flagged
    const removed = [...items.keys()].filter((at) => {
      const item = items[at];
      return item?.isBulk === true && !item.hasFiles && item.flags.length === 0;
    });
    excluded.push(
      take("bulk mail", "Sent to many at once; messages with files or flags stay in", removed, []),
    );
  }
  for (const query of claim.population.exclude) {
    const set = setOf(find, query);
    excluded.push(
      take(
        set.name,
        set.description,
        set.members.filter((at) => items[at]?.flags.length === 0),
        set.terms,
      ),
    );
  }
  return {
    items,
    families: drafts.reduce((sum, draft) => sum + draft.copies, 0),
    population: [...left].sort((a, b) => a - b),
    excluded,
    outside: items.length - asked.size,
    categories: claim.categories.map((query) => setOf(find, query)),
    counter: claim.counterEvidence.queries.map((query) => setOf(find, query)),
  };
}
