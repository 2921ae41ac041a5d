/** C10: a mailbox that holds mail nearly every day has a stretch of days with none. A mailbox is an mbox, a maildir, a folder of mails or a PST alike. */

import type { CorpusCheck, CorpusRun, CorpusView } from "../../model/corpus-view.ts";
import type { Finding } from "../../model/flag.ts";
import { fill, quoted } from "../engine/check.ts";
import { isoSeconds, spanText } from "../facts/evidence.ts";

const DAY_MS = 86_400_000;
const MIN_MESSAGES = 200;
/** Mails one would expect in the hole at the rate of the 60 days around it. */
const MIN_EXPECTED = 30;
const AROUND_MS = 30 * DAY_MS;
const MIN_HOLE_MS = 4 * DAY_MS;

interface Sent {
  readonly at: number;
  readonly docId: number;
}

/** Messages in the 30 days before `end` (or after `start`), by position in the sorted list. */
function countNear(sent: readonly Sent[], from: number, step: 1 | -1, limit: number): number {
  let count = 0;
  for (let i = from; i >= 0 && i < sent.length; i += step) {
    if (Math.abs((sent[i]?.at ?? 0) - limit) > AROUND_MS) break;
    count++;
  }
  return count;
}

/** The last two names of a path: "anna/Inbox". */
const boxName = (path: string): string => path.split("/").slice(-2).join("/");

export const mailHole: CorpusCheck = {
  scope: "corpus",
  id: "mail-hole",
  catalogue: "C10",
  line: "consistency",
  level: "information",
  sentence:
    "{box} holds no mail for {span}, from {from} to {to}, where {expected} would be expected at the rate of the weeks around.",
  looksFor:
    "Stretches of four days or more without mail in a mailbox of more than 200 mails, where thirty or more would be expected.",
  whyItMatters:
    "Mail that is missing as a block was not there, was deleted or was left out of the selection.",
  innocentCauses: [
    "holidays and illness",
    "a server that was down",
    "a folder kept elsewhere",
    "mail deleted after a time",
  ],
  sources: ["own design"],
  cost: "trivial",
  run: (view: CorpusView): CorpusRun => {
    const boxes = new Map<string, Sent[]>();
    for (const { container, sentAt, docId, rootId } of view.messages()) {
      if (sentAt === null || docId !== rootId) continue;
      const list = boxes.get(container);
      if (list === undefined) boxes.set(container, [{ at: sentAt, docId }]);
      else list.push({ at: sentAt, docId });
    }
    const findings: Finding[] = [];
    let applies = 0;
    for (const [box, sent] of boxes) {
      if (sent.length < MIN_MESSAGES) continue;
      applies += sent.length - 1;
      sent.sort((a, b) => a.at - b.at);
      for (let i = 0; i + 1 < sent.length; i++) {
        const [before, after] = [sent[i], sent[i + 1]];
        if (before === undefined || after === undefined || after.at - before.at < MIN_HOLE_MS)
          continue;
        const around = countNear(sent, i, -1, before.at) + countNear(sent, i + 1, 1, after.at);
        const hole = after.at - before.at;
        const expected = (around / (2 * AROUND_MS)) * hole;
        if (expected < MIN_EXPECTED || hole > 4 * AROUND_MS) continue;
        findings.push({
          check: "mail-hole",
          level: "information",
          sentence: fill(mailHole.sentence, {
            box: quoted(boxName(box)),
            span: spanText(hole),
            from: isoSeconds(before.at).slice(0, 10),
            to: isoSeconds(after.at).slice(0, 10),
            expected: Math.round(expected),
          }),
          members: [before, after].map(({ docId }) => ({ docId, evidence: [] })),
          evidence: [
            {
              raw: "0",
              where: { kind: "corpus", what: "mails of the mailbox in that stretch" },
              steps: [
                `${around} mails in the 30 days before and after = ${((around * DAY_MS) / (2 * AROUND_MS)).toFixed(1)} a day, x ${spanText(hole)}`,
              ],
              value: "0",
              comparedWith: {
                what: "mails expected",
                raw: expected.toFixed(0),
                where: { kind: "corpus", what: "the weeks around" },
              },
            },
          ],
          rarity: 0.5,
        });
      }
    }
    return { findings, applies };
  },
};
