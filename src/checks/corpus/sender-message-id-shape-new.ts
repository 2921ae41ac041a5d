/** H20: a form of Message-ID that the sender shows in no other mail. Context only. */

import type { CorpusCheck } from "../../model/corpus-view.ts";
import { newTraitFindings } from "../facts/new-trait-findings.ts";

export const senderMessageIdShapeNew: CorpusCheck = {
  scope: "corpus",
  id: "sender-message-id-shape-new",
  catalogue: "H20",
  line: "layout",
  level: "information",
  sentence:
    "The message shows the form of Message-ID {value}, which none of the {total} other mails of its sender shows; usual is {usual}.",
  looksFor: "A form of Message-ID that a sender with twenty or more mails shows in no other.",
  whyItMatters: "Programs and servers give ids of one form.",
  innocentCauses: [
    "another program or server",
    "a form letter sent through a service",
    "an id that falls out of the form by chance",
  ],
  sources: ["own design"],
  cost: "trivial",
  run: (view) => newTraitFindings(view, senderMessageIdShapeNew, "message-id-shape", "Message-ID"),
};
