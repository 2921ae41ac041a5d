/** What ingest calls: one message or one file -> flags, traits and which checks had something to look at. Pure. */
import type { CheckResult } from "../model/document.ts";
import type { Message } from "../model/message.ts";
import { FILE_CHECKS } from "./file-checks.ts";
import { type FileInput, fileFacts } from "./file-facts.ts";
import { MESSAGE_CHECKS } from "./message-checks.ts";
import { messageTraits } from "./message-traits.ts";
import { messageFacts } from "./read-message-facts.ts";
import { runFileChecks, runMessageChecks } from "./run-checks.ts";

/** All message checks on one message. */
export function checkMessage(message: Message): CheckResult {
  const facts = messageFacts(message);
  return { ...runMessageChecks(MESSAGE_CHECKS, facts), traits: messageTraits(facts) };
}

/** All file checks on one file. */
export function checkFile(file: FileInput): CheckResult {
  return { ...runFileChecks(FILE_CHECKS, fileFacts(file)), traits: null };
}
