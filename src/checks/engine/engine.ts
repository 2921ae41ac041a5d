/** All checks as one sorted list. Message and file checks run while indexing, corpus checks over the catalog. */

import type { CorpusCheck, CorpusView } from "../../model/corpus-view.ts";
import type { CheckDescription, Finding } from "../../model/flag.ts";
import type { FileCheck, MessageCheck } from "./check.ts";
import { CORPUS_CHECKS } from "./corpus-checks.ts";
import { FILE_CHECKS } from "./file-checks.ts";
import { MESSAGE_CHECKS } from "./message-checks.ts";

export type AnyCheck = MessageCheck | FileCheck | CorpusCheck;

const byId = (a: CheckDescription, b: CheckDescription): number => (a.id < b.id ? -1 : 1);

/** Every check, sorted by id. */
export const ALL_CHECKS: readonly AnyCheck[] = [
  ...MESSAGE_CHECKS,
  ...FILE_CHECKS,
  ...CORPUS_CHECKS,
].sort(byId);

const BY_ID = new Map(ALL_CHECKS.map((check) => [check.id, check]));

/** The check of that id, undefined when there is none. */
export function checkById(id: string): AnyCheck | undefined {
  return BY_ID.get(id);
}

/** Changes with what the corpus checks find, so that stored findings of an older program are made again. */
export const FINDINGS_VERSION = 6;

/** What all corpus checks found, in the order of their ids. */
export interface CorpusResult {
  readonly findings: readonly Finding[];
  /** How much each check had to look at, by id. */
  readonly applies: ReadonlyMap<string, number>;
}

/** Runs every corpus check. `onCheck` is told each id before it runs. */
export function runCorpusChecks(
  view: CorpusView,
  onCheck: (id: string) => void = () => {},
): CorpusResult {
  const findings: Finding[] = [];
  const applies = new Map<string, number>();
  for (const check of CORPUS_CHECKS) {
    onCheck(check.id);
    const run = check.run(view);
    findings.push(...run.findings);
    applies.set(check.id, run.applies);
  }
  return { findings, applies };
}
