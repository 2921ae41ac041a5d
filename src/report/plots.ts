/**
 * Plots of a report: SVG without text, stretched to any width, with HTML labels around it, so that they read the same on paper and on a phone.
 * No scripts; the figures of each plot stand in a table or in titles too.
 */
import type { Assessment } from "../assess/assessment.ts";
import { levelText } from "../render/terminal.ts";
import { type Disclosure, SMALL_CELL } from "./disclosure.ts";
import { join, table, text } from "./html.ts";

/** Months on a timeline beyond which its ends are looked at: a few wrong clocks must not flatten the rest. */
const LONG_MONTHS = 120;
/** Share of the documents that may be left off the two ends together. */
const OFF_ENDS = 0.005;
/** Of few documents more may be left off: six bogus dates among 300 are 2 % of them, and no month of the others would be seen. */
const OFF_FEW = { documents: 12, share: 0.05 } as const;
const MAX_YEAR_LABELS = 8;

const monthNumber = (month: string): number =>
  Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
const monthText = (number: number): string =>
  `${String(Math.floor(number / 12)).padStart(4, "0")}-${String((number % 12) + 1).padStart(2, "0")}`;

type Month = Assessment["timeline"][number];

/** The months worth drawing, and how many documents lie before and after them. */
function drawnMonths(timeline: readonly Month[]): {
  readonly months: readonly Month[];
  readonly before: number;
  readonly after: number;
} {
  const total = timeline.reduce((sum, { documents }) => sum + documents, 0);
  const most = Math.max(OFF_ENDS * total, Math.min(OFF_FEW.documents, OFF_FEW.share * total));
  const span = (from: number, to: number): number =>
    monthNumber(timeline[to - 1]?.month ?? "") - monthNumber(timeline[from]?.month ?? "");
  let from = 0;
  let to = timeline.length;
  let before = 0;
  let after = 0;
  while (to - from > 2 && span(from, to) > LONG_MONTHS) {
    const head = timeline[from]?.documents ?? 0;
    const tail = timeline[to - 1]?.documents ?? 0;
    // What is left out at each step is the end that frees more months for fewer documents
    const headGain = (span(from, to) - span(from + 1, to)) / head;
    const tailGain = (span(from, to) - span(from, to - 1)) / tail;
    const drop = headGain >= tailGain ? head : tail;
    if (before + after + drop > most || Math.max(headGain, tailGain) <= 1) break;
    if (headGain >= tailGain) {
      before += head;
      from++;
    } else {
      after += tail;
      to--;
    }
  }
  return { months: timeline.slice(from, to), before, after };
}

function strip(
  name: string,
  months: readonly Month[],
  value: (month: Month) => number,
  show: Disclosure,
): string {
  const first = monthNumber(months[0]?.month ?? "");
  const length = monthNumber(months.at(-1)?.month ?? "") - first + 1;
  const max = Math.max(1, ...months.map((month) => show.drawn(value(month))));
  const bars = months
    .filter((month) => value(month) > 0)
    .map((month) => {
      const height = Math.max(1.5, (100 * show.drawn(value(month))) / max);
      const x = monthNumber(month.month) - first;
      return `<rect x="${x + 0.08}" y="${(100 - height).toFixed(2)}" width="0.84" height="${height.toFixed(2)}"><title>${month.month}: ${show.count(value(month))}</title></rect>`;
    });
  return `<svg class="strip ${name}" viewBox="0 0 ${length} 100" preserveAspectRatio="none" aria-hidden="true">${bars.join("")}</svg>`;
}

function yearLabels(months: readonly Month[]): string {
  const first = monthNumber(months[0]?.month ?? "");
  const last = monthNumber(months.at(-1)?.month ?? "");
  const length = last - first + 1;
  const years = Array.from(
    { length: Math.floor(last / 12) - Math.ceil(first / 12) + 1 },
    (_, i) => Math.ceil(first / 12) + i,
  );
  const step = Math.max(1, Math.ceil(years.length / MAX_YEAR_LABELS));
  const labels =
    years.length === 0
      ? [`<span style="left:0%">${monthText(first)}</span>`]
      : years
          .filter((year) => year % step === 0 && (year * 12 - first) / length < 0.9)
          .map(
            (year) =>
              `<span style="left:${((100 * (year * 12 - first)) / length).toFixed(2)}%">${year}</span>`,
          );
  return `<div class="years" aria-hidden="true">${labels.join("")}</div>`;
}

/** Documents by month of sending, and below, on a scale of its own, those that match counter-evidence. */
export function timelinePlot(found: Assessment, show: Disclosure): string {
  if (found.timeline.length === 0) return "<p>No document of the population has a date.</p>";
  const { months, before, after } = drawnMonths(found.timeline);
  const most = Math.max(...months.map(({ documents }) => documents));
  const mostCounter = Math.max(...months.map(({ counter }) => counter));
  const off = [
    before > 0 ? `${show.count(before)} before ${months[0]?.month ?? ""}` : "",
    after > 0 ? `${show.count(after)} after ${months.at(-1)?.month ?? ""}` : "",
    found.undated > 0 ? `${show.count(found.undated)} without a date` : "",
  ].filter((part) => part !== "");
  const years = new Map<string, { documents: number; counter: number }>();
  for (const { month, documents, counter } of found.timeline) {
    const year = years.get(month.slice(0, 4)) ?? { documents: 0, counter: 0 };
    year.documents += documents;
    year.counter += counter;
    years.set(month.slice(0, 4), year);
  }
  return join(
    '<figure class="plot">',
    `<figcaption>Documents by month of sending <span class="scale">tallest bar: ${show.count(most)}</span></figcaption>`,
    strip("all", months, ({ documents }) => documents, show),
    yearLabels(months),
    mostCounter === 0
      ? ""
      : join(
          `<figcaption>of these, matching counter-evidence <span class="scale">tallest bar: ${show.count(mostCounter)}</span></figcaption>`,
          strip("counter", months, ({ counter }) => counter, show),
        ),
    off.length === 0 ? "" : `<p class="note">Not drawn: ${off.join(", ")}.</p>`,
    "<details><summary>By year, in figures</summary>",
    table(
      "Documents by year of sending",
      ["year", "documents", "matching counter-evidence"],
      [...years].map(([year, { documents, counter }]) => [
        text(year),
        show.count(documents),
        show.count(counter),
      ]),
    ),
    "</details></figure>",
  );
}

/** Bars of one series; `parts` are names with counts, `whole` what a full bar means. */
export function barPlot(
  parts: readonly { readonly name: string; readonly note: string; readonly count: number }[],
  whole: number,
  show: Disclosure,
  kind: "all" | "counter",
): string {
  const max = Math.max(1, ...parts.map(({ count }) => show.drawn(count)));
  const rows = parts.map(({ name, note, count }) => {
    const width = (100 * show.drawn(count)) / max;
    return `<div class="row"><div class="name">${text(name)}${note === "" ? "" : `<small>${text(note)}</small>`}</div><div class="track">${count === 0 ? "" : `<i class="${kind}" style="width:${width.toFixed(2)}%"></i>`}</div><div class="value">${show.count(count)} <small>${show.isPublic && count <= SMALL_CELL ? "" : show.share(count, whole)}</small></div></div>`;
  });
  return `<div class="bars">${rows.join("\n")}</div>`;
}

/** Where the number of counter-examples may lie: found, possible, ruled out, on a line from none to all. */
export function boundsPlot(found: Assessment, show: Disclosure): string {
  const { population } = found.review.tally;
  const { lower, upperReadable, upperWorst, confidence } = found.bounds;
  const { joint } = found.sides;
  if (population === 0) return "";
  const whole = Math.max(1, show.drawn(population));
  const at = (n: number): string => Math.min(100, (100 * show.drawn(n)) / whole).toFixed(3);
  const between = (from: number, to: number): string =>
    Math.max(0, Number(at(to)) - Number(at(from))).toFixed(3);
  const noun = found.claim.kind === "existence" ? "examples" : "counter-examples";
  return join(
    `<figure class="plot bounds" role="img" aria-label="At least ${show.count(lower)}, at most ${show.atMost(upperWorst)} of ${show.count(population)} documents may be ${noun}">`,
    `<figcaption>How many of ${show.count(population)} documents may be ${noun}</figcaption>`,
    '<div class="line">',
    `<i class="possible" style="left:${at(lower)}%;width:${between(lower, upperReadable)}%"></i>`,
    `<i class="unread" style="left:${at(upperReadable)}%;width:${between(upperReadable, upperWorst)}%"></i>`,
    `<i class="least" style="left:${at(lower)}%"></i>`,
    "</div>",
    `<div class="ends"><span>none</span><span>all</span></div>`,
    `<p class="key"><i class="possible"></i> possible, at least ${show.count(lower)}, at most ${show.atMost(upperReadable)} <i class="unread"></i> with what cannot be read, at most ${show.atMost(upperWorst)} (${show.share(upperWorst, population)}). Each end one-sided at ${levelText(confidence)}; both together: between ${show.count(joint.low)} and ${show.atMost(joint.high)}.</p>`,
    "</figure>",
  );
}

/** Amounts by power of ten. */
export function decadesPlot(
  decades: readonly { readonly decade: number; readonly count: number }[],
  currency: string,
  show: Disclosure,
): string {
  const max = Math.max(1, ...decades.map(({ count }) => show.drawn(count)));
  const label = (decade: number): string =>
    decade < 3 ? String(10 ** decade) : decade < 6 ? `${10 ** (decade - 3)}k` : `1e${decade}`;
  const columns = decades.map(
    ({ decade, count }) =>
      `<div><b>${show.count(count)}</b><i style="height:${((6 * show.drawn(count)) / max).toFixed(2)}rem"></i><span>${label(decade)}</span></div>`,
  );
  return `<figure class="plot"><figcaption>${text(currency)}: how many amounts from 1, from 10, from 100 … up</figcaption><div class="decades">${columns.join("")}</div></figure>`;
}
