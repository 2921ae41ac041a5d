/** How each program names the parts of a message in its JSON: one row a program. Values are of the corpus: any key may be missing or of another type. */
/** A value of JSON. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
/** An object of JSON: any key may be missing. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Whether a value is an object and not a list. */
export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
/** The items of a list, none for anything else. */
export const listOf = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? value : [];
/** A text or number as text, "" for anything else. */
export const textOf = (value: Json | undefined): string =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : "";

/** The value under a path of keys: `at(row, "from.user.displayName")`. */
export function at(row: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = row;
  for (const key of path.split(".")) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** How one program writes a message: keys of its parts, the first that is there counts. */
export interface Dialect {
  readonly app: string;
  readonly fits: (row: JsonObject) => boolean;
  readonly sender: readonly string[];
  readonly address: readonly string[];
  readonly time: readonly string[];
  readonly text: readonly string[];
  readonly id: readonly string[];
  readonly answers: readonly string[];
  /** Ms since 1970 of its time, null when it is none. */
  readonly instant: (text: string) => number | null;
}

const isoInstant = (text: string): number | null => {
  const at = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
  return Number.isFinite(at) ? at : null;
};
const msInstant = (text: string): number | null => {
  const at = Number(text);
  return text !== "" && Number.isFinite(at) ? at : isoInstant(text);
};
const secondInstant = (text: string): number | null => {
  const at = Number(text);
  return text !== "" && Number.isFinite(at) ? Math.round(at * 1000) : isoInstant(text);
};

/** The programs known. */
export const DIALECTS: readonly Dialect[] = [
  {
    app: "Slack",
    fits: (row) => row["type"] === "message" && /^\d{9,11}\.\d{1,6}$/.test(textOf(row["ts"])),
    sender: [
      "user_profile.real_name",
      "user_profile.display_name",
      "username",
      "bot_profile.name",
      "user",
      "bot_id",
    ],
    address: ["user_profile.email"],
    time: ["ts"],
    text: ["text"],
    id: ["ts"],
    answers: ["thread_ts"],
    instant: secondInstant,
  },
  {
    app: "Telegram",
    fits: (row) =>
      (row["type"] === "message" || row["type"] === "service") &&
      typeof row["id"] === "number" &&
      /^\d{4}-\d\d-\d\dT/.test(textOf(row["date"])),
    sender: ["from", "actor", "from_id", "actor_id"],
    address: [],
    time: ["date_unixtime", "date"],
    text: ["text"],
    id: ["id"],
    answers: ["reply_to_message_id"],
    instant: secondInstant,
  },
  {
    app: "Teams",
    fits: (row) => typeof row["originalarrivaltime"] === "string" && "messagetype" in row,
    sender: ["displayName", "imdisplayname", "from"],
    address: [],
    time: ["originalarrivaltime", "composetime"],
    text: ["content"],
    id: ["id"],
    answers: [],
    instant: isoInstant,
  },
  {
    app: "Teams",
    fits: (row) => typeof row["createdDateTime"] === "string" && isObject(row["body"]),
    sender: ["from.user.displayName", "from.application.displayName", "from.user.id"],
    address: ["from.user.userPrincipalName", "from.user.email"],
    time: ["createdDateTime"],
    text: ["body.content"],
    id: ["id"],
    answers: ["replyToId"],
    instant: isoInstant,
  },
  {
    app: "Signal",
    fits: (row) =>
      ("sent_at" in row || "timestamp" in row || "date" in row) &&
      typeof row["body"] === "string" &&
      // Keys that only Signal has: a mail as JSON has a date, a sender and a body too
      ["sourceUuid", "sourceServiceId", "sticker", "quote", "reactions"].some((key) => key in row),
    sender: ["sender", "profileName", "source", "sourceUuid", "sourceServiceId", "type"],
    address: [],
    time: ["sent_at", "timestamp", "date"],
    text: ["body"],
    id: ["id"],
    answers: [],
    instant: msInstant,
  },
];

/** The first text that stands under one of these paths, "" for none. */
export const first = (row: JsonObject, paths: readonly string[]): string => {
  for (const path of paths) {
    const text = textOf(at(row, path));
    if (text !== "") return text;
  }
  return "";
};
