/** The documents that speak against a claim, in a report: in full in an internal one, under pseudonyms in a public one. */
import type { Assessment, CounterDocument } from "../assess/assessment.ts";
import { SHORT_ID_DIGITS } from "../model/ids.ts";
import { locatorText } from "../render/locator.ts";
import { type Disclosure, SMALL_CELL } from "./disclosure.ts";
import { join, text } from "./html.ts";
import { barPlot } from "./plots.ts";

const SHOWN = 30;

/** What a document is shown with. In a public report only what {@link publicTraits} leaves. */
interface Traits {
  readonly state: boolean;
  readonly year: boolean;
  readonly sets: ReadonlySet<string>;
  readonly flags: ReadonlySet<string>;
}

const year = ({ sentAt }: CounterDocument): string =>
  sentAt === null ? "undated" : sentAt.slice(0, 4);

/** How many of the documents have each value. */
function tallied(values: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** What a reader may count in the list: nothing that only one to four of the documents have, or that only one to four lack. */
function publicTraits(documents: readonly CounterDocument[]): Traits {
  const isLarge = (n: number): boolean => n > SMALL_CELL;
  const isWhole = (of: (document: CounterDocument) => string): boolean =>
    [...tallied(documents.map(of)).values()].every(isLarge);
  const shared = (of: (document: CounterDocument) => readonly string[]): Set<string> =>
    new Set(
      [...tallied(documents.flatMap(of))]
        .filter(([, n]) => isLarge(n) && (n === documents.length || isLarge(documents.length - n)))
        .map(([value]) => value),
    );
  return {
    state: isWhole(({ state }) => state),
    year: isWhole(year),
    sets: shared(({ sets }) => sets),
    flags: shared(({ flags }) => flags),
  };
}

function tags(document: CounterDocument, show: Disclosure, traits: Traits | null): string {
  const { answer, state, sets, flags } = document;
  return [
    traits?.state === false
      ? ""
      : `<span class="tag${answer === null ? "" : ` ${answer}`}">${text(state)}</span>`,
    ...sets
      .filter((set) => traits?.sets.has(set) !== false)
      .map((set) => `<span class="tag">${text(show.authored(set))}</span>`),
    ...flags
      .filter((flag) => traits?.flags.has(flag) !== false)
      .map((flag) => `<span class="tag flag">flagged: ${text(flag)}</span>`),
  ].join("");
}

function publicItem(document: CounterDocument, show: Disclosure, traits: Traits): string {
  const { id, from } = document;
  const address = /<([^>]*)>\s*$/.exec(from)?.[1] ?? from;
  const meta = [
    traits.year ? year(document) : "",
    address === "" ? "" : `from ${show.personName(address)}`,
  ].filter((part) => part !== "");
  return join(
    `<li><h3>${show.documentName(id)}</h3>`,
    `<p class="meta">${text(meta.join(" · "))}</p>`,
    `<p>${tags(document, show, traits)}</p>`,
    "</li>",
  );
}

function internalItem(document: CounterDocument, show: Disclosure): string {
  const { id, sentAt, from, subject, terms, passage, locator } = document;
  return join(
    `<li><h3>${text(subject === "" ? "(no subject)" : subject)}</h3>`,
    `<p class="meta">${sentAt === null ? "undated" : text(sentAt.slice(0, 10))}${from === "" ? "" : ` · ${text(from)}`} · <code>${id.slice(0, SHORT_ID_DIGITS)}</code> · ${show.documentName(id)} in public</p>`,
    passage.text === ""
      ? ""
      : `<blockquote>${text(passage.text)}${passage.from === "" ? "" : ` <small class="meta">(${text(passage.from)})</small>`}</blockquote>`,
    `<p>${tags(document, show, null)}${terms.map((term) => ` <code>${text(term)}</code>`).join("")}</p>`,
    `<p class="meta">${text(locatorText(locator))}</p>`,
    "</li>",
  );
}

/** Counter-evidence: how much each set finds, then the documents, most telling first. */
export function evidenceSection(found: Assessment, show: Disclosure): string {
  const { counter, population } = found;
  const top = counter.top.slice(0, SHOWN);
  // A list of one to four says how many there are
  const shown = show.isPublic && top.length <= SMALL_CELL ? [] : top;
  const traits = publicTraits(shown);
  const items = shown.map((document) =>
    show.isPublic ? publicItem(document, show, traits) : internalItem(document, show),
  );
  return join(
    `<h2>${found.claim.kind === "existence" ? "What would show it" : "What speaks against it"}</h2>`,
    `<p>${show.count(counter.documents)} documents match these queries. Each is a document to read; innocent mail has such words too.</p>`,
    barPlot(
      counter.sets.map((set) => ({
        name: show.authored(set.name),
        note: show.authored(set.description),
        count: set.population,
      })),
      population.population,
      show,
      "counter",
    ),
    "<details><summary>Each term, with how many documents it finds</summary>",
    ...counter.sets.map(
      (set) =>
        `<p><strong>${text(show.authored(set.name))}:</strong> ${set.terms
          .map(
            ({ term, count }) =>
              `<code>${text(show.authored(term))}</code>&nbsp;${show.count(count)}`,
          )
          .join(", ")}</p>`,
    ),
    "</details>",
    shown.length === 0 ? "" : `<ol class="documents">${items.join("\n")}</ol>`,
    counter.documents > shown.length
      ? `<p class="note">${show.count(counter.documents - shown.length)} more are not shown here.</p>`
      : "",
  );
}
