/** C03: two files of one name whose texts differ by a few numbers or names, and whose stored times say they are one state. */

import type { CorpusCheck, CorpusRun, CorpusView, FileRow } from "../../model/corpus-view.ts";
import type { Finding } from "../../model/flag.ts";
import { fill, quoted } from "../engine/check.ts";
import { plainName, timeOf, wordsOf } from "../facts/corpus-values.ts";
import { metadataEvidence } from "../facts/evidence.ts";
import { changeOf, type WordChange } from "../facts/word-changes.ts";

const MAX_CHARS = 100_000;
const MAX_CHANGES = 3;
const MIN_WORDS = 20;
/** A name carried by more files than this is a name like "image001". */
const MAX_SAME_NAME = 12;

/** The words that differ between two texts of equal length; null when they differ in more than a few. */
function fewChanges(first: string, second: string): WordChange[] | null {
  const [a, b] = [wordsOf(first), wordsOf(second)];
  if (a.length !== b.length || a.length < MIN_WORDS) return null;
  const changes: WordChange[] = [];
  for (let i = 0; i < a.length; i++) {
    const [from = "", to = ""] = [a[i], b[i]];
    if (from === to) continue;
    const change = changeOf(from, to);
    if (change === null) continue;
    changes.push(change);
    if (changes.length > MAX_CHANGES) return null;
  }
  return changes;
}

/** Two files that say they are the same state: saved at one time. */
function sameTime(a: FileRow, b: FileRow): boolean {
  for (const clock of ["utc", "local"] as const) {
    const [first, second] = [timeOf(a, "modified", clock), timeOf(b, "modified", clock)];
    if (first?.time !== undefined && first.time.epochMs === second?.time?.epochMs) return true;
  }
  return false;
}

export const attachmentVariants: CorpusCheck = {
  scope: "corpus",
  id: "attachment-variants",
  catalogue: "C03",
  line: "consistency",
  level: "medium",
  sentence:
    "Two files named {name} differ in {count} words, the first {from} against {to}; {times}.",
  looksFor:
    "Files with one name in several mails whose texts are the same but for one to three numbers or names, and whether they claim one time of last saving.",
  whyItMatters:
    "Drafts differ in their time of saving. Two texts that both say they were saved at the same second cannot both be what that program saved.",
  innocentCauses: [
    "versions of a draft or of a form letter",
    "a monthly report or invoice made by a program that keeps the times of its template",
    "a file changed by a tool that does not touch the times",
  ],
  sources: ["Tainted Leaks report", "own design"],
  cost: "needs tools",
  run: (view: CorpusView): CorpusRun => {
    const groups = new Map<string, FileRow[]>();
    for (const file of view.files()) {
      if (file.name === "" || file.type.startsWith("image/")) continue;
      if (
        timeOf(file, "modified", "utc") === undefined &&
        timeOf(file, "modified", "local") === undefined
      )
        continue;
      const key = `${plainName(file.name)}\n${file.type}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [file]);
      else if (
        group.length <= MAX_SAME_NAME &&
        !group.some(({ contentId }) => contentId === file.contentId)
      )
        group.push(file);
    }
    const findings: Finding[] = [];
    let applies = 0;
    for (const group of groups.values()) {
      if (group.length < 2 || group.length > MAX_SAME_NAME) continue;
      applies++;
      const texts = group.map(({ docId }) => view.text(docId).slice(0, MAX_CHARS));
      for (let i = 0; i + 1 < group.length; i++) {
        const [a, b] = [group[i], group[i + 1]];
        if (a === undefined || b === undefined) continue;
        const changes = fewChanges(texts[i] ?? "", texts[i + 1] ?? "");
        const first = changes?.[0];
        if (changes === null || first === undefined) continue;
        const same = sameTime(a, b);
        const modified = timeOf(b, "modified", "utc") ?? timeOf(b, "modified", "local");
        const values = {
          name: quoted(a.name),
          count: changes.length,
          from: quoted(first.from),
          to: quoted(first.to),
          times: same
            ? "both say they were last saved at the same second"
            : "their times of last saving differ",
        };
        findings.push({
          check: "attachment-variants",
          level: same ? "medium" : "information",
          sentence: fill(attachmentVariants.sentence, values),
          members: [
            { docId: a.docId, evidence: [] },
            {
              docId: b.docId,
              evidence: modified === undefined ? [] : [metadataEvidence(modified)],
            },
          ],
          evidence: [],
          rarity: same ? 0.9 : 0.3,
        });
      }
    }
    return { findings, applies };
  },
};
