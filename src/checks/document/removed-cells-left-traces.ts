/**
 * A workbook of Excel keeps texts or calculations of cells that are not in its sheets. Excel writes both lists anew at each saving, with what the
 * sheets hold: what is left over was taken out by something that is not Excel.
 */
import type { Evidence } from "../../model/flag.ts";
import { type FileCheck, flagOf } from "../engine/check.ts";
import { metadataEvidence } from "../facts/evidence.ts";
import type { FileFacts } from "../facts/file-facts.ts";

const UNUSED = "unused strings";
const CHAIN = "xl/calcChain.xml c";
const EXCEL = /^microsoft (?:office |macintosh )?excel/i;
const MAX_SHOWN_CHARS = 200;

const isWorkbook = ({ type, all }: FileFacts): boolean =>
  /spreadsheetml|ms-excel\.sheet/.test(type) && all("app").some(({ text }) => EXCEL.test(text));

function traces(facts: FileFacts): { what: string[]; evidence: Evidence[] } {
  const what: string[] = [];
  const evidence: Evidence[] = [];
  const gone = facts.all("other").find(({ source }) => source === CHAIN);
  if (gone !== undefined) {
    what.push("calculations");
    evidence.push(metadataEvidence(gone));
  }
  // Pivot tables keep texts of their own there
  const hasPivot =
    facts.texts.some(({ place }) => place === "pivot cache") ||
    facts.metadata.some(({ source }) => /pivotcache/i.test(source));
  const texts = hasPivot ? [] : facts.texts.filter(({ place }) => place === UNUSED);
  if (texts.length > 0) {
    what.push("texts");
    const lines = texts.flatMap(({ text }) => text.split("\n", 1000)).filter((line) => line !== "");
    evidence.push({
      raw: lines.join(" | ").slice(0, MAX_SHOWN_CHARS),
      where: { kind: "text", line: 1 },
      steps: ["xl/sharedStrings.xml, without the strings that a cell names"],
      value: String(lines.length),
      comparedWith: null,
    });
  }
  return { what, evidence };
}

export const removedCellsLeftTraces: FileCheck = {
  scope: "file",
  id: "removed-cells-left-traces",
  catalogue: "O10",
  line: "document",
  level: "medium",
  sentence: "The workbook names Excel as its program and keeps {what} of cells that no sheet has.",
  looksFor:
    "Shared strings that no cell shows, or calculated cells that no sheet has, in a workbook that names Excel as the program that saved it. Strings of pivot tables are left out.",
  whyItMatters:
    "Excel writes both lists again at each saving. Cells that were taken out with another tool leave their text or their calculation behind, often readable.",
  innocentCauses: [
    "a library or a server that changed the sheets and kept the name of Excel",
    "an export that fills a template made with Excel",
    "a file that was repaired after damage",
  ],
  sources: ["ISO 29500-1 sections 18.4 and 18.6", "own measurement"],
  cost: "needs tools",
  applies: isWorkbook,
  run: (facts) => {
    const { what, evidence } = traces(facts);
    return what.length === 0
      ? []
      : [flagOf(removedCellsLeftTraces, { what: what.join(" and ") }, evidence)];
  },
};
