/** O11: the container of an old Office file was written more than a day after the time of saving it states. Context. */
import { type FileCheck, flagOf } from "../engine/check.ts";
import { comparedMetadata, metadataEvidence, spanText } from "../facts/evidence.ts";
import type { FileFacts } from "../facts/file-facts.ts";
import { timesOf } from "../facts/file-times.ts";

/** No two zones are further apart. */
const LIMIT_MS = 26 * 3_600_000;
const ROOT = "root directory entry, modified";

function times(facts: FileFacts) {
  const root = timesOf(facts, "other").find(({ value }) => value.source === ROOT);
  const saved = timesOf(facts, "modified").find(
    ({ value }) => value.time?.zoneSource === "format" && value.source !== ROOT,
  );
  return root === undefined || saved === undefined ? null : { root, saved };
}

export const containerWrittenAfterSaving: FileCheck = {
  scope: "file",
  id: "container-written-after-saving",
  catalogue: "O11",
  line: "document",
  level: "information",
  sentence:
    "The container of the file was written {span} after the time of last saving that the file states.",
  looksFor:
    "A time of writing in the root entry of an old Office file more than 26 hours later than the stated time of last saving.",
  whyItMatters:
    "The system writes the time of the container, the program that of saving. A tool that changes properties, or sets times back, leaves the other as it was.",
  innocentCauses: [
    "a file taken out of another file, which writes the container again",
    "a server or a search program that stores properties in the file",
    "a program that keeps the stated time when it saves",
  ],
  sources: ["[MS-CFB] 2.6.1", "meridiandiscovery.com on compound file times"],
  cost: "needs tools",
  applies: (facts) => times(facts) !== null,
  run: (facts) => {
    const found = times(facts);
    if (found === null) return [];
    const later = found.root.at - found.saved.at;
    if (later <= LIMIT_MS) return [];
    const steps = [`${found.root.at} - ${found.saved.at} = ${later} ms`];
    const compared = comparedMetadata("the stated time of last saving", found.saved.value);
    return [
      flagOf(containerWrittenAfterSaving, { span: spanText(later) }, [
        metadataEvidence(found.root.value, compared, steps),
      ]),
    ];
  },
};
