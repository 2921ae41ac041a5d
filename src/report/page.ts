/** An assessment as one HTML file: no scripts, nothing loaded from anywhere, fit for a phone and for paper. Pure. */
import type { Assessment } from "../assess/assessment.ts";
import type { Claim } from "../model/claim.ts";
import { amountSection, categorySection } from "./contents.ts";
import type { Disclosure } from "./disclosure.ts";
import { evidenceSection } from "./evidence.ts";
import { join, text } from "./html.ts";
import { methodSection, type ReportLanguage } from "./method.ts";
import { populationSection, readingSection, repeatSection, verdictSection } from "./sections.ts";
import { STYLE } from "./style.ts";

/** When and with what a report was made. */
export interface Made {
  /** Of this program, e.g. "0.1.0". */
  readonly version: string;
  /** 64 hex digits that stand for the archive. */
  readonly corpusHash: string;
  /** Day, e.g. "2017-05-08". */
  readonly madeOn: string;
}

/** The whole page; `language` is that of the part that says how it was done. */
export function reportPage(
  found: Assessment,
  claim: Claim,
  made: Made,
  show: Disclosure,
  language: ReportLanguage,
): string {
  return `${join(
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    // A browser would run nothing and fetch nothing even if something had slipped through
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="referrer" content="no-referrer">',
    '<meta name="robots" content="noindex">',
    `<title>${text(show.authored(claim.claim))}</title>`,
    `<style>${STYLE}</style>`,
    "</head>",
    "<body>",
    show.isPublic
      ? ""
      : '<div class="internal">Internal: holds passages, names and addresses from the archive. Not for publication; --public makes the report that is.</div><div class="watermark" aria-hidden="true">INTERNAL</div>',
    "<main>",
    verdictSection(found, show),
    populationSection(found, show),
    categorySection(found, claim, show),
    evidenceSection(found, show),
    amountSection(found, show),
    readingSection(found, show),
    methodSection(found, show, language),
    repeatSection(found, made, show),
    "</main>",
    "</body>",
    "</html>",
  )}\n`;
}
