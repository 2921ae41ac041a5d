/** H03: two From headers with different values. */
import type { MessageCheck } from "../engine/check.ts";
import { differingCopies } from "../facts/duplicate-header.ts";

export const duplicateFrom: MessageCheck = {
  scope: "message",
  id: "duplicate-from",
  catalogue: "H03",
  line: "consistency",
  level: "medium",
  sentence: "Two From headers are in the message: {first} and {second}.",
  looksFor: "More than one From header, with different values.",
  whyItMatters:
    "From may be there once. Programs differ in which one they show, and a signature speaks only for the one it signed.",
  innocentCauses: [
    "a gateway or list program that added its own instead of replacing",
    "a message pasted together by an archive",
    "a script that wrote headers into the body of a template",
  ],
  sources: [
    "RFC 5322 section 3.6: at most one",
    "RFC 6376 section 8.15: signing the header once more than it stands",
  ],
  cost: "trivial",
  applies: (facts) => facts.first("from") !== undefined,
  run: (facts) => differingCopies(duplicateFrom, "from", facts),
};
