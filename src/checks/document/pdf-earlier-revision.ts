/** P01: a PDF that holds earlier revisions of itself. What changed between them is compared over the corpus. */
import { type FileCheck, flagOf } from "../engine/check.ts";
import { metadataEvidence } from "../facts/evidence.ts";
import { isPdf } from "../facts/file-times.ts";

export const pdfEarlierRevision: FileCheck = {
  scope: "file",
  id: "pdf-earlier-revision",
  catalogue: "P01",
  line: "document",
  level: "low",
  sentence:
    "The file holds {count} revisions of itself; the earlier ones can be read from the same bytes.",
  looksFor: "More than one end mark in a PDF, each closing a revision.",
  whyItMatters:
    "A PDF changed after it was made often keeps what was there before. The earlier revisions are documents of their own here and can be compared.",
  innocentCauses: [
    "a form that was filled in, or a comment",
    "a signature, and the data added to check it later",
    "a program that always saves by adding to the end",
  ],
  sources: ["ISO 32000-1 section 7.5.6: incremental updates"],
  cost: "needs tools",
  applies: isPdf,
  run: (facts) => {
    const revisions = facts.all("other").find(({ source }) => source === "PDF revisions");
    if (revisions?.number === undefined) return [];
    const signed = facts.features.has("signature") || facts.features.has("form");
    const evidence = metadataEvidence(revisions, null, [
      "bytes 0 to an end mark are the file as it was then",
    ]);
    return [
      flagOf(
        pdfEarlierRevision,
        { count: revisions.number },
        [evidence],
        signed ? "information" : "low",
      ),
    ];
  },
};
