/**
 * Regular expressions in an engine that never backtracks (re2js, a port of RE2): time grows with the text alone. It takes over where JavaScript's
 * engine takes too long. What the two mean differently is written out; what only the other can (looking around, references back) has no form here.
 */
import { createRequire } from "node:module";
import type { RE2JS as Engine } from "re2js";

/** White space as JavaScript has it; RE2 knows the ASCII ones only. */
const SPACE =
  "\\x{9}-\\x{d}\\x{20}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}";
const NO_LINE_END = "[^\\n\\r\\x{2028}\\x{2029}]";

/** The source with `.` and `\s` written out; null where the two engines would differ all the same. */
function translated(source: string, flags: string): string | null {
  // lines end at other characters there
  if (flags.includes("m")) return null;
  let out = "";
  let inClass = false;
  for (let at = 0; at < source.length; at++) {
    const char = source[at] ?? "";
    if (char === "\\") {
      const next = source[++at] ?? "";
      if (next === "s") out += inClass ? SPACE : `[${SPACE}]`;
      else if (next === "S" && !inClass) out += `[^${SPACE}]`;
      // references back, RE2's own escapes, and what cannot be turned round inside a class
      else if (/[1-9kSAzQEC]/.test(next)) return null;
      else out += `\\${next}`;
    } else if (inClass) {
      if (char === "]") inClass = false;
      // "[" in a class begins a named one there
      out += char === "[" ? "\\[" : char;
    } else if (char === "[") {
      inClass = true;
      out += char;
    } else if (char === "." && !flags.includes("s")) out += NO_LINE_END;
    else out += char;
  }
  return out;
}

/** Loaded when an expression first needs it: a search must start fast. */
const engine = (): typeof Engine =>
  (createRequire(import.meta.url)("re2js") as { readonly RE2JS: typeof Engine }).RE2JS;

/** An expression that takes time in proportion to the text. */
export interface LinearExpression {
  readonly test: (text: string) => boolean;
  /** `[start, end]` of the matches in order. */
  readonly ranges: (text: string) => Iterable<readonly [number, number]>;
}

/** The expression in the linear engine; null when it has no such form. `flags` are of "i", "m", "s". */
export function linearExpression(source: string, flags: string): LinearExpression | null {
  const written = translated(source, flags);
  if (written === null) return null;
  const RE2 = engine();
  const mode =
    (flags.includes("i") ? RE2.CASE_INSENSITIVE : 0) | (flags.includes("s") ? RE2.DOTALL : 0);
  try {
    const compiled = RE2.compile(RE2.translateRegExp(written), mode);
    return {
      test: (text) => compiled.test(text),
      *ranges(text) {
        const matcher = compiled.matcher(text);
        while (matcher.find()) yield [matcher.start(), matcher.end()];
      },
    };
  } catch {
    return null; // looking around, or more repetitions than it takes: the constructor throws exactly for what it cannot run
  }
}
