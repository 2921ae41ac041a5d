/**
 * One query on a server: exact totals, one page of hits, ids of all. A family stands under the id of its content when it is the first of it; exact copies
 * among the matches are counted as the local search does: of those with the same bytes the first that matches stands for all.
 */
import { UserError } from "../errors.ts";
import type { Plan } from "../query/plan.ts";
import type { Sort } from "../search/hits.ts";
import { scoreUnits } from "../search/score-units.ts";
import type { ReadQuery } from "../search/search.ts";
import type { TimeBudget } from "../search/time-budget.ts";
import { prepare } from "./answers.ts";
import type { Aggregation, Connection } from "./connect.ts";
import { ALL, allOf, anyOf, type Dsl, notDsl, only, termsDsl } from "./dsl.ts";
import { type EngineHit, wholeHits } from "./hits.ts";
import { allPages } from "./pages.ts";
import { type Group, groupsOf } from "./positives.ts";
import type { Translator } from "./to-dsl.ts";

/** How much matches. As the counts of a local answer. */
export interface EngineCounts {
  readonly total: number;
  readonly copies: number;
  readonly looseFiles: number;
  readonly files: number;
  readonly filesInside: number;
}

const FILES: Dsl = { terms: { kind: ["attachment", "file", "member"] } };
const filesOf = (of: string): Dsl => ({
  terms: { [`${of}.kind`]: (FILES["terms"] as { kind: string[] }).kind },
});

/** Groups under different conditions are counted by the combinations of these that hold. */
const MAX_CONDITIONS = 6;
/** A server gives so many hits by number; what lies further is reached by reading on. */
const MAX_WINDOW = 10_000;
const CHUNK = 5_000;

const filterCount = (aggregation: Aggregation | undefined, ...path: readonly string[]): number => {
  let at = aggregation;
  for (const name of path) at = at?.[name] as Aggregation | undefined;
  return at?.doc_count ?? 0;
};

/** A query that was prepared, ready to be counted and read. */
export class EngineSearch {
  readonly read: ReadQuery;
  readonly stopped: number;
  readonly notLookedAt: number;
  private readonly connection: Connection;
  private readonly translator: Translator;
  private readonly matching: Dsl;
  private readonly groups: readonly Group[];
  private representatives: { query: Dsl; copies: number; total: number } | undefined;

  private constructor(
    connection: Connection,
    read: ReadQuery,
    prepared: Awaited<ReturnType<typeof prepare>>,
  ) {
    this.connection = connection;
    this.read = read;
    this.translator = prepared.translator;
    this.stopped = prepared.stopped;
    this.notLookedAt = prepared.notLookedAt;
    this.matching = prepared.translator.families(read.plan);
    this.groups = groupsOf(read.plan);
  }

  static async begin(
    connection: Connection,
    read: ReadQuery,
    budget: TimeBudget,
  ): Promise<EngineSearch> {
    return new EngineSearch(connection, read, await prepare(connection, read.plan, budget));
  }

  private async howMany(query: Dsl): Promise<number> {
    const { hits } = await this.connection.search(this.connection.index, {
      query: only([query]),
      size: 0,
      track_total_hits: true,
    });
    return hits.total?.value ?? 0;
  }

  /** The families that stand for all of their content, with how many there are and how many copies were left out. */
  async distinct(): Promise<{ query: Dsl; copies: number; total: number }> {
    if (this.representatives !== undefined) return this.representatives;
    const { matching } = this;
    const families = await this.howMany(matching);
    const first: Dsl = { term: { first: true } };
    const firsts = families === 0 ? 0 : await this.howMany(allOf([matching, first]));
    const others = firsts === families ? [] : await this.standIns();
    this.representatives = {
      query:
        firsts === families
          ? matching
          : only([matching, anyOf([first, termsDsl("instance", others)])]),
      total: firsts + others.length,
      copies: families - firsts - others.length,
    };
    return this.representatives;
  }

  /** Copies that stand for their content because its first family does not match: of each content the earliest. */
  private async standIns(): Promise<string[]> {
    const earliest = new Map<string, string>();
    const request = {
      query: only([this.matching, { term: { first: false } }]),
      sort: [{ order: "asc" }, { instance: "asc" }],
      _source: false,
      docvalue_fields: ["x.cid", "instance"],
    };
    for await (const hits of allPages(this.connection, this.connection.index, request, CHUNK))
      for (const { fields } of hits) {
        const cid = String(fields?.["x.cid"]?.[0]);
        if (!earliest.has(cid)) earliest.set(cid, String(fields?.["instance"]?.[0]));
      }
    const contents = [...earliest.keys()];
    for (let at = 0; at < contents.length; at += CHUNK) {
      const ids: Dsl = { ids: { values: contents.slice(at, at + CHUNK) } };
      const { hits } = await this.connection.search(this.connection.index, {
        query: only([this.matching, ids]),
        size: CHUNK,
        _source: false,
      });
      for (const { _id } of hits.hits) earliest.delete(_id);
    }
    return [...earliest.values()];
  }

  /** Counts all matches, exactly. */
  async counts(): Promise<EngineCounts> {
    const { query, total, copies } = await this.distinct();
    if (total === 0) return { total, copies, looseFiles: 0, files: 0, filesInside: 0 };
    const parts = this.combinations();
    const reply = await this.connection.search(this.connection.index, {
      query: only([query]),
      size: 0,
      aggs: {
        loose: { filter: filesOf("x") },
        ...Object.fromEntries(
          parts.map(({ holds, documents }, i) => [
            `part${i}`,
            {
              filter: holds,
              aggs: {
                root: { filter: only([filesOf("x"), this.translator.documents(documents, "x")]) },
                inside: {
                  nested: { path: "f" },
                  aggs: {
                    found: {
                      filter: only([filesOf("f"), this.translator.documents(documents, "f")]),
                    },
                  },
                },
              },
            },
          ]),
        ),
      },
    });
    const found = reply.aggregations ?? {};
    let roots = 0;
    let inside = 0;
    for (const i of parts.keys()) {
      roots += filterCount(found[`part${i}`], "root");
      inside += filterCount(found[`part${i}`], "inside", "found");
    }
    return {
      total,
      copies,
      looseFiles: found["loose"]?.doc_count ?? 0,
      files: roots + inside,
      filesInside: inside,
    };
  }

  /** The families split by which conditions of the groups hold, with the documents that count in each part. */
  private combinations(): { holds: Dsl; documents: Plan }[] {
    const whole = this.groups
      .filter(({ condition }) => condition === null)
      .map(({ documents }) => documents);
    const under = this.groups.filter(({ condition }) => condition !== null);
    if (under.length > MAX_CONDITIONS)
      throw new UserError(
        `On a server at most ${MAX_CONDITIONS} ANDs can be joined by OR. Ask for them one by one, or search the local index.`,
      );
    const parts: { holds: Dsl; documents: Plan }[] = [];
    for (let mask = 0; mask < 1 << under.length; mask++) {
      const conditions = under.map(({ condition }, i) => {
        const query = this.translator.families(condition as Plan);
        return (mask >> i) & 1 ? query : notDsl(query);
      });
      const operands = [
        ...whole,
        ...under.filter((_, i) => (mask >> i) & 1).map(({ documents }) => documents),
      ];
      if (operands.length > 0)
        parts.push({
          holds: conditions.length === 0 ? ALL : only(conditions),
          documents: { kind: "or", operands },
        });
    }
    return parts;
  }

  private sortOf(sort: Sort): { sort: readonly Dsl[]; byScore: boolean } {
    const byScore = sort === "relevance" && scoreUnits(this.read.plan).length > 0;
    const last = [{ order: "asc" }, { instance: "asc" }] as const;
    if (byScore) return { sort: [{ _score: "desc" }, ...last], byScore };
    const [field, order] =
      sort === "largest" ? ["bytes", "desc"] : ["when", sort === "oldest" ? "asc" : "desc"];
    return { sort: [{ [field as string]: { order, missing: "_last" } }, ...last], byScore };
  }

  /** Content ids of all matches in that order, copies once. */
  async *ids(sort: Sort): AsyncGenerator<string> {
    const { query, total } = await this.distinct();
    if (total === 0) return;
    const { sort: order, byScore } = this.sortOf(sort);
    const request = {
      query: byScore ? this.scored(query) : only([query]),
      sort: order,
      _source: false,
      docvalue_fields: ["x.cid"],
    };
    for await (const hits of allPages(this.connection, this.connection.index, request, CHUNK))
      for (const { fields } of hits) yield String(fields?.["x.cid"]?.[0]);
  }

  private scored(query: Dsl): Dsl {
    return { bool: { must: [this.matching], filter: [query] } };
  }

  /** Hits in that order, from `offset` on, at most `limit`, some at a time. */
  async *hits(sort: Sort, offset: number, limit: number): AsyncGenerator<readonly EngineHit[]> {
    const { query, total, copies } = await this.distinct();
    if (limit === 0 || offset >= total) return;
    const { sort: order, byScore } = this.sortOf(sort);
    const request = {
      query: byScore ? this.scored(query) : only([query]),
      sort: order,
      track_scores: byScore,
      _source: ["rows"],
      docvalue_fields: ["x.cid"],
    };
    const { connection, translator, groups, matching } = this;
    const of = { connection, translator, groups, matching, hasCopies: copies > 0, byScore };
    if (offset + limit <= MAX_WINDOW) {
      const { hits } = await connection.search(connection.index, {
        ...request,
        from: offset,
        size: limit,
      });
      if (hits.hits.length > 0) yield await wholeHits(of, hits.hits);
      return;
    }
    let skip = offset;
    let left = limit;
    for await (const page of allPages(connection, connection.index, request, 200)) {
      const some = page.slice(skip, skip + left);
      skip = Math.max(0, skip - page.length);
      if (some.length > 0) yield await wholeHits(of, some);
      left -= some.length;
      if (left <= 0) return;
    }
  }
}
