/**
 * Text of ODF content.xml and styles.xml: paragraphs, table cells with the stored number beside the shown one, slides, notes,
 * annotations, tracked changes with deleted text apart. Repeated cells are told once, whatever the file claims.
 */
import { addLink, type Distinct } from "../distinct.ts";
import type { Draft } from "../draft.ts";
import { parseIsoDate } from "../stated-time.ts";
import type { XmlAttributes, XmlHandlers } from "../xml-events.ts";
import { FLUSH_CHARS } from "./xlsx-text.ts";

/** Runs of spaces are written as one element with a count. */
const MAX_SPACES = 100;

/** Elements whose text belongs to another place than what is around them. */
const PLACES = new Map<string, string>([
  ["annotation", "comments"],
  ["deletion", "deleted text"],
  ["notes", "notes"],
  ["note", "footnotes"],
  ["header", "header"],
  ["footer", "footer"],
  ["header-left", "header"],
  ["footer-left", "footer"],
]);

interface Region {
  readonly place: string;
  readonly depth: number;
}

/** Handlers for one content part; `finish` hands the text over, place by place, in order of first appearance. */
export function odfTextReader(
  part: string,
  draft: Draft,
  distinct: Distinct,
): { readonly handlers: XmlHandlers; readonly finish: () => void } {
  const texts = new Map<string, string>();
  const regions: Region[] = [{ place: "", depth: 0 }];
  let slides = 0;
  /** Depth of paragraphs: text between paragraphs is white space of the file. */
  let paragraphs = 0;
  let author: string | null = null;
  let date: string | null = null;
  /** Depth of the annotation or change record whose dc:creator and dc:date are read; 0 outside. Text fields share their local names. */
  let holder = 0;
  let field = "commentby";
  const place = (): string => regions.at(-1)?.place ?? "";
  const add = (text: string): void => {
    const key = place();
    const known = texts.get(key) ?? "";
    if (known.length > FLUSH_CHARS) {
      draft.text(key, known);
      texts.set(key, text);
    } else texts.set(key, known + text);
  };
  const region = (name: string, attributes: XmlAttributes, depth: number): void => {
    if (name === "table" && attributes.has("name") && regions.length < 3) {
      regions.push({ place: `sheet ${attributes.get("name")}`, depth });
    } else if (name === "page" && attributes.has("master-page-name")) {
      slides++;
      regions.push({ place: `slide ${slides}`, depth });
    } else {
      const known = PLACES.get(name);
      if (known !== undefined) regions.push({ place: known, depth });
    }
  };
  const oneOf = (attributes: XmlAttributes, keys: readonly string[]): string => {
    for (const key of keys) {
      const value = attributes.get(key);
      if (value !== undefined) return value;
    }
    return "";
  };
  const handlers: XmlHandlers = {
    open: (name, attributes, depth) => {
      region(name, attributes, depth);
      switch (name) {
        case "p":
        case "h":
          paragraphs++;
          break;
        case "s":
          add(" ".repeat(Math.min(Math.max(Number(attributes.get("c") ?? 1) || 1, 1), MAX_SPACES)));
          break;
        case "tab":
        case "tab-stop":
          add("\t");
          break;
        case "line-break":
          add("\n");
          break;
        case "table-cell": {
          // the stored number: the paragraph inside shows it rounded
          const stored = oneOf(attributes, ["date-value", "time-value", "value"]);
          if (stored !== "") add(`${stored} `);
          break;
        }
        case "table":
          if (attributes.get("display") === "false") draft.feature("hidden-sheets");
          if (part === "content.xml" && attributes.has("name")) {
            distinct.value("sheet", attributes.get("name") ?? "", `${part} table:table`);
          }
          break;
        case "annotation":
          draft.feature("comments");
          holder = depth;
          field = "commentby";
          // OpenOffice 1 keeps author and date as attributes
          if (attributes.has("author")) {
            distinct.value(
              "commentby",
              attributes.get("author") ?? "",
              `${part} office:annotation`,
            );
          }
          break;
        case "change-info":
          draft.feature("tracked-changes");
          holder = depth;
          field = "changedby";
          if (attributes.has("chg-author")) {
            distinct.value(
              "changedby",
              attributes.get("chg-author") ?? "",
              `${part} office:change-info`,
            );
          }
          break;
        case "creator":
          if (depth === holder + 1 && holder > 0) author = "";
          break;
        case "date":
          if (depth === holder + 1 && holder > 0) date = "";
          break;
        default:
      }
      const href = attributes.get("href") ?? "";
      if (/^(?:[a-z][a-z0-9+.-]{1,20}:|\\\\)/i.test(href))
        addLink(distinct, href, `${part} ${name} xlink:href`);
      return draft.hasRoom() ? undefined : "stop";
    },
    text: (piece) => {
      if (author !== null) author += piece;
      else if (date !== null) date += piece;
      else if (paragraphs > 0) add(piece);
    },
    close: (name, depth) => {
      if (name === "creator" && author !== null) {
        distinct.value(field, author, `${part} dc:creator`);
        author = null;
      } else if (name === "date" && date !== null) {
        distinct.time("changedat", date, parseIsoDate(date), `${part} dc:date`);
        date = null;
      } else if (name === "p" || name === "h") {
        paragraphs--;
        add("\n");
      } else if (name === "table-row") add("\n");
      if (depth === holder) holder = 0;
      if (regions.length > 1 && regions.at(-1)?.depth === depth) regions.pop();
    },
  };
  const finish = (): void => {
    for (const [at, text] of texts) draft.text(at, text.replace(/\n{3,}/g, "\n\n"));
    if ((texts.get("deleted text") ?? "").trim() !== "") draft.feature("deleted-text");
    if ((texts.get("notes") ?? "").trim() !== "") draft.feature("notes");
  };
  return { handlers, finish };
}
