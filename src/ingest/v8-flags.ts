/**
 * Settings of V8 for indexing. V8 prints an error for a flag it does not have and goes on, and flags come and go with its versions: each is
 * asked for only where it was measured to help (bench/README.md has the figures of each version).
 */

/**
 * Functions run ten times longer before they are compiled for speed: each worker compiles for itself, a fifth of all processor time on 50 MB of mail.
 * V8 12 (Node 22) counts calls instead and compiles in more steps; none of its settings saves anything.
 */
const COMPILE_LATER = "--interrupt-budget=300000";
const LAST_WITH_BUDGET = 11;

/** Flags for a version as in `process.versions.v8`: `flagsOf("11.3.244.8-node.33")` is ["--interrupt-budget=300000"], later ones have none. */
export function flagsOf(v8: string): readonly string[] {
  return Number.parseInt(v8, 10) <= LAST_WITH_BUDGET ? [COMPILE_LATER] : [];
}
