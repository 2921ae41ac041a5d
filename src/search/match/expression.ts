/**
 * Regular expressions within a time. JavaScript's engine is fast on most and for ever on some, since it backtracks: each batch of texts is tested
 * inside a script that the runtime stops when its time is up. From then on the linear engine does the rest, where the expression has a form for it.
 */
import { createContext, Script } from "node:vm";
import { type TimeBudget, timeBudget, UNLIMITED } from "../time-budget.ts";
import { type LinearExpression, linearExpression } from "./linear-expression.ts";

/** Starting such a script costs 0.3 ms, so texts are tested in batches of about this many characters. */
export const BATCH_CHARS = 1 << 20;

/** Time for a batch, and then for each text of a batch that did not finish and has no linear form. */
const BATCH_MS = 1000;
const TEXT_MS = 500;
/** Time for all marks of one query: they only show where it matched. */
const MARKS_SECONDS = 3;

/** How each text fared. `stopped`: its own time was up before an answer; `unseen`: that of the query was. */
export type Outcome = "match" | "no" | "stopped" | "unseen";

const RUN = new Script("for (; at < texts.length; at++) found[at] = expression.test(texts[at])");

interface Scope {
  at: number;
  texts: readonly string[];
  found: boolean[];
  readonly expression: RegExp;
}

/** The error belongs to the script's own realm, so it is no instance of our Error. */
const isTimeout = (error: unknown): boolean =>
  typeof error === "object" &&
  error !== null &&
  "code" in error &&
  error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";

/** From `start` up to `end`. */
export interface FoundRange {
  readonly start: number;
  readonly end: number;
}

const FIND_ALL = new Script(
  "for (const found of text.matchAll(expression)) { if (found[0] !== '') ranges.push({ start: found.index, end: found.index + found[0].length }); if (ranges.length >= limit) break; }",
);

/** Runs a script at most so long; false when it was stopped. */
function runWithin(script: Script, scope: object, ms: number): boolean {
  try {
    script.runInContext(scope as ReturnType<typeof createContext>, {
      timeout: Math.max(1, Math.ceil(ms)),
    });
    return true;
  } catch (error) {
    if (isTimeout(error)) return false;
    throw error;
  }
}

/** The linear form of an expression, made when first asked for. */
function linearForm(source: string, flags: string): () => LinearExpression | null {
  let form: LinearExpression | null | undefined;
  return () => {
    if (form === undefined) form = linearExpression(source, flags);
    return form;
  };
}

function linearRanges(form: LinearExpression, text: string, limit: number): FoundRange[] {
  const ranges: FoundRange[] = [];
  for (const [start, end] of form.ranges(text)) {
    if (end > start) ranges.push({ start, end });
    if (ranges.length >= limit) break;
  }
  return ranges;
}

/** Where an expression matches in a text, at most `limit` places; those found before its time was up when it takes too long. */
export function expressionRanges(
  source: string,
  flags: string,
  limit: number,
): (text: string) => readonly FoundRange[] {
  const expression = compileExpression(source, `${flags}g`);
  const linear = linearForm(source, flags);
  let isSlow = false;
  let budget: TimeBudget | undefined;
  return (text) => {
    budget ??= timeBudget(MARKS_SECONDS);
    if (budget.isUp()) return [];
    const form = isSlow ? linear() : null;
    if (form !== null) return linearRanges(form, text, limit);
    const ranges: FoundRange[] = [];
    const scope = createContext({ expression, text, limit, ranges });
    if (!runWithin(FIND_ALL, scope, Math.min(TEXT_MS, budget.leftMs()))) isSlow = true;
    return ranges;
  };
}

/** Compiles in Unicode mode (\p{…} works) where the expression allows it, else as older ones are written. Throws SyntaxError for neither. */
function compileExpression(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, `${flags}u`);
  } catch {
    return new RegExp(source, flags); // not valid in Unicode mode: the older syntax is a superset
  }
}

/** Tests texts against one expression, a batch at a time; ends within the budget, whatever the texts hold. */
export function expressionTester(
  source: string,
  flags: string,
  budget: TimeBudget = UNLIMITED,
): (texts: readonly string[]) => Outcome[] {
  const scope: Scope = {
    at: 0,
    texts: [],
    found: [],
    expression: compileExpression(source, flags),
  };
  const context = createContext(scope);
  const linear = linearForm(source, flags);
  let isSlow = false;
  /** Tests from `scope.at` on; where it stopped is left in `scope.at`. */
  const run = (): Set<number> => {
    const stopped = new Set<number>();
    const form = isSlow ? linear() : null;
    if (form !== null) {
      for (; scope.at < scope.texts.length && !budget.isUp(); scope.at++)
        scope.found[scope.at] = form.test(scope.texts[scope.at] ?? "");
      return stopped;
    }
    for (let limit = BATCH_MS; !budget.isUp(); limit = TEXT_MS) {
      if (runWithin(RUN, context, Math.min(limit, budget.leftMs()))) break;
      if (linear() !== null) {
        isSlow = true;
        return run();
      }
      // The batch's time may have run out on an innocent text: give it time of its own before giving up
      if (limit === TEXT_MS) stopped.add(scope.at++);
    }
    return stopped;
  };
  return (texts) => {
    scope.at = 0;
    scope.texts = texts;
    scope.found = [];
    const stopped = run();
    return texts.map((_, i) => {
      if (stopped.has(i)) return "stopped";
      return i >= scope.at ? "unseen" : scope.found[i] ? "match" : "no";
    });
  };
}
