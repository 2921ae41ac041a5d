/** O14: the slots for names are there and empty. Context: what counts is whether others of the corpus do the same. */
import { type FileCheck, flagOf } from "../engine/check.ts";
import { metadataEvidence } from "../facts/evidence.ts";
import { isOfficeProgram } from "../facts/file-times.ts";

export const anonymisedMetadata: FileCheck = {
  scope: "file",
  id: "anonymised-metadata",
  catalogue: "O14",
  line: "document",
  level: "information",
  sentence: "The file has empty slots for creator and last saved by.",
  looksFor: "An Office file whose creator and last saver are both present as slots and empty.",
  whyItMatters:
    "Office fills both. Empty slots come from a tool that removes names, and stand out where nobody else uses one.",
  innocentCauses: [
    "the document inspector of Office",
    "a company setting that removes names on saving",
    "an installation without a user name",
  ],
  sources: ["Microsoft, Remove hidden data by inspecting documents"],
  cost: "trivial",
  applies: (facts) => isOfficeProgram(facts),
  run: (facts) => {
    const empty = (field: string) =>
      facts.metadata.find((value) => value.field === field && value.state === "empty");
    const creator = empty("creator");
    const saver = empty("lastsavedby");
    if (creator === undefined || saver === undefined) return [];
    if (facts.first("creator") !== undefined || facts.first("lastsavedby") !== undefined) return [];
    return [flagOf(anonymisedMetadata, {}, [metadataEvidence(creator), metadataEvidence(saver)])];
  },
};
