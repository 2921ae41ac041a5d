/** H21: a network that the sender sends from in no other mail. Context only. */

import type { CorpusCheck } from "../../model/corpus-view.ts";
import { newTraitFindings } from "../facts/new-trait-findings.ts";

export const senderFirstHopNew: CorpusCheck = {
  scope: "corpus",
  id: "sender-first-hop-new",
  catalogue: "H21",
  line: "transport",
  level: "information",
  sentence:
    "The message shows the first network {value}, which none of the {total} other mails of its sender shows; usual is {usual}.",
  looksFor:
    "A network of the first public address that a sender with twenty or more mails shows in no other.",
  whyItMatters: "People send from few networks.",
  innocentCauses: [
    "mobile networks, hotels and other offices",
    "a private network",
    "a provider that changed its addresses",
  ],
  sources: ["practice; no published rule is known"],
  cost: "trivial",
  run: (view) =>
    newTraitFindings(
      view,
      senderFirstHopNew,
      "first-hop",
      "X-Originating-IP or the lowest Received header",
    ),
};
