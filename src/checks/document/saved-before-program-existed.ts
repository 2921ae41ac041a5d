/** O02: the time of last saving is before the program version that saved the file came out. */
import type { MetadataValue } from "../../model/metadata.ts";
import { type FileCheck, flagOf, quoted } from "../engine/check.ts";
import { comparedMetadata, isoSeconds, metadataEvidence, spanText } from "../facts/evidence.ts";
import type { FileFacts } from "../facts/file-facts.ts";
import { clockOf, isOfficeProgram, type StoredTime, timesOf } from "../facts/file-times.ts";

/** First public test version of each Office version, by major number. A saved file cannot be older. */
const FIRST_SEEN = new Map<number, number>([
  [8, Date.UTC(1996, 6, 1)],
  [9, Date.UTC(1998, 6, 1)],
  [10, Date.UTC(2000, 6, 1)],
  [11, Date.UTC(2002, 9, 1)],
  [12, Date.UTC(2005, 10, 1)],
  [14, Date.UTC(2009, 5, 1)],
  [15, Date.UTC(2012, 0, 1)],
  [16, Date.UTC(2014, 9, 1)],
]);

/** The version value ("15.0300") with the time of last saving of the same part family. */
function versionAndSave(
  facts: FileFacts,
): { version: MetadataValue; first: number; saved: StoredTime } | null {
  if (!isOfficeProgram(facts)) return null;
  const version = facts
    .all("app")
    .find(({ source }) => /AppVersion|application version/.test(source));
  const major = Number.parseInt(version?.text ?? "", 10);
  const first = FIRST_SEEN.get(major);
  const saved = timesOf(facts, "modified").find(({ value }) => clockOf(value) !== "Dop");
  if (version === undefined || first === undefined || saved === undefined) return null;
  return { version, first, saved };
}

export const savedBeforeProgramExisted: FileCheck = {
  scope: "file",
  id: "saved-before-program-existed",
  catalogue: "O02",
  line: "document",
  level: "medium",
  sentence:
    "The file says it was last saved {span} before the first test version of the program {version} that saved it.",
  looksFor:
    "A time of last saving before the first public test version of the Office version named in the same file.",
  whyItMatters:
    "The version is written at every save, like the time. A time before the version existed was set, or the clock was wrong.",
  innocentCauses: [
    "the clock of the computer was wrong, for example reset by an empty battery",
    "a library that writes a version number it was not told",
    "a template filled by a program that keeps its times",
  ],
  sources: ["release history of Microsoft Office"],
  cost: "trivial",
  applies: (facts) => versionAndSave(facts) !== null,
  run: (facts) => {
    const found = versionAndSave(facts);
    if (found === null || found.saved.at >= found.first) return [];
    const { version, first, saved } = found;
    const steps = [`version ${version.text}: not before ${isoSeconds(first).slice(0, 10)}`];
    return [
      flagOf(
        savedBeforeProgramExisted,
        { span: spanText(first - saved.at), version: quoted(version.text) },
        [metadataEvidence(saved.value, comparedMetadata("the program version", version), steps)],
      ),
    ];
  },
};
