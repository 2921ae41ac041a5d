/** Earlier states of a PDF that was saved on: each a file of its own, cut at its end mark. */
import { LIMITS } from "../../limits.ts";
import type { Collector } from "../collector.ts";
import type { PdfStructure } from "./pdf-structure.ts";

/** Declared type of an earlier revision handed out as a child, so that it is not taken apart into its own revisions again. */
export const EARLIER_REVISION_TYPE = "application/pdf; earlier-revision";

/** Earlier revisions as files of their own: the bytes up to their end mark are the file as it was then. */
export function addRevisions(
  structure: PdfStructure,
  bytes: Uint8Array,
  collector: Collector,
): void {
  const earlier = structure.revisionEnds.slice(0, -1);
  const numbered = earlier.map((end, at) => ({ end, number: at + 1 }));
  const chosen =
    numbered.length <= LIMITS.maxPdfRevisions
      ? numbered
      : [...numbered.slice(0, 1), ...numbered.slice(1 - LIMITS.maxPdfRevisions)];
  let total = 0;
  let given = 0;
  for (const { end, number } of chosen) {
    total += end;
    if (total > LIMITS.maxPdfRevisionBytes) break;
    given++;
    collector.children.push({
      name: `revision ${number} of ${structure.revisionEnds.length}`,
      declaredType: EARLIER_REVISION_TYPE,
      bytes: bytes.subarray(0, end),
      steps: [{ step: "range", offset: 0, length: end }],
      metadata: [],
    });
  }
  if (given < earlier.length) {
    collector.addProblem(
      "pdf-revisions-not-read",
      "partial",
      `${earlier.length - given} of ${earlier.length} earlier revisions are not read as files of their own`,
    );
  }
}
