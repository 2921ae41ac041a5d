/** H20: a charset that the sender shows in no other mail. Context only. */
import type { Finding } from "../../model/flag.ts";
import { fill, quoted } from "../check.ts";
import { newTraits, TRAITS } from "../sender-history.ts";
import type { CorpusCheck, CorpusRun, CorpusView } from "./corpus-view.ts";

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
  run: (view: CorpusView): CorpusRun => {
    const read = TRAITS.get("charset");
    if (read === undefined) return { findings: [], applies: 0 };
    const { found, applies } = newTraits(view, read);
    const findings = found.map(({ message, value, usual, total }): Finding => {
      const often = usual.map(([text, n]) => `${text} (${n})`).join(", ");
      const where = { kind: "corpus" as const, what: "Content-Type" };
      const compared = {
        what: "the sender's other mail",
        raw: often,
        where: { kind: "corpus" as const, what: `${total - 1} mails` },
      };
      return {
        check: "sender-charset-new",
        level: "information",
        sentence: fill(senderCharsetNew.sentence, {
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
