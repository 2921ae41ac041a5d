/** O13: a docx that names Word 2007 or later and has no revision ids. */
import { type FileCheck, flagOf, quoted } from "../engine/check.ts";
import { absent, metadataPlace } from "../facts/evidence.ts";
import { isOfficeProgram, isOoxml } from "../facts/file-times.ts";

export const wordFileWithoutRsids: FileCheck = {
  scope: "file",
  id: "word-file-without-rsids",
  catalogue: "O13",
  line: "layout",
  level: "low",
  sentence:
    "The file names {program} as its program and has none of the revision ids that it writes.",
  looksFor: "A docx that names Word as its program without any w:rsid in its settings.",
  whyItMatters:
    "Word writes an id for every editing session. A file without any was written or cleaned by another program.",
  innocentCauses: [
    "another program or library that fills in the name of Word",
    "a tool that removes metadata",
    "Word set to store no revision ids",
  ],
  sources: ["Spennemann and Singh 2023", "mat2, office module"],
  cost: "needs tools",
  applies: (facts) =>
    isOoxml(facts) && facts.type.includes("wordprocessingml") && isOfficeProgram(facts),
  run: (facts) => {
    if (facts.all("docid").some(({ source }) => source.includes("w:rsid"))) return [];
    const program = facts.all("app").find(({ text }) => /^microsoft/i.test(text));
    if (program === undefined) return [];
    return [
      flagOf(wordFileWithoutRsids, { program: quoted(program.text) }, [
        {
          raw: program.text,
          where: metadataPlace(program),
          steps: [],
          value: program.text,
          comparedWith: {
            what: "revision ids",
            raw: "",
            where: absent("w:rsid in word/settings.xml"),
          },
        },
      ]),
    ];
  },
};
