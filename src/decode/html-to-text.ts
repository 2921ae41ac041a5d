/**
 * HTML -> the words a reader sees, in one linear pass.
 *
 * Own stripper because html-to-text costs six times the whole parse and is quadratic on hostile nesting. Kept: the title, image
 * alternatives, link targets that the link text does not show (a reader's question is often "which host"), and text hidden by
 * style (evidence). Dropped: scripts, styles, comments. Inline tags do not split words.
 */
import { decodeHTML } from "entities";
import { LIMITS } from "../limits.ts";

export interface HtmlText {
  readonly text: string;
  /** True when input beyond the limit was not read. */
  readonly cut: boolean;
}

/** Tags after or before which a new line starts. */
const BLOCKS = new Set(
  "address article aside blockquote body br center dd details dialog dir div dl dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hr html legend li main menu nav ol optgroup option p pre section select summary table tbody tfoot thead title tr ul".split(
    " ",
  ),
);
/** Elements whose content is no text; skipped up to their end tag. */
const SKIPPED = new Set(["script", "style", "noembed", "noframes", "xml", "xmp-script"]);
const MAX_TAG_NAME_CHARS = 32;
/** Tracking links run to thousands of characters of random tokens; host and path stand at the front. */
const MAX_URL_CHARS = 300;
const BLANKS = /[\s\u00a0]+/g;

/** `htmlToText("<p>in<b>voice</b> <a href='http://x.example/'>here</a>")` is `{text:"invoice here <http://x.example/>", cut:false}`. */
export function htmlToText(html: string): HtmlText {
  const cut = html.length > LIMITS.maxHtmlChars;
  const stripper = new Stripper(cut ? html.slice(0, LIMITS.maxHtmlChars) : html);
  return { text: stripper.run(), cut };
}

/** One pass over one HTML text. */
class Stripper {
  private readonly html: string;
  private readonly out: string[] = [];
  private readonly seenUrls = new Set<string>();
  private pre = 0;
  private sawPre = false;
  private quotesBroken = false;
  private link: { url: string; outAt: number } | null = null;
  /** From here on there is no such character any more: keeps look-ups linear. */
  private readonly absent = new Set<string>();

  constructor(html: string) {
    this.html = html;
  }

  run(): string {
    const { html } = this;
    let at = 0;
    while (at < html.length) {
      const open = html.indexOf("<", at);
      if (open < 0) {
        this.text(at, html.length);
        break;
      }
      if (open > at) this.text(at, open);
      at = this.markup(open);
    }
    this.closeLink();
    return tidy(this.out.join(""), this.sawPre);
  }

  private text(start: number, end: number): void {
    const raw = this.html.slice(start, end);
    const plain = raw.includes("&") ? decodeHTML(raw) : raw;
    this.out.push(this.pre > 0 ? plain : plain.replace(BLANKS, " "));
  }

  /** Reads what stands at a "<" and returns where text goes on. */
  private markup(open: number): number {
    const { html } = this;
    const c = html.charCodeAt(open + 1);
    if (c === 0x21 || c === 0x3f) return this.declaration(open);
    const closing = c === 0x2f;
    const nameStart = closing ? open + 2 : open + 1;
    if (!isLetter(html.charCodeAt(nameStart))) {
      // "a < b" is text; "</>" and "</ x>" are bogus comments, but then nothing is lost by showing them
      this.out.push("<");
      return open + 1;
    }
    let nameEnd = nameStart + 1;
    while (nameEnd < html.length && isNameChar(html.charCodeAt(nameEnd))) nameEnd++;
    const name = html
      .slice(nameStart, Math.min(nameEnd, nameStart + MAX_TAG_NAME_CHARS))
      .toLowerCase();
    const end = this.tagEnd(nameEnd);
    if (end < 0) {
      // the tag never closes: what follows is shown as text rather than lost
      this.out.push(" ");
      return open + 1;
    }
    return this.tag(name, closing, nameEnd, end);
  }

  private declaration(open: number): number {
    const { html } = this;
    if (html.startsWith("<!--", open)) {
      const end = this.find("-->", open + 4);
      if (end >= 0) return end + 3;
    }
    const end = this.find(">", open + 2);
    return end < 0 ? open + 2 : end + 1;
  }

  /** Index of the ">" that ends a tag; ">" inside quotes does not count unless the quote never closes. */
  private tagEnd(start: number): number {
    const { html } = this;
    if (this.quotesBroken) return this.find(">", start);
    for (let i = start; i < html.length; i++) {
      const c = html.charCodeAt(i);
      if (c === 0x3e) return i;
      if ((c === 0x22 || c === 0x27) && html.charCodeAt(lastNonBlank(html, i - 1)) === 0x3d) {
        const close = this.find(html[i] ?? "", i + 1);
        if (close >= 0) i = close;
      }
    }
    // quotes that hide every ">" up to the end are broken; looking through them once is enough
    this.quotesBroken = true;
    return this.find(">", start);
  }

  private find(needle: string, from: number): number {
    if (this.absent.has(needle)) return -1;
    const found = this.html.indexOf(needle, from);
    if (found < 0) this.absent.add(needle);
    return found;
  }

  private tag(name: string, closing: boolean, nameEnd: number, end: number): number {
    if (!closing && SKIPPED.has(name)) return this.skip(name, end + 1);
    if (name === "pre") {
      this.pre = Math.max(0, this.pre + (closing ? -1 : 1));
      this.sawPre = true;
    }
    if (name === "a") {
      this.closeLink();
      if (!closing) this.openLink(this.attribute(nameEnd, end, "href"));
    } else if (name === "td" || name === "th") this.out.push(closing ? "" : "\t");
    else if (BLOCKS.has(name)) this.out.push("\n");
    else if (name === "img" || name === "area") this.attributeText(nameEnd, end, "alt");
    else if (name === "input" || name === "button") this.attributeText(nameEnd, end, "value");
    return end + 1;
  }

  private skip(name: string, from: number): number {
    const { html } = this;
    // end tags are found case by case: lower-casing the document would copy it
    for (let at = from; at >= 0 && at < html.length; ) {
      const close = this.find("</", at);
      if (close < 0) break;
      if (html.slice(close + 2, close + 2 + name.length).toLowerCase() === name) {
        const end = this.find(">", close);
        return end < 0 ? html.length : end + 1;
      }
      at = close + 2;
    }
    // an element that never ends hides the rest of the document from a reader too
    return html.length;
  }

  private attributeText(start: number, end: number, name: string): void {
    const value = this.attribute(start, end, name);
    if (value.trim() !== "") this.out.push(` ${value.replace(BLANKS, " ")} `);
  }

  private attribute(start: number, end: number, wanted: string): string {
    const tag = this.html.slice(start, end);
    const pattern = /([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
    // a tag without the attribute's name is the usual case
    if (!tag.toLowerCase().includes(wanted)) return "";
    for (const match of tag.slice(0, 8192).matchAll(pattern)) {
      if (match[1]?.toLowerCase() !== wanted) continue;
      const value = match[2] ?? match[3] ?? match[4] ?? "";
      return value.includes("&") ? decodeHTML(value) : value;
    }
    return "";
  }

  private openLink(href: string): void {
    const url = href.trim();
    if (/^(?:https?:|ftp:|mailto:|tel:|\/\/|www\.)/i.test(url))
      this.link = { url, outAt: this.out.length };
  }

  /** Adds " <url>" once for each target that the link's text does not show. */
  private closeLink(): void {
    const { link } = this;
    this.link = null;
    if (link === null) return;
    const url = link.url.slice(0, MAX_URL_CHARS).replace(/^(?:mailto|tel):/i, "");
    if (url === "" || this.seenUrls.has(url)) return;
    this.seenUrls.add(url);
    const bare = url.replace(/^https?:\/\//i, "").replace(/\/$/, "");
    if (!this.out.slice(link.outAt).join("").includes(bare)) this.out.push(` <${url}>`);
  }
}

/** At most a few blanks stand between "=" and a quote; more are not looked through. */
function lastNonBlank(text: string, from: number): number {
  let i = from;
  for (
    let steps = 0;
    steps < 16 && (text.charCodeAt(i) === 0x20 || text.charCodeAt(i) === 0x0a);
    steps++
  )
    i--;
  return i;
}

function isLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
}

function isNameChar(code: number): boolean {
  return (
    isLetter(code) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x2d ||
    code === 0x3a ||
    code === 0x5f
  );
}

/** Blanks around line ends, runs of blanks and empty lines removed; inside pre, runs of blanks mean something. */
function tidy(text: string, keepRuns: boolean): string {
  const lines: string[] = [];
  for (const line of text.split("\n")) {
    const plain = line.trim();
    if (plain !== "") lines.push(keepRuns ? plain : plain.replace(/ {2,}/g, " "));
  }
  return lines.join("\n");
}
