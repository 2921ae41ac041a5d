/** O02: the file says it was printed after it was last saved. Context only. */
import { type FileCheck, flagOf } from "../engine/check.ts";
import { comparedMetadata, metadataEvidence, spanText } from "../facts/evidence.ts";
import { pairsOf, ZONE_SPAN_MS } from "../facts/file-times.ts";

const SLACK_MS = 3_600_000;

export const printedAfterModified: FileCheck = {
  scope: "file",
  id: "printed-after-modified",
  catalogue: "O02",
  line: "document",
  level: "information",
  sentence: "The file says it was last printed {span} after it was last saved.",
  looksFor:
    "A time of last printing more than an hour after the time of last saving, both from the same part of the file.",
  whyItMatters:
    "The time of printing is stored by a save. A save after printing should leave a later time of saving.",
  innocentCauses: [
    "a program that saves the time of printing without counting it as a save",
    "a file printed, then closed with the question about saving answered by yes in an old version",
    "a clock that was wrong at one of the two times",
  ],
  sources: ["own measurement"],
  cost: "trivial",
  applies: (facts) => pairsOf(facts, "printed", "modified").length > 0,
  run: (facts) => {
    for (const [printed, modified] of pairsOf(facts, "printed", "modified")) {
      const after = printed.at - modified.at;
      const slack = printed.zoneTold === modified.zoneTold ? SLACK_MS : ZONE_SPAN_MS;
      if (after <= slack) continue;
      const steps = [`${printed.at} - ${modified.at} = ${after} ms = ${spanText(after)}`];
      return [
        flagOf(printedAfterModified, { span: spanText(after) }, [
          metadataEvidence(
            printed.value,
            comparedMetadata("the time of last saving", modified.value),
            steps,
          ),
        ]),
      ];
    }
    return [];
  },
};
