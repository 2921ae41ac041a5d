/**
 * An old Word file holds two times of its last saving that differ. Word writes both in one go: into the property set, in whole minutes, and into
 * its own header. Tools that set properties reach the first only.
 */
import { type FileCheck, flagOf } from "../engine/check.ts";
import { comparedMetadata, metadataEvidence, spanText } from "../facts/evidence.ts";
import type { FileFacts } from "../facts/file-facts.ts";
import { timesOf } from "../facts/file-times.ts";

const OWN = "Fib, last saved (UTC)";
/** Of 57 files of the office corpora 56 differ by 61 seconds at most. */
const LIMIT_MS = 5 * 60_000;

function times(facts: FileFacts) {
  const saved = timesOf(facts, "modified");
  const own = saved.find(({ value }) => value.source === OWN);
  const stated = saved.find(({ value }) => value.source.startsWith("SummaryInformation"));
  return own === undefined || stated === undefined ? null : { own, stated };
}

export const wordSaveTimesDisagree: FileCheck = {
  scope: "file",
  id: "word-save-times-disagree",
  catalogue: "O02",
  line: "document",
  level: "medium",
  sentence: "The file says twice when Word last saved it, and the two times are {span} apart.",
  looksFor:
    "An old Word file whose own header gives a time of last saving more than five minutes from that of its properties.",
  whyItMatters:
    "Word writes both at each saving. A tool that sets the time in the properties leaves the other as it was.",
  innocentCauses: [
    "a server or a program that writes the properties again, for protection or for a search",
    "a file made by another program than Word out of one of Word",
    "a person who changed the properties on purpose, for a template",
  ],
  sources: ["[MS-DOC] 2.5.7, ftModified", "own measurement"],
  cost: "needs tools",
  applies: (facts) => times(facts) !== null,
  run: (facts) => {
    const found = times(facts);
    if (found === null) return [];
    const apart = Math.abs(found.own.at - found.stated.at);
    if (apart <= LIMIT_MS) return [];
    const steps = [`${found.own.at} - ${found.stated.at} = ${found.own.at - found.stated.at} ms`];
    const compared = comparedMetadata("the time in the properties", found.stated.value);
    return [
      flagOf(wordSaveTimesDisagree, { span: spanText(apart) }, [
        metadataEvidence(found.own.value, compared, steps),
      ]),
    ];
  },
};
