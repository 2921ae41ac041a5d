/** H03: two Message-ID headers with different values. */
import type { MessageCheck } from "../engine/check.ts";
import { differingCopies } from "../facts/duplicate-header.ts";

export const duplicateMessageId: MessageCheck = {
  scope: "message",
  id: "duplicate-message-id",
  catalogue: "H03",
  line: "consistency",
  level: "low",
  sentence: "Two Message-ID headers are in the message: {first} and {second}.",
  looksFor: "More than one Message-ID header, with different values.",
  whyItMatters:
    "Message-ID may be there once. Programs differ in which one they show, and a signature speaks only for the one it signed.",
  innocentCauses: [
    "a list archive that adds an id of its own",
    "a message pasted together by an archive",
    "a script that wrote headers into the body of a template",
  ],
  sources: [
    "RFC 5322 section 3.6: at most one",
    "RFC 6376 section 8.15: signing the header once more than it stands",
  ],
  cost: "trivial",
  applies: (facts) => facts.first("message-id") !== undefined,
  run: (facts) => differingCopies(duplicateMessageId, "message-id", facts),
};
