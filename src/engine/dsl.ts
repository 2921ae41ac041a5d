/** Pieces of a query of OpenSearch and Elasticsearch: sets of documents joined, lists of values, what one condition of the language is there. */
import { UserError } from "../errors.ts";
import { patternPieces } from "../query/glob.ts";
import type { ValueRange } from "../query/plan-clause.ts";
import { foldWord } from "../tokenize.ts";
import { MAX_TERMS } from "./mapping.ts";

/** A query of the server. */
export type Dsl = { readonly [key: string]: unknown };

/** Whose fields are asked: those of the root or, inside a nested query, those of a file. */
export type Of = "x" | "f";

export const ALL: Dsl = { match_all: {} };
export const NONE: Dsl = { match_none: {} };

/** Documents that any of the queries finds. */
export function anyOf(queries: readonly Dsl[]): Dsl {
  const some = queries.filter((query) => query !== NONE);
  const [only] = some;
  if (only === undefined) return NONE;
  if (some.length === 1) return only;
  return { bool: { should: some, minimum_should_match: 1 } };
}

/** Documents that all of the queries find. They count in the order by relevance. */
export const allOf = (queries: readonly Dsl[]): Dsl =>
  queries.length === 1 ? (queries[0] as Dsl) : { bool: { must: queries } };

export const notDsl = (query: Dsl): Dsl => ({ bool: { must_not: [query] } });

/** The same set, without an order. */
export const only = (queries: readonly Dsl[]): Dsl => ({ bool: { filter: queries } });

/** Documents with one of the values in a field. */
export function termsDsl(field: string, values: readonly string[], boost = 1): Dsl {
  const [first] = values;
  if (first === undefined) return NONE;
  if (values.length === 1) return { term: { [field]: { value: first, boost } } };
  const parts: Dsl[] = [];
  for (let at = 0; at < values.length; at += MAX_TERMS)
    parts.push({ terms: { [field]: values.slice(at, at + MAX_TERMS), boost } });
  return anyOf(parts);
}

/** Files whose query holds; the best of them counts in the order. */
export const nested = (query: Dsl): Dsl =>
  query === NONE ? NONE : { nested: { path: "f", query, score_mode: "max" } };

/** The pattern as Lucene reads it: the same signs, each literal one behind a backslash. */
export const wildcard = (pattern: string): string =>
  patternPieces(pattern)
    .map((piece) =>
      piece.kind === "any"
        ? "*"
        : piece.kind === "one"
          ? "?"
          : piece.text.replace(/[\\*?]/g, "\\$&"),
    )
    .join("");

/** All words of a text within so many positions more than they take, in any order. */
export function near(field: string, words: readonly string[], slop: number, boost: number): Dsl {
  return {
    intervals: {
      [field]: {
        match: { query: words.join(" "), analyzer: "whitespace", ordered: false, max_gaps: slop },
        boost,
      },
    },
  };
}

/** Documents with a number in the range. */
export function rangeDsl(
  field: string,
  { low, lowInclusive, high, highInclusive }: ValueRange,
): Dsl {
  const bounds: Record<string, number> = {};
  if (low === Number.POSITIVE_INFINITY || high === Number.NEGATIVE_INFINITY) return NONE;
  if (low !== Number.NEGATIVE_INFINITY) bounds[lowInclusive ? "gte" : "gt"] = low;
  if (high !== Number.POSITIVE_INFINITY) bounds[highInclusive ? "lte" : "lt"] = high;
  return Object.keys(bounds).length === 0 ? { exists: { field } } : { range: { [field]: bounds } };
}

/** `flag:`: a least number of different checks, or checks by name. */
export function flagDsl(pattern: string | null, of: Of): Dsl {
  const least =
    pattern === null || pattern === "*"
      ? 1
      : /^(>=?)?(\d{1,4})$/.exec(pattern.replace(/\\(?=[<>=])/g, ""));
  if (least !== null) {
    const count =
      typeof least === "number"
        ? least
        : Math.max(1, least[1] === ">" ? Number(least[2]) + 1 : Number(least[2]));
    return of === "x" ? { range: { "x.checks": { gte: count } } } : NONE;
  }
  if (/^[<=]/.test(pattern ?? ""))
    throw new UserError(
      "flags: takes a check id or a least number, e.g. flag:saved-after-sent or flags:>=2",
    );
  const value = wildcard((pattern ?? "").toLowerCase());
  return { wildcard: { [`${of}.check`]: { value, rewrite: "constant_score" } } };
}

/** `id:` and `sha256:`: a prefix of a content id, or a Message-ID. */
export function idDsl(field: string, pattern: string, of: Of): Dsl {
  const literal = patternPieces(pattern)
    .map((piece) => (piece.kind === "text" ? piece.text : "*"))
    .join("");
  if (field === "id" && /[@<]/.test(literal)) return messageIdDsl(literal, of);
  const prefix = literal.toLowerCase();
  if (!/^[0-9a-f]{4,64}$/.test(prefix))
    throw new UserError(
      `${field}: takes 4 to 64 hex digits as printed by "leaksift search"${field === "id" ? ", or a Message-ID" : ""}.`,
    );
  return { prefix: { [`${of}.cid`]: prefix } };
}

/** Messages with this Message-ID, given with or without angle brackets; case does not count, as mailers change it. */
const messageIdDsl = (id: string, of: Of): Dsl =>
  termsDsl(`${of}.mid`, [foldWord(id.trim().replace(/^<|>$/g, ""))]);
