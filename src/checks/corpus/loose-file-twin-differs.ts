/** C05: a loose file and a file in a mail were made at the same second by the same creator, and the loose one was saved again since. */

import type { CorpusCheck, CorpusRun, CorpusView, FileRow } from "../../model/corpus-view.ts";
import type { Finding } from "../../model/flag.ts";
import { fill, quoted } from "../engine/check.ts";
import { firstValue, plainName, timeOf } from "../facts/corpus-values.ts";
import { comparedMetadata, metadataEvidence } from "../facts/evidence.ts";

/** Made at the same second, of the same type, by the same creator: copies of one file. Null when the file does not tell. */
function originOf(file: FileRow): string | null {
  const created = timeOf(file, "created", "utc") ?? timeOf(file, "created", "local");
  const creator = firstValue(file, "creator");
  if (created?.time === undefined || creator === undefined) return null;
  return `${created.time.epochMs}\n${plainName(creator.text)}\n${file.type}`;
}

export const looseFileTwinDiffers: CorpusCheck = {
  scope: "corpus",
  id: "loose-file-twin-differs",
  catalogue: "C05",
  line: "consistency",
  level: "medium",
  sentence:
    "The loose file {name} and a file in a mail come from one file; they say {loose} and {mailed} as last saved by, and other times of last saving.",
  looksFor:
    "A file outside any mail with the same creation second, creator and type as one in a mail, but another last saver and a later time of saving.",
  whyItMatters:
    "The mail shows the file as it was then. The loose copy was opened and saved later, on an installation with another name.",
  innocentCauses: [
    "a colleague who worked on with the file",
    "the recipient, who saved the file again",
    "a file server that converted its files",
  ],
  sources: ["own design after published analyses of a leak of 2017"],
  cost: "trivial",
  run: (view: CorpusView): CorpusRun => {
    const mailed = new Map<string, FileRow>();
    const loose: FileRow[] = [];
    for (const file of view.files()) {
      const origin = originOf(file);
      if (origin === null) continue;
      if (file.carrier === null) loose.push(file);
      else if (!mailed.has(origin)) mailed.set(origin, file);
    }
    const findings: Finding[] = [];
    let applies = 0;
    for (const file of loose) {
      const twin = mailed.get(originOf(file) ?? "");
      if (twin === undefined) continue;
      applies++;
      if (twin.contentId === file.contentId) continue;
      const [saver, other] = [firstValue(file, "lastsavedby"), firstValue(twin, "lastsavedby")];
      const [saved, before] = [timeOf(file, "modified", "utc"), timeOf(twin, "modified", "utc")];
      if (
        saver === undefined ||
        other === undefined ||
        plainName(saver.text) === plainName(other.text)
      )
        continue;
      if (
        saved?.time === undefined ||
        before?.time === undefined ||
        saved.time.epochMs <= before.time.epochMs
      )
        continue;
      findings.push({
        check: "loose-file-twin-differs",
        level: "medium",
        sentence: fill(looseFileTwinDiffers.sentence, {
          name: quoted(file.name),
          loose: quoted(saver.text),
          mailed: quoted(other.text),
        }),
        members: [
          {
            docId: file.docId,
            evidence: [
              metadataEvidence(saver, comparedMetadata("the file in the mail", other)),
              metadataEvidence(saved, comparedMetadata("the file in the mail", before)),
            ],
          },
          { docId: twin.docId, evidence: [] },
        ],
        evidence: [],
        rarity: 0.8,
      });
    }
    return { findings, applies };
  },
};
