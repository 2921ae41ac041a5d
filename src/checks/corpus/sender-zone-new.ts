/** H20: a zone that the sender shows in no other mail. Context only. */
import type { Finding } from "../../model/flag.ts";
import { fill, quoted } from "../check.ts";
import { newTraits, TRAITS } from "../sender-history.ts";
import type { CorpusCheck, CorpusRun, CorpusView } from "./corpus-view.ts";

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
  run: (view: CorpusView): CorpusRun => {
    const read = TRAITS.get("zone");
    if (read === undefined) return { findings: [], applies: 0 };
    const { found, applies } = newTraits(view, read);
    const findings = found.map(({ message, value, usual, total }): Finding => {
      const often = usual.map(([text, n]) => `${text} (${n})`).join(", ");
      const where = { kind: "corpus" as const, what: "the Date header" };
      const compared = {
        what: "the sender's other mail",
        raw: often,
        where: { kind: "corpus" as const, what: `${total - 1} mails` },
      };
      return {
        check: "sender-zone-new",
        level: "information",
        sentence: fill(senderZoneNew.sentence, {
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
