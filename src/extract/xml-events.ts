/**
 * XML as events, within bounds: the one way XML parts of documents are read.
 *
 * Elements come by local name, since producers choose prefixes freely and strict OOXML has other namespaces. Own scanner, since
 * sheets of tens of megabytes are common: five times a validating parser's speed, so that the cap on bytes alone bounds the time; a
 * test holds it equal to one on every part of the corpora. Never expands an entity of the document, never fetches anything. Broken
 * XML is read as far as it makes sense.
 */
import { LIMITS } from "../limits.ts";
import { decodeXml } from "./xml-charset.ts";

/** Attributes of one element by local name ("val" of `w:val`); where two share it, one without prefix has it ("id" beside "r:id"). */
export interface XmlAttributes {
  get(name: string): string | undefined;
  has(name: string): boolean;
  values(): Iterable<string>;
}

export interface XmlHandlers {
  /** `name` is local, "p" for `<w:p>`; `depth` is 1 for the root. Returning `"stop"` ends the reading, without a problem. */
  readonly open?: (name: string, attributes: XmlAttributes, depth: number) => "stop" | undefined;
  readonly close?: (name: string, depth: number) => void;
  /** Character data and CDATA inside the root, in pieces. */
  readonly text?: (text: string) => void;
}

/** Why reading ended early, or what was wrong on the way; `code` is a problem code. */
export interface XmlTrouble {
  readonly code:
    | "xml-charset"
    | "xml-doctype"
    | "xml-too-deep"
    | "xml-too-many-elements"
    | "xml-damaged";
  readonly reason: string;
}

const NAMED = new Map<string, string>([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);

/** Text of one reference without "&" and ";", null when XML defines none (entities of the document are never expanded). */
function referenceText(reference: string): string | null {
  if (reference[0] !== "#") return NAMED.get(reference) ?? null;
  const isHex = reference[1] === "x";
  const digits = reference.slice(isHex ? 2 : 1);
  if (!(isHex ? /^[0-9a-f]{1,8}$/i : /^[0-9]{1,8}$/).test(digits)) return null;
  const code = Number.parseInt(digits, isHex ? 16 : 10);
  return code <= 0x10ffff ? String.fromCodePoint(code) : null;
}

/** Undoes references and, in text, line ends (XML 1.0 section 2.11). An unknown reference stays as written. */
function unescaped(raw: string): string {
  const text = raw.includes("\r") ? raw.replace(/\r\n?/g, "\n") : raw;
  if (!text.includes("&")) return text;
  return text.replace(
    /&(#?[A-Za-z0-9]{1,12});/g,
    (all, name: string) => referenceText(name) ?? all,
  );
}

const MAX_ATTRIBUTES = 10_000;
const NEEDS_CARE = /[&\t\n\r]/;

const isSpace = (code: number): boolean =>
  code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

const isNameEnd = (code: number): boolean => isSpace(code) || code === 0x2f;

/** Local name -> value of the attributes in `tag`, what stands in a tag behind the element's name. */
function parseAttributes(tag: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let at = 0;
  while (found.size < MAX_ATTRIBUTES) {
    while (isSpace(tag.charCodeAt(at))) at++;
    const equals = tag.indexOf("=", at);
    if (equals < 0) break;
    let from = equals + 1;
    while (isSpace(tag.charCodeAt(from))) from++;
    const quote = tag[from];
    const end = quote === '"' || quote === "'" ? tag.indexOf(quote, from + 1) : -1;
    if (end < 0) break;
    const written = tag.slice(at, equals).trimEnd();
    at = end + 1;
    if (written.startsWith("xmlns")) continue;
    const local = written.slice(written.indexOf(":") + 1);
    const value = tag.slice(from + 1, end);
    const plain = NEEDS_CARE.test(value) ? unescaped(value.replace(/\r\n|[\t\n\r]/g, " ")) : value;
    const known = found.get(local);
    // the name without prefix is the element's own, in whatever order they stand
    if (known !== undefined && written === local) found.set(`:${local}`, known);
    found.set(known !== undefined && written !== local ? written : local, plain);
  }
  return found;
}

/** Attributes parsed when first asked for: most elements of a large part are passed without a look. */
class LazyAttributes implements XmlAttributes {
  readonly #tag: string;
  #parsed: ReadonlyMap<string, string> | null = null;

  constructor(tag: string) {
    this.#tag = tag;
  }

  #all(): ReadonlyMap<string, string> {
    this.#parsed ??= parseAttributes(this.#tag);
    return this.#parsed;
  }

  get(name: string): string | undefined {
    return this.#all().get(name);
  }

  has(name: string): boolean {
    return this.#all().has(name);
  }

  values(): Iterable<string> {
    return this.#all().values();
  }
}

const NO_ATTRIBUTES: XmlAttributes = new LazyAttributes("");

/** Where the tag that begins at `from` ends: its ">" outside quotes; -1 when there is none. */
function tagEnd(text: string, from: number): number {
  let at = from;
  for (;;) {
    const gt = text.indexOf(">", at);
    if (gt < 0) return -1;
    let quote = 0;
    for (; at < gt; at++) {
      const code = text.charCodeAt(at);
      if (code === 0x22 || code === 0x27) {
        const close = text.indexOf(code === 0x22 ? '"' : "'", at + 1);
        if (close < 0) return gt; // a quote never closed: the tag is taken to end here
        quote = close;
        at = close;
      }
    }
    if (quote < gt) return gt;
    at = quote + 1;
  }
}

const DECLARES: XmlTrouble = {
  code: "xml-doctype",
  reason: "declares its own entities or elements; what they mean is not read",
};

/** Where the declarations of a DOCTYPE that begin behind "[" at `from` end: behind their "]", outside quotes and comments; -1 when they never do. */
function subsetEnd(text: string, from: number): number {
  const mark = /["'\]]|<!--|<\?/g;
  mark.lastIndex = from;
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    const [what] = found;
    if (what === "]") return mark.lastIndex;
    const close = what === "<!--" ? "-->" : what === "<?" ? "?>" : what;
    const end = text.indexOf(close, mark.lastIndex);
    if (end < 0) return -1;
    mark.lastIndex = end + close.length;
  }
  return -1;
}

/** One reading. Lives until the end of {@link readXml}. */
class Scanner {
  readonly #text: string;
  readonly #handlers: XmlHandlers;
  readonly #open: string[] = [];
  /** Written name -> local name, each made once. */
  readonly #names = new Map<string, string>();
  #elements = 0;
  #wrong = "";
  #declares = false;

  constructor(text: string, handlers: XmlHandlers) {
    this.#text = text;
    this.#handlers = handlers;
  }

  /** Keeps the first thing that is wrong; the rest usually follows from it. */
  #note(reason: string): void {
    if (this.#wrong === "") this.#wrong = reason;
  }

  #localName(written: string): string {
    const known = this.#names.get(written);
    if (known !== undefined) return known;
    // a copy: a slice would keep the whole part in memory
    const local = Buffer.from(written.slice(written.indexOf(":") + 1)).toString();
    if (this.#names.size < 5_000) this.#names.set(written, local);
    return local;
  }

  #characters(from: number, to: number, isRaw: boolean): void {
    if (this.#open.length === 0 || to <= from) return;
    const piece = this.#text.slice(from, to);
    this.#handlers.text?.(isRaw ? piece.replace(/\r\n?/g, "\n") : unescaped(piece));
  }

  #closeTop(): void {
    const depth = this.#open.length;
    const written = this.#open.pop() ?? "";
    this.#handlers.close?.(this.#localName(written), depth);
  }

  /** An end tag closes what it names; one that names nothing open is passed over. */
  #endTag(written: string): void {
    if (this.#open.at(-1) === written) {
      this.#closeTop();
      return;
    }
    this.#note(`</${written.slice(0, 40)}> closes nothing that is open`);
    // at most maxXmlDepth names are open, so this is bounded for each tag
    const at = this.#open.lastIndexOf(written);
    while (at >= 0 && this.#open.length > at) this.#closeTop();
  }

  #startTag(from: number, to: number): "stop" | XmlTrouble | null {
    const isEmpty = this.#text.charCodeAt(to - 1) === 0x2f;
    const end = isEmpty ? to - 1 : to;
    let nameEnd = from;
    while (nameEnd < end && !isNameEnd(this.#text.charCodeAt(nameEnd))) nameEnd++;
    const written = this.#text.slice(from, nameEnd);
    if (this.#open.length >= LIMITS.maxXmlDepth) {
      const reason = `elements inside elements more than ${LIMITS.maxXmlDepth} deep`;
      return { code: "xml-too-deep", reason };
    }
    if (++this.#elements > LIMITS.maxXmlElements) {
      const reason = `more than ${LIMITS.maxXmlElements} elements`;
      return { code: "xml-too-many-elements", reason };
    }
    this.#open.push(written);
    const attributes =
      nameEnd < end ? new LazyAttributes(this.#text.slice(nameEnd, end)) : NO_ATTRIBUTES;
    const stop = this.#handlers.open?.(this.#localName(written), attributes, this.#open.length);
    if (stop === "stop") return "stop";
    if (isEmpty) this.#closeTop();
    return null;
  }

  /** What begins with "<!" or "<?" at `at`: its end, or why reading stops there. */
  #special(at: number): number | XmlTrouble {
    const { length } = this.#text;
    const past = (mark: string, from: number): number => {
      const end = this.#text.indexOf(mark, from);
      if (end < 0) this.#note(`ends inside ${this.#text.slice(at, at + 9)}`);
      return end < 0 ? length : end + mark.length;
    };
    if (this.#text.startsWith("<?", at)) return past("?>", at + 2);
    if (this.#text.startsWith("<!--", at)) return past("-->", at + 4);
    if (this.#text.startsWith("<![CDATA[", at)) {
      const end = past("]]>", at + 9);
      this.#characters(at + 9, Math.max(end - 3, at + 9), true);
      return end;
    }
    return this.#declaration(at, past);
  }

  /** A DOCTYPE. Its own declarations are passed over: their entities stay as they are written, so that none grows and none fetches. */
  #declaration(at: number, past: (mark: string, from: number) => number): number | XmlTrouble {
    const end = past(">", at);
    const bracket = this.#text.slice(at, end).indexOf("[");
    if (bracket < 0) return end;
    this.#declares = true;
    const behind = subsetEnd(this.#text, at + bracket + 1);
    return behind < 0 ? DECLARES : past(">", behind);
  }

  run(): XmlTrouble | null {
    const text = this.#text;
    let at = 0;
    while (at < text.length) {
      const lt = text.indexOf("<", at);
      this.#characters(at, lt < 0 ? text.length : lt, false);
      if (lt < 0) break;
      const code = text.charCodeAt(lt + 1);
      if (code === 0x21 || code === 0x3f) {
        const next = this.#special(lt);
        if (typeof next !== "number") return next;
        at = next;
        continue;
      }
      const gt = code === 0x2f ? text.indexOf(">", lt) : tagEnd(text, lt + 1);
      if (gt < 0) {
        this.#note("ends inside a tag");
        break;
      }
      if (code === 0x2f) this.#endTag(text.slice(lt + 2, gt).trimEnd());
      else {
        const stop = this.#startTag(lt + 1, gt);
        if (stop === "stop") return this.#declares ? DECLARES : null;
        if (stop !== null) return stop;
      }
      at = gt + 1;
    }
    const open = this.#open.at(-1);
    if (open !== undefined) this.#note(`ends inside <${open.slice(0, 40)}>`);
    else if (this.#elements === 0) this.#note("holds no element");
    if (this.#declares) return DECLARES;
    return this.#wrong === "" ? null : { code: "xml-damaged", reason: this.#wrong };
  }
}

/**
 * Reads an XML document and calls the handlers in document order. Returns null when it was read to its end or a handler
 * stopped it, else why it was not, or what was wrong with it.
 *
 * Entities that a DOCTYPE declares are never expanded (entity bombs; office programs refuse such files): that it has some is the trouble then, and
 * the rest is read. `charset` overrides what the bytes say.
 */
export function readXml(
  bytes: Uint8Array,
  handlers: XmlHandlers,
  charset?: string,
): XmlTrouble | null {
  const { text, unknown } = decodeXml(bytes, charset);
  const trouble = new Scanner(text, handlers).run();
  if (unknown === "") return trouble;
  return { code: "xml-charset", reason: `written in a charset that is not read: ${unknown}` };
}

/** What is read first to find the root element: it nearly always stands there. */
const ROOT_SEARCH_BYTES = 64 * 1024;

/** Local name of the root element, "" when there is none: declarations, comments and instructions of any length may come first. */
export function rootName(bytes: Uint8Array): string {
  let root = "";
  const find = (some: Uint8Array): void => {
    readXml(some, {
      open: (name) => {
        root = name;
        return "stop";
      },
    });
  };
  find(bytes.subarray(0, ROOT_SEARCH_BYTES));
  if (root === "" && bytes.length > ROOT_SEARCH_BYTES) find(bytes);
  return root;
}
