/** O01: the file names one creator and another last saver. True of a third of ordinary office files: context only. */
import { type FileCheck, flagOf, quoted } from "../engine/check.ts";
import { comparedMetadata, metadataEvidence } from "../facts/evidence.ts";

const plain = (text: string): string => text.trim().toLowerCase();

export const lastSaverDiffersFromCreator: FileCheck = {
  scope: "file",
  id: "last-saver-differs-from-creator",
  catalogue: "O01, O15",
  line: "identity",
  level: "information",
  sentence: "The file carries the text {saver} as last saved by and the text {creator} as creator.",
  looksFor: "Two different texts as creator and as last saved by.",
  whyItMatters:
    "It tells that more than one installation wrote the file. More than a third of ordinary files have it, so it never counts.",
  innocentCauses: [
    "two people worked on the file",
    "one person with two computers",
    "a file made from an old one or from a template",
  ],
  sources: ["own measurement"],
  cost: "trivial",
  applies: (facts) =>
    facts.first("creator") !== undefined && facts.first("lastsavedby") !== undefined,
  run: (facts) => {
    const creator = facts.first("creator");
    const saver = facts.first("lastsavedby");
    if (creator === undefined || saver === undefined || plain(creator.text) === plain(saver.text))
      return [];
    return [
      flagOf(
        lastSaverDiffersFromCreator,
        { saver: quoted(saver.text), creator: quoted(creator.text) },
        [metadataEvidence(saver, comparedMetadata("the creator", creator))],
      ),
    ];
  },
};
