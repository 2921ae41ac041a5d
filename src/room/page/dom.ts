/** Elements of the page. Text gets in as text nodes only, with harmful characters visible and links dead: nothing of the archive is ever read as HTML. */
import { defang, escapeLine, escapeText } from "../../render/escape.ts";

type Child = Node | string | null;
type Attributes = Readonly<Record<string, string | number | boolean | ((event: Event) => void)>>;

/** `el("p", {class:"note"}, "text")`. A function is a listener, `true` an empty attribute, `false` none. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** The element of an id. Throws when the page has none: a bug. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`no element ${id}`);
  return found as T;
}

/** One line of the archive as it may be shown. */
export const line = (text: string): string => defang(escapeLine(text));

/** A text of the archive with its line ends. */
export const block = (text: string): string => defang(escapeText(text));

/** Text with marks, e.g. a snippet; the pieces go through {@link line}. */
export function marked(
  text: string,
  marks: readonly { readonly start: number; readonly end: number }[],
  shown: (text: string) => string = line,
): DocumentFragment {
  const fragment = document.createDocumentFragment();
  let at = 0;
  for (const { start, end } of marks) {
    if (start > at) fragment.append(shown(text.slice(at, start)));
    fragment.append(el("mark", {}, shown(text.slice(start, end))));
    at = end;
  }
  fragment.append(shown(text.slice(at)));
  return fragment;
}
