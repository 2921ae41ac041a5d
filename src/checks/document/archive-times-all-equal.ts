/** Z01: all members of an archive have one time. Context. */
import type { MetadataValue } from "../../model/metadata.ts";
import { type FileCheck, flagOf } from "../engine/check.ts";
import { metadataEvidence } from "../facts/evidence.ts";
import type { FileFacts } from "../facts/file-facts.ts";

const MIN_MEMBERS = 5;
/** Zip stores even seconds: a copy of many files at once spreads over some of them. */
const WINDOW_MS = 10_000;

/** The first member time of each child that has one. */
function memberTimes(facts: FileFacts): MetadataValue[] {
  return facts.children.flatMap(({ metadata }) =>
    metadata
      .filter((value) => value.field === "membertime" && value.time !== undefined)
      .slice(0, 1),
  );
}

const isArchive = (type: string): boolean => /zip$|x-tar|rar$|7z-compressed/.test(type);

export const archiveTimesAllEqual: FileCheck = {
  scope: "file",
  id: "archive-times-all-equal",
  catalogue: "Z01",
  line: "document",
  level: "information",
  sentence: "All {count} members of the archive have times within {seconds} seconds of each other.",
  looksFor: "An archive of five or more members whose times lie within ten seconds.",
  whyItMatters:
    "The times are those of a copy or an export, not those of the files' own history; the moment may be that of packing.",
  innocentCauses: [
    "a download or export made all at once",
    "files taken out of version control",
    "a tool that sets all times",
  ],
  sources: ["APPNOTE.TXT section 4.4.6", "own measurement"],
  cost: "trivial",
  applies: (facts) => isArchive(facts.type) && memberTimes(facts).length >= MIN_MEMBERS,
  run: (facts) => {
    const values = memberTimes(facts);
    const instants = values.map((value) => value.time?.epochMs ?? 0);
    const [low, high] = [Math.min(...instants), Math.max(...instants)];
    const first = values[0];
    if (first === undefined || high - low > WINDOW_MS) return [];
    return [
      flagOf(
        archiveTimesAllEqual,
        { count: values.length, seconds: Math.round((high - low) / 1000) },
        [metadataEvidence(first)],
      ),
    ];
  },
};
