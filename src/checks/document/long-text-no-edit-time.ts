/** O03: a long text, saved once or twice, with no editing time. Context only. */
import { type FileCheck, flagOf } from "../engine/check.ts";
import { comparedMetadata, metadataEvidence } from "../facts/evidence.ts";
import { isOfficeProgram } from "../facts/file-times.ts";

const MIN_CHARS = 5000;
const MAX_REVISIONS = 2;

export const longTextNoEditTime: FileCheck = {
  scope: "file",
  id: "long-text-no-edit-time",
  catalogue: "O03",
  line: "document",
  level: "information",
  sentence:
    "The file holds {chars} characters of text and counts {minutes} minutes of editing in {revisions} saves.",
  looksFor:
    "More than 5,000 characters in a Word file that counts no editing time and at most two saves.",
  whyItMatters: "The text was not typed into this file: it was pasted, converted or generated.",
  innocentCauses: [
    "a text pasted from another document or from the web",
    "a converter or a program that generates documents",
    "a copy saved under a new name with counters reset",
  ],
  sources: ["theforensicator.wordpress.com on template analysis"],
  cost: "trivial",
  applies: (facts) =>
    isOfficeProgram(facts) &&
    /word/i.test(facts.type) &&
    facts.first("editminutes") !== undefined &&
    facts.first("revision") !== undefined,
  run: (facts) => {
    const minutes = facts.first("editminutes");
    const revision = facts.first("revision");
    const chars = facts.texts.reduce((sum, block) => sum + block.text.length, 0);
    if (minutes?.number !== 0 || revision?.number === undefined) return [];
    if (revision.number > MAX_REVISIONS || chars < MIN_CHARS) return [];
    return [
      flagOf(longTextNoEditTime, { chars, minutes: minutes.number, revisions: revision.number }, [
        metadataEvidence(minutes, comparedMetadata("the count of saves", revision)),
      ]),
    ];
  },
};
