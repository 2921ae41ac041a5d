/**
 * HTML files and attachments -> text, and what the head says of its maker: meta elements, and the document properties that Word
 * and Excel write into HTML they save (author, last author, company, edit minutes).
 */

import { metaCharset } from "../../decode/html-charset.ts";
import { htmlToText } from "../../decode/html-to-text.ts";
import type { Extraction } from "../../model/extraction.ts";
import { isTelegramHtml, readTelegramHtml } from "../chat/telegram-html.ts";
import { Collector } from "../collector.ts";
import { parseIsoDate } from "../stated-time.ts";
import { decodeTextFile } from "./text-charset.ts";

/** Heads are short; Word's style sheets push its properties down, yet not this far. */
const HEAD_CHARS = 512 * 1024;
const MAX_META = 500;

const META_FIELDS = new Map<string, string>([
  ["author", "creator"],
  ["dc.creator", "creator"],
  ["dcterms.creator", "creator"],
  ["changedby", "lastsavedby"],
  ["generator", "app"],
  ["progid", "app"],
  ["originator", "app"],
  ["application-name", "app"],
  ["description", "docsubject"],
  ["subject", "docsubject"],
  ["dc.title", "title"],
  ["title", "title"],
  ["keywords", "keywords"],
  ["classification", "keywords"],
  ["company", "company"],
  ["publisher", "company"],
  ["template", "template"],
  ["created", "created"],
  ["dcterms.created", "created"],
  ["changed", "modified"],
  ["dcterms.modified", "modified"],
]);
/** Word's <o:DocumentProperties>. */
const OFFICE_FIELDS = new Map<string, string>([
  ["Author", "creator"],
  ["LastAuthor", "lastsavedby"],
  ["Manager", "manager"],
  ["Company", "company"],
  ["Template", "template"],
  ["Title", "title"],
  ["Subject", "docsubject"],
  ["Keywords", "keywords"],
  ["Category", "keywords"],
  ["Description", "keywords"],
  ["Created", "created"],
  ["LastSaved", "modified"],
  ["LastPrinted", "printed"],
  ["Revision", "revision"],
  ["TotalTime", "editminutes"],
  ["Pages", "pages"],
]);
const TIMES: ReadonlySet<string> = new Set(["created", "modified", "printed"]);
const NUMBERS: ReadonlySet<string> = new Set(["revision", "editminutes", "pages"]);

const META = /<meta\b([^>]{0,4000})>/gi;
const ATTRIBUTE =
  /([a-z:-]{1,40})\s{0,20}=\s{0,20}(?:"([^"]{0,4000})"|'([^']{0,4000})'|([^\s"'>]{1,4000}))/gi;
const OFFICE = /<o:([A-Za-z]{1,40})>([^<]{0,4000})<\/o:/g;

function attributes(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name = "", double, single, bare] of text.matchAll(ATTRIBUTE)) {
    found.set(name.toLowerCase(), double ?? single ?? bare ?? "");
  }
  return found;
}

/** Undoes character references. */
function plain(markup: string): string {
  return markup.includes("&") ? htmlToText(markup.replaceAll("<", "&lt;")).text : markup;
}

function add(field: string, written: string, source: string, collector: Collector): void {
  const text = plain(written);
  if (TIMES.has(field)) collector.addTime(field, text, parseIsoDate(text), source);
  else if (NUMBERS.has(field) && /^\d{1,9}$/.test(text))
    collector.addValue(field, text, source, { number: Number(text) });
  else collector.addValue(field, text, source);
}

/** Reads an HTML file; example of a value: `{field:"lastsavedby", text:"Anna Weber", source:"HTML o:LastAuthor"}`. */
export async function readHtml(bytes: Uint8Array): Promise<Extraction> {
  const collector = new Collector();
  const html = decodeTextFile(bytes, metaCharset(bytes), collector);
  if (isTelegramHtml(html)) return readTelegramHtml(html);
  const head = html.slice(0, HEAD_CHARS);
  const title = /<title\b[^>]{0,400}>([^<]{0,4000})/i.exec(head)?.[1]?.trim();
  if (title !== undefined && title !== "") add("title", title, "HTML title", collector);
  let count = 0;
  for (const [, body = ""] of head.matchAll(META)) {
    if (++count > MAX_META) break;
    const found = attributes(body);
    const name = found.get("name") ?? found.get("property") ?? "";
    const field = META_FIELDS.get(name.toLowerCase());
    const content = found.get("content");
    if (field !== undefined && content !== undefined)
      add(field, content, `HTML meta ${name}`, collector);
  }
  for (const [, name = "", text = ""] of head.matchAll(OFFICE)) {
    if (++count > MAX_META) break;
    const field = OFFICE_FIELDS.get(name);
    if (field !== undefined) add(field, text, `HTML o:${name}`, collector);
  }
  // "Mark of the web": where a browser saved the page from
  const origin = /<!-- saved from url=\(\d{1,6}\)([^\s>]{1,2000})/.exec(head)?.[1];
  if (origin !== undefined) collector.addValue("link", origin, "HTML saved from url");
  if (/<script\b/i.test(html)) collector.features.add("javascript");
  const { text, cut } = htmlToText(html);
  collector.addText("", text);
  if (cut) collector.addProblem("text-too-long", "partial", "the end of the HTML is not read");
  return collector.close();
}
