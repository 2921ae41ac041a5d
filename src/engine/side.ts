/**
 * The small index beside the families: which sources there are, all terms of the corpus in blocks, how far each local index was pushed. Read by searches for
 * what cannot be asked of postings: names, stems, regular expressions over words, `in:`.
 */
import { createHash } from "node:crypto";
import { IndexStateError } from "../errors.ts";
import type { TermSet } from "../query/plan-terms.ts";
import { expressionTester } from "../search/match/expression.ts";
import { termTest } from "../search/match/term-tests.ts";
import { pathTest } from "../search/path-test.ts";
import type { TimeBudget } from "../search/time-budget.ts";
import type { SegmentReader } from "../segment/reader.ts";
import type { Connection } from "./connect.ts";
import type { Dsl } from "./dsl.ts";
import { MADE, type Made, sideName } from "./mapping.ts";
import type { PushedSource } from "./names.ts";
import type { BulkItem } from "./send.ts";

/** How far a local index was pushed. */
export interface PushState {
  /** Families whose root has a lower docId are there. */
  readonly upTo: number;
  /** Content id of the last root before, to tell an index that was made anew; "" for none. */
  readonly last: string;
  /** Families acknowledged. */
  readonly families: number;
  /** Stands for what the checks had said; another one means flags there are of before. */
  readonly checks: string;
}

export const NOTHING_PUSHED: PushState = { upTo: 0, last: "", families: 0, checks: "" };

const stateId = (from: string): string => `state-${from}`;

/** The item that keeps a state. */
export const stateItem = (index: string, from: string, state: PushState): BulkItem => ({
  action: "index",
  index: sideName(index),
  id: stateId(from),
  body: { kind: "state", from, body: state },
});

/** How far the local index of that name was pushed. */
export async function readState(connection: Connection, from: string): Promise<PushState> {
  const { status, body } = await connection.request(
    "GET",
    `/${sideName(connection.index)}/_doc/${stateId(from)}`,
  );
  if (status === 404) return NOTHING_PUSHED;
  const found = body["_source"] as { body?: PushState } | undefined;
  return found?.body ?? NOTHING_PUSHED;
}

/** The items that name the sources. */
export const sourceItems = (index: string, sources: Iterable<PushedSource>): BulkItem[] =>
  [...sources].map(({ key, path }) => ({
    action: "index",
    index: sideName(index),
    id: `source-${createHash("sha256").update(`${key}\n${path}`).digest("hex")}`,
    body: { kind: "source", key: `${key} ${path.slice(0, MAX_EDGE)}`, body: { key, path } },
  }));

const BLOCK_TERMS = 2000;
/** A keyword cannot be longer; terms are not. */
const MAX_EDGE = 200;

/** The items that hold all terms of a segment. Markers are left out. */
export function* termItems(
  index: string,
  from: string,
  segment: string,
  reader: SegmentReader,
): Generator<BulkItem> {
  let terms: string[] = [];
  let number = 0;
  const block = (): BulkItem => ({
    action: "index",
    index: sideName(index),
    id: `terms-${from}-${segment}-${number++}`,
    body: {
      kind: "terms",
      key: `${from}-${segment}-${number}`,
      from,
      segment,
      low: (terms[0] ?? "").slice(0, MAX_EDGE),
      high: `${(terms.at(-1) ?? "").slice(0, MAX_EDGE)}\uffff`,
      body: { terms },
    },
  });
  for (const { term } of reader.scan("")) {
    if (term.charCodeAt(0) < 0x20) continue;
    terms.push(term);
    if (terms.length < BLOCK_TERMS) continue;
    yield block();
    terms = [];
  }
  if (terms.length > 0) yield block();
}

/** All documents of the side index that a query finds, a page at a time. */
export async function* sideDocuments(
  connection: Connection,
  query: Dsl,
): AsyncGenerator<{ id: string; source: Record<string, unknown> }> {
  const index = sideName(connection.index);
  let after: readonly unknown[] | undefined;
  for (;;) {
    const { hits } = await connection.search(index, {
      query,
      size: 200,
      sort: [
        { low: { order: "asc", missing: "_first" } },
        { key: { order: "asc", missing: "_last" } },
      ],
      ...(after === undefined ? {} : { search_after: after }),
    });
    for (const hit of hits.hits) yield { id: hit._id, source: { ...hit._source } };
    after = hits.hits.at(-1)?.sort;
    if (hits.hits.length < 200 || after === undefined) return;
  }
}

/** Keys of sources by what their path says. */
export async function readSources(connection: Connection): Promise<readonly PushedSource[]> {
  const found: PushedSource[] = [];
  for await (const { source } of sideDocuments(connection, { term: { kind: "source" } }))
    found.push(source["body"] as PushedSource);
  return found;
}

/** Keys of the sources that `in:` names. */
export function sourcesNamed(sources: readonly PushedSource[], pattern: string): string[] {
  const test = pathTest(pattern);
  return [...new Set(sources.filter(({ path }) => test(path)).map(({ key }) => key))];
}

/** Terms of the corpus that a set stands for. Reads only the blocks that can hold one. `isCut` when the time was up before all were read. */
export async function termsOf(
  connection: Connection,
  set: TermSet,
  budget: TimeBudget,
): Promise<{ terms: readonly string[]; isCut: boolean }> {
  const test = termTest(set);
  if (test.kind === "terms") return { terms: test.terms, isCut: false };
  const prefix = test.kind === "scan" ? test.prefix.slice(0, MAX_EDGE) : "";
  const filter: Dsl[] = [{ term: { kind: "terms" } }];
  if (prefix !== "")
    filter.push(
      { range: { high: { gte: prefix } } },
      { range: { low: { lte: `${prefix}\uffff` } } },
    );
  const found = new Set<string>();
  for await (const { source } of sideDocuments(connection, { bool: { filter } })) {
    if (budget.isUp()) return { terms: [...found], isCut: true };
    const { terms } = source["body"] as { terms: readonly string[] };
    if (test.kind === "scan") {
      for (const term of terms)
        if (term.startsWith(test.prefix) && test.test(term)) found.add(term);
      continue;
    }
    for (const [i, outcome] of expressionTester(test.source, test.flags, budget)(terms).entries()) {
      if (outcome === "unseen") return { terms: [...found], isCut: true };
      if (outcome === "match") found.add(terms[i] as string);
    }
  }
  return { terms: [...found], isCut: false };
}

/** Throws IndexStateError unless the index of families was made by this version of leaksift. False: there is none. */
export async function checkMade(connection: Connection): Promise<boolean> {
  const { index } = connection;
  const { status, body } = await connection.request("GET", `/${index}/_mapping`);
  if (status === 404) return false;
  if (status !== 200) await connection.done("GET", `/${index}/_mapping`);
  for (const [name, found] of Object.entries(
    body as Record<string, { mappings?: { _meta?: Partial<Made> } }>,
  )) {
    const made = found.mappings?._meta;
    if (made?.leaksift !== true)
      throw new IndexStateError(
        `The index ${name} on the server was not made by leaksift. Choose another name: URL/NAME`,
      );
    if (
      made.layout !== MADE.layout ||
      made.tokenizer !== MADE.tokenizer ||
      made.fields !== MADE.fields
    )
      throw new IndexStateError(
        `The index ${name} on the server was made by another version of leaksift, which cuts words or names fields otherwise: its answers would be wrong. Push into a new index: leaksift push --to URL/NEW-NAME`,
      );
  }
  return true;
}
