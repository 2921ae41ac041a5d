/** P02: the two places of a PDF that hold its dates say different times. */
import { type FileCheck, flagOf } from "../engine/check.ts";
import { comparedMetadata, metadataEvidence, spanText } from "../facts/evidence.ts";
import type { FileFacts } from "../facts/file-facts.ts";
import { clockOf, isPdf, type StoredTime, timesOf, ZONE_SPAN_MS } from "../facts/file-times.ts";

const SLACK_MS = 120_000;

/** Info and XMP readings of the same field. */
function bothPlaces(facts: FileFacts, field: string): readonly [StoredTime, StoredTime] | null {
  const times = timesOf(facts, field);
  const info = times.find(({ value }) => clockOf(value) === "Info");
  const xmp = times.find(({ value }) => clockOf(value) === "XMP");
  return info === undefined || xmp === undefined ? null : [info, xmp];
}

const FIELDS = [
  ["created", "creation"],
  ["modified", "last saving"],
] as const;

export const pdfDatesDisagree: FileCheck = {
  scope: "file",
  id: "pdf-dates-disagree",
  catalogue: "P02",
  line: "document",
  level: "low",
  sentence:
    "The document information and the XMP packet of the PDF give times of {what} that are {span} apart.",
  looksFor:
    "Times of creation or last saving in a PDF's document information and XMP packet more than two minutes apart.",
  whyItMatters:
    "Programs write both from one clock. A tool that changes one often leaves the other.",
  innocentCauses: [
    "a program that updates only one of the two",
    "an XMP packet that came with a picture or from the document the PDF was made from",
    "one of the two written in local time under a false zone",
  ],
  sources: ["ISO 32000-1 section 14.3", "own measurement"],
  cost: "needs tools",
  applies: (facts) => isPdf(facts) && FIELDS.some(([field]) => bothPlaces(facts, field) !== null),
  run: (facts) => {
    for (const [field, what] of FIELDS) {
      const pair = bothPlaces(facts, field);
      if (pair === null) continue;
      const [info, xmp] = pair;
      const apart = Math.abs(info.at - xmp.at);
      // Whole half hours up to 14 h are a zone written wrongly, not another time
      const isZone = apart <= 14 * 3_600_000 && apart % 1_800_000 < 2000;
      if (isZone || apart <= (info.zoneTold && xmp.zoneTold ? SLACK_MS : ZONE_SPAN_MS)) continue;
      const steps = [`|${info.at} - ${xmp.at}| = ${apart} ms = ${spanText(apart)}`];
      return [
        flagOf(pdfDatesDisagree, { what, span: spanText(apart) }, [
          metadataEvidence(info.value, comparedMetadata("the XMP packet", xmp.value), steps),
        ]),
      ];
    }
    return [];
  },
};
