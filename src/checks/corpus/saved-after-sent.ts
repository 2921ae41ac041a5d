/** C04: a file says it was saved or made after the mail that carries it was sent. */

import type { CorpusCheck, CorpusRun, CorpusView, FileRow } from "../../model/corpus-view.ts";
import type { Evidence, Finding } from "../../model/flag.ts";
import { fill } from "../engine/check.ts";
import { type ClockType, timeOf } from "../facts/corpus-values.ts";
import { isoSeconds, metadataEvidence, spanText } from "../facts/evidence.ts";

const HOUR_MS = 3_600_000;
/** Any two zones are at most 26 hours apart. */
const LIMIT_MS = 26 * HOUR_MS;
const FIELDS = ["modified", "created"] as const;
const CLOCKS: readonly ClockType[] = ["utc", "local"];

/** The latest time of the file, and what it is held against: the later of sending and receipt, so that late delivery is not told twice. */
function laterThanMail(file: FileRow): { evidence: Evidence; after: number } | null {
  const { carrier } = file;
  if (carrier === null || carrier.sentAt === null) return null;
  const mailAt = Math.max(carrier.sentAt, carrier.receivedAt ?? carrier.sentAt);
  let found: { evidence: Evidence; after: number } | null = null;
  for (const field of FIELDS) {
    for (const clock of CLOCKS) {
      const value = timeOf(file, field, clock);
      if (value?.time === undefined) continue;
      const after = value.time.epochMs - mailAt;
      if (after <= LIMIT_MS || after <= (found?.after ?? 0)) continue;
      const compared = {
        what: "the mail that carries it",
        raw: isoSeconds(mailAt),
        where: { kind: "corpus" as const, what: "the later of Date and receipt" },
      };
      const steps = [`${value.time.epochMs} - ${mailAt} = ${after} ms = ${spanText(after)}`];
      found = {
        after,
        evidence: { ...metadataEvidence(value, compared, steps), docId: file.docId },
      };
    }
  }
  return found;
}

export const savedAfterSent: CorpusCheck = {
  scope: "corpus",
  id: "saved-after-sent",
  catalogue: "C04",
  line: "document",
  level: "medium",
  sentence:
    "A file in the mail says it was last saved or made {span} after the mail was sent and received.",
  looksFor:
    "A time of creation or last saving inside a file that is more than 26 hours later than both the Date and the receipt of the mail that carries it.",
  whyItMatters:
    "What a mail carries cannot change after it was sent. Either the file was put into the mail later, or a clock was wrong.",
  innocentCauses: [
    "the clock of the computer that saved the file was ahead: look at other files of the same saver",
    "the clock that dated the mail was behind: look at other mail of the same sender",
    "a program that writes local time as UTC, and then only by hours",
    "a mailbox program that keeps edited attachments in the mail",
  ],
  sources: ["meridiandiscovery.com on compound file times"],
  cost: "trivial",
  run: (view: CorpusView): CorpusRun => {
    const byMail = new Map<number, { members: Finding["members"][number][]; after: number }>();
    let applies = 0;
    for (const file of view.files()) {
      if (file.carrier === null || file.carrier.sentAt === null) continue;
      if (
        timeOf(file, "modified", "utc") !== undefined ||
        timeOf(file, "modified", "local") !== undefined
      )
        applies++;
      const found = laterThanMail(file);
      if (found === null) continue;
      const entry = byMail.get(file.rootId) ?? { members: [], after: 0 };
      entry.members.push({ docId: file.docId, evidence: [found.evidence] });
      entry.after = Math.max(entry.after, found.after);
      byMail.set(file.rootId, entry);
    }
    const findings = [...byMail].map(
      ([, { members, after }]): Finding => ({
        check: "saved-after-sent",
        level: "medium",
        sentence: fill(savedAfterSent.sentence, { span: spanText(after) }),
        members,
        evidence: [],
        rarity: 1 - Math.min(0.9, byMail.size / Math.max(1, applies)),
      }),
    );
    return { findings, applies };
  },
};
