/** O12: a file that names Microsoft Office as its writer, in a package that Office does not write. */
import { type FileCheck, flagOf, quoted } from "../engine/check.ts";
import { comparedMetadata, metadataEvidence } from "../facts/evidence.ts";
import { isOfficeProgram, isOoxml } from "../facts/file-times.ts";

export const zipLayoutUnlikeProgram: FileCheck = {
  scope: "file",
  id: "zip-layout-unlike-program",
  catalogue: "O12",
  line: "layout",
  level: "low",
  sentence:
    "The file names {program} as its program; the members of its package have times, the first {time}, which that program does not write.",
  looksFor:
    "A docx, xlsx or pptx that names Microsoft Office while the members of its zip have times other than 1980-01-01.",
  whyItMatters:
    "Office writes no member times. Somebody or some program took the package apart and packed it again, or another program filled in Office's name.",
  innocentCauses: [
    "a library or converter that writes the name of Office",
    "a document system, mail gateway or backup that packed the file again",
    "a repair or shrinking tool",
  ],
  sources: ["Garfinkel and Migletz 2009", "Fu, Sun, Xi 2011", "own measurement"],
  cost: "needs tools",
  applies: (facts) => isOoxml(facts) && isOfficeProgram(facts),
  run: (facts) => {
    const time = facts
      .all("membertime")
      .find(({ source }) => source.startsWith("zip DOS time of the earliest"));
    const program = facts.all("app").find(({ text }) => /^microsoft/i.test(text));
    if (time === undefined || program === undefined) return [];
    return [
      flagOf(zipLayoutUnlikeProgram, { program: quoted(program.text), time: quoted(time.text) }, [
        metadataEvidence(time, comparedMetadata("the program named", program)),
      ]),
    ];
  },
};
