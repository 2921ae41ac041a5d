/** H20: a zone that the sender shows in no other mail. Context only. */

import type { CorpusCheck } from "../../model/corpus-view.ts";
import { newTraitFindings } from "../facts/new-trait-findings.ts";

export const senderZoneNew: CorpusCheck = {
  scope: "corpus",
  id: "sender-zone-new",
  catalogue: "H20",
  line: "transport",
  level: "information",
  sentence:
    "The message shows the zone {value}, which none of the {total} other mails of its sender shows; usual is {usual}.",
  looksFor:
    "An offset in the Date header that a sender with twenty or more mails shows in no other.",
  whyItMatters: "People write from few zones; a mail made elsewhere shows another.",
  innocentCauses: [
    "travel",
    "the change to or from summer time",
    "a phone or web mailer that writes UTC",
  ],
  sources: ["theforensicator.wordpress.com on zones"],
  cost: "trivial",
  run: (view) => newTraitFindings(view, senderZoneNew, "zone", "the Date header"),
};
