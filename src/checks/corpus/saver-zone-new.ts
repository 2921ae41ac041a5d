/** O07, P04: a file tells another zone than every other file of the same saver or creator, by more than summer time makes. */

import type { CorpusCheck, CorpusRun, CorpusView, FileRow } from "../../model/corpus-view.ts";
import type { Finding } from "../../model/flag.ts";
import { fill, quoted } from "../engine/check.ts";
import { firstValue, isDefaultName, plainName } from "../facts/corpus-values.ts";
import { metadataEvidence } from "../facts/evidence.ts";
import { type ToldZone, toldZone, zoneText } from "../facts/file-zone.ts";

/** Fewer files show no habit. */
const MIN_FILES = 8;
/** Summer time moves a zone by an hour. */
const SUMMER_MINUTES = 60;

interface Told {
  readonly file: FileRow;
  readonly zone: ToldZone;
}

export const saverZoneNew: CorpusCheck = {
  scope: "corpus",
  id: "saver-zone-new",
  catalogue: "O07, P04",
  line: "clock",
  level: "low",
  sentence:
    "The file {name} tells the zone {zone}; the {total} other files here with {saver} as last saved by or creator tell {usual}.",
  looksFor:
    "A file whose zone is more than an hour from that of all other files with the same last saver or creator, where seven or more others tell theirs.",
  whyItMatters: "The zone is a setting of the computer. Files saved on one computer tell one zone.",
  innocentCauses: [
    "travel",
    "a second computer, or a server that converted the file",
    "somebody else of that name, elsewhere",
  ],
  sources: ["theforensicator.wordpress.com on zones of Word files", "own design"],
  cost: "trivial",
  run: (view: CorpusView): CorpusRun => {
    const groups = new Map<string, Told[]>();
    const seen = new Set<string>();
    let applies = 0;
    for (const file of view.files()) {
      if (seen.has(file.contentId)) continue;
      const saver = firstValue(file, "lastsavedby") ?? firstValue(file, "creator");
      if (saver === undefined || isDefaultName(saver.text)) continue;
      const zone = toldZone(file.metadata);
      if (zone === null) continue;
      seen.add(file.contentId);
      applies++;
      const key = plainName(saver.text);
      groups.set(key, [...(groups.get(key) ?? []), { file, zone }]);
    }
    const findings: Finding[] = [];
    for (const group of groups.values()) {
      if (group.length < MIN_FILES) continue;
      for (const { file, zone } of group) {
        const others = group
          .filter((other) => other.file !== file)
          .map((other) => other.zone.minutes);
        if (others.some((minutes) => Math.abs(minutes - zone.minutes) <= SUMMER_MINUTES)) continue;
        const saver = firstValue(file, "lastsavedby") ?? firstValue(file, "creator");
        if (saver === undefined) continue;
        const usual = [...new Set(others)].sort((a, b) => a - b).map(zoneText);
        const where = {
          kind: "corpus" as const,
          what: `${others.length} other files of that name`,
        };
        const compared = { what: "the zones they tell", raw: usual.join(", "), where };
        findings.push({
          check: "saver-zone-new",
          level: "low",
          sentence: fill(saverZoneNew.sentence, {
            name: quoted(file.name),
            zone: zoneText(zone.minutes),
            total: others.length,
            saver: quoted(saver.text),
            usual: usual.join(", "),
          }),
          members: [
            {
              docId: file.docId,
              evidence: [
                metadataEvidence(zone.local, compared, [
                  `wall clock - UTC = ${zone.minutes} minutes`,
                ]),
                metadataEvidence(saver),
              ],
            },
          ],
          evidence: [],
          rarity: 0.8,
        });
      }
    }
    return { findings, applies };
  },
};
