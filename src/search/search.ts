/**
 * A query text and an open index -> the answer: how many families, and one page of them, in order. Parses, plans, matches, orders; what a page
 * shows is fetched from the catalog hit by hit, so that a list of 24,000 hits streams.
 */
import type { StoredDocument } from "../catalog/stored-rows.ts";
import { UserError } from "../errors.ts";
import { rereadPlace } from "../model/reread.ts";
import { expandSaved, type SavedQueries } from "../query/expand-saved.ts";
import { parseQuery } from "../query/parse-query.ts";
import { type Plan, planQuery } from "../query/plan.ts";
import { problemText } from "../query/problem-text.ts";
import type { Clock } from "../query/resolve-date.ts";
import type { QueryNode, QueryProblem } from "../query/tree.ts";
import { beginSearch, isCurrent } from "../segment/room.ts";
import { splitPlaces } from "../text-places.ts";
import { catalogTexts } from "./catalog-texts.ts";
import { type Hit, pageOf, rootIds, type Sort } from "./hits.ts";
import { type Mark, markFinder } from "./marks.ts";
import { matchSegments } from "./match/match.ts";
import type { SegmentMatch } from "./match/segment-match.ts";
import type { OpenIndex } from "./open-index.ts";
import { rereadPages, withRereads } from "./rereads.ts";
import { savedQueriesOf } from "./saved.ts";
import { scoreUnits } from "./score-units.ts";
import { type Snippet, snippetOf } from "./snippet.ts";
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

/** A hit with what a list shows of it. */
export interface HitView {
  readonly root: StoredDocument;
  /** The other documents of the family, in order. */
  readonly files: readonly StoredDocument[];
  /** Documents of the family that a clause matched. */
  readonly matched: readonly StoredDocument[];
  readonly score: number;
  readonly snippet: Snippet;
  /** What the snippet is from: "" for the message, else file name and place, e.g. "budget.xlsx, sheet Q3". */
  readonly snippetFrom: string;
  /** How many families of this content matched, this one included. */
  readonly copies: number;
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

const SNIPPET_CHARS = 240;
/** Matched files whose text is looked at for a snippet. */
const MAX_SNIPPET_FILES = 5;

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

/** Finds the marks of a query in the text of a message, and in that of a file. */
export interface Finders {
  readonly body: (text: string) => Mark[];
  readonly attachment: (text: string) => Mark[];
}

/** A text of a document with its place; `isOwn`: leaksift read it, not another program. */
export interface PlacedText {
  readonly place: string;
  readonly text: string;
  readonly isOwn: boolean;
}

/** What leaksift read of a document, by place. */
export const ownTexts = (text: string): PlacedText[] =>
  splitPlaces(text).map((block) => ({ ...block, isOwn: true }));

/** Texts of a document with their places: what leaksift read, then what another program read. */
function* textsOf({ catalog }: OpenIndex, { docId, contentId }: StoredDocument) {
  yield* ownTexts(catalog.text(docId));
  for (const page of rereadPages(catalog, contentId))
    yield { place: rereadPlace(page), text: page.text, isOwn: false };
}

/** The finders of a plan. */
export const findersOf = (plan: Plan): Finders => ({
  body: markFinder(plan, "body"),
  attachment: markFinder(plan, "attachment"),
});

/** The passage with the most different clauses of the query, among the message's own text and that of the files that matched. */
function passageOf(
  textsIn: (document: StoredDocument) => Iterable<PlacedText>,
  documents: readonly StoredDocument[],
  find: Finders,
): { snippet: Snippet; from: string } {
  let best: { snippet: Snippet; from: string; value: number } | undefined;
  for (const document of documents) {
    const isMessage = document.kind === "message";
    for (const { isOwn, ...block } of textsIn(document)) {
      const marks = (isMessage && isOwn ? find.body : find.attachment)(block.text);
      const value = new Set(marks.map((mark) => mark.clause)).size;
      if (best !== undefined && value <= best.value) continue;
      const from =
        isMessage && isOwn
          ? ""
          : [document.name, block.place].filter((part) => part !== "").join(", ");
      best = { snippet: snippetOf(block.text, marks, SNIPPET_CHARS), from, value };
    }
  }
  return best ?? { snippet: snippetOf("", [], 0), from: "" };
}

/** How many documents stand in a root's family, from the segment. */
function familySize({ segments }: OpenIndex, rootId: number): number {
  const segment = segments.findLast(({ firstDoc }) => firstDoc <= rootId);
  if (segment === undefined) throw new Error("a family in no segment");
  const { roots } = segment.reader;
  const root = rootId - segment.firstDoc;
  let end = root;
  while (roots[end] === root) end++;
  return end - root;
}

function viewOf(index: OpenIndex, hit: Hit, find: Finders): HitView {
  const family = index.catalog.family(hit.rootId, familySize(index, hit.rootId));
  const ids = new Set(hit.documents);
  return viewOfFamily(family, {
    matched: family.filter((document) => ids.has(document.docId)),
    score: hit.score,
    copies: hit.copies.length + 1,
    textsIn: (document) => textsOf(index, document),
    find,
  });
}

/** What a hit shows, from the documents of its family, the root first. `copies` counts the hit itself. */
export function viewOfFamily(
  family: readonly StoredDocument[],
  {
    matched,
    score,
    copies,
    textsIn,
    find,
  }: Pick<HitView, "matched" | "score" | "copies"> & {
    readonly textsIn: (document: StoredDocument) => Iterable<PlacedText>;
    readonly find: Finders;
  },
): HitView {
  const [root, ...files] = family;
  if (root === undefined) throw new Error("a family without its root");
  const matchedFiles = matched.filter((document) => document.docId !== root.docId);
  const { snippet, from } = passageOf(
    textsIn,
    [root, ...matchedFiles.slice(0, MAX_SNIPPET_FILES)],
    find,
  );
  return { root, files, matched, score, snippet, snippetFrom: from, copies };
}
