/** H20: a mail program that the sender uses in no other mail. Context only. */

import type { CorpusCheck } from "../../model/corpus-view.ts";
import { newTraitFindings } from "../facts/new-trait-findings.ts";

export const senderClientNew: CorpusCheck = {
  scope: "corpus",
  id: "sender-client-new",
  catalogue: "H20",
  line: "layout",
  level: "information",
  sentence:
    "The message shows the program {value}, which none of the {total} other mails of its sender shows; usual is {usual}.",
  looksFor:
    "A program name in X-Mailer or User-Agent that a sender with twenty or more mails shows in no other.",
  whyItMatters: "People use few programs.",
  innocentCauses: [
    "a new computer or phone",
    "a web mailer used on the way",
    "a document system that sends in its user's name",
  ],
  sources: ["own design"],
  cost: "trivial",
  run: (view) => newTraitFindings(view, senderClientNew, "client", "X-Mailer or User-Agent"),
};
