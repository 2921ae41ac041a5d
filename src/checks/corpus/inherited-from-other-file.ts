/** O05: a file was made from another file of the corpus, says other things, and carries the other's author. */

import type { CorpusCheck, CorpusRun, CorpusView, FileRow } from "../../model/corpus-view.ts";
import type { Finding } from "../../model/flag.ts";
import { fill, quoted } from "../engine/check.ts";
import { firstValue, isDefaultName, plainName, timeOf } from "../facts/corpus-values.ts";
import { comparedMetadata, metadataEvidence } from "../facts/evidence.ts";
import { splitStored } from "../facts/stored-text.ts";

const MAX_FILES = 4;
const MAX_SHARED_LINES = 0.2;

/** Share of the lines of one text that stand in another. */
function sharedLines(view: CorpusView, a: FileRow, b: FileRow): number {
  const lines = (file: FileRow): string[] =>
    splitStored(view.text(file.docId).slice(0, 100_000))
      .map((line) => line.trim())
      .filter((line) => line.length > 10);
  const first = new Set(lines(a));
  const second = lines(b);
  if (second.length === 0 || first.size === 0) return 1;
  return second.filter((line) => first.has(line)).length / second.length;
}

export const inheritedFromOtherFile: CorpusCheck = {
  scope: "corpus",
  id: "inherited-from-other-file",
  catalogue: "O05",
  line: "document",
  level: "medium",
  sentence:
    "The file {name} has the creator {creator} and the creation second of {other}, says other things, and carries {saver} as last saved by.",
  looksFor:
    "Two files with one creation second and creator, texts that have next to nothing in common, and a last saver of the later who is not the creator.",
  whyItMatters:
    "The later was made by emptying the earlier and putting other text in. Creator, company and template then tell of the earlier only.",
  innocentCauses: [
    "an old file used as the pattern for a new one",
    "a template that is saved as an ordinary file",
    "a form filled in by others",
  ],
  sources: ["theforensicator.wordpress.com on template analysis"],
  cost: "trivial",
  run: (view: CorpusView): CorpusRun => {
    const groups = new Map<string, FileRow[]>();
    const savers = new Map<string, number>();
    const seen = new Set<string>();
    for (const file of view.files()) {
      const created = timeOf(file, "created", "utc");
      const creator = firstValue(file, "creator");
      if (created?.time === undefined || creator === undefined || seen.has(file.contentId))
        continue;
      if (isDefaultName(creator.text)) continue;
      seen.add(file.contentId);
      const saver = plainName(firstValue(file, "lastsavedby")?.text ?? "");
      savers.set(saver, (savers.get(saver) ?? 0) + 1);
      const key = `${created.time.epochMs}\n${plainName(creator.text)}\n${file.type}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [file]);
      else if (group.length <= MAX_FILES) group.push(file);
    }
    const findings: Finding[] = [];
    let applies = 0;
    for (const group of groups.values()) {
      if (group.length < 2 || group.length > MAX_FILES) continue;
      applies++;
      const at = (file: FileRow): number => timeOf(file, "modified", "utc")?.time?.epochMs ?? 0;
      const [first, ...later] = group.toSorted((a, b) => at(a) - at(b));
      if (first === undefined) continue;
      for (const file of later) {
        const [creator, saver] = [firstValue(file, "creator"), firstValue(file, "lastsavedby")];
        const [own, before] = [timeOf(file, "created", "utc"), timeOf(first, "created", "utc")];
        if (
          creator === undefined ||
          saver === undefined ||
          own === undefined ||
          before === undefined
        )
          continue;
        if (
          plainName(creator.text) === plainName(saver.text) ||
          plainName(file.name) === plainName(first.name)
        )
          continue;
        if (sharedLines(view, first, file) > MAX_SHARED_LINES) continue;
        const isRare = (savers.get(plainName(saver.text)) ?? 0) <= 2;
        findings.push({
          check: "inherited-from-other-file",
          level: isRare ? "medium" : "information",
          sentence: fill(inheritedFromOtherFile.sentence, {
            name: quoted(file.name),
            creator: quoted(creator.text),
            other: quoted(first.name),
            saver: quoted(saver.text),
          }),
          members: [
            {
              docId: file.docId,
              evidence: [
                metadataEvidence(own, comparedMetadata("the other file", before)),
                metadataEvidence(saver),
              ],
            },
            { docId: first.docId, evidence: [] },
          ],
          evidence: [],
          rarity: isRare ? 0.8 : 0.3,
        });
      }
    }
    return { findings, applies };
  },
};
