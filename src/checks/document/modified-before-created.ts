/** O02: the file says it was last saved before it was created. */
import { type FileCheck, flagOf } from "../engine/check.ts";
import { comparedMetadata, metadataEvidence, spanText } from "../facts/evidence.ts";
import { isPdf, pairsOf, ZONE_SPAN_MS } from "../facts/file-times.ts";

/** Programs round the two times differently. */
const SLACK_MS = 120_000;

export const modifiedBeforeCreated: FileCheck = {
  scope: "file",
  id: "modified-before-created",
  catalogue: "O02",
  line: "document",
  level: "low",
  sentence: "The file says it was last saved {span} before it was created.",
  looksFor:
    "A time of last saving earlier than the time of creation, both from the same part of the file.",
  whyItMatters:
    "Programs write the time of saving at every save. It falls before creation only when a clock was wrong or one of the two was set.",
  innocentCauses: [
    "a copy made with Save As, which gives a new creation time and keeps the time of last saving until the next save",
    "a clock that was wrong at one of the two times",
    "a converter or library that fills in one of the two",
  ],
  sources: ["meridiandiscovery.com on compound file times"],
  cost: "trivial",
  applies: (facts) =>
    !isPdf(facts) &&
    !facts.type.startsWith("image/") &&
    pairsOf(facts, "created", "modified").length > 0,
  run: (facts) => {
    for (const [created, modified] of pairsOf(facts, "created", "modified")) {
      const back = created.at - modified.at;
      const slack = created.zoneTold === modified.zoneTold ? SLACK_MS : ZONE_SPAN_MS;
      if (back <= slack) continue;
      const steps = [`${created.at} - ${modified.at} = ${back} ms = ${spanText(back)}`];
      return [
        flagOf(modifiedBeforeCreated, { span: spanText(back) }, [
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
