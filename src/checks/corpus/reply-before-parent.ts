/** H23: a reply is dated before the message it answers. */

import type { CorpusCheck, CorpusRun, CorpusView } from "../../model/corpus-view.ts";
import type { Finding } from "../../model/flag.ts";
import { fill } from "../engine/check.ts";
import { isoSeconds, spanText } from "../facts/evidence.ts";

/** Clocks an hour or a zone off are common; beyond 26 hours no zone explains it. */
const LIMIT_MS = 26 * 3_600_000;

export const replyBeforeParent: CorpusCheck = {
  scope: "corpus",
  id: "reply-before-parent",
  catalogue: "H23",
  line: "consistency",
  level: "medium",
  sentence: "The message is dated {span} before the message it answers.",
  looksFor: "A message dated more than 26 hours before the one its In-Reply-To names.",
  whyItMatters:
    "Nobody answers what is not written yet. One of the two dates is wrong or was set, or the reference was.",
  innocentCauses: [
    "the clock of one of the two computers was wrong: look at other mail of both senders",
    "a program that reuses ids, or a series sent with made-up references",
    "an archive that gave new dates",
  ],
  sources: ["RFC 5322 section 3.6.4", "community.metaspike.com/t/175"],
  cost: "trivial",
  run: (view: CorpusView): CorpusRun => {
    const sent = new Map<string, { docId: number; at: number }>();
    for (const { messageId, docId, sentAt } of view.messages())
      if (messageId !== "" && sentAt !== null && !sent.has(messageId))
        sent.set(messageId, { docId, at: sentAt });
    const findings: Finding[] = [];
    let applies = 0;
    for (const { docId, parents, sentAt, messageId } of view.messages()) {
      const parent = sent.get(parents[0] ?? "");
      if (parent === undefined || sentAt === null || parents[0] === messageId) continue;
      applies++;
      const back = parent.at - sentAt;
      if (back <= LIMIT_MS) continue;
      findings.push({
        check: "reply-before-parent",
        level: "medium",
        sentence: fill(replyBeforeParent.sentence, { span: spanText(back) }),
        members: [
          {
            docId,
            evidence: [
              {
                raw: isoSeconds(sentAt),
                where: { kind: "corpus", what: "Date of the reply" },
                steps: [`${parent.at} - ${sentAt} = ${back} ms = ${spanText(back)}`],
                value: isoSeconds(sentAt),
                comparedWith: {
                  what: "the message answered",
                  raw: isoSeconds(parent.at),
                  where: { kind: "corpus", what: "Date of its parent" },
                },
              },
            ],
          },
          { docId: parent.docId, evidence: [] },
        ],
        evidence: [],
        rarity: 0.7,
      });
    }
    return { findings, applies };
  },
};
