/** H20: a mail program that the sender uses in no other mail. Context only. */
import type { Finding } from "../../model/flag.ts";
import { fill, quoted } from "../check.ts";
import { newTraits, TRAITS } from "../sender-history.ts";
import type { CorpusCheck, CorpusRun, CorpusView } from "./corpus-view.ts";

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
  run: (view: CorpusView): CorpusRun => {
    const read = TRAITS.get("client");
    if (read === undefined) return { findings: [], applies: 0 };
    const { found, applies } = newTraits(view, read);
    const findings = found.map(({ message, value, usual, total }): Finding => {
      const often = usual.map(([text, n]) => `${text} (${n})`).join(", ");
      const where = { kind: "corpus" as const, what: "X-Mailer or User-Agent" };
      const compared = {
        what: "the sender's other mail",
        raw: often,
        where: { kind: "corpus" as const, what: `${total - 1} mails` },
      };
      return {
        check: "sender-client-new",
        level: "information",
        sentence: fill(senderClientNew.sentence, {
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
