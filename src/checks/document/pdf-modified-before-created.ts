/** P04: a PDF that says it was last saved before it was created. */
import { type FileCheck, flagOf } from "../engine/check.ts";
import { comparedMetadata, metadataEvidence, spanText } from "../facts/evidence.ts";
import { isPdf, pairsOf, ZONE_SPAN_MS } from "../facts/file-times.ts";

const SLACK_MS = 120_000;

export const pdfModifiedBeforeCreated: FileCheck = {
  scope: "file",
  id: "pdf-modified-before-created",
  catalogue: "P04",
  line: "document",
  level: "medium",
  sentence: "The PDF says it was last saved {span} before it was created.",
  looksFor:
    "A ModDate before the CreationDate of the same place in a PDF, by more than two minutes and not by whole half hours.",
  whyItMatters: "Programs set both at creation and raise one at every save.",
  innocentCauses: [
    "a converter that takes the creation date of the PDF and the saving date of the original",
    "one of the two written under a false zone",
    "a clock that was wrong at one of the two times",
  ],
  sources: ["ISO 32000-1 section 14.3.3"],
  cost: "needs tools",
  applies: (facts) => isPdf(facts) && pairsOf(facts, "created", "modified").length > 0,
  run: (facts) => {
    for (const [created, modified] of pairsOf(facts, "created", "modified")) {
      const back = created.at - modified.at;
      const isZone = back > 0 && back <= 14 * 3_600_000 && back % 1_800_000 < 60_000;
      if (isZone || back <= (created.zoneTold && modified.zoneTold ? SLACK_MS : ZONE_SPAN_MS))
        continue;
      const steps = [`${created.at} - ${modified.at} = ${back} ms = ${spanText(back)}`];
      return [
        flagOf(pdfModifiedBeforeCreated, { span: spanText(back) }, [
          metadataEvidence(
            modified.value,
            comparedMetadata("the time of creation", created.value),
            steps,
          ),
        ]),
      ];
    }
    return [];
  },
};
