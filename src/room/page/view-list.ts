/** The list of hits: a row each at once, with its passage as soon as the text is there. */
import { markFinder } from "../../search/shown/marks.ts";
import { type Snippet, snippetOf } from "../../search/shown/snippet.ts";
import { splitPlaces } from "../../text-places.ts";
import { type App, dateText } from "./app.ts";
import { byId, el, line, marked } from "./dom.ts";
import { filled } from "./words.ts";

/** Hits that are shown at first, and added by "more": a list of 100,000 elements would stop a phone. */
const PAGE = 25;
const SNIPPET_CHARS = 240;
/** Matched files whose text is looked at for a passage. */
const MAX_FILES = 5;

/** The passage of a family with the most different clauses, and the file it is from. */
async function passage(
  app: App,
  root: number,
): Promise<{ readonly snippet: Snippet; readonly from: string }> {
  const { answer } = app;
  const matched = (app.files.get(root) ?? []).filter((file) => answer?.documents[file] === 1);
  let best: { snippet: Snippet; from: string; value: number } | undefined;
  for (const document of [root, ...matched.slice(0, MAX_FILES)]) {
    const { kind, name, text } = await app.data.detail(document);
    const find =
      answer === null ? null : markFinder(answer.plan, kind === "message" ? "body" : "attachment");
    for (const block of splitPlaces(text)) {
      const marks = find?.(block.text) ?? [];
      const value = new Set(marks.map(({ clause }) => clause)).size;
      if (best !== undefined && value <= best.value) continue;
      const from =
        kind === "message" ? "" : [name, block.place].filter((part) => part !== "").join(", ");
      best = { snippet: snippetOf(block.text, marks, SNIPPET_CHARS), from, value };
    }
  }
  return best ?? { snippet: snippetOf("", [], 0), from: "" };
}

async function hit(app: App, root: number): Promise<HTMLLIElement> {
  const row = await app.data.row(root);
  const id = await app.data.id(root);
  const files = app.files.get(root)?.length ?? 0;
  const own = app.core.tags.flatMap(([tag, documents]) => (documents.includes(root) ? [tag] : []));
  const tags = app.marks.tagsOf(id, own);
  const text = el("p", { class: "snippet", dir: "auto" });
  const button = el(
    "button",
    { type: "button", class: "hit", "data-root": root, "data-id": id, click: () => app.open(root) },
    el("span", { class: "when" }, dateText(app.dates[root]) || "—"),
    el("span", { class: "who", dir: "auto" }, line(row.from)),
    el("span", { class: "what", dir: "auto" }, line(row.label) || app.words.noSubject),
  );
  if (files > 0) button.append(el("span", { class: "count" }, `+${files}`));
  for (const tag of tags) button.append(el("span", { class: "tag" }, tag));
  void passage(app, root).then(({ snippet, from }) => {
    if (from !== "") text.append(el("b", {}, `${line(from)}: `));
    text.append(
      snippet.cutBefore ? "… " : "",
      marked(snippet.text.replace(/\s/g, " "), snippet.marks),
      snippet.cutAfter ? " …" : "",
    );
  }, app.say);
  return el("li", {}, button, text);
}

/** Shows the answer from its beginning. */
export async function showList(app: App): Promise<void> {
  const list = byId("list");
  const more = byId<HTMLButtonElement>("more");
  const { answer, words } = app;
  const hits = answer?.hits ?? [];
  const total = app.core.back.reduce((sum, back) => (back === 0 ? sum + 1 : sum), 0);
  const said = answer !== null && answer.copies > 0 ? words.foundCopies : words.found;
  byId("count").textContent =
    hits.length === 0
      ? words.noneFound
      : filled(said, { n: hits.length, all: total, c: answer?.copies ?? 0 });
  list.replaceChildren();
  let shown = 0;
  const add = async (): Promise<void> => {
    const from = shown;
    shown = Math.min(hits.length, shown + PAGE);
    const items = await Promise.all(hits.slice(from, shown).map((root) => hit(app, root)));
    if (app.answer !== answer) return; // another search has begun meanwhile
    list.append(...items);
    more.hidden = shown >= hits.length;
    more.textContent = filled(words.more, { n: Math.min(PAGE, hits.length - shown) });
    if (from > 0) items[0]?.querySelector("button")?.focus();
  };
  more.hidden = true;
  more.onclick = () => void add();
  await add();
}
