/** What ingest calls: one message or one file -> flags, traits and which checks had something to look at. Pure. */
import type { CheckResult } from "../../model/document.ts";
import type { Flag } from "../../model/flag.ts";
import type { Message } from "../../model/message.ts";
import { type FileInput, fileFacts } from "../facts/file-facts.ts";
import { messageTraits } from "../facts/message-traits.ts";
import { messageFacts } from "../facts/read-message-facts.ts";
import { FILE_CHECKS } from "./file-checks.ts";
import { MESSAGE_CHECKS } from "./message-checks.ts";
import { runFileChecks, runMessageChecks } from "./run-checks.ts";

/** Context is derived again from the headers when somebody asks: its evidence need not travel to the catalog. */
function withoutEvidence(flag: Flag): Flag {
  if (flag.level !== "information") return flag;
  const { check, level, lines } = flag;
  const bare = { check, level, sentence: "", evidence: [] };
  return lines === undefined ? bare : { ...bare, lines };
}

/** All message checks on one message; `bytes` are its message bytes where they are at hand. Context flags come without sentence and evidence. */
export function checkMessage(message: Message, bytes: Uint8Array | null = null): CheckResult {
  const facts = messageFacts(message, bytes);
  const { flags, applied } = runMessageChecks(MESSAGE_CHECKS, facts);
  return {
    flags: flags.map(withoutEvidence),
    applied: applied.join(" "),
    traits: messageTraits(facts),
  };
}

/** All file checks on one file. */
export function checkFile(file: FileInput): CheckResult {
  const { flags, applied } = runFileChecks(FILE_CHECKS, fileFacts(file));
  return { flags, applied: applied.join(" "), traits: null };
}
