/** What a report says about the contents: categories with the words of the rest, sums of money by what they are. */
import type { Assessment } from "../assess/assessment.ts";
import type { Claim } from "../model/claim.ts";
import { type Disclosure, SMALL_CELL } from "./disclosure.ts";
import { join, table, text } from "./html.ts";
import { barPlot, decadesPlot } from "./plots.ts";

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

const AMOUNTS = ["amounts", "median", "95 of 100 below"];

/** The one table that names documents, and so is not in a public report. */
function outlierTable(sums: Assessment["amounts"], show: Disclosure): string {
  return table(
    "Worth a look: outliers of their kind first, then the largest",
    ["document", "as written", "beside it", "amount", ""],
    sums.flatMap((sum) =>
      sum.largest
        .slice(0, 10)
        .map(({ value, written, id, outlier, role }) => [
          `<code>${id.slice(0, 12)}</code>`,
          text(written),
          text(role),
          `${amountText(value, show)} ${text(sum.currency)}`,
          outlier ? "outlier" : "",
        ]),
    ),
    3,
  );
}

/** Sums of money named in the documents. */
export function amountSection(found: Assessment, show: Disclosure): string {
  const sums = found.amounts.filter(({ documents }) => !show.isPublic || documents > SMALL_CELL);
  if (sums.length === 0) return "";
  const inside = show.isPublic ? [] : ["largest", "outliers"];
  return join(
    "<h2>Sums of money</h2>",
    "<p>Amounts with a currency, as written; documents with more than 20 of them (price lists, press reviews) are left out. A sum named in a message is not a payment made.</p>",
    table(
      show.isPublic ? "Rounded to two digits; currencies in few documents left out" : "By currency",
      ["currency", "documents", ...AMOUNTS, ...inside],
      sums.map((sum) => [
        text(sum.currency),
        show.count(sum.documents),
        show.count(sum.amounts),
        amountText(sum.median, show),
        amountText(sum.p95, show),
        ...(show.isPublic
          ? []
          : [
              amountText(Math.max(0, ...sum.roles.map(({ largest }) => largest)), show),
              show.count(sum.outliers),
            ]),
      ]),
    ),
    table(
      "By the nearest word beside the amount: a guess for sorting",
      ["currency", "beside it", ...AMOUNTS, ...inside],
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
    show.isPublic ? "" : outlierTable(sums, show),
  );
}
