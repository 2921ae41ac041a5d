/** P03: the page is one picture, and the text lies upon it as a layer of its own. */
import { type FileCheck, flagOf } from "../engine/check.ts";
import { metadataEvidence } from "../facts/evidence.ts";
import { isPdf } from "../facts/file-times.ts";

/** Longer files with a picture behind every page are brochures and slides. */
const MAX_PAGES = 5;
const SOURCE = /^PDF content stream \d+, bytes \d+\+\d+$/;

export const pdfTextOverLetterhead: FileCheck = {
  scope: "file",
  id: "pdf-text-over-letterhead",
  catalogue: "P03",
  line: "layout",
  level: "medium",
  sentence:
    "A page of the file is one picture as large as the page, with {count} bytes of visible text put over it.",
  looksFor:
    "A PDF of at most five pages in which a picture covers a page and visible text is drawn after it.",
  whyItMatters:
    "A letter written in a program is drawn by that program as a whole, and a scanned letter has no visible text of its own. Text over a picture of a page is what comes of putting other words on an empty letter.",
  innocentCauses: [
    "letters on stationery that is kept as a picture, as in many offices",
    "a scanned form filled in on the computer",
    "a slide or an invitation with a picture behind the text",
    "a scan whose text was read by a program and is shown",
  ],
  sources: [
    "ISO 32000-1 annex A: drawing operators",
    "published analyses of letters said to be from a leak of 2017",
  ],
  cost: "needs tools",
  applies: (facts) => isPdf(facts) && (facts.first("pages")?.number ?? 0) > 0,
  run: (facts) => {
    const pages = facts.first("pages")?.number ?? 0;
    const layer = facts.all("other").find(({ source }) => SOURCE.test(source));
    if (layer?.number === undefined || pages > MAX_PAGES) return [];
    const evidence = metadataEvidence(layer, null, [
      "unpack the stream: the picture is painted by Do under a matrix as large as the page, the text behind it by Tj or TJ",
    ]);
    return [flagOf(pdfTextOverLetterhead, { count: layer.number }, [evidence])];
  },
};
