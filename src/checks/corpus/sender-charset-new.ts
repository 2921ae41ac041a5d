/** H20: a charset that the sender shows in no other mail. Context only. */

import type { CorpusCheck } from "../../model/corpus-view.ts";
import { newTraitFindings } from "../facts/new-trait-findings.ts";

export const senderCharsetNew: CorpusCheck = {
  scope: "corpus",
  id: "sender-charset-new",
  catalogue: "H20",
  line: "layout",
  level: "information",
  sentence:
    "The message shows the charset {value}, which none of the {total} other mails of its sender shows; usual is {usual}.",
  looksFor: "A charset of the text that a sender with twenty or more mails shows in no other.",
  whyItMatters: "Programs choose the charset by their own rules and settings.",
  innocentCauses: [
    "a quotation or name that needs another charset",
    "another program",
    "a forwarded text",
  ],
  sources: ["own design"],
  cost: "trivial",
  run: (view) => newTraitFindings(view, senderCharsetNew, "charset", "Content-Type"),
};
