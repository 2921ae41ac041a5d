/** Runs every check of one scope on one document. A check that throws is a bug and stops the run; bad input never makes one throw. */
import type { Flag } from "../../model/flag.ts";
import type { FileFacts } from "../facts/file-facts.ts";
import type { MessageFacts } from "../facts/message-facts.ts";
import type { FileCheck, MessageCheck } from "./check.ts";

/** Flags of one document, and which checks had something to look at (their denominators). */
export interface CheckRun {
  readonly flags: readonly Flag[];
  readonly applied: readonly string[];
}

/** Message checks on one message, in the order given. */
export function runMessageChecks(checks: readonly MessageCheck[], facts: MessageFacts): CheckRun {
  const flags: Flag[] = [];
  const applied: string[] = [];
  for (const check of checks) {
    if (!check.applies(facts)) continue;
    applied.push(check.id);
    flags.push(...check.run(facts));
  }
  return { flags, applied };
}

/** File checks on one file, in the order given. */
export function runFileChecks(checks: readonly FileCheck[], facts: FileFacts): CheckRun {
  const flags: Flag[] = [];
  const applied: string[] = [];
  for (const check of checks) {
    if (!check.applies(facts)) continue;
    applied.push(check.id);
    flags.push(...check.run(facts));
  }
  return { flags, applied };
}
