/** A picture inside a document says it was taken after the document says it was last saved. */
import type { CorpusCheck, CorpusRun, CorpusView } from "../../model/corpus-view.ts";
import type { Finding } from "../../model/flag.ts";
import type { MetadataValue } from "../../model/metadata.ts";
import { fill } from "../engine/check.ts";
import { timeOf } from "../facts/corpus-values.ts";
import { comparedMetadata, metadataEvidence, spanText } from "../facts/evidence.ts";

/** Any two zones are at most 26 hours apart. */
const LIMIT_MS = 26 * 3_600_000;

/** The latest time of saving a document states, as it is written. */
function savedAt(times: readonly (MetadataValue | undefined)[]): MetadataValue | undefined {
  return times.reduce((best, value) =>
    (value?.time?.epochMs ?? 0) > (best?.time?.epochMs ?? 0) ? value : best,
  );
}

export const pictureTakenAfterSaving: CorpusCheck = {
  scope: "corpus",
  id: "picture-taken-after-saving",
  catalogue: "E01",
  line: "document",
  level: "medium",
  sentence:
    "The document holds a picture that says it was taken {span} after the document was last saved.",
  looksFor:
    "A picture inside a document whose time of taking is more than 26 hours later than the last saving that the document states.",
  whyItMatters:
    "A picture cannot be put into a document before it is taken. The document was saved later than it says, or the camera's clock was ahead.",
  innocentCauses: [
    "the clock of the camera was ahead: look at its other pictures",
    "a program that puts pictures into a document and keeps its time of saving",
    "a time of taking that was set by hand in an album program",
  ],
  sources: ["EXIF 2.32, DateTimeOriginal", "own design"],
  cost: "needs tools",
  run: (view: CorpusView): CorpusRun => {
    const saved = new Map<number, MetadataValue>();
    const findings: Finding[] = [];
    let applies = 0;
    for (const file of view.files()) {
      if (!file.type.startsWith("image/")) {
        const value = savedAt([timeOf(file, "modified", "utc"), timeOf(file, "modified", "local")]);
        if (value !== undefined) saved.set(file.docId, value);
        continue;
      }
      const document = file.parentId === null ? undefined : saved.get(file.parentId);
      const taken = timeOf(file, "taken", "local") ?? timeOf(file, "taken", "utc");
      if (document?.time === undefined || taken?.time === undefined || file.parentId === null)
        continue;
      applies++;
      const after = taken.time.epochMs - document.time.epochMs;
      if (after <= LIMIT_MS) continue;
      const steps = [
        `${taken.time.epochMs} - ${document.time.epochMs} = ${after} ms = ${spanText(after)}`,
      ];
      const compared = comparedMetadata("the last saving of the document", document);
      findings.push({
        check: "picture-taken-after-saving",
        level: "medium",
        sentence: fill(pictureTakenAfterSaving.sentence, { span: spanText(after) }),
        members: [
          { docId: file.parentId, evidence: [] },
          { docId: file.docId, evidence: [metadataEvidence(taken, compared, steps)] },
        ],
        evidence: [],
        rarity: 0.9,
      });
    }
    return { findings, applies };
  },
};
