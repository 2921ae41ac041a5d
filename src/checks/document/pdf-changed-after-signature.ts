/** P05: bytes behind what a PDF's last signature covers. */
import { type FileCheck, flagOf } from "../engine/check.ts";
import { metadataEvidence } from "../facts/evidence.ts";
import { isPdf } from "../facts/file-times.ts";

/** A line end or blank lines behind the end mark are nothing. */
const SLACK_BYTES = 4;

export const pdfChangedAfterSignature: FileCheck = {
  scope: "file",
  id: "pdf-changed-after-signature",
  catalogue: "P05",
  line: "document",
  level: "low",
  sentence: "The signature that covers most of the PDF leaves {count} bytes behind it uncovered.",
  looksFor: "Bytes behind the range that the widest signature of a PDF covers.",
  whyItMatters: "What was added after signing is not signed, but shown together with what is.",
  innocentCauses: [
    "data added to check the signature in later years (document security store, time stamp)",
    "a form field or comment that the signer allowed",
    "a file transferred with blanks added at its end",
  ],
  sources: ["ISO 32000-1 section 12.8.1", "ETSI EN 319 142-1"],
  cost: "needs tools",
  applies: (facts) => isPdf(facts) && facts.features.has("signature"),
  run: (facts) => {
    const ranges = facts.all("other").filter(({ source }) => source === "PDF signature /ByteRange");
    const widest = ranges.toSorted((a, b) => (a.number ?? 0) - (b.number ?? 0))[0];
    if (widest?.number === undefined || widest.number <= SLACK_BYTES) return [];
    return [
      flagOf(pdfChangedAfterSignature, { count: widest.number }, [
        metadataEvidence(widest, null, [
          "size of the file - end of the second signed range = bytes behind",
        ]),
      ]),
    ];
  },
};
