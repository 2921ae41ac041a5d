/** H20: a form of Message-ID that the sender shows in no other mail. Context only. */
import type { Finding } from "../../model/flag.ts";
import { fill, quoted } from "../check.ts";
import { newTraits, TRAITS } from "../sender-history.ts";
import type { CorpusCheck, CorpusRun, CorpusView } from "./corpus-view.ts";

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
  run: (view: CorpusView): CorpusRun => {
    const read = TRAITS.get("message-id-shape");
    if (read === undefined) return { findings: [], applies: 0 };
    const { found, applies } = newTraits(view, read);
    const findings = found.map(({ message, value, usual, total }): Finding => {
      const often = usual.map(([text, n]) => `${text} (${n})`).join(", ");
      const where = { kind: "corpus" as const, what: "Message-ID" };
      const compared = {
        what: "the sender's other mail",
        raw: often,
        where: { kind: "corpus" as const, what: `${total - 1} mails` },
      };
      return {
        check: "sender-message-id-shape-new",
        level: "information",
        sentence: fill(senderMessageIdShapeNew.sentence, {
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
