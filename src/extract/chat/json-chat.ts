/**
 * Chats exported as JSON: Slack, Telegram, Teams and Skype, Microsoft Graph, Signal. One table says how each names its parts; a file is a chat when nearly all
 * objects of one of its lists fit one row. What a message says besides (titles, attachments, reactions) is added to its text, so that no word is lost.
 */
import { htmlToText } from "../../decode/html-to-text.ts";
import type { Extraction } from "../../model/extraction.ts";
import { type Chat, type ChatLine, chatExtraction } from "./chat.ts";
import {
  at,
  DIALECTS,
  type Dialect,
  first,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  textOf,
} from "./json-dialects.ts";

/** Keys whose values are ids, hashes, sizes or copies of the text; words in them are nobody's. */
const NO_WORDS =
  /^(?:.*_?id|ids|uuid|type|subtype|ts|thread_ts|date|date_unixtime|edited|edited_unixtime|user|team|hash|.*_hash|avatar.*|image_.*|thumb_.*|blocks|text_entities|user_profile|mimetype|mode|permalink.*|url_private.*|etag|version|.*[tT]ime|.*DateTime|color|skinTone|sourceDevice|key|iv|digest|messagetype|contentType|locale|importance)$/;
const MAX_WORD_DEPTH = 12;

/** Every string below a value whose key may hold words. */
function wordsIn(value: Json | undefined, known: ReadonlySet<string>, depth = 0): string[] {
  if (depth > MAX_WORD_DEPTH) return [];
  if (typeof value === "string") return known.has(value) ? [] : [value];
  if (Array.isArray(value)) return value.flatMap((each: Json) => wordsIn(each, known, depth + 1));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    NO_WORDS.test(key) ? [] : wordsIn(each, known, depth + 1),
  );
}

/** Telegram splits formatted text: `["see ", {"type": "link", "text": "https://…"}]`. */
function bodyOf(value: Json | undefined): string {
  if (!Array.isArray(value)) return textOf(value);
  return value.map((part: Json) => (isObject(part) ? textOf(part["text"]) : textOf(part))).join("");
}

const unmarked = (text: string): string =>
  /<[a-z!/][^>]*>/i.test(text) ? htmlToText(text).text : text;

/** Slack writes people as <@U024BE7LH>, links as <https://…|words> and escapes three characters. */
const slackText = (text: string, names: ReadonlyMap<string, string>): string =>
  text
    .replace(/<@([A-Z0-9]{1,20})(?:\|[^<>]{0,80})?>/g, (_, id: string) => `@${names.get(id) ?? id}`)
    .replace(/<([^<>|]{1,2000})(?:\|([^<>]{0,500}))?>/g, (_, link: string, words?: string) =>
      words === undefined ? link : `${words} (${link})`,
    )
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");

/** People of a Slack workspace by id, from users.json. */
export interface SlackPerson {
  readonly name: string;
  readonly address: string;
}

export type SlackPeople = ReadonlyMap<string, SlackPerson>;

function lineOf(row: JsonObject, dialect: Dialect, people: SlackPeople): ChatLine {
  const { app } = dialect;
  const path = dialect.text.find((each) => at(row, each) !== undefined);
  const body = path === undefined ? "" : bodyOf(at(row, path));
  const names = new Map([...people].map(([id, { name }]) => [id, name]));
  const text = app === "Slack" ? slackText(body, names) : app === "Teams" ? unmarked(body) : body;
  const person = app === "Slack" ? people.get(textOf(row["user"])) : undefined;
  const sender = person?.name ?? first(row, dialect.sender);
  const atText = first(row, dialect.time);
  const known = new Set([
    body,
    sender,
    atText,
    ...listOf(path === undefined ? null : at(row, path)).flatMap((part) =>
      wordsIn(part, new Set()),
    ),
  ]);
  const more = [...new Set(wordsIn(row, known))].filter((each) => each.trim() !== "");
  const id = first(row, dialect.id);
  const answers = first(row, dialect.answers);
  return {
    sender,
    address: person?.address ?? first(row, dialect.address),
    at: dialect.instant(atText),
    atText,
    text: [text, ...more].filter((each) => each !== "").join("\n"),
    id,
    answers: answers === id ? "" : answers,
  };
}

/** Lists in which messages may stand, with the name of the chat around each. */
function* lists(
  value: Json,
  name: string,
  depth = 0,
): Generator<{ name: string; rows: JsonObject[] }> {
  if (depth > 6) return;
  if (Array.isArray(value)) {
    const rows = value.filter((each: Json) => isObject(each)) as JsonObject[];
    if (rows.length > 0) yield { name, rows };
    if (depth < 6)
      for (const row of rows)
        if (!DIALECTS.some(({ fits }) => fits(row))) yield* lists(row, name, depth + 1);
    return;
  }
  if (!isObject(value)) return;
  const own = first(value, ["displayName", "name", "threadProperties.topic", "title"]) || name;
  for (const each of Object.values(value))
    if (typeof each === "object" && each !== null && each !== undefined)
      yield* lists(each, own, depth + 1);
}

/** The conversations a JSON value holds; empty when it is not a chat. */
function chatsOf(value: Json, name: string, people: SlackPeople): Chat[] {
  const chats: Chat[] = [];
  for (const { name: own, rows } of lists(value, name)) {
    const dialect = DIALECTS.find(({ fits }) => rows.slice(0, 50).some(fits));
    if (dialect === undefined) continue;
    const fitting = rows.filter(dialect.fits);
    if (fitting.length * 10 < rows.length * 9) continue;
    const isLocalTime = dialect.app === "Telegram" && fitting[0]?.["date_unixtime"] === undefined;
    chats.push({
      app: dialect.app,
      name: own,
      lines: rows.map((row) => lineOf(row, dialect, people)),
      isLocalTime,
    });
  }
  return chats;
}

/** Whether the beginning of a JSON text is worth parsing as a chat: keys that every form of the table has some of. */
export const mayBeJsonChat = (text: string): boolean =>
  /"(?:ts|date_unixtime|from_id|messages|originalarrivaltime|MessageList|createdDateTime|sent_at|text_entities|sender|sourceUuid|sourceServiceId)"\s*:/.test(
    text.slice(0, 64 << 10),
  );

/** One JSON value, or one on each line; null when it is neither. */
function parsed(text: string): Json | null {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // Not one value: exports of Signal write one object on each line
    const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
    try {
      return lines.length > 1 ? lines.map((line) => JSON.parse(line) as Json) : null;
    } catch {
      return null; // not JSON: the text is read as text
    }
  }
}

/** "general/2017-03-27.json" is "general"; "result.json" says nothing. */
const chatName = (name: string): string => {
  const parts = name.split("/").filter((part) => part !== "");
  const stem = (parts.at(-1) ?? "").replace(/\.[^.]*$/, "");
  if (/^\d{4}-\d\d-\d\d$/.test(stem)) return parts.at(-2) ?? "";
  return /^(?:result|messages|export|data|main|chat)$/i.test(stem) ? "" : stem;
};

/** The chat a JSON text is; null for any other JSON. */
export function readJsonChat(
  text: string,
  name: string,
  people: SlackPeople = new Map(),
): Extraction | null {
  const value = parsed(text);
  const chats = value === null ? [] : chatsOf(value, chatName(name), people);
  return chats.length === 0 ? null : chatExtraction(chats, "");
}

/** People of Slack's users.json; empty for anything else. */
export function slackPeople(text: string): SlackPeople {
  const people = new Map<string, SlackPerson>();
  for (const row of listOf(parsed(text) ?? [])) {
    if (!isObject(row) || typeof row["id"] !== "string") continue;
    const name = first(row, ["profile.real_name", "real_name", "profile.display_name", "name"]);
    people.set(row["id"], { name, address: first(row, ["profile.email"]) });
  }
  return people;
}
