/** C09: weeks in which far more of the mails that are answered are not in the corpus than usual. */

import type { CorpusCheck, CorpusRun, CorpusView, MessageRow } from "../../model/corpus-view.ts";
import type { Finding } from "../../model/flag.ts";
import { fill } from "../engine/check.ts";
import { isoSeconds } from "../facts/evidence.ts";

const WEEK_MS = 7 * 86_400_000;
const MIN_MISSING = 10;
/** Standard deviations above the share of the year around it. */
const MIN_SCORE = 6;
const MAX_MEMBERS = 100;

interface Week {
  answered: number;
  readonly missing: MessageRow[];
}

export const referencedMailMissing: CorpusCheck = {
  scope: "corpus",
  id: "referenced-mail-missing",
  catalogue: "C09",
  line: "consistency",
  level: "information",
  sentence:
    "In the week of {week}, {missing} of {answered} mails that are answered are not in the corpus; over the corpus it is {share} %.",
  looksFor:
    "Weeks in which the share of answered mails that are not in the corpus is far above that of the whole corpus.",
  whyItMatters: "A cluster of missing mails is a question to ask of whoever made the selection.",
  innocentCauses: [
    "a thread with people outside, of which only one side is here",
    "deleted mail",
    "a mailbox or folder that was not part of the source",
  ],
  sources: ["RFC 5322 section 3.6.4"],
  cost: "trivial",
  run: (view: CorpusView): CorpusRun => {
    const present = new Set<string>();
    for (const { messageId } of view.messages()) present.add(messageId);
    const weeks = new Map<number, Week>();
    let answered = 0;
    let absent = 0;
    for (const message of view.messages()) {
      const parent = message.parents[0];
      if (parent === undefined || message.sentAt === null) continue;
      const number = Math.floor(message.sentAt / WEEK_MS);
      const week = weeks.get(number) ?? { answered: 0, missing: [] };
      weeks.set(number, week);
      week.answered++;
      answered++;
      if (present.has(parent)) continue;
      absent++;
      if (week.missing.length < MAX_MEMBERS) week.missing.push(message);
    }
    const share = absent / Math.max(1, answered);
    const findings: Finding[] = [];
    for (const [number, week] of [...weeks].sort(([a], [b]) => a - b)) {
      const deviation = Math.sqrt(week.answered * share * (1 - share)) || 1;
      const score = (week.missing.length - week.answered * share) / deviation;
      if (week.missing.length < MIN_MISSING || score < MIN_SCORE) continue;
      findings.push({
        check: "referenced-mail-missing",
        level: "information",
        sentence: fill(referencedMailMissing.sentence, {
          week: isoSeconds(number * WEEK_MS).slice(0, 10),
          missing: week.missing.length,
          answered: week.answered,
          share: (share * 100).toFixed(0),
        }),
        members: week.missing.map(({ docId }) => ({ docId, evidence: [] })),
        evidence: [
          {
            raw: String(week.missing.length),
            where: { kind: "corpus", what: `answers sent in that week: ${week.answered}` },
            steps: [
              `(${week.missing.length} - ${week.answered} x ${share.toFixed(3)}) / ${deviation.toFixed(2)} = ${score.toFixed(1)} standard deviations`,
            ],
            value: score.toFixed(1),
            comparedWith: {
              what: "the whole corpus",
              raw: `${absent} of ${answered}`,
              where: { kind: "corpus", what: "answers" },
            },
          },
        ],
        rarity: 0.5,
      });
    }
    return { findings, applies: weeks.size };
  },
};
