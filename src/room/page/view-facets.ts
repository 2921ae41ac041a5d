/** What the hits have in common: senders, types, custodians, flags and tags with their numbers; months as bars to drag over. */
import type { RoomFacet } from "../format.ts";
import { type App, monthText, quoted } from "./app.ts";
import { byId, el, line } from "./dom.ts";
import { filled } from "./words.ts";

const MOST = 8;

type Counted = readonly (readonly [value: string, count: number])[];

const most = (counts: ReadonlyMap<string, number>): Counted =>
  [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, MOST);

function ofFacet(facet: RoomFacet, documents: readonly number[]): Counted {
  const counts = new Map<string, number>();
  for (const document of documents) {
    const value = facet.values[facet.of[document] ?? -1];
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return most(counts);
}

/** Families by what one of their documents has. */
function ofLists(
  app: App,
  lists: readonly (readonly [string, readonly number[]])[],
  hits: ReadonlySet<number>,
): Counted {
  const counts = new Map<string, number>();
  for (const [value, documents] of lists) {
    const roots = new Set(documents.map((document) => app.data.roots[document] as number));
    const count = [...roots].filter((root) => hits.has(root)).length;
    if (count > 0) counts.set(value, count);
  }
  return most(counts);
}

function group(
  app: App,
  title: string,
  values: Counted,
  clauseOf: (value: string) => string,
): Node | null {
  if (values.length === 0) return null;
  const items = values.map(([value, count]) =>
    el(
      "li",
      {},
      el(
        "button",
        { type: "button", click: () => app.toggle(clauseOf(value)) },
        el("span", { dir: "auto" }, line(value)),
        el("span", { class: "n" }, String(count)),
      ),
    ),
  );
  return el("section", {}, el("h3", {}, title), el("ul", {}, ...items));
}

/** Shows the facets of the answer. */
export function showFacets(app: App): void {
  const { core, words, answer } = app;
  const hits = answer?.hits ?? [];
  const set = new Set(hits);
  const files = hits.flatMap((root) => app.files.get(root) ?? []);
  const flags = core.checks.map(({ id, loud }) => [id, loud] as const);
  const groups = [
    group(app, words.sender, ofFacet(core.senders, hits), (value) => `from:${quoted(value)}`),
    group(app, words.type, ofFacet(core.types, files), (value) => `type:${quoted(value)}`),
    group(app, words.custodian, ofFacet(core.custodians, hits), (value) => `in:${quoted(value)}`),
    group(app, words.flag, ofLists(app, flags, set), (value) => `flag:${value}`),
    group(app, words.tag, ofLists(app, core.tags, set), (value) => `tag:${value}`),
  ];
  byId("facets").replaceChildren(...groups.filter((each) => each !== null));
}

/** Months from the first to the last, at most so many bars: a forged date of the year 9999 must not make a million. */
const MAX_MONTHS = 600;

function monthsOf(app: App, hits: readonly number[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const root of hits) {
    const month = monthText(app.dates[root]);
    if (/^\d{4}-\d{2}$/.test(month)) counts.set(month, (counts.get(month) ?? 0) + 1);
  }
  const known = [...counts.keys()].sort();
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return counts;
  const span = (Number(last.slice(0, 4)) - Number(first.slice(0, 4)) + 1) * 12;
  if (span > MAX_MONTHS)
    return new Map(known.slice(-MAX_MONTHS).map((month) => [month, counts.get(month) ?? 0]));
  const all = new Map<string, number>();
  for (let at = Number(first.slice(0, 4)) * 12 + Number(first.slice(5)) - 1; ; at++) {
    const month = `${String(Math.floor(at / 12)).padStart(4, "0")}-${String((at % 12) + 1).padStart(2, "0")}`;
    all.set(month, counts.get(month) ?? 0);
    if (month === last) return all;
  }
}

/** Shows the months of the answer; dragging over bars, or two months typed, narrow it. */
export function showTimeline(app: App): void {
  const { words } = app;
  const hits = app.answer?.hits ?? [];
  const months = [...monthsOf(app, hits)];
  const tallest = Math.max(1, ...months.map(([, count]) => count));
  const bars = byId("bars");
  const svg = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(svg, "svg");
  picture.setAttribute("viewBox", `0 0 ${Math.max(1, months.length)} 40`);
  picture.setAttribute("preserveAspectRatio", "none");
  picture.setAttribute("role", "img");
  const dated = months.reduce((sum, [, count]) => sum + count, 0);
  const undated = filled(words.undated, { n: hits.length - dated });
  picture.setAttribute(
    "aria-label",
    `${words.timeline}: ${months[0]?.[0] ?? ""} – ${months.at(-1)?.[0] ?? ""}; ${undated}`,
  );
  for (const [at, [month, count]] of months.entries()) {
    const bar = document.createElementNS(svg, "rect");
    const height = count === 0 ? 0 : Math.max(1, (38 * count) / tallest);
    for (const [name, value] of Object.entries({ x: at, y: 40 - height, width: 0.9, height }))
      bar.setAttribute(name, String(value));
    const title = document.createElementNS(svg, "title");
    title.textContent = `${month}: ${count}`;
    bar.append(title);
    picture.append(bar);
  }
  drag(
    app,
    picture,
    months.map(([month]) => month),
  );
  bars.replaceChildren(picture);
  byId("ends").replaceChildren(
    el("span", {}, months[0]?.[0] ?? ""),
    el("span", {}, hits.length > dated ? undated : ""),
    el("span", {}, months.at(-1)?.[0] ?? ""),
  );
}

function drag(app: App, picture: SVGElement, months: readonly string[]): void {
  const monthAt = (event: PointerEvent): string => {
    const { left, width } = picture.getBoundingClientRect();
    const at = Math.floor(((event.clientX - left) / Math.max(1, width)) * months.length);
    return months[Math.min(months.length - 1, Math.max(0, at))] ?? "";
  };
  let from = "";
  picture.addEventListener("pointerdown", (event) => {
    from = monthAt(event);
    picture.setPointerCapture(event.pointerId);
  });
  picture.addEventListener("pointerup", (event) => {
    const [first, last] = [from, monthAt(event)].sort();
    if (from !== "" && first !== undefined && first !== "") app.toggle(`date:${first}..${last}`);
    from = "";
  });
}
