/** The cover: who made the room, when, of what, what is not in it; help; and what the reader may save. */
import type { App } from "./app.ts";
import { byId, el, line } from "./dom.ts";
import { filled } from "./words.ts";

/** Hands a text to the browser to save. Nothing is sent anywhere. */
function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/x-ndjson" }));
  const link = el("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function ownPart(app: App): HTMLElement {
  const { words, marks, core } = app;
  const { claim } = core;
  const { annotations, answers } = marks.counts;
  const name = el("input", {
    id: "reader",
    type: "text",
    value: marks.reader,
    maxlength: 200,
    change: (event) => void marks.rename((event.target as HTMLInputElement).value),
  });
  return el(
    "section",
    {},
    el("p", {}, filled(words.own, { a: annotations, b: answers })),
    marks.lasting ? null : el("p", { class: "warning" }, words.notLasting),
    el("p", {}, el("label", { for: "reader" }, words.yourName), name),
    el(
      "button",
      {
        type: "button",
        id: "save-tags",
        click: () => save("tags-and-notes.ndjson", marks.annotationsText()),
      },
      words.saveTags,
    ),
    claim === null
      ? null
      : el(
          "button",
          {
            type: "button",
            id: "save-answers",
            click: () => save("answers.ndjson", marks.answersText(claim)),
          },
          words.saveAnswers,
        ),
  );
}

/** Fills the dialog with the cover in the language of the page. */
export function drawCover(app: App): void {
  const { words } = app;
  const { cover, claim } = app.core;
  const left = [
    cover.filesLeftOut > 0 ? filled(words.leftFiles, { n: cover.filesLeftOut }) : "",
    cover.copiesLeftOut > 0 ? filled(words.leftCopies, { n: cover.copiesLeftOut }) : "",
    cover.restLeftOut === null
      ? words.restUnsaid
      : filled(words.leftRest, { n: cover.restLeftOut }),
    cover.redacted.length > 0 ? filled(words.redacted, { what: cover.redacted.join(", ") }) : "",
    cover.withoutText ? words.withoutText : "",
    words.notGenuine,
  ].filter((text) => text !== "");
  byId("cover-text").replaceChildren(
    el("h2", {}, line(cover.title)),
    el(
      "p",
      {},
      filled(words.madeBy, { who: line(cover.madeBy), when: cover.madeOn, version: cover.version }),
    ),
    el("p", {}, `${words.queryWas}: `, el("code", {}, line(cover.query) || words.everything)),
    el("p", {}, filled(words.holds, { m: cover.messages, f: cover.files })),
    ...left.map((text) => el("p", {}, text)),
    ...(claim === null ? [] : [el("p", {}, line(claim.claim))]),
    ownPart(app),
    el("h3", {}, words.help),
    el("p", {}, words.fieldsHelp),
    el("p", {}, words.cannot),
    el("p", {}, words.keys),
  );
}
