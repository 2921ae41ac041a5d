/** P07: the file can act when it is opened. A warning for the person who opens it, not about where it comes from. */
import { type FileCheck, flagOf } from "../engine/check.ts";
import { absent } from "../facts/evidence.ts";

const ACTIVE = ["macros", "javascript", "launch", "dde", "activex"];

export const activeContent: FileCheck = {
  scope: "file",
  id: "active-content",
  catalogue: "P07",
  line: "document",
  level: "information",
  sentence: "The file holds content that can act when it is opened: {kinds}.",
  looksFor: "Macros, scripts, launch actions, dynamic data links and ActiveX controls.",
  whyItMatters:
    "Open such a file only on a computer made for it. Leaks have carried such files in before.",
  innocentCauses: ["forms and calculation sheets", "company templates", "web pages saved as files"],
  sources: ["pdfid keywords", "oletools"],
  cost: "trivial",
  // a saved web page nearly always has a script
  applies: (facts) => !facts.type.startsWith("text/"),
  run: (facts) => {
    const kinds = ACTIVE.filter((feature) => facts.features.has(feature));
    if (kinds.length === 0) return [];
    const text = kinds.join(", ");
    return [
      flagOf(activeContent, { kinds: text }, [
        {
          raw: text,
          where: absent("needed for reading"),
          steps: [],
          value: text,
          comparedWith: null,
        },
      ]),
    ];
  },
};
