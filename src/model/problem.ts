/** Something of the input could not be read, or not fully. Recorded, counted, shown; never an exception that ends a run. */
import type { Locator } from "./locator.ts";

/** Kebab-case name of the condition. The list of all of them, with what each means, is `docs/problems.md`. */
export type ProblemCode = string;

/**
 * Example: `{code:"attachment-truncated", reason:"base64 ends in the middle of a group at byte 9120", locator:[…], severity:"partial"}`.
 *
 * - `lost`: nothing of the bytes at the locator could be read; only their hash and size are known.
 * - `partial`: something was read, something was not; `reason` says what.
 * - `note`: all was read, but the input breaks a rule in a way worth knowing.
 */
export interface Problem {
  readonly code: ProblemCode;
  readonly severity: "lost" | "partial" | "note";
  /** A sentence in plain words. May quote the corpus: renderers escape it. */
  readonly reason: string;
  readonly locator: Locator;
}
