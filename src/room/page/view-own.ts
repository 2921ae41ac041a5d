/** Tags, notes and answers of the reader on one document. */
import { ANSWERS } from "../../model/claim.ts";
import type { App } from "./app.ts";
import { block, el, line } from "./dom.ts";

function tagForm(app: App, id: string, again: () => void): HTMLElement {
  const { words, marks } = app;
  const field = el("input", { id: "new-tag", type: "text", maxlength: 64, autocomplete: "off" });
  const add = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (await marks.tag(id, field.value, "add", Date.now())) again();
    else app.say(words.badTag);
  };
  return el(
    "form",
    { submit: (event) => void add(event) },
    el("label", { for: "new-tag" }, words.addTag),
    field,
    el("button", { type: "submit" }, words.add),
  );
}

function noteForm(app: App, id: string, again: () => void): HTMLElement {
  const { words, marks } = app;
  const field = el("textarea", { id: "new-note", rows: 2 });
  const add = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (field.value.trim() === "") return;
    await marks.note(id, field.value, Date.now());
    again();
  };
  return el(
    "form",
    { submit: (event) => void add(event) },
    el("label", { for: "new-note" }, words.addNote),
    field,
    el("button", { type: "submit" }, words.add),
  );
}

function answerButtons(app: App, id: string, parts: number, again: () => void): HTMLElement | null {
  const { claim } = app.core;
  const { words, marks } = app;
  if (claim === null) return null;
  const given = marks.answerOf(id);
  const buttons = ANSWERS.map((answer) =>
    el(
      "button",
      {
        type: "button",
        "data-answer": answer,
        "aria-pressed": String(given === answer),
        click: () => void marks.answer(claim, id, answer, parts, Date.now()).then(again),
      },
      words[answer],
    ),
  );
  return el(
    "fieldset",
    {},
    el("legend", {}, `${words.answer}: ${line(claim.question)}`),
    ...buttons,
  );
}

/** Own marks on a document; drawn again after each. `parts` is how many documents its family has in the room. */
export function ownSection(app: App, document: number, id: string, parts: number): HTMLElement {
  const section = el("section", { class: "own" });
  const draw = (): void => {
    const { words, marks } = app;
    const brought = app.core.tags.flatMap(([tag, documents]) =>
      documents.includes(document) ? [tag] : [],
    );
    const tags = marks.tagsOf(id, brought).map((tag) =>
      el(
        "li",
        {},
        tag,
        el(
          "button",
          {
            type: "button",
            "aria-label": words.removeTag.replace("{tag}", tag),
            click: () => void marks.tag(id, tag, "remove", Date.now()).then(draw),
          },
          "×",
        ),
      ),
    );
    const answers = answerButtons(app, id, parts, draw);
    section.replaceChildren(
      ...(answers === null ? [] : [answers]),
      el("h3", {}, words.tags),
      el("ul", { class: "tags" }, ...tags),
      tagForm(app, id, draw),
      el("h3", {}, words.notes),
      ...marks.notesOf(id).map((note) => el("blockquote", { dir: "auto" }, block(note))),
      noteForm(app, id, draw),
    );
  };
  draw();
  return section;
}
