/** H03: two Date headers with different values. */
import type { MessageCheck } from "../engine/check.ts";
import { differingCopies } from "../facts/duplicate-header.ts";

export const duplicateDate: MessageCheck = {
  scope: "message",
  id: "duplicate-date",
  catalogue: "H03",
  line: "consistency",
  level: "medium",
  sentence: "Two Date headers are in the message: {first} and {second}.",
  looksFor: "More than one Date header, with different values.",
  whyItMatters:
    "Date may be there once. Programs differ in which one they show, and a signature speaks only for the one it signed.",
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
  applies: (facts) => facts.first("date") !== undefined,
  run: (facts) => differingCopies(duplicateDate, "date", facts),
};
