/**
 * Regular expressions with a time limit. JavaScript's engine backtracks, so an expression and a text can be found that keep it busy for
 * ever; each batch of texts is therefore tested inside a script that the runtime stops when its time is up.
 */
import { createContext, Script } from "node:vm";

/** Starting such a script costs 0.3 ms, so texts are tested in batches of about this many characters. */
export const BATCH_CHARS = 1 << 20;

/** Time for a batch, and then for each text of a batch that did not finish. */
const BATCH_MS = 2000;
const TEXT_MS = 500;

/** How each text fared. `stopped`: the time was up before an answer. */
export type Outcome = "match" | "no" | "stopped";

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

/** Where an expression matches in a text, at most `limit` places; those found before its time was up when it takes too long. */
export function expressionRanges(
  source: string,
  flags: string,
  limit: number,
): (text: string) => readonly FoundRange[] {
  const expression = compileExpression(source, `${flags}g`);
  return (text) => {
    const ranges: FoundRange[] = [];
    try {
      FIND_ALL.runInContext(createContext({ expression, text, limit, ranges }), {
        timeout: TEXT_MS,
      });
    } catch (error) {
      if (!isTimeout(error)) throw error;
    }
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

/** Tests texts against one expression; never takes more than a few seconds for a batch, whatever they hold. */
export function expressionTester(
  source: string,
  flags: string,
): (texts: readonly string[]) => Outcome[] {
  const scope: Scope = {
    at: 0,
    texts: [],
    found: [],
    expression: compileExpression(source, flags),
  };
  const context = createContext(scope);
  const run = (timeout: number): boolean => {
    try {
      RUN.runInContext(context, { timeout });
      return true;
    } catch (error) {
      if (isTimeout(error)) return false;
      throw error;
    }
  };
  return (texts) => {
    scope.at = 0;
    scope.texts = texts;
    scope.found = [];
    const stopped = new Set<number>();
    for (let limit = BATCH_MS; !run(limit); limit = TEXT_MS) {
      // The batch's time may have run out on an innocent text: give it time of its own before giving up
      if (limit === TEXT_MS) stopped.add(scope.at++);
    }
    return texts.map((_, i) => (stopped.has(i) ? "stopped" : scope.found[i] ? "match" : "no"));
  };
}
