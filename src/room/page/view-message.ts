/** One message or loose file with everything the room has of it: text, files, metadata, flags, conversation, own marks. */
import type { Address } from "../../model/message.ts";
import { markFinder } from "../../search/shown/marks.ts";
import { splitPlaces } from "../../text-places.ts";
import type { RoomDetail, RoomFlag } from "../format.ts";
import { type App, dateText } from "./app.ts";
import { diffLines } from "./diff.ts";
import { block, byId, el, line, marked } from "./dom.ts";
import { ownSection } from "./view-own.ts";
import { filled } from "./words.ts";

/** Characters of a text that are shown at first: a text of ten megabytes stops a browser. */
const FIRST_CHARS = 60_000;

const person = ({ name, address }: Address): string =>
  name === "" ? address : address === "" ? name : `${name} <${address}>`;

const details = (
  title: string,
  open: boolean,
  ...children: readonly (Node | string | null)[]
): HTMLElement => el("details", { open }, el("summary", {}, title), ...children);

function textNodes(app: App, text: string, field: string): Node[] {
  const find = app.answer === null ? null : markFinder(app.answer.plan, field);
  return splitPlaces(text).flatMap(({ place, text: own }) => {
    const first = own.slice(0, FIRST_CHARS);
    const apart: { start: number; end: number }[] = [];
    for (const { start, end } of find?.(first) ?? [])
      if (start >= (apart.at(-1)?.end ?? 0)) apart.push({ start, end });
    const body = el(
      "div",
      { class: "text", dir: "auto", tabindex: 0 },
      marked(first, apart, block),
    );
    const nodes: Node[] = place === "" ? [body] : [el("h4", { dir: "auto" }, line(place)), body];
    if (own.length > FIRST_CHARS) {
      const said = filled(app.words.cutText, { n: FIRST_CHARS, all: own.length });
      const all = el(
        "button",
        {
          type: "button",
          click: () => {
            body.textContent = block(own);
            all.remove();
          },
        },
        `${said}. ${app.words.showAll}`,
      );
      nodes.push(all);
    }
    return nodes;
  });
}

function metadataTable(app: App, { metadata }: RoomDetail): Node | null {
  if (metadata.length === 0) return null;
  const rows = metadata.map(({ field, text, state, source }) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, line(field)),
      el("td", { dir: "auto" }, state === "present" ? line(text) : `(${state})`),
      el("td", {}, line(source)),
    ),
  );
  return details(
    app.words.metadata,
    false,
    el("div", { class: "scroll", tabindex: 0 }, el("table", {}, el("tbody", {}, ...rows))),
  );
}

function flagNode(app: App, { check, level, sentence, evidence }: RoomFlag): Node {
  const about = app.core.checks.find(({ id }) => id === check);
  return el(
    "li",
    {},
    el(
      "p",
      {},
      el("b", {}, `${check} (${level})`),
      ` ${line(sentence) || (about?.looksFor ?? "")}`,
    ),
    ...evidence
      .slice(0, 20)
      .map(({ where, raw, value, comparedWith }) =>
        el(
          "p",
          { class: "evidence" },
          line(
            `${where}: ${raw}${value === raw || value === "" ? "" : ` → ${value}`}${comparedWith === "" ? "" : ` | ${comparedWith}`}`,
          ),
        ),
      ),
    about === undefined ? null : el("p", { class: "note" }, about.whyItMatters),
    about === undefined || about.innocentCauses.length === 0
      ? null
      : el(
          "p",
          { class: "note" },
          el("b", {}, `${app.words.ordinary}: `),
          about.innocentCauses.join("; "),
        ),
  );
}

function flagList(app: App, { flags }: RoomDetail): Node | null {
  if (flags.length === 0) return null;
  return details(
    `${app.words.flags} (${flags.length})`,
    true,
    el("ul", { class: "flags" }, ...flags.map((flag) => flagNode(app, flag))),
  );
}

function problemList(app: App, { problems }: RoomDetail): Node | null {
  if (problems.length === 0) return null;
  return details(
    app.words.problems,
    true,
    el("ul", {}, ...problems.map((reason) => el("li", {}, line(reason)))),
  );
}

function headerList(app: App, { headers }: RoomDetail): Node | null {
  if (headers.length === 0) return null;
  const items = headers.flatMap(([name, value]) => [
    el("dt", {}, line(name)),
    el("dd", { dir: "auto" }, line(value)),
  ]);
  return details(app.words.headers, false, el("dl", { class: "headers" }, ...items));
}

async function fileNode(app: App, document: number): Promise<Node> {
  const detail = await app.data.detail(document);
  const row = await app.data.row(document);
  return details(
    `${line(detail.name) || "—"} · ${row.type} · ${row.sizeBytes.toLocaleString()} B`,
    app.answer?.documents[document] === 1,
    el(
      "p",
      { class: "note" },
      `${app.words.id} `,
      el("code", {}, await app.data.id(document)),
      ...original(app, row.file),
    ),
    ...textNodes(app, detail.text, detail.kind === "message" ? "body" : "attachment"),
    metadataTable(app, detail),
    flagList(app, detail),
    problemList(app, detail),
  );
}

const original = (app: App, file: string | undefined): Node[] =>
  file === undefined
    ? []
    : [el("br"), el("a", { href: file, download: true, rel: "noreferrer" }, app.words.original)];

/** The messages of a conversation in the order they were sent, answers moved in. */
async function threadList(app: App, document: number): Promise<Node> {
  const { core, words } = app;
  const thread = core.threads[document] as number;
  const others = core.threads.flatMap((each, at) => (each === thread && thread >= 0 ? [at] : []));
  if (others.length < 2) return el("p", { class: "note" }, words.alone);
  const depthOf = (at: number): number => {
    let depth = 0;
    for (let up = core.answers[at] ?? -1; up >= 0 && depth < 12; up = core.answers[up] ?? -1)
      depth++;
    return depth;
  };
  const ordered = others.sort((a, b) => (app.dates[a] || 0) - (app.dates[b] || 0) || a - b);
  const items = await Promise.all(
    ordered.slice(0, 500).map(async (at) => {
      const row = await app.data.row(at);
      const item = el(
        "li",
        { class: at === document ? "here" : "" },
        el(
          "button",
          {
            type: "button",
            "aria-current": at === document ? "true" : "false",
            click: () => app.open(app.data.roots[at] as number),
          },
          `${dateText(app.dates[at]) || "—"}  ${line(row.from)}: ${line(row.label)}`,
        ),
      );
      item.style.marginInlineStart = `${depthOf(at)}rem`;
      return item;
    }),
  );
  return el("ol", { class: "thread" }, ...items);
}

async function comparison(app: App, document: number, detail: RoomDetail): Promise<Node | null> {
  const answered = app.core.answers[document] ?? -1;
  if (answered < 0 || detail.text === "") return null;
  const node = details(app.words.compare, false);
  const fill = async (): Promise<void> => {
    const before = await app.data.detail(answered);
    const signs = { same: "  ", gone: "− ", new: "+ " } as const;
    const lines = diffLines(before.text, detail.text).map(({ kind, text }) =>
      el("div", { class: kind }, signs[kind] + block(text)),
    );
    node.append(el("div", { class: "diff", tabindex: 0, dir: "auto" }, ...lines));
  };
  node.addEventListener("toggle", () => void fill(), { once: true });
  return node;
}

function facts(app: App, root: number, detail: RoomDetail, id: string): Node {
  const { words, core } = app;
  const { envelope } = detail;
  const source = core.sources.values[core.sources.of[root] ?? -1] ?? "";
  const copies = core.copies.filter(([, group]) => group === root).length;
  const pairs: [string, string][] = [
    [words.from, envelope?.from.map(person).join(", ") ?? ""],
    [words.to, envelope?.to.map(person).join(", ") ?? ""],
    ["Cc", envelope?.cc.map(person).join(", ") ?? ""],
    ["Bcc", envelope?.bcc.map(person).join(", ") ?? ""],
    [
      words.date,
      [dateText(app.dates[root]), envelope?.sentAtText ?? ""]
        .filter((part) => part !== "")
        .join(" UTC · "),
    ],
    [words.source, source],
    [words.copies, copies > 0 ? String(copies) : ""],
    [words.id, id],
  ];
  return el(
    "dl",
    { class: "facts" },
    ...pairs.flatMap(([name, value]) =>
      value === "" ? [] : [el("dt", {}, name), el("dd", { dir: "auto" }, line(value))],
    ),
  );
}

/** Shows a family in place of the list on a phone, beside it elsewhere. */
export async function showMessage(app: App, root: number): Promise<void> {
  const { words } = app;
  const detail = await app.data.detail(root);
  const row = await app.data.row(root);
  const id = await app.data.id(root);
  const files = app.files.get(root) ?? [];
  const hits = app.answer?.hits ?? [];
  const at = hits.indexOf(root);
  const step = (by: number, title: string): HTMLElement => {
    const other = at < 0 ? undefined : hits[at + by];
    return el(
      "button",
      {
        type: "button",
        disabled: other === undefined,
        click: () => other !== undefined && app.open(other),
      },
      title,
    );
  };
  const heading = el("h2", { tabindex: -1, dir: "auto" }, line(row.label) || words.noSubject);
  const text = textNodes(app, detail.text, detail.kind === "message" ? "body" : "attachment");
  byId("message").replaceChildren(
    el(
      "nav",
      { "aria-label": words.results },
      el("button", { type: "button", id: "close", click: () => app.open(-1) }, words.close),
      step(-1, words.previous),
      step(1, words.next),
    ),
    heading,
    facts(app, root, detail, id),
    ...original(app, row.file),
    ...(text.length > 0
      ? text
      : [
          el("p", { class: "note" }, app.core.cover.withoutText ? words.withoutText : words.noText),
        ]),
    ...(files.length === 0
      ? []
      : [
          el("h3", {}, words.files),
          ...(await Promise.all(files.map((file) => fileNode(app, file)))),
        ]),
    ...[
      flagList(app, detail),
      metadataTable(app, detail),
      problemList(app, detail),
      headerList(app, detail),
      await comparison(app, root, detail),
    ].filter((node) => node !== null),
    details(words.thread, true, await threadList(app, root)),
    ownSection(app, root, id, files.length + 1),
  );
  document.body.classList.add("reading");
  heading.focus();
}
