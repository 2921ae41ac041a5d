/** E01: the picture says it was changed before it was taken. */
import { type FileCheck, flagOf } from "../engine/check.ts";
import { comparedMetadata, metadataEvidence, spanText } from "../facts/evidence.ts";
import { pairsOf, ZONE_SPAN_MS } from "../facts/file-times.ts";

export const imageChangedBeforeTaken: FileCheck = {
  scope: "file",
  id: "image-changed-before-taken",
  catalogue: "E01",
  line: "document",
  level: "low",
  sentence: "The picture says it was last changed {span} before it was taken.",
  looksFor: "An EXIF time of change more than a day before the time the picture was taken.",
  whyItMatters:
    "A camera sets both at once and programs raise the time of change. One of the two was set.",
  innocentCauses: [
    "a camera clock that was corrected afterwards in an album program",
    "a scan given the date of the old photograph",
    "a program that writes the wrong tag",
  ],
  sources: ["EXIF 2.32, tags DateTime and DateTimeOriginal"],
  cost: "needs tools",
  applies: (facts) =>
    facts.type.startsWith("image/") && pairsOf(facts, "taken", "modified").length > 0,
  run: (facts) => {
    for (const [taken, modified] of pairsOf(facts, "taken", "modified")) {
      const back = taken.at - modified.at;
      if (back <= ZONE_SPAN_MS) continue;
      const steps = [`${taken.at} - ${modified.at} = ${back} ms = ${spanText(back)}`];
      return [
        flagOf(imageChangedBeforeTaken, { span: spanText(back) }, [
          metadataEvidence(
            modified.value,
            comparedMetadata("the time it was taken", taken.value),
            steps,
          ),
        ]),
      ];
    }
    return [];
  },
};
