/**
 * What a plan needs to know before it can be asked of a server: sources by path, words by their forms, and, for what only texts can decide (=exact, regular
 * expressions, headers), which documents have it. These are looked for among the families that the rest of the plan admits.
 */
import { UserError } from "../errors.ts";
import type { Plan } from "../query/plan.ts";
import type { Lookup } from "../query/plan-clause.ts";
import type { TermSet } from "../query/plan-terms.ts";
import { valuesIn } from "../search/document-values.ts";
import { expressionTester } from "../search/match/expression.ts";
import { readHeaderBlock } from "../search/match/header-block.ts";
import { hasExactly, headerTest } from "../search/match/text-tests.ts";
import type { TimeBudget } from "../search/time-budget.ts";
import type { Connection } from "./connect.ts";
import { type StoredRow, unpackedRows } from "./documents.ts";
import { anyOf, type Dsl, NONE, nested, type Of, only, termsDsl } from "./dsl.ts";
import { allPages } from "./pages.ts";
import { readSources, sourcesNamed, termsOf } from "./side.ts";
import { type Answers, type TextLookup, Translator } from "./to-dsl.ts";

/** All lookups of a plan. */
function* lookupsIn(plan: Plan): Generator<Lookup> {
  switch (plan.kind) {
    case "all":
      return;
    case "and":
    case "or":
      for (const operand of plan.operands) yield* lookupsIn(operand);
      return;
    case "not":
    case "sameFile":
      yield* lookupsIn(plan.operand);
      return;
    case "clause":
      for (const lookup of plan.lookups) yield* flat(lookup);
  }
}

function* flat(lookup: Lookup): Generator<Lookup> {
  if (lookup.kind !== "both") yield lookup;
  else for (const side of lookup.sides) for (const each of side) yield* flat(each);
}

/** Sets of terms that must be listed: the server cannot tell them by itself, or not inside a phrase. */
function setsIn(lookup: Lookup): TermSet[] {
  if (lookup.kind === "terms")
    return ["name", "stem", "regex"].includes(lookup.terms.kind) ? [lookup.terms] : [];
  if (lookup.kind !== "phrase") return [];
  return lookup.slots.filter(({ kind }, i) => {
    const isEnd = i === 0 || i === lookup.slots.length - 1;
    return kind !== "term" && (kind !== "any" || lookup.slop > 0 || isEnd);
  });
}

const keyOf = (value: unknown): string => JSON.stringify(value);

/** More documents than this are no list to hand back to the server. */
const MAX_DECIDED = 500_000;

/** What was found out for one plan. */
export interface Prepared {
  readonly translator: Translator;
  /** Documents whose regular expression was given up on. */
  readonly stopped: number;
  /** Documents the time did not suffice for. */
  readonly notLookedAt: number;
}

/** Finds out what the plan needs. Throws UserError for what a server cannot be asked. */
export async function prepare(
  connection: Connection,
  plan: Plan,
  budget: TimeBudget,
): Promise<Prepared> {
  const lookups = [...lookupsIn(plan)];
  const terms = new Map<string, readonly string[]>();
  for (const set of lookups.flatMap(setsIn)) {
    const key = keyOf(set);
    if (terms.has(key)) continue;
    const found = await termsOf(connection, set, budget);
    if (found.isCut)
      throw new UserError(
        "The time did not suffice to look at all words of the corpus. Give more letters, or more time: --timeout SECONDS",
      );
    terms.set(key, found.terms);
  }
  const sources = lookups.some((each) => each.kind === "catalog" && each.field === "in")
    ? await readSources(connection)
    : [];
  const base: Omit<Answers, "decided"> = {
    sources: (pattern) => sourcesNamed(sources, pattern),
    terms: (set) => {
      const found = terms.get(keyOf(set));
      if (found === undefined) throw new Error(`terms that were not listed: ${keyOf(set)}`);
      return found;
    },
    thread: () => {
      throw new UserError(
        "thread: cannot be asked of a server: a conversation is known to the local index alone. Search there.",
      );
    },
  };
  const texts = new Map(
    lookups
      .filter((each): each is TextLookup => ["exact", "regex", "header"].includes(each.kind))
      .map((each) => [keyOf(each), each]),
  );
  const rough = new Translator({
    ...base,
    decided: (lookup, of, excluded): Dsl => (excluded ? NONE : rough.most(lookup, of)),
  });
  const decided = new Map<string, readonly string[]>();
  const late = { stopped: 0, notLookedAt: 0 };
  for (const [key, lookup] of texts) {
    const candidates = anyOf([rough.most(lookup, "x"), nested(rough.most(lookup, "f"))]);
    decided.set(
      key,
      await decide(connection, lookup, only([rough.families(plan), candidates]), budget, late),
    );
  }
  const translator = new Translator({
    ...base,
    decided: (lookup, of: Of) => termsDsl(`${of}.at`, decided.get(keyOf(lookup)) ?? []),
  });
  return { translator, ...late };
}

/** Texts of one document that a lookup is about. */
function textsOf(lookup: TextLookup, { row, text, head, metadata }: StoredRow): readonly string[] {
  if (lookup.kind === "header")
    return head === ""
      ? []
      : readHeaderBlock(Buffer.from(head, "base64")).flatMap(([name, value]) =>
          name === lookup.name ? [value] : [],
        );
  const parts = {
    text: () => text,
    headers: () => readHeaderBlock(Buffer.from(head, "base64")),
    metadata: () => metadata,
  };
  return lookup.fields.flatMap((field) => valuesIn(row, field, parts));
}

type Outcome = "match" | "no" | "stopped" | "unseen";

/** A test of the texts of one document. */
function testOf(lookup: TextLookup, budget: TimeBudget): (texts: readonly string[]) => Outcome {
  const anyText =
    (test: (text: string) => boolean) =>
    (texts: readonly string[]): Outcome =>
      texts.some(test) ? "match" : "no";
  if (lookup.kind === "exact")
    return anyText((text) => hasExactly(text, lookup.slots, lookup.slop));
  const expression = lookup.kind === "regex" ? lookup : lookup.value;
  if (expression === null) return anyText(() => true);
  if (expression.kind !== "regex") return anyText(headerTest(expression.pattern));
  const tester = expressionTester(expression.source, expression.flags, budget);
  return (texts) => {
    const outcomes = tester(texts);
    return (
      (["match", "unseen", "stopped"] as const).find((each) => outcomes.includes(each)) ?? "no"
    );
  };
}

/** Names (`at`) of the documents among the candidates that have what is looked for. */
async function decide(
  connection: Connection,
  lookup: TextLookup,
  candidates: Dsl,
  budget: TimeBudget,
  late: { stopped: number; notLookedAt: number },
): Promise<string[]> {
  const found: string[] = [];
  const test = testOf(lookup, budget);
  const request = { query: candidates, sort: [{ instance: "asc" }], _source: ["instance", "rows"] };
  for await (const hits of allPages(connection, connection.index, request, 100)) {
    for (const { _source } of hits) {
      const instance = String(_source?.["instance"]);
      const { documents } = unpackedRows(_source);
      for (const [i, document] of documents.entries()) {
        const outcome = budget.isUp() ? "unseen" : test(textsOf(lookup, document));
        if (outcome === "match") found.push(i === 0 ? instance : `${instance}/${i - 1}`);
        if (outcome === "stopped") late.stopped++;
        if (outcome === "unseen") late.notLookedAt++;
      }
    }
    if (found.length > MAX_DECIDED)
      throw new UserError(
        `More than ${MAX_DECIDED} documents on the server have what only their texts can tell (=word, /expression/, header:). Make the query narrower.`,
      );
  }
  return found;
}
