/** Keys of the page, beside Tab and Enter which every browser has. */
import type { App } from "./app.ts";
import { byId } from "./dom.ts";

/** Moves the focus in the list, or opens the next message while one is read. */
function step(app: App, by: 1 | -1): void {
  if (document.body.classList.contains("reading")) {
    const buttons = byId("message").querySelectorAll<HTMLButtonElement>("nav button");
    buttons[by === 1 ? 2 : 1]?.click();
    return;
  }
  const hits = [...byId("list").querySelectorAll<HTMLButtonElement>("button.hit")];
  const at = hits.indexOf(document.activeElement as HTMLButtonElement);
  hits[Math.min(hits.length - 1, Math.max(0, at + by))]?.focus();
  if (at === hits.length - 1 && by === 1 && app.answer !== null) byId("more").click();
}

const typing = (): boolean =>
  ["INPUT", "TEXTAREA", "SELECT"].includes(document.activeElement?.tagName ?? "");

/** Listens for the keys that the help names. */
export function bindKeys(app: App): void {
  const focus = (id: string): void => document.getElementById(id)?.focus();
  const answer = (word: string): void =>
    document.querySelector<HTMLButtonElement>(`[data-answer="${word}"]`)?.click();
  const actions: Readonly<Record<string, () => void>> = {
    "/": () => byId("query").focus(),
    "?": () => byId("help").click(),
    j: () => step(app, 1),
    k: () => step(app, -1),
    t: () => focus("new-tag"),
    n: () => focus("new-note"),
    y: () => answer("yes"),
    x: () => answer("no"),
    u: () => answer("unsure"),
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.body.classList.contains("reading")) {
      if (typing()) (document.activeElement as HTMLElement).blur();
      else app.open(-1);
      return;
    }
    if (typing() || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = actions[event.key];
    if (action === undefined || byId<HTMLDialogElement>("cover").open) return;
    event.preventDefault();
    action();
  });
}
