/** What a report says about the corpus as a whole: verdict, population, what was read. Contents are in contents.ts, documents in evidence.ts. */
import type { Assessment } from "../assess/assessment.ts";
import { identitySentences, namelessly } from "../assess/review/identities.ts";
import { viewingSentence } from "../assess/review/reading.ts";
import { readersSentence, verdictOf } from "../assess/verdict.ts";
import { levelText, percent } from "../render/terminal.ts";
import { type Disclosure, ROUNDED_TO, SMALL_CELL } from "./disclosure.ts";
import { join, table, text } from "./html.ts";
import { boundsPlot, timelinePlot } from "./plots.ts";

function seedSentence({ seed }: Assessment, show: Disclosure): string {
  if (seed.kind === "author") return "The seed of the sample was chosen by the author.";
  if (!seed.known)
    return "The public value the sample is drawn with is not known yet: nothing can be drawn.";
  return `The seed of the sample is from ${text(show.authored(seed.source))}, ${text(show.authored(seed.date))}.`;
}

/** Claim, verdict, and how far one may trust it. */
export function verdictSection(found: Assessment, show: Disclosure): string {
  const { claim, verdict, otherVariants, otherVariantsOfThis, ledgerIntact } = found;
  const word =
    verdict.word === "consistent with"
      ? "Consistent with the claim"
      : verdict.word === "contradicted"
        ? "The claim is contradicted"
        : "Undecided";
  const kinds = {
    universal: "a claim without exception",
    share: `a claim about a share: at most ${percent(claim.threshold)}`,
    existence: "a claim that something is there",
  } as const;
  // The sentence again, with figures as this report may show them
  const because = show.isPublic
    ? verdictOf(claim.kind, claim.threshold, found.review.tally, found.bounds, show).because
    : verdict.because;
  const tried =
    otherVariants === 0
      ? "No other claim file was tried on this index."
      : `${show.count(otherVariants)} other claim ${show.isOne(otherVariants) ? "file was" : "files were"} tried on this index, ${show.count(otherVariantsOfThis)} of them variants of this one.`;
  return join(
    `<p class="kicker">A claim tested on the whole archive</p>`,
    `<h1>“${text(show.authored(claim.claim))}”</h1>`,
    `<div class="verdict ${verdict.word.split(" ")[0]}"><b>${word}</b><p>${text(because)}</p><p class="not">${text(verdict.doesNotSay)}</p></div>`,
    `<p class="meta">${text(kinds[claim.kind])} · ${claim.committed ? "frozen before reading" : "not frozen beforehand: exploratory"}. ${seedSentence(found, show)} ${tried}${ledgerIntact ? "" : " <strong>The ledger of claims was changed by hand.</strong>"}</p>`,
    `<p><strong>What readers were asked:</strong> ${text(show.authored(claim.question))}</p>`,
  );
}

/** The archive under every denominator. */
export function populationSection(found: Assessment, show: Disclosure): string {
  const { population: p } = found;
  return join(
    "<h2>What the claim is about</h2>",
    '<ul class="figures">',
    `<li><b>${show.count(p.families)}</b>messages and loose files, exact copies counted each</li>`,
    `<li><b>${show.count(p.distinct)}</b>without exact copies</li>`,
    `<li><b>${show.count(p.withoutBulk)}</b>without mail sent to many</li>`,
    `<li><b>${show.count(p.population)}</b>in the population of the claim</li>`,
    "</ul>",
    p.excluded.length === 0
      ? ""
      : table(
          "Left out of the population, and sampled beside it",
          ["what", "documents", "read", "yes", "at most (one-sided)"],
          p.excluded.map((set) => [
            `${text(show.authored(set.name))}<br><small>${text(show.authored(set.description))}</small>`,
            show.count(set.removed),
            show.count(set.read),
            show.count(set.yes),
            set.read === 0 ? "not read" : show.atMost(set.upper),
          ]),
        ),
    timelinePlot(found, show),
  );
}

/** What was read, what could not be, and the bounds that follow. */
export function readingSection(found: Assessment, show: Disclosure): string {
  const { review, bounds, plantedMissed, unreadable } = found;
  const { tally } = review;
  const planned = Math.min(tally.planned, tally.rest);
  return join(
    "<h2>What was read, and what may remain</h2>",
    "<p>“Flagged” means that a check saw something unusual in the data around a document, such as a date that does not fit; it is an observation that often has an innocent explanation, and it does not say that a document is false.</p>",
    boundsPlot(found, show),
    table(
      "Reading so far",
      ["", "documents", "read", "yes", "unsure"],
      [
        [
          "flagged or matching: all to be read",
          show.count(tally.census),
          show.count(tally.censusRead),
          show.count(tally.censusYes),
          show.count(tally.censusUnsure),
        ],
        [
          `random sample of the others (${show.count(planned)} planned of ${show.count(tally.rest)})`,
          show.count(planned),
          show.count(tally.read),
          show.count(tally.yes),
          show.count(tally.unsure),
        ],
        ...(tally.inPart + tally.censusInPart === 0
          ? []
          : [
              [
                "of those read, answered no from part of it: each may be a yes",
                "–",
                show.count(tally.inPart + tally.censusInPart),
                "–",
                "–",
              ],
            ]),
        ["not fully readable: each may be a yes", show.count(tally.unreadable), "–", "–", "–"],
      ],
    ),
    `<p>The upper end is ${text(bounds.restUpperKind)} at ${levelText(bounds.confidence)}, what cannot be read included. ${text(viewingSentence(review.viewing, show.count))} ${text(show.isPublic ? readersSentence(tally, bounds, found.sides, show) : found.readersSay)} ${review.readers === 0 ? "Nobody has read yet." : `${show.count(review.readers)} ${show.isOne(review.readers) ? "reader" : "readers"}, ${show.count(review.marks)} marks, ${show.count(review.disputed)} documents in dispute.`}</p>`,
    `<p>${text(identitySentences(review.identities, show.isPublic ? namelessly(review.identities) : (name) => name, show.count).join(" "))}</p>`,
    review.byPage.documents + review.unopened.documents === 0
      ? ""
      : `<p>“No” for one part of a document does not mean “no” for all of it. Read by page only: ${show.count(review.byPage.documents)} documents, ${show.count(review.byPage.pagesShown)} of ${show.count(review.byPage.pages)} pages shown. With files that nobody opened: ${show.count(review.unopened.documents)} documents, ${show.count(review.unopened.files)} files. Those of the population count as possible yes in the upper end.</p>`,
    `<p>Not fully readable: ${show.count(unreadable.documents)} documents of the population, ${show.count(unreadable.parts)} of ${show.count(unreadable.allParts)} parts of it. In all sources ${show.count(unreadable.stretches)} stretches became no document.</p>`,
    plantedMissed.length === 0
      ? ""
      : table(
          "If somebody planted documents that no query finds: the chance that the planned sample holds none of them",
          ["planted documents", "chance to miss all"],
          plantedMissed.map(({ planted, chance }) => [
            String(planted),
            percent(Math.min(1, chance)),
          ]),
        ),
  );
}

/** How somebody else does the same again. */
export function repeatSection(
  found: Assessment,
  made: { readonly version: string; readonly corpusHash: string; readonly madeOn: string },
  show: Disclosure,
): string {
  return join(
    "<h2>To do it again</h2>",
    "<p>With the same archive and the same claim file anybody gets the same population, the same sample and, from the same readings, the same verdict.</p>",
    `<pre>leaksift index SOURCES
leaksift assess CLAIM.yaml --report report.html${show.isPublic ? " --public" : ""}</pre>`,
    table(
      "What must agree",
      ["", ""],
      [
        ["claim, as frozen (SHA-256)", `<code>${found.claim.hash}</code>`],
        ["archive: ids of all documents, in order (SHA-256)", `<code>${made.corpusHash}</code>`],
        ["program", `leaksift ${text(made.version)}`],
      ],
      9,
    ),
    show.isPublic
      ? `<p class="note">This report shows no passage of the archive, and no word that is known as part of a name, address or file name in it: ▮▮▮ replaces such words of the claim file, with identifiers, expressions and values of fields that name somebody. Documents (D-…) and persons (P-…) have pseudonyms that are the same in every report on this archive. Counts from 1 to ${SMALL_CELL} are shown as a range, their shares left out; all others are rounded to the nearest ${ROUNDED_TO}, upper ends upwards, so that rows need not add up.</p>`
      : "",
    `<footer>Made ${text(made.madeOn)} with leaksift ${text(made.version)}. A hit of a query is a document to read, never a counter-example by itself; a flag is an observation about a file, never about a person.</footer>`,
  );
}
