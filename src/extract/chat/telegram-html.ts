/** Chats that Telegram Desktop exports as HTML (messages.html, messages2.html …): markup of fixed class names, read line by line of its blocks. */
import { htmlToText } from "../../decode/html-to-text.ts";
import type { Extraction } from "../../model/extraction.ts";
import { type ChatLine, chatExtraction } from "./chat.ts";

/** Whether HTML is such an export. */
export const isTelegramHtml = (html: string): boolean =>
  /<div class="message (?:default|service)\b[^>]{0,100} id="message-?\d/.test(
    html.slice(0, 256 << 10),
  );

const plain = (markup: string | undefined): string =>
  markup === undefined ? "" : htmlToText(markup).text.trim();

/** `31.12.2016 21:05:33 UTC+01:00`; older exports have no zone. */
function instantOf(title: string): number | null {
  const found = /^(\d\d)\.(\d\d)\.(\d{4}) (\d\d):(\d\d):(\d\d)(?: UTC([+-]\d\d):(\d\d))?$/.exec(
    title,
  );
  if (found === null) return null;
  const [, day, month, year, hour, minute, second, zoneHours = "+00", zoneMinutes = "00"] = found;
  const at = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second}${zoneHours}:${zoneMinutes}`,
  );
  return Number.isFinite(at) ? at : null;
}

/** What stands behind a mark in a block, up to the end of its element; elements of these names hold no element of the same name. */
const after = (block: string, mark: string, end: string): string | undefined => {
  const from = block.indexOf(mark);
  if (from < 0) return undefined;
  const start = block.indexOf(">", from) + 1;
  const to = block.indexOf(end, start);
  return block.slice(start, to < 0 ? undefined : to);
};

/** Reads an export that {@link isTelegramHtml} recognises. */
export function readTelegramHtml(html: string): Extraction {
  const [head = "", ...blocks] = html.split(/(?=<div class="message (?:default|service)\b)/);
  const name = plain(after(head, '<div class="text bold"', "</div>"));
  let before = "";
  const lines = blocks.map((block): ChatLine => {
    const isService = block.startsWith('<div class="message service');
    const own = plain(after(block, '<div class="from_name"', "</div>"));
    // A message that follows one of the same person is "joined" to it and names nobody
    const sender = isService ? "" : own !== "" ? own : before;
    if (!isService) before = sender;
    const title = /title="([^"]{1,60})"/.exec(block)?.[1] ?? "";
    const id = /^<div class="[^"]{0,100}" id="message(-?\d{1,20})"/.exec(block)?.[1] ?? "";
    const answers = /href="#go_to_message(\d{1,20})"/.exec(block)?.[1] ?? "";
    // All words of the block but those said already: pictures and files have captions and names
    const all = plain(block)
      .split("\n")
      .map((each) => each.trim())
      .filter((each) => each !== "" && each !== own && !/^\d\d:\d\d(?::\d\d)?$/.test(each));
    return { sender, at: instantOf(title), atText: title, text: all.join("\n"), id, answers };
  });
  const isLocalTime = !html.includes(" UTC");
  return chatExtraction([{ app: "Telegram", name, lines, isLocalTime }], "");
}
