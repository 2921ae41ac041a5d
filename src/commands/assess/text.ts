/** An assessment for a terminal. Everything that comes from the corpus is escaped. */
import type { Assessment, CounterDocument } from "../../assess/assessment.ts";
import { identitySentences } from "../../assess/review/identities.ts";
import { SHORT_ID_DIGITS } from "../../model/ids.ts";
import { defang, escapeLine } from "../../render/escape.ts";
import { locatorText } from "../../render/locator.ts";
import {
  bar,
  bold,
  column,
  counted,
  dim,
  grouped,
  percent,
  type Style,
  shareText,
  wrap,
  yellow,
} from "../../render/terminal.ts";

const safe = (text: string): string => defang(escapeLine(text));

function counterLines(document: CounterDocument, number: number, style: Style): string[] {
  const { id, sentAt, from, subject, terms, flags, passage, locator, state } = document;
  const marked = flags.length > 0 ? yellow(style, `  anomalous: ${flags.join(", ")}`) : "";
  const head = `${number}. ${id.slice(0, SHORT_ID_DIGITS)}  ${sentAt?.slice(0, 10) ?? "undated"}  ${safe(from)}  ${safe(subject)}`;
  return [
    `${head}  [${state}]${marked}`,
    `   ${terms.join(", ")}`,
    ...(passage.text === ""
      ? []
      : wrap(
          safe(`${passage.from === "" ? "" : `${passage.from}: `}${passage.text}`),
          Math.max(40, style.columns - 3),
        ).map((line) => `   ${line}`)),
    dim(style, `   ${safe(locatorText(locator))}`),
  ];
}

function populationLines({ population: p }: Assessment): string[] {
  return [
    `  all, exact copies each            ${grouped(p.families)}`,
    `  without exact copies              ${grouped(p.distinct)}`,
    `  without mail sent to many         ${grouped(p.withoutBulk)}`,
    `  what the claim is about           ${grouped(p.population)}`,
    ...p.excluded.map(
      (set) =>
        `  left out: ${escapeLine(set.name)}: ${grouped(set.removed)}; ${set.read === 0 ? "none of them read" : `${grouped(set.read)} read, ${grouped(set.yes)} yes, at most ${grouped(set.upper)} (one-sided)`}`,
    ),
  ];
}

const SHOWN_LANGUAGES = 5;

/** The rest by language, each with the words that set it apart from what is in a category in that language. */
function languageLines(
  languages: Assessment["uncategorized"]["languages"],
  columns: number,
): string[] {
  const shown = languages.slice(0, SHOWN_LANGUAGES).flatMap(({ language, inside, terms }) => {
    const name = language === "" ? "language not told" : `lang:${escapeLine(language)}`;
    if (terms.length === 0)
      return `    ${name}, ${counted(inside, "document")}: no distinctive words, or too few others to compare with`;
    const words = terms.slice(0, 15).map(({ term }) => escapeLine(term));
    const line = `${name}, ${counted(inside, "document")}; their distinctive words: ${words.join(", ")}`;
    return wrap(line, columns - 6).map((part, i) => `${i === 0 ? "    " : "      "}${part}`);
  });
  const more = languages.length - SHOWN_LANGUAGES;
  return more > 0 ? [...shown, `    ${counted(more, "more language")}: --json`] : shown;
}

function categoryLines(found: Assessment, style: Style): string[] {
  const { population: p } = found;
  const width = Math.min(30, Math.max(12, ...found.categories.map(({ name }) => name.length)) + 1);
  const rows = found.categories.map(
    (set) =>
      `  ${column(set.name, width, style)}${column(grouped(set.population), 9, style)}${column(shareText(set.population, p.population), 9, style)}${column(shareText(set.distinct, p.distinct), 9, style)}${column(shareText(set.families, p.families), 9, style)}${bar(p.population === 0 ? 0 : set.population / p.population, 20, style)}`,
  );
  return [
    dim(
      style,
      `  ${column("", width, style)}${column("count", 9, style)}${column("claim's", 9, style)}${column("distinct", 9, style)}all`,
    ),
    ...rows,
    `  in no category: ${grouped(found.uncategorized.count)} (${shareText(found.uncategorized.count, p.population)})`,
    ...languageLines(found.uncategorized.languages, Math.max(60, style.columns)),
    ...found.overlaps
      .slice(0, 5)
      .map(({ a, b, count }) => `  both ${a} and ${b}: ${grouped(count)}`),
  ];
}

/** 2384000000 as "2.38 bn": in a table digits beyond the third say nothing. */
function sumText(value: number): string {
  if (value >= 1e12) return `${(value / 1e12).toPrecision(3)} tn`;
  if (value >= 1e9) return `${(value / 1e9).toPrecision(3)} bn`;
  return value >= 1e7 ? `${(value / 1e6).toPrecision(3)} M` : grouped(value);
}

/** Amounts of each currency by what they are, and those worth a look. */
function amountLines(amounts: Assessment["amounts"], style: Style): string[] {
  const cells = (values: readonly string[]): string =>
    `     ${values.map((value, i) => column(value, i === 0 ? 11 : 12, style)).join("")}`.trimEnd();
  return amounts.slice(0, 4).flatMap((sum) => [
    `  ${sum.currency}: ${counted(sum.amounts, "amount")} in ${counted(sum.documents, "document")}; median ${sumText(sum.median)}${
      sum.lists.documents === 0
        ? ""
        : `; without ${counted(sum.lists.documents, "list")} (price lists, press reviews) of ${counted(sum.lists.amounts, "amount")}`
    }`,
    dim(style, cells(["beside it", "amounts", "median", "P95", "largest", "outliers"])),
    ...sum.roles.map(({ role, amounts: n, median, p95, largest, outliers }) =>
      cells([role, grouped(n), ...[median, p95, largest].map(sumText), grouped(outliers)]),
    ),
    ...sum.largest
      .filter(({ outlier }) => outlier)
      .slice(0, 8)
      .map(
        ({ written, id, role, documents }) =>
          `     ${id.slice(0, SHORT_ID_DIGITS)}  ${safe(written)}  outlier${role === "none" ? "" : ` of ${role}`}${documents === 1 ? "" : `, in ${counted(documents, "document")}`}`,
      ),
  ]);
}

function readingLines(found: Assessment, width: number): string[] {
  const { review, bounds, sides, readersSay, plantedMissed, unreadable } = found;
  const { tally } = review;
  return [
    `  flagged or matching, all to be read   ${grouped(tally.censusRead)} of ${grouped(tally.census)} read, ${grouped(tally.censusYes)} yes, ${grouped(tally.censusUnsure)} unsure`,
    `  random sample of the rest             ${grouped(tally.read)} of ${grouped(Math.min(tally.planned, tally.rest))} planned read (rest: ${grouped(tally.rest)}), ${grouped(tally.yes)} yes, ${grouped(tally.unsure)} unsure`,
    ...(review.unopened.documents === 0
      ? []
      : [
          `  answered no, files not opened         ${counted(review.unopened.documents, "document")}, ${counted(review.unopened.files, "file")}: of these nothing is known`,
        ]),
    ...(review.byPage.documents === 0
      ? []
      : [
          `  answered no, read by page only        ${counted(review.byPage.documents, "document")}, ${grouped(review.byPage.pagesShown)} of ${counted(review.byPage.pages, "page")} shown: of the others nothing is known`,
        ]),
    ...(tally.inPart + tally.censusInPart === 0
      ? []
      : [
          `  these count as possible yes           ${counted(tally.inPart + tally.censusInPart, "document")}; leaksift review CLAIM --whole shows what was left`,
        ]),
    `  not fully readable                    ${counted(unreadable.documents, "document")}, ${grouped(unreadable.parts)} of ${grouped(unreadable.allParts)} parts of what the claim is about`,
    `  in all sources                        ${counted(unreadable.stretches, "stretch", "stretches")} of bytes that became no document`,
    `  bound: at least ${grouped(bounds.lower)}, at most ${grouped(bounds.upperWorst)} of ${grouped(tally.population)} (${shareText(bounds.upperWorst, tally.population)}; each end one-sided at ${percent(bounds.confidence)}, upper end ${bounds.restUpperKind}, unreadable included; ${grouped(bounds.upperReadable)} without them)`,
    `  both ends together at ${percent(bounds.confidence)}: between ${grouped(sides.joint.low)} and ${grouped(sides.joint.high)}`,
    ...(review.viewingSays === ""
      ? []
      : wrap(review.viewingSays, width - 2).map((line) => `  ${line}`)),
    ...identitySentences(review.identities, escapeLine, grouped).flatMap((sentence) =>
      wrap(sentence, width - 2).map((line) => `  ${line}`),
    ),
    ...(readersSay === "" ? [] : wrap(readersSay, width - 2).map((line) => `  ${line}`)),
    ...plantedMissed.map(
      ({ planted, chance }) =>
        `  ${counted(planted, "planted document")} outside the queries: the planned sample misses ${planted === 1 ? "it" : "all"} with ${percent(chance)}`,
    ),
  ];
}

/** All lines of an assessment. */
export function assessmentText(found: Assessment, style: Style): string {
  const { claim, verdict, seed } = found;
  const title = (text: string): string => `\n${bold(style, text)}`;
  const width = Math.max(60, style.columns);
  const seedText =
    seed.kind === "author"
      ? "seed chosen by the author"
      : seed.known
        ? `seed from ${escapeLine(seed.source)}, ${escapeLine(seed.date)}${seed.afterCommit === true ? "" : ", NOT PUBLISHED AFTER A COMMIT"}`
        : "the seed's public value is not known yet: nothing can be drawn";
  return [
    bold(style, escapeLine(claim.claim)),
    dim(
      style,
      `${claim.kind} · ${claim.id} · ${claim.hash.slice(0, 16)} · ${claim.committed ? "committed" : "not committed: exploratory"} · ${seedText}`,
    ),
    `${counted(found.otherVariants, "other claim file")} tried on this index before, ${grouped(found.otherVariantsOfThis)} of them variants of this one${found.ledgerIntact ? "" : "; THE LEDGER WAS CHANGED BY HAND"}.`,
    title(
      `Verdict: ${verdict.word} the claim`
        .replace("contradicted the claim", "the claim is contradicted")
        .replace("undecided the claim", "undecided"),
    ),
    ...wrap(verdict.because, width),
    ...wrap(verdict.doesNotSay, width),
    title("Population"),
    ...populationLines(found),
    title("Categories (shares of what the claim is about, of distinct documents, of all)"),
    ...categoryLines(found, style),
    title(`Counter-evidence: ${counted(found.counter.documents, "document")} to read`),
    ...found.counter.sets.map((set) => {
      const hits = set.terms.filter(({ count }) => count > 0);
      return `  ${escapeLine(set.name)}: ${grouped(set.population)}${
        hits.length === 0
          ? ""
          : ` (${hits
              .slice(0, 8)
              .map(({ term, count }) => `${term} ${grouped(count)}`)
              .join(", ")})`
      }`;
    }),
    ...found.counter.top
      .slice(0, 20)
      .flatMap((document, i) => counterLines(document, i + 1, style)),
    ...(found.counter.documents > 20
      ? [dim(style, `  ${grouped(found.counter.documents - 20)} more: --json, or leaksift review`)]
      : []),
    ...(found.amounts.length === 0 ? [] : [title("Amounts"), ...amountLines(found.amounts, style)]),
    title("What was read"),
    ...readingLines(found, width),
    "",
  ].join("\n");
}
