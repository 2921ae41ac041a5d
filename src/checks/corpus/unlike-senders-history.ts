/** H20, H21 together: a mail that differs from all other mail of its sender in three or more traits at once. */

import type { CorpusCheck, CorpusRun, CorpusView } from "../../model/corpus-view.ts";
import type { Evidence, Finding } from "../../model/flag.ts";
import { fill } from "../engine/check.ts";
import { newTraits, TRAITS } from "../facts/sender-history.ts";

const MIN_TRAITS = 3;

export const unlikeSendersHistory: CorpusCheck = {
  scope: "corpus",
  id: "unlike-senders-history",
  catalogue: "H20, H21",
  line: "layout",
  level: "medium",
  sentence: "The message differs from all other mail of its sender in {count} traits: {traits}.",
  looksFor:
    "A message whose zone, program, form of Message-ID, charset or first network are new for its sender, three or more of them together.",
  whyItMatters:
    "Each alone is common. A mail made on another computer by another program differs in several at once.",
  innocentCauses: [
    "the first or only mail from a new computer, phone or web mailer",
    "a form letter sent through a service",
    "an address used by several people",
  ],
  sources: ["own design"],
  cost: "needs tools",
  run: (view: CorpusView): CorpusRun => {
    const byMessage = new Map<number, Evidence[]>();
    let applies = 0;
    for (const [name, read] of TRAITS) {
      const result = newTraits(view, read);
      applies = Math.max(applies, result.applies);
      for (const { message, value, usual } of result.found) {
        const list = byMessage.get(message.docId) ?? [];
        byMessage.set(message.docId, list);
        const often = usual.map(([text, n]) => `${text} (${n})`).join(", ");
        list.push({
          raw: value,
          where: { kind: "corpus", what: name },
          steps: [],
          value,
          comparedWith: {
            what: "the sender's other mail",
            raw: often,
            where: { kind: "corpus", what: name },
          },
        });
      }
    }
    const findings = [...byMessage]
      .filter(([, evidence]) => evidence.length >= MIN_TRAITS)
      .map(
        ([docId, evidence]): Finding => ({
          check: "unlike-senders-history",
          level: "medium",
          sentence: fill(unlikeSendersHistory.sentence, {
            count: evidence.length,
            traits: evidence
              .map(({ where }) => (where.kind === "corpus" ? where.what : ""))
              .join(", "),
          }),
          members: [{ docId, evidence }],
          evidence: [],
          rarity: 0.8,
        }),
      );
    return { findings, applies };
  },
};
