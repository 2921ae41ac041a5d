/**
 * Which databases are chats: tables and columns of the programs people know, in one table. A row names where each part of a message is; a path of
 * several names goes through other tables by their row numbers.
 */

/** From a column to a value: `["handle_id", "handle", "id"]` is the column `id` of the row of `handle` whose number is in `handle_id`. */
export type Path = readonly string[];

/** How a program counts time. */
export type Clock = "unix-s" | "unix-ms" | "unix-us" | "apple" | "webkit-us";

/** A table whose rows are messages. */
export interface ChatStore {
  readonly app: string;
  readonly table: string;
  /** All that hold words, in order. */
  readonly text: readonly string[];
  /** The first that leads to something. */
  readonly sender: readonly Path[];
  /** A column whose value says that the owner of the device wrote it. */
  readonly mine: readonly [column: string, value: number] | null;
  readonly room: readonly Path[];
  readonly time: readonly [column: string, clock: Clock];
  readonly id: string;
}

export const CHAT_STORES: readonly ChatStore[] = [
  {
    app: "iMessage",
    table: "message",
    text: ["subject", "text", "attributedBody"],
    sender: [["handle_id", "handle", "id"]],
    mine: ["is_from_me", 1],
    room: [["cache_roomnames"], ["handle_id", "handle", "id"]],
    time: ["date", "apple"],
    id: "guid",
  },
  {
    app: "WhatsApp",
    table: "message",
    text: ["text_data"],
    sender: [
      ["sender_jid_row_id", "jid", "raw_string"],
      ["chat_row_id", "chat", "jid_row_id", "jid", "raw_string"],
    ],
    mine: ["from_me", 1],
    room: [
      ["chat_row_id", "chat", "subject"],
      ["chat_row_id", "chat", "jid_row_id", "jid", "raw_string"],
    ],
    time: ["timestamp", "unix-ms"],
    id: "key_id",
  },
  {
    app: "WhatsApp",
    table: "messages",
    text: ["data", "media_caption"],
    sender: [["remote_resource"], ["key_remote_jid"]],
    mine: ["key_from_me", 1],
    room: [["key_remote_jid"]],
    time: ["timestamp", "unix-ms"],
    id: "key_id",
  },
  {
    app: "WhatsApp",
    table: "ZWAMESSAGE",
    text: ["ZTEXT"],
    sender: [["ZPUSHNAME"], ["ZFROMJID"]],
    mine: ["ZISFROMME", 1],
    room: [["ZCHATSESSION", "ZWACHATSESSION", "ZPARTNERNAME"], ["ZFROMJID"], ["ZTOJID"]],
    time: ["ZMESSAGEDATE", "apple"],
    id: "ZSTANZAID",
  },
  {
    app: "Skype",
    table: "Messages",
    text: ["body_xml"],
    sender: [["from_dispname"], ["author"]],
    mine: null,
    room: [["convo_id", "Conversations", "displayname"], ["chatname"]],
    time: ["timestamp", "unix-s"],
    id: "guid",
  },
  {
    app: "Signal",
    table: "messages",
    text: ["body"],
    sender: [["source"], ["sourceServiceId"], ["sourceUuid"]],
    mine: null,
    room: [["conversationId"]],
    time: ["sent_at", "unix-ms"],
    id: "id",
  },
  {
    app: "SMS",
    table: "sms",
    text: ["subject", "body"],
    sender: [["address"]],
    mine: ["type", 2],
    room: [["address"]],
    time: ["date", "unix-ms"],
    id: "_id",
  },
];

/** Columns of times in the databases of browsers and mail programs, by table. */
export const CLOCKS: ReadonlyMap<string, Readonly<Record<string, Clock>>> = new Map([
  ["moz_places", { last_visit_date: "unix-us" }],
  ["moz_historyvisits", { visit_date: "unix-us" }],
  ["moz_bookmarks", { dateAdded: "unix-us", lastModified: "unix-us" }],
  ["moz_cookies", { creationTime: "unix-us", lastAccessed: "unix-us" }],
  ["urls", { last_visit_time: "webkit-us" }],
  ["visits", { visit_time: "webkit-us" }],
  ["downloads", { start_time: "webkit-us", end_time: "webkit-us" }],
  ["history_visits", { visit_time: "apple" }],
  ["messages", { date: "unix-us", date_sent: "unix-s", date_received: "unix-s" }],
]);

const APPLE_EPOCH_MS = 978_307_200_000;
const WEBKIT_EPOCH_MS = -11_644_473_600_000;

/** Instant in ms since 1970 UTC; null for 0 and for what is no time between 1980 and 2100. Apple counts seconds, since 2017 nanoseconds. */
export function instantOf(value: unknown, clock: Clock): number | null {
  if (typeof value !== "number" || value === 0) return null;
  const ms = {
    "unix-s": () => value * 1000,
    "unix-ms": () => value,
    "unix-us": () => value / 1000,
    apple: () => APPLE_EPOCH_MS + (Math.abs(value) > 1e11 ? value / 1e6 : value * 1000),
    "webkit-us": () => WEBKIT_EPOCH_MS + value / 1000,
  }[clock]();
  return ms > 315_532_800_000 && ms < 4_102_444_800_000 ? Math.round(ms) : null;
}
