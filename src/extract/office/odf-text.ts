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

function oneOf(attributes: XmlAttributes, keys: readonly string[]): string {
  for (const key of keys) {
    const value = attributes.get(key);
    if (value !== undefined) return value;
  }
  return "";
}

const FOREIGN_LINK = /^(?:[a-z][a-z0-9+.-]{1,20}:|\\\\)/i;

/** Handlers for one content part. */
class OdfText implements XmlHandlers {
  private readonly part: string;
  private readonly draft: Draft;
  private readonly distinct: Distinct;
  private readonly texts = new Map<string, string>();
  private readonly regions: Region[] = [{ place: "", depth: 0 }];
  private slides = 0;
  /** Depth of paragraphs: text between paragraphs is white space of the file. */
  private paragraphs = 0;
  /** The author or date being read, null outside. */
  private author: string | null = null;
  private date: string | null = null;
  /** Depth of the annotation or change record whose dc:creator and dc:date are read; 0 outside. Text fields share their local names. */
  private holder = 0;
  private field = "commentby";

  constructor(part: string, draft: Draft, distinct: Distinct) {
    this.part = part;
    this.draft = draft;
    this.distinct = distinct;
  }

  readonly open = (name: string, attributes: XmlAttributes, depth: number): "stop" | undefined => {
    this.openRegion(name, attributes, depth);
    if (name === "p" || name === "h") this.paragraphs++;
    else if (name === "table") this.openTable(attributes);
    else if (name === "annotation") this.openRecord("comments", "commentby", attributes, depth);
    else if (name === "change-info")
      this.openRecord("tracked-changes", "changedby", attributes, depth);
    else if (name === "creator" && this.isInRecord(depth)) this.author = "";
    else if (name === "date" && this.isInRecord(depth)) this.date = "";
    else this.addWritten(name, attributes);
    const href = attributes.get("href") ?? "";
    if (FOREIGN_LINK.test(href)) addLink(this.distinct, href, `${this.part} ${name} xlink:href`);
    return this.draft.hasRoom() ? undefined : "stop";
  };

  readonly text = (piece: string): void => {
    if (this.author !== null) this.author += piece;
    else if (this.date !== null) this.date += piece;
    else if (this.paragraphs > 0) this.add(piece);
  };

  readonly close = (name: string, depth: number): void => {
    const { author, date } = this;
    if (name === "creator" && author !== null) {
      this.distinct.value(this.field, author, `${this.part} dc:creator`);
      this.author = null;
    } else if (name === "date" && date !== null) {
      this.distinct.time("changedat", date, parseIsoDate(date), `${this.part} dc:date`);
      this.date = null;
    } else if (name === "p" || name === "h") {
      this.paragraphs--;
      this.add("\n");
    } else if (name === "table-row") this.add("\n");
    if (depth === this.holder) this.holder = 0;
    if (this.regions.length > 1 && this.regions.at(-1)?.depth === depth) this.regions.pop();
  };

  /** Hands the text over, place by place, in order of first appearance. */
  finish(): void {
    const has = (place: string): boolean => (this.texts.get(place) ?? "").trim() !== "";
    for (const [at, text] of this.texts) this.draft.text(at, text.replace(/\n{3,}/g, "\n\n"));
    if (has("deleted text")) this.draft.feature("deleted-text");
    if (has("notes")) this.draft.feature("notes");
  }

  private add(text: string): void {
    const place = this.regions.at(-1)?.place ?? "";
    const known = this.texts.get(place) ?? "";
    if (known.length > FLUSH_CHARS) {
      this.draft.text(place, known);
      this.texts.set(place, text);
    } else this.texts.set(place, known + text);
  }

  private openRegion(name: string, attributes: XmlAttributes, depth: number): void {
    if (name === "table" && attributes.has("name") && this.regions.length < 3) {
      this.regions.push({ place: `sheet ${attributes.get("name")}`, depth });
    } else if (name === "page" && attributes.has("master-page-name")) {
      this.slides++;
      this.regions.push({ place: `slide ${this.slides}`, depth });
    } else {
      const known = PLACES.get(name);
      if (known !== undefined) this.regions.push({ place: known, depth });
    }
  }

  /** Text that is an element: blanks, tabs, line ends, the stored value of a cell. */
  private addWritten(name: string, attributes: XmlAttributes): void {
    if (name === "s") {
      const count = Number(attributes.get("c") ?? 1) || 1;
      this.add(" ".repeat(Math.min(Math.max(count, 1), MAX_SPACES)));
    } else if (name === "tab" || name === "tab-stop") this.add("\t");
    else if (name === "line-break") this.add("\n");
    else if (name === "table-cell") {
      // the stored number: the paragraph inside shows it rounded
      const stored = oneOf(attributes, ["date-value", "time-value", "value"]);
      if (stored !== "") this.add(`${stored} `);
    }
  }

  private openTable(attributes: XmlAttributes): void {
    if (attributes.get("display") === "false") this.draft.feature("hidden-sheets");
    const name = attributes.get("name");
    if (this.part === "content.xml" && name !== undefined)
      this.distinct.value("sheet", name, `${this.part} table:table`);
  }

  /** A comment or a tracked change: who and when are inside; OpenOffice 1 keeps them as attributes. */
  private openRecord(
    feature: "comments" | "tracked-changes",
    field: "commentby" | "changedby",
    attributes: XmlAttributes,
    depth: number,
  ): void {
    this.draft.feature(feature);
    this.holder = depth;
    this.field = field;
    const isComment = feature === "comments";
    const author = attributes.get(isComment ? "author" : "chg-author");
    const element = isComment ? "office:annotation" : "office:change-info";
    if (author !== undefined) this.distinct.value(field, author, `${this.part} ${element}`);
  }

  private isInRecord(depth: number): boolean {
    return this.holder > 0 && depth === this.holder + 1;
  }
}

/** Handlers for one content part; `finish` hands the text over, place by place, in order of first appearance. */
export function odfTextReader(
  part: string,
  draft: Draft,
  distinct: Distinct,
): { readonly handlers: XmlHandlers; readonly finish: () => void } {
  const handlers = new OdfText(part, draft, distinct);
  return { handlers, finish: () => handlers.finish() };
}
