/**
 * A query text and an open index -> the answer: how many families, and one page of them, in order. Parses, plans, matches, orders; what a page
 * shows is fetched from the catalog hit by hit, so that a list of 24,000 hits streams.
 */
import { UserError } from "../errors.ts";
import { expandSaved, type SavedQueries } from "../query/expand-saved.ts";
import { parseQuery } from "../query/parse-query.ts";
import { type Plan, planQuery } from "../query/plan.ts";
import { problemText } from "../query/problem-text.ts";
import type { Clock } from "../query/resolve-date.ts";
import type { QueryNode, QueryProblem } from "../query/tree.ts";
import { beginSearch, isCurrent } from "../segment/room.ts";
import { catalogTexts } from "./catalog-texts.ts";
import { type Hit, pageOf, rootIds, type Sort } from "./hits.ts";
import { matchSegments } from "./match/match.ts";
import type { SegmentMatch } from "./match/segment-match.ts";
import type { OpenIndex } from "./open-index.ts";
import { withRereads } from "./rereads.ts";
import { savedQueriesOf } from "./saved.ts";
import { scoreUnits } from "./score-units.ts";
import { findersOf, type HitView, viewOf } from "./shown/hit-view.ts";
import type { StoredTexts } from "./stored-texts.ts";
import { DEFAULT_TIMEOUT_SECONDS, type TimeBudget, timeBudget, UNLIMITED } from "./time-budget.ts";

export interface SearchOptions {
  readonly clock: Clock;
  readonly sort: Sort;
  /** 0 counts only. */
  readonly limit: number;
  readonly offset: number;
  /** Refuse a query that is not read as written. */
  readonly strict: boolean;
  /** Default: those of the index. */
  readonly saved?: SavedQueries;
  /** Told of each stored text that is read to tell whether its document matches: how a slow search shows that it lives. */
  readonly onRead?: (docId: number) => void;
  /** Seconds the query has, 0 for no limit; default {@link DEFAULT_TIMEOUT_SECONDS}. */
  readonly timeoutSeconds?: number;
}

export interface SearchAnswer {
  readonly tree: QueryNode;
  readonly plan: Plan;
  readonly problems: readonly QueryProblem[];
  /** Families, exact copies counted once. */
  readonly total: number;
  /** Exact copies among the matches beyond the first of each. */
  readonly copies: number;
  /** Matching documents that are files, not messages; copies not counted. */
  readonly files: number;
  /** Of `total`, those that are a loose file and not a message. */
  readonly looseFiles: number;
  /** Of `files`, those inside a message or file. */
  readonly filesInside: number;
  /** Documents whose regular expression was given up on. */
  readonly stopped: number;
  /** Documents that the time of the query did not suffice for; they are not among the matches. */
  readonly notLookedAt: number;
  readonly hits: readonly Hit[];
  /** docIds of the roots of all matching families, copies left out, in index order: what facets and plots count. Asked for before another search begins. */
  readonly roots: () => readonly number[];
  /** Fetches what one hit shows. */
  readonly view: (hit: Hit) => HitView;
}

/** A query as read. */
export interface ReadQuery {
  readonly tree: QueryNode;
  readonly plan: Plan;
  readonly problems: readonly QueryProblem[];
}

/** Parses and plans. Throws UserError under `strict` when something was not read as written, and for a saved query that is not there. */
export function readQuery(
  text: string,
  options: Pick<SearchOptions, "clock" | "strict" | "saved">,
): ReadQuery {
  const { tree: written, problems } = parseQuery(text);
  const first = problems[0];
  if (options.strict && first !== undefined) {
    throw new UserError(`${problemText(first)} (column ${first.offset + 1} of the query)`);
  }
  const { tree, problems: saved } = expandSaved(written, options.saved ?? (() => undefined));
  const missing = saved[0];
  if (missing !== undefined) {
    throw new UserError(
      /^p[0-9a-f]{8}$/i.test(missing.name)
        ? `There is no person @${missing.name} in this index. All there are: leaksift people`
        : missing.reason === "unknown"
          ? `There is no saved query @${missing.name}. All there are: leaksift saved`
          : `The saved query @${missing.name} uses itself.`,
    );
  }
  return { tree, problems, plan: planQuery(tree, { clock: options.clock }) };
}

interface Matched extends ReadQuery {
  readonly matches: readonly SegmentMatch[];
  readonly stopped: number;
  readonly notLookedAt: number;
  /** Its number: the matches are gone when another begins. */
  readonly search: number;
}

/** The texts, with word of each that is read. */
function told(texts: StoredTexts, onRead: SearchOptions["onRead"]): StoredTexts {
  if (onRead === undefined) return texts;
  return {
    ...texts,
    values: (docId, field) => {
      onRead(docId);
      return texts.values(docId, field);
    },
    headers: (docId) => {
      onRead(docId);
      return texts.headers(docId);
    },
  };
}

function matchAll(
  index: OpenIndex,
  text: string,
  options: Pick<SearchOptions, "clock" | "strict" | "saved" | "onRead">,
  budget: TimeBudget,
): Matched {
  const asked = readQuery(text, { saved: savedQueriesOf(index.catalog), ...options });
  const read = { ...asked, plan: withRereads(asked.plan, index.catalog) };
  const search = beginSearch();
  let stopped = 0;
  let notLookedAt = 0;
  const matches = matchSegments(read.plan, index.segments, {
    texts: told(catalogTexts(index.catalog, index.segments), options.onRead),
    onStopped: () => {
      stopped++;
    },
    budget,
    onUnseen: (documents) => {
      notLookedAt += documents;
    },
  });
  return { ...read, matches, stopped, notLookedAt, search };
}

/** Runs a query. Throws UserError for what `strict` refuses. */
export function searchIndex(index: OpenIndex, text: string, options: SearchOptions): SearchAnswer {
  const budget = timeBudget(options.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS);
  const { matches, search, ...read } = matchAll(index, text, options, budget);
  const { sort, offset, limit } = options;
  const page = pageOf(matches, scoreUnits(read.plan), { sort, offset, limit });
  const find = findersOf(read.plan);
  return {
    ...read,
    ...page,
    roots: () => {
      if (!isCurrent(search)) throw new Error("the matches of a search are gone: another began");
      return rootIds(matches);
    },
    view: (hit) => viewOf(index, hit, find),
  };
}

/**
 * docIds of all matching roots, copies left out, in index order: for steps that work on the whole set. Throws UserError when the time did not suffice:
 * half a set must not be tagged, forgotten or counted as if it were the whole. `within` is a budget that several queries share.
 */
export function searchRoots(
  index: OpenIndex,
  text: string,
  options: Pick<SearchOptions, "clock" | "strict" | "saved">,
  within: TimeBudget = UNLIMITED,
): number[] {
  const budget = timeBudget(DEFAULT_TIMEOUT_SECONDS, within);
  const { matches, notLookedAt } = matchAll(index, text, options, budget);
  if (notLookedAt > 0) {
    throw new UserError(
      `The query "${text}" took too long: ${notLookedAt} documents were not looked at, so nothing was done. Make it narrower, or collect ids first: leaksift search QUERY --timeout 600 --ids`,
    );
  }
  return rootIds(matches);
}
