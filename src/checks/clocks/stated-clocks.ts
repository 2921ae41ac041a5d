/**
 * Clocks that servers and programs write into headers of their own, and ids made of a time: one table, a row for each. A row says which witness it
 * is, and whether only a time later than the Date tells anything (a beginning: of a thread, of a file). Pure, linear.
 */
import type { ClockKind } from "../facts/message-facts.ts";
import { type DecodedClock, isoMs, isPlausible } from "./decoded-clock.ts";

/** One clock of the table. `header` is a name in lower case. */
export interface StatedClock {
  readonly name: string;
  readonly kind: ClockKind;
  readonly header: string;
  /** True where earlier than the Date is ordinary, however much. */
  readonly isBeginning: boolean;
  readonly decode: (value: string) => DecodedClock | null;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MAX_VALUE_CHARS = 1000;

function clockOf(epochMs: number, raw: string, steps: readonly string[]): DecodedClock | null {
  if (!isPlausible(epochMs)) return null;
  return {
    epochMs,
    zone: "utc",
    resolutionMs: 1,
    raw,
    steps: [...steps, `= ${isoMs(epochMs)}`],
  };
}

/** "27 Mar 2017 07:14:05.1234 (UTC)", as Exchange writes the time a message came in. */
export function exchangeTime(value: string): DecodedClock | null {
  const [raw = "", day, month = "", year, hour, minute, second] =
    /^\s*(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d)\.\d{1,7} \(UTC\)/.exec(value) ?? [];
  const at = MONTHS.indexOf(month);
  if (at < 0) return null;
  const epochMs = Date.UTC(
    Number(year),
    at,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  return clockOf(epochMs, raw.trim(), ["the header states the time in words, UTC"]);
}

/** X-GM-MSGID and X-GM-THRID of an export of Gmail: a 64-bit number whose bits above 20 are milliseconds since 1970. */
export function gmailNumber(value: string): DecodedClock | null {
  const [, digits = ""] = /^\s*(\d{16,20})\s*$/.exec(value) ?? [];
  if (digits === "") return null;
  return clockOf(Number(BigInt(digits) >> 20n), digits, [`${digits} >> 20 ms since 1970 UTC`]);
}

/** Ticks of 100 ns between 1582-10-15 and 1970-01-01 (RFC 9562 section 5.1). */
const UUID_EPOCH_TICKS = 0x01b21dd213814000n;
const UUID =
  /(?<![0-9a-f])([0-9a-f]{8})-([0-9a-f]{4})-([17])([0-9a-f]{3})-[89ab][0-9a-f]{3}-[0-9a-f]{12}(?![0-9a-f])/i;

/** The first UUID of version 1 or 7 in a text. */
export function uuidTime(value: string): DecodedClock | null {
  const [raw = "", low = "", middle = "", version, high = ""] =
    UUID.exec(value.slice(0, MAX_VALUE_CHARS)) ?? [];
  if (raw === "") return null;
  if (version === "7")
    return clockOf(Number(`0x${low}${middle}`), raw, [
      `UUID of version 7: its first 48 bits, 0x${low}${middle}, are ms since 1970 UTC`,
    ]);
  const ticks = BigInt(`0x${high}${middle}${low}`) - UUID_EPOCH_TICKS;
  return clockOf(Number(ticks / 10_000n), raw, [
    `UUID of version 1: 0x${high}${middle}${low} times 100 ns since 1582-10-15 UTC`,
  ]);
}

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A ULID: ten characters of milliseconds since 1970, sixteen of chance. Only times since ULIDs exist (2016). */
export function ulidTime(value: string): DecodedClock | null {
  const [raw = ""] =
    /(?<![0-9A-Za-z])0[0-9A-HJKMNP-TV-Z]{25}(?![0-9A-Za-z])/.exec(
      value.slice(0, MAX_VALUE_CHARS),
    ) ?? [];
  // All digits is a number, not an id
  if (raw === "" || /^\d+$/.test(raw)) return null;
  const epochMs = [...raw.slice(0, 10)].reduce(
    (sum, each) => sum * 32 + CROCKFORD.indexOf(each),
    0,
  );
  if (epochMs < Date.UTC(2016, 0, 1)) return null;
  return clockOf(epochMs, raw, [
    `ULID: ${raw.slice(0, 10)} in base 32 is ${epochMs} ms since 1970 UTC`,
  ]);
}

const NOTES =
  /^OF[0-9A-F]{8}\.[0-9A-F]{8}-ON[0-9A-F]{8}\.[0-9A-F]{8}-([0-9A-F]{8})\.([0-9A-F]{8})@/i;
/** Julian day of 1970-01-01. */
const JULIAN_1970 = 2_440_588;

/** Message-ID of Lotus Notes: its last pair is a TIMEDATE, day as a Julian number and time in hundredths of a second, UTC. */
export function notesTime(messageId: string): DecodedClock | null {
  const [, day = "", time = ""] = NOTES.exec(messageId) ?? [];
  if (day === "") return null;
  const julian = Number.parseInt(day.slice(2), 16);
  const hundredths = Number.parseInt(time, 16);
  if (hundredths >= 8_640_000) return null;
  return clockOf((julian - JULIAN_1970) * 86_400_000 + hundredths * 10, `${day}.${time}`, [
    `day: 0x${day.slice(2)} = Julian day ${julian}; time: 0x${time} = ${hundredths} hundredths of a second, UTC`,
  ]);
}

/** Clocks in headers. The first header of a name is read. */
export const STATED_CLOCKS: readonly StatedClock[] = [
  ...[
    "x-originalarrivaltime",
    "x-ms-exchange-crosstenant-originalarrivaltime",
    "x-ms-exchange-organization-originalarrivaltime",
    "x-ms-exchange-organization-expirationstarttime",
  ].map(
    (header): StatedClock => ({
      name: "exchange-arrival",
      kind: "transport",
      header,
      isBeginning: false,
      decode: exchangeTime,
    }),
  ),
  {
    name: "gmail-number",
    kind: "transport",
    header: "x-gm-msgid",
    isBeginning: false,
    decode: gmailNumber,
  },
  {
    name: "gmail-thread-number",
    kind: "transport",
    header: "x-gm-thrid",
    isBeginning: true,
    decode: gmailNumber,
  },
  {
    name: "apple-uuid",
    kind: "composition",
    header: "x-universally-unique-identifier",
    isBeginning: false,
    decode: uuidTime,
  },
];

const CREATION = 'creation-date="';
const MAX_CREATIONS = 20;

/** The latest `creation-date` of an attachment (RFC 2183 section 2.3) in a body. A file is made before the message that carries it. */
export function attachmentCreation(body: Uint8Array): DecodedClock | null {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
  let latest: DecodedClock | null = null;
  let at = bytes.indexOf(CREATION);
  for (let seen = 0; at >= 0 && seen < MAX_CREATIONS; seen++) {
    const from = at + CREATION.length;
    const raw = bytes.toString("latin1", from, from + 60).split('"')[0] ?? "";
    // Only a whole date with a zone: Date.parse takes much else
    const isDate =
      /^(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (?:GMT|[+-]\d{4})$/.test(
        raw,
      );
    const clock = isDate
      ? clockOf(Date.parse(raw), raw, ["creation-date of an attachment, as stated"])
      : null;
    if (clock !== null && (latest === null || clock.epochMs > latest.epochMs)) latest = clock;
    at = bytes.indexOf(CREATION, from);
  }
  return latest;
}
