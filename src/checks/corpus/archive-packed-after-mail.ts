/** Z02: files in an archive carry times later than the newest mail of the corpus. Context: when the material was put together. */

import type { CorpusCheck, CorpusRun, CorpusView, FileRow } from "../../model/corpus-view.ts";
import type { Finding } from "../../model/flag.ts";
import type { MetadataValue } from "../../model/metadata.ts";
import { fill, quoted } from "../engine/check.ts";
import { isoSeconds, metadataEvidence, spanText } from "../facts/evidence.ts";

const DAY_MS = 86_400_000;
/** Fewer mails tell no end. */
const MIN_MESSAGES = 20;

/** The newest member time of each archive, by its document. */
function newestMembers(view: CorpusView): Map<number, { file: FileRow; value: MetadataValue }> {
  const newest = new Map<number, { file: FileRow; value: MetadataValue }>();
  for (const file of view.files()) {
    if (file.parentId === null || file.carrier !== null) continue;
    const value = file.metadata.find(
      ({ field, time }) => field === "membertime" && time !== undefined,
    );
    if (value?.time === undefined) continue;
    const known = newest.get(file.parentId)?.value.time;
    if (known === undefined || known.epochMs < value.time.epochMs)
      newest.set(file.parentId, { file, value });
  }
  return newest;
}

export const archivePackedAfterMail: CorpusCheck = {
  scope: "corpus",
  id: "archive-packed-after-mail",
  catalogue: "Z02",
  line: "document",
  level: "information",
  sentence:
    "The file {name} in a loose archive has the time {at}, {span} after the newest mail here.",
  looksFor:
    "An archive outside any mail whose newest member is more than a day later than the newest mail of the corpus.",
  whyItMatters:
    "It tells when the material was put together, and that files were written after the mail ends.",
  innocentCauses: [
    "the archive was packed when the material was handed over",
    "an unpacking program that sets the time of the day",
    "the mail of the last weeks is not part of the material",
  ],
  sources: ["APPNOTE.TXT section 4.4.6", "own design"],
  cost: "trivial",
  run: (view: CorpusView): CorpusRun => {
    const sent: number[] = [];
    for (const { sentAt, receivedAt, docId, rootId } of view.messages()) {
      const at = receivedAt ?? sentAt;
      if (at !== null && docId === rootId) sent.push(at);
    }
    const newest = newestMembers(view);
    if (sent.length < MIN_MESSAGES) return { findings: [], applies: newest.size };
    // One mail with a wrong clock in the future is no end: the last but one in a hundred is
    sent.sort((a, b) => a - b);
    const end = sent[Math.floor((sent.length - 1) * 0.99)] ?? 0;
    const last = sent.at(-1) ?? end;
    const until = last - end > 365 * DAY_MS ? end : last;
    const findings: Finding[] = [];
    for (const { file, value } of newest.values()) {
      const after = (value.time?.epochMs ?? 0) - until;
      if (after <= DAY_MS) continue;
      const where = { kind: "corpus" as const, what: "the newest mail" };
      const compared = { what: "the newest mail", raw: isoSeconds(until), where };
      const steps = [`${value.time?.epochMs} - ${until} = ${after} ms = ${spanText(after)}`];
      findings.push({
        check: "archive-packed-after-mail",
        level: "information",
        sentence: fill(archivePackedAfterMail.sentence, {
          name: quoted(file.name),
          at: isoSeconds(value.time?.epochMs ?? 0),
          span: spanText(after),
        }),
        members: [{ docId: file.docId, evidence: [metadataEvidence(value, compared, steps)] }],
        evidence: [],
        rarity: 0.5,
      });
    }
    return { findings, applies: newest.size };
  },
};
