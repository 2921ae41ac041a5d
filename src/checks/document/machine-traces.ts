/** O09: paths, printers and links of the computers a file was on. Context. */
import { type FileCheck, flagOf, quoted } from "../engine/check.ts";
import { metadataEvidence } from "../facts/evidence.ts";

const FIELDS = ["path", "printer", "link"] as const;
const MOST = 5;

export const machineTraces: FileCheck = {
  scope: "file",
  id: "machine-traces",
  catalogue: "O08, O09",
  line: "document",
  level: "information",
  sentence: "The file holds traces of a computer it was saved on, such as {trace}.",
  looksFor: "Absolute paths, printer names and external links in a file.",
  whyItMatters: "They name folders, servers and printers, and can be compared over the corpus.",
  innocentCauses: [
    "ordinary saving: most spreadsheets hold some",
    "a template that brought them along",
    "a path typed into the text",
  ],
  sources: ["[MS-XLSX] x15ac:absPath", "exiftool FlashPix tables"],
  cost: "needs tools",
  applies: (facts) => facts.first("app") !== undefined,
  run: (facts) => {
    const found = FIELDS.flatMap((field) => facts.all(field)).slice(0, MOST);
    const [first] = found;
    if (first === undefined) return [];
    return [
      flagOf(
        machineTraces,
        { trace: quoted(first.text) },
        found.map((value) => metadataEvidence(value)),
      ),
    ];
  },
};
