/** O10: content that a reader does not see at once. Context. */
import { type FileCheck, flagOf } from "../engine/check.ts";
import { absent } from "../facts/evidence.ts";

const HIDDEN = [
  "hidden-sheets",
  "hidden-rows",
  "hidden-columns",
  "hidden-text",
  "hidden-slides",
  "tracked-changes",
  "deleted-text",
  "comments",
  "notes",
];

export const hiddenContent: FileCheck = {
  scope: "file",
  id: "hidden-content",
  catalogue: "O10",
  line: "document",
  level: "information",
  sentence: "The file holds content that is not shown at once: {kinds}.",
  looksFor:
    "Hidden sheets, rows, columns, slides or text, tracked changes, deleted text, comments, notes.",
  whyItMatters: "What is hidden was often overlooked when a file was passed on.",
  innocentCauses: [
    "helper sheets and columns, as in most larger workbooks",
    "an unfinished review",
    "speaker notes",
  ],
  sources: ["ECMA-376", "Apache Tika, Office metadata"],
  cost: "trivial",
  applies: (facts) => facts.texts.length > 0,
  run: (facts) => {
    const kinds = HIDDEN.filter((feature) => facts.features.has(feature));
    if (kinds.length === 0) return [];
    return [
      flagOf(hiddenContent, { kinds: kinds.join(", ") }, [
        {
          raw: kinds.join(", "),
          where: absent("shown on opening"),
          steps: [],
          value: kinds.join(", "),
          comparedWith: null,
        },
      ]),
    ];
  },
};
