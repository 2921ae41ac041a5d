/** H21: a network that the sender sends from in no other mail. Context only. */
import type { Finding } from "../../model/flag.ts";
import { fill, quoted } from "../check.ts";
import { newTraits, TRAITS } from "../sender-history.ts";
import type { CorpusCheck, CorpusRun, CorpusView } from "./corpus-view.ts";

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
  run: (view: CorpusView): CorpusRun => {
    const read = TRAITS.get("first-hop");
    if (read === undefined) return { findings: [], applies: 0 };
    const { found, applies } = newTraits(view, read);
    const findings = found.map(({ message, value, usual, total }): Finding => {
      const often = usual.map(([text, n]) => `${text} (${n})`).join(", ");
      const where = {
        kind: "corpus" as const,
        what: "X-Originating-IP or the lowest Received header",
      };
      const compared = {
        what: "the sender's other mail",
        raw: often,
        where: { kind: "corpus" as const, what: `${total - 1} mails` },
      };
      return {
        check: "sender-first-hop-new",
        level: "information",
        sentence: fill(senderFirstHopNew.sentence, {
          value: quoted(value),
          total: total - 1,
          usual: quoted(often),
        }),
        members: [
          {
            docId: message.docId,
            evidence: [{ raw: value, where, steps: [], value, comparedWith: compared }],
          },
        ],
        evidence: [],
        rarity: 1 - found.length / Math.max(1, applies),
      };
    });
    return { findings, applies };
  },
};
