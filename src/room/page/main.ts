/** Starts the page: opens the room, then searches whenever the query changes. */
import { problemText } from "../../query/problem-text.ts";
import { QueryMistake } from "../engine/catalog-marks.ts";
import { jsonOfChunk, RoomData } from "../engine/data.ts";
import { StoppedError } from "../engine/marks.ts";
import { type RoomSort, searchRoom } from "../engine/search.ts";
import type { RoomCore } from "../format.ts";
import { type App, newApp } from "./app.ts";
import { type Boot, chunkLoader, keyOf, receive } from "./chunks.ts";
import { byId, el, line } from "./dom.ts";
import { bindKeys } from "./keys.ts";
import { OwnMarks } from "./own-marks.ts";
import { drawCover } from "./view-cover.ts";
import { showFacets, showTimeline } from "./view-facets.ts";
import { showList } from "./view-list.ts";
import { showMessage } from "./view-message.ts";
import { filled, LANGUAGES, type Words, wordsOf } from "./words.ts";

const boot = JSON.parse(document.documentElement.dataset["boot"] ?? "{}") as Boot;

const startLanguage = (): string => {
  const own = navigator.language.slice(0, 2).toLowerCase();
  return boot.language !== "" ? boot.language : own in LANGUAGES ? own : "en";
};

/** Puts the words of a language wherever the page names them. */
function speak(words: Words, language: string): void {
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll<HTMLElement>("[data-word]"))
    node.textContent = words[node.dataset["word"] as keyof Words] ?? "";
  for (const node of document.querySelectorAll<HTMLElement>("[data-label]"))
    node.setAttribute("aria-label", words[node.dataset["label"] as keyof Words] ?? "");
  byId<HTMLInputElement>("query").placeholder = words.searchHint;
}

const say = (text: unknown): void => {
  byId("said").textContent = text instanceof Error ? text.message : String(text);
};

let searches = 0;

async function search(app: App): Promise<void> {
  const own = ++searches;
  const text = byId<HTMLInputElement>("query").value;
  const sort = byId<HTMLSelectElement>("sort").value as RoomSort;
  say("");
  const watch = {
    onRead: (n: number, all: number): void => {
      if (all > 500) say(filled(app.words.reading, { n, all }));
    },
    stopped: () => own !== searches,
  };
  try {
    const answer = await searchRoom(app.newSets(), text, { sort, nowMs: Date.now(), watch });
    if (own !== searches) return;
    app.answer = answer;
    const said = answer.problems.map((problem) => line(problemText(problem)));
    if (answer.unanswered > 0) said.push(filled(app.words.unanswered, { n: answer.unanswered }));
    say(said.join(" "));
    showFacets(app);
    showTimeline(app);
    await showList(app);
    document.documentElement.dataset["answered"] = String(own);
  } catch (error) {
    if (error instanceof StoppedError) return;
    if (!(error instanceof QueryMistake)) throw error;
    say(error.message);
    document.documentElement.dataset["answered"] = String(own);
  }
}

function toggled(query: string, clause: string): string {
  const words = query.trim();
  if (` ${words} `.includes(` ${clause} `)) return ` ${words} `.replace(` ${clause} `, " ").trim();
  return `${words.replace(/(^| )date:\S+\.\.\S+/, clause.startsWith("date:") ? "" : "$&")} ${clause}`.trim();
}

function close(app: App): void {
  document.body.classList.remove("reading");
  byId("message").replaceChildren();
  const hits = app.answer?.hits ?? [];
  if (hits.length > 0) byId("list").querySelector("button")?.focus();
}

function bind(app: App): void {
  const run = (): void => void search(app).catch(say);
  byId("form").addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  byId("sort").addEventListener("change", run);
  const dialog = byId<HTMLDialogElement>("cover");
  for (const id of ["about", "help"])
    byId(id).addEventListener("click", () => {
      drawCover(app);
      dialog.showModal();
    });
  byId("cover-close").addEventListener("click", () => dialog.close());
  const language = byId<HTMLSelectElement>("language");
  language.replaceChildren(
    ...Object.entries(LANGUAGES).map(([value, name]) =>
      el("option", { value, selected: value === document.documentElement.lang }, name),
    ),
  );
  language.addEventListener("change", () => {
    app.words = wordsOf(language.value);
    speak(app.words, language.value);
    run();
  });
  byId("months").addEventListener("submit", (event) => {
    event.preventDefault();
    const [from, to] = ["month-from", "month-to"].map((id) =>
      byId<HTMLInputElement>(id).value.trim(),
    );
    if (from !== "" || to !== "") app.toggle(`date:${from}..${to}`);
  });
}

async function start(password: string | null): Promise<void> {
  const key = await keyOf(password, boot);
  const load = chunkLoader(key);
  const bytes = await load(0);
  const core = jsonOfChunk<RoomCore>(bytes);
  const language = startLanguage();
  const room = `${core.cover.title} ${core.cover.madeOn} ${core.count} ${core.ids.chunks.length}`;
  const marks = new OwnMarks(room, key);
  await marks.restore();
  const run = (): void => void search(app).catch(say);
  const app: App = newApp(new RoomData(core, load), marks, language, {
    toggle: (clause) => {
      const query = byId<HTMLInputElement>("query");
      query.value = toggled(query.value, clause);
      run();
    },
    open: (root) => {
      if (root < 0) close(app);
      else void showMessage(app, root).catch(say);
    },
    say,
  });
  document.title = core.cover.title;
  byId("title").textContent = line(core.cover.title);
  speak(app.words, language);
  bind(app);
  bindKeys(app);
  byId("lock").hidden = true;
  byId("desk").hidden = false;
  await search(app);
}

function begin(): void {
  const words = wordsOf(startLanguage());
  speak(words, startLanguage());
  const failed = (error: unknown): void => {
    byId("lock-said").textContent =
      boot.salt !== ""
        ? words.wrongPassword
        : filled(words.broken, { name: error instanceof Error ? error.message : "" });
  };
  if (boot.salt === "") {
    byId("lock-said").textContent = words.opening;
    void start(null).catch(failed);
    return;
  }
  byId("lock-form").hidden = false;
  byId("password").focus();
  byId("lock-form").addEventListener("submit", (event) => {
    event.preventDefault();
    byId("lock-said").textContent = words.opening;
    void start(byId<HTMLInputElement>("password").value).catch(failed);
  });
}

Object.assign(globalThis, { room: receive });
begin();
