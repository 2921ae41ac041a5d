/** The documents that speak against a claim, in a report: in full in an internal one, under pseudonyms in a public one. */
import type { Assessment, CounterDocument } from "../assess/assessment.ts";
import { SHORT_ID_DIGITS } from "../model/ids.ts";
import { locatorText } from "../render/locator.ts";
import type { Disclosure } from "./disclosure.ts";
import { join, text } from "./html.ts";
import { barPlot } from "./plots.ts";

const SHOWN = 30;

function answerTag({ answer, state }: CounterDocument): string {
  return `<span class="tag${answer === null ? "" : ` ${answer}`}">${text(state)}</span>`;
}

function tags(document: CounterDocument, show: Disclosure): string {
  return [
    answerTag(document),
    ...document.sets.map((set) => `<span class="tag">${text(show.authored(set))}</span>`),
    ...document.flags.map((flag) => `<span class="tag flag">flagged: ${text(flag)}</span>`),
  ].join("");
}

function publicItem(document: CounterDocument, show: Disclosure): string {
  const { id, sentAt, from } = document;
  const address = /<([^>]*)>\s*$/.exec(from)?.[1] ?? from;
  return join(
    `<li><h3>${show.documentName(id)}</h3>`,
    `<p class="meta">${sentAt === null ? "undated" : text(sentAt.slice(0, 4))}${address === "" ? "" : ` · from ${show.personName(address)}`}</p>`,
    `<p>${tags(document, show)}</p>`,
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
    `<p>${tags(document, show)}${terms.map((term) => ` <code>${text(term)}</code>`).join("")}</p>`,
    `<p class="meta">${text(locatorText(locator))}</p>`,
    "</li>",
  );
}

/** Counter-evidence: how much each set finds, then the documents, most telling first. */
export function evidenceSection(found: Assessment, show: Disclosure): string {
  const { counter, population } = found;
  const shown = counter.top.slice(0, SHOWN);
  const item = show.isPublic ? publicItem : internalItem;
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
    shown.length === 0
      ? ""
      : `<ol class="documents">${shown.map((each) => item(each, show)).join("\n")}</ol>`,
    counter.documents > shown.length
      ? `<p class="note">${show.count(counter.documents - shown.length)} more are not shown here.</p>`
      : "",
  );
}
