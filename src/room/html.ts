/** `index.html` of a room, and the plain lists for a browser without JavaScript. Nothing is loaded but the room's own chunks; the policy says so. */
import { createHash } from "node:crypto";
import { join, table, text } from "../report/html.ts";
import type { RoomCore, RoomRow } from "./format.ts";
import { PBKDF2_ROUNDS } from "./seal.ts";
import { ROOM_STYLE } from "./style.ts";

/** The scripts of a page, as text. */
export interface PageScripts {
  /** FlexSearch's published bundle with its licence before it. */
  readonly flexsearch: string;
  readonly page: string;
}

/** What is in the files of a room beside its chunks. */
export interface PageOptions {
  readonly scripts: PageScripts;
  /** Null without a password: then nothing of the room is in the page itself. */
  readonly salt: Uint8Array | null;
  readonly language: string;
}

/** Rows of a plain list: a page of it stays readable for a slow machine. */
const LIST_ROWS = 2000;

const hashOf = (content: string): string =>
  `'sha256-${createHash("sha256").update(content, "utf8").digest("base64")}'`;

/** A script element; a "</script" inside it would end it. */
const script = (code: string): string => `<script>${code}</script>`;
const harmless = (code: string): string =>
  code
    .replace(/\r\n?/g, "\n") // as a browser reads it: the hash is of that
    .replace(/<\/(?=script)/gi, "<\\/")
    .replaceAll("<!--", "<\\!--");

/** Scripts run by their hashes, and chunks because these ask for them ('strict-dynamic'); nothing else loads, and nothing is sent. */
function policy(scripts: readonly string[]): string {
  return [
    "default-src 'none'",
    `script-src ${scripts.map(hashOf).join(" ")} 'strict-dynamic'`,
    `style-src ${hashOf(ROOM_STYLE)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

const head = (title: string, policyText: string): string[] => [
  '<meta charset="utf-8">',
  '<meta name="viewport" content="width=device-width,initial-scale=1">',
  `<meta http-equiv="Content-Security-Policy" content="${policyText}">`,
  '<meta name="referrer" content="no-referrer">',
  '<meta name="robots" content="noindex">',
  `<title>${text(title)}</title>`,
  `<style>${ROOM_STYLE}</style>`,
];

const word = (tag: string, name: string, more = ""): string =>
  `<${tag} data-word="${name}"${more}></${tag}>`;

const DESK = join(
  '<div id="lock"><h1 data-word="locked"></h1><p id="lock-said" role="status"></p><form id="lock-form" hidden><label for="password" data-word="password"></label><input id="password" type="password" autocomplete="off"><button type="submit" data-word="open"></button></form></div>',
  '<div id="desk" hidden>',
  '<a class="skip" href="#results" data-word="skip"></a>',
  '<header><h1 id="title"></h1>',
  word("button", "cover", ' id="about" type="button"'),
  word("button", "help", ' id="help" type="button"'),
  '<label><span data-word="language" class="skip"></span><select id="language" data-label="language"></select></label>',
  '<form id="form" role="search"><label for="query" data-word="search"></label><input id="query" type="search" autocomplete="off" spellcheck="false"><select id="sort" data-label="sort"><option value="relevance" data-word="relevance"></option><option value="newest" data-word="newest"></option><option value="oldest" data-word="oldest"></option><option value="largest" data-word="largest"></option></select><button type="submit" data-word="search"></button></form></header>',
  '<p id="said" role="status"></p>',
  '<div class="desk">',
  '<aside id="side" data-label="narrow"><details open><summary data-word="narrow"></summary><div id="facets"></div></details></aside>',
  '<main id="results" tabindex="-1"><section data-label="timeline"><div id="bars"></div><div id="ends"></div><form id="months"><span class="note" data-word="timelineHint"></span><label><span data-word="from"></span> <input id="month-from" type="text" inputmode="numeric" placeholder="2016-05" maxlength="10"></label><label><span data-word="to"></span> <input id="month-to" type="text" inputmode="numeric" placeholder="2016-09" maxlength="10"></label><button type="submit" data-word="apply"></button></form></section>',
  '<div class="bar"><h2 data-word="results"></h2><p id="count" role="status"></p></div><ol id="list"></ol><button id="more" type="button" hidden></button></main>',
  '<article id="message" data-label="subject"></article>',
  "</div></div>",
  '<dialog id="cover" data-label="cover"><div id="cover-text"></div><button id="cover-close" type="button" data-word="close"></button></dialog>',
);

/** Date of each root as a day, "" for none. */
function daysOf(core: RoomCore): Map<number, string> {
  const days = new Map<number, string>();
  const column = core.columns["date"];
  let document = 0;
  for (const [i, step] of (column?.steps ?? []).entries()) {
    document += step;
    const at = column?.values[i] as number;
    if (!days.has(document) && Math.abs(at) <= 8.64e15)
      days.set(document, new Date(at).toISOString().split("T")[0] ?? "");
  }
  return days;
}

type List = readonly (readonly [document: number, row: RoomRow])[];

const pageCount = (list: List): number => Math.max(1, Math.ceil(list.length / LIST_ROWS));

const listName = (page: number): string => `list-${page}.html`;

/** The pages of the plain list: name and HTML. None for a sealed room, whose list would be open. */
export function plainLists(core: RoomCore, list: List): (readonly [name: string, html: string])[] {
  const days = daysOf(core);
  const count = pageCount(list);
  return Array.from({ length: count }, (_, at) => {
    const rows = list
      .slice(at * LIST_ROWS, (at + 1) * LIST_ROWS)
      .map(([document, { from, label }]) => [days.get(document) ?? "", text(from), text(label)]);
    const links = Array.from({ length: count }, (_, other) =>
      other === at ? String(at + 1) : `<a href="${listName(other + 1)}">${other + 1}</a>`,
    );
    const html = join(
      "<!doctype html>",
      '<html lang="en"><head>',
      head(core.cover.title, policy([])),
      '</head><body><main id="plain">',
      `<h1>${text(core.cover.title)}</h1>`,
      `<p>The documents of this room, oldest in the index first. Texts, files and search need index.html in a browser with JavaScript. Page: ${links.join(" ")}</p>`,
      table(`${list.length} documents`, ["Date", "From", "Subject or name"], rows, 9),
      "</main></body></html>",
    );
    return [listName(at + 1), `${html}\n`] as const;
  });
}

function withoutScript(core: RoomCore, list: List, isSealed: boolean): string {
  const todo =
    "This page needs JavaScript to search and to show documents. It loads nothing from elsewhere and sends nothing: allow JavaScript for this page, or open it in another browser (Chromium, Firefox and Safari do).";
  if (isSealed)
    return `<noscript><div id="plain"><h1>A locked reading room</h1><p>${todo} Then it asks for the password.</p></div></noscript>`;
  const days = daysOf(core);
  const rows = list
    .slice(0, 100)
    .map(([document, { from, label }]) => [days.get(document) ?? "", text(from), text(label)]);
  const all =
    list.length > rows.length ? `The first ${rows.length} of ${list.length}` : `All ${list.length}`;
  return `<noscript><div id="plain"><h1>${text(core.cover.title)}</h1><p>${todo} Without it there is the plain list: <a href="${listName(1)}">all documents</a>.</p>${table(`${all} documents`, ["Date", "From", "Subject or name"], rows, 9)}</div></noscript>`;
}

/** The page. */
export function roomPage(
  core: RoomCore,
  list: List,
  { scripts, salt, language }: PageOptions,
): string {
  const code = [harmless(scripts.flexsearch), harmless(scripts.page)];
  const boot = JSON.stringify({
    salt: Buffer.from(salt ?? []).toString("hex"),
    rounds: PBKDF2_ROUNDS,
    language,
  });
  const title = salt === null ? core.cover.title : "A locked reading room";
  return `${join(
    "<!doctype html>",
    `<html lang="en" data-boot="${text(boot)}">`,
    "<head>",
    head(title, policy(code)),
    "</head>",
    "<body>",
    withoutScript(core, list, salt !== null),
    DESK,
    code.map(script),
    "</body>",
    "</html>",
  )}\n`;
}
