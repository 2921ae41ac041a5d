/** What a report says about the corpus as a whole: verdict, population, categories, amounts, what was read. Documents are in evidence.ts. */
import type { Assessment } from "../assess/assessment.ts";
import type { Claim } from "../model/claim.ts";
import { levelText, percent } from "../render/terminal.ts";
import { type Disclosure, SMALL_CELL } from "./disclosure.ts";
import { join, table, text } from "./html.ts";
import { barPlot, boundsPlot, decadesPlot, timelinePlot } from "./plots.ts";

function seedSentence({ seed }: Assessment, show: Disclosure): string {
  if (seed.kind === "author") return "The seed of the sample was chosen by the author.";
  if (!seed.known)
    return "The public value the sample is drawn with is not known yet: nothing can be drawn.";
  return `The seed of the sample is from ${text(show.authored(seed.source))}, ${text(seed.date)}.`;
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
  return join(
    `<p class="kicker">A claim tested on the whole archive</p>`,
    `<h1>“${text(show.authored(claim.claim))}”</h1>`,
    `<div class="verdict ${verdict.word.split(" ")[0]}"><b>${word}</b><p>${text(verdict.because)}</p><p class="not">${text(verdict.doesNotSay)}</p></div>`,
    `<p class="meta">${text(kinds[claim.kind])} · ${claim.committed ? "frozen before reading" : "not frozen beforehand: exploratory"}. ${seedSentence(found, show)} ${otherVariants === 0 ? "No other claim file was tried on this index." : `${otherVariants} other claim ${otherVariants === 1 ? "file was" : "files were"} tried on this index, ${otherVariantsOfThis} of them variants of this one.`}${ledgerIntact ? "" : " <strong>The ledger of claims was changed by hand.</strong>"}</p>`,
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
            set.read === 0 ? "not read" : show.count(set.upper),
          ]),
        ),
    timelinePlot(found, show),
  );
}

function termList(terms: readonly string[], show: Disclosure): string {
  return terms.map((term) => `<code>${text(show.authored(term))}</code>`).join(" ");
}

const LANGUAGES = new Intl.DisplayNames("en", { type: "language" });

/** "German" for "de"; codes that are none stay as they are. */
function languageName(code: string): string {
  return /^[a-z]{2,3}$/.test(code) ? (LANGUAGES.of(code) ?? code) : code;
}

/** Categories with shares, overlaps, and the rest. */
export function categorySection(found: Assessment, claim: Claim, show: Disclosure): string {
  const { population: p, categories, uncategorized, overlaps } = found;
  return join(
    "<h2>What it consists of</h2>",
    "<p>A document may be in several categories. Shares are of the population of the claim.</p>",
    barPlot(
      categories.map(({ name, description, population }) => ({
        name: show.authored(name),
        note: show.authored(description),
        count: population,
      })),
      p.population,
      show,
      "all",
    ),
    `<p>In no category: <strong>${show.count(uncategorized.count)}</strong> (${show.share(uncategorized.count, p.population)}).</p>`,
    ...(show.isPublic ? [] : uncategorized.languages)
      .filter(({ terms }) => terms.length > 0)
      .map(
        ({ language, inside, terms }) =>
          `<p>In ${text(languageName(language))} (${show.count(inside)}), words that set these apart from documents of a category: ${terms
            .slice(0, 20)
            .map(({ term }) => `<span class="tag">${text(term)}</span>`)
            .join("")}</p>`,
      ),
    "<details><summary>Under every denominator, overlaps, and the queries</summary>",
    table(
      "Documents of each category",
      ["category", "population", "without bulk", "distinct", "copies each"],
      categories.map((set) => [
        text(show.authored(set.name)),
        show.count(set.population),
        show.count(set.withoutBulk),
        show.count(set.distinct),
        show.count(set.families),
      ]),
    ),
    overlaps.length === 0
      ? ""
      : table(
          "In two categories at once",
          ["both", "documents"],
          overlaps
            .slice(0, 15)
            .map(({ a, b, count }) => [
              text(`${show.authored(a)} and ${show.authored(b)}`),
              show.count(count),
            ]),
        ),
    ...claim.categories.map(
      ({ name, terms }) =>
        `<p><strong>${text(show.authored(name))}:</strong> ${termList(terms, show)}</p>`,
    ),
    "</details>",
  );
}

/** Two significant digits in public: an exact amount can be looked up. */
function amountText(value: number, show: Disclosure): string {
  const shown = show.isPublic ? Number(value.toPrecision(2)) : value;
  return String(Math.round(shown)).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** Sums of money named in the documents. */
export function amountSection(found: Assessment, show: Disclosure): string {
  const sums = found.amounts.filter(({ documents }) => !show.isPublic || documents > SMALL_CELL);
  if (sums.length === 0) return "";
  return join(
    "<h2>Sums of money</h2>",
    "<p>Amounts with a currency, as written; documents with more than 20 of them (price lists, press reviews) are left out. A sum named in a message is not a payment made.</p>",
    table(
      show.isPublic ? "Rounded to two digits; currencies in few documents left out" : "By currency",
      [
        "currency",
        "documents",
        "amounts",
        "median",
        "95 of 100 below",
        ...(show.isPublic ? [] : ["largest", "outliers"]),
      ],
      sums.map((sum) => [
        text(sum.currency),
        show.count(sum.documents),
        show.count(sum.amounts),
        amountText(sum.median, show),
        amountText(sum.p95, show),
        ...(show.isPublic
          ? []
          : [amountText(sum.largest[0]?.value ?? 0, show), show.count(sum.outliers)]),
      ]),
    ),
    table(
      "By the nearest word beside the amount: a guess for sorting",
      [
        "currency",
        "beside it",
        "amounts",
        "median",
        "95 of 100 below",
        ...(show.isPublic ? [] : ["largest", "outliers"]),
      ],
      sums.flatMap((sum) =>
        sum.roles
          .filter(({ documents }) => !show.isPublic || documents > SMALL_CELL)
          .map((role) => [
            text(sum.currency),
            text(role.role),
            show.count(role.amounts),
            amountText(role.median, show),
            amountText(role.p95, show),
            ...(show.isPublic ? [] : [amountText(role.largest, show), show.count(role.outliers)]),
          ]),
      ),
      2,
    ),
    ...sums
      .filter(({ decades }) => decades.length > 1)
      .slice(0, 3)
      .map((sum) => decadesPlot(sum.decades, sum.currency, show)),
    show.isPublic
      ? ""
      : table(
          "Worth a look: outliers of their kind first, then the largest",
          ["document", "as written", "amount", "beside it", ""],
          sums.flatMap((sum) =>
            sum.largest
              .slice(0, 10)
              .map(({ value, written, id, outlier, role }) => [
                `<code>${id.slice(0, 12)}</code>`,
                text(written),
                `${amountText(value, show)} ${text(sum.currency)}`,
                text(role),
                outlier ? "outlier" : "",
              ]),
          ),
          2,
        ),
  );
}

/** What was read, what could not be, and the bounds that follow. */
export function readingSection(found: Assessment, show: Disclosure): string {
  const { review, bounds, plantedMissed, unreadable } = found;
  const { tally } = review;
  const planned = Math.min(tally.planned, tally.rest);
  return join(
    "<h2>What was read, and what may remain</h2>",
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
    `<p>The upper end is ${text(bounds.restUpperKind)} at ${levelText(bounds.confidence)}, what cannot be read included. ${
      bounds.sensitivity === null
        ? "Readers are taken to see every counter-example they are shown: no known ones were mixed in to test that."
        : `Readers see at least ${percent(bounds.sensitivity)} of known ones that were mixed in (one-sided).`
    } ${review.readers === 0 ? "Nobody has read yet." : `${review.readers} ${review.readers === 1 ? "reader" : "readers"}, ${show.count(review.marks)} marks, ${show.count(review.disputed)} documents in dispute.`}</p>`,
    review.byPage.documents + review.unopened.documents === 0
      ? ""
      : `<p>A no from part of a document is no no to all of it. Read by page only: ${show.count(review.byPage.documents)} documents, ${show.count(review.byPage.pagesShown)} of ${show.count(review.byPage.pages)} pages shown. With files that nobody opened: ${show.count(review.unopened.documents)} documents, ${show.count(review.unopened.files)} files. Those of the population count as possible yes in the upper end.</p>`,
    `<p>Not fully readable: ${show.count(unreadable.documents)} documents of the population, ${show.count(unreadable.parts)} of ${show.count(unreadable.allParts)} parts, and ${show.count(unreadable.stretches)} stretches of the sources that became no document.</p>`,
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
      ? `<p class="note">This report shows no passage, name, address or file name of the archive. Documents (D-…) and persons (P-…) stand under pseudonyms that are the same in every report on this archive. Counts from 1 to ${SMALL_CELL} are shown as a range, their shares left out. ▮▮▮ stands for a word of the claim file that is also a name, address or number in the archive.</p>`
      : "",
    `<footer>Made ${text(made.madeOn)} with leaksift ${text(made.version)}. A hit of a query is a document to read, never a counter-example by itself; a flag is an observation about a file, never about a person.</footer>`,
  );
}
