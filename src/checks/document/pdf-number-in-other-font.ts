/** P06: a number of a PDF stands in a font that the file uses for nothing else. Context. */
import { type FileCheck, flagOf, quoted } from "../engine/check.ts";
import { metadataEvidence } from "../facts/evidence.ts";
import { isPdf } from "../facts/file-times.ts";

const SOURCE = /^PDF page \d+, font used once$/;

export const pdfNumberInOtherFont: FileCheck = {
  scope: "file",
  id: "pdf-number-in-other-font",
  catalogue: "P06",
  line: "layout",
  level: "information",
  sentence: "The number {number} has a font that the file uses for nothing else.",
  looksFor:
    "A number of at most twenty characters that is the only text in its font, in a PDF of at least two hundred characters.",
  whyItMatters:
    "A program that puts one other number into a PDF often cannot use the fonts of the file and brings its own.",
  innocentCauses: [
    "page numbers, amounts and references that a program sets in bold or in another size",
    "a form field or a stamp",
    "a program that makes a font for each piece of text",
  ],
  sources: ["practice; no published rule is known"],
  cost: "needs tools",
  applies: (facts) => isPdf(facts) && facts.texts.some(({ text }) => text.length >= 200),
  run: (facts) => {
    const value = facts.all("other").find(({ source }) => SOURCE.test(source));
    if (value === undefined) return [];
    return [
      flagOf(pdfNumberInOtherFont, { number: quoted(value.text) }, [metadataEvidence(value)]),
    ];
  },
};
