/**
 * Date headers (RFC 5322 section 3.3, obsolete forms of 4.3) and the shapes real mailers write -> an instant, or null.
 *
 * An unreadable Date is null, never "now" (which is what mailparser gives). Own parser because `Date.parse` reads the year 104 as
 * 0104, "01/02/2024" in US order, and a missing zone as the reader's own.
 */
import type { HeaderDate } from "../model/message.ts";
import { decodeEncodedWords } from "./encoded-words.ts";

/**
 * How months begin in the languages whose mailers wrote dates in their user's own: English, German, French, Spanish, Portuguese, Italian, Dutch,
 * Nordic, Polish, Czech, Slovak, Hungarian, Romanian, Finnish, Turkish, Greek, Russian, Ukrainian, Bulgarian. Without accents; the longest beginning of a
 * word decides ("cervenec" is July, "cerven" June). Croatian is left out: its lip, srp and lis are other months than the Polish and Czech ones.
 */
const MONTH_BEGINNINGS: readonly string[] = [
  "jan ene gen led sty oca ian tammi янв сич січ яну ιαν",
  "feb fev unor lut sub helmi фев лют φεβ uno",
  "mar mrz mrt maa bre maalis мар бер μαρ",
  "apr avr abr kwi dub nis huhti апр кві απρ",
  "may mai mei mag maj kve touko май мая маи тра μαι",
  "jun juin giu cze cer cvn iun haz kesa июн чер юни ιουν",
  "jul juil lug lip cervenc cvc iul tem heina июл лип юли ιουλ",
  "aug aou ago agu sie srp elo авг сер αυγ",
  "sep set wrz zar syys eyl szept сен сеп вер σεπ",
  "oct okt ott out paz rij loka eki окт жов οκτ",
  "nov noi lis marras kas ноя ное лис νοε",
  "dec dez dic des gru pro joulu ara дек гру δεκ",
];

/** Lower case without accents; the dotless i of Turkish and the crossed l of Polish have no accent to take off. */
function folded(word: string): string {
  return word
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replaceAll("ı", "i")
    .replaceAll("ł", "l");
}

const MONTHS = new Map<string, number>(
  MONTH_BEGINNINGS.flatMap((names, month) =>
    names.split(" ").map((name): [string, number] => [folded(name), month]),
  ),
);
const LONGEST_BEGINNING = 8;

/** Minutes east of UTC. Names that stand for several zones (IST, BST in Asia, CST in China) take the reading mail uses most. */
const ZONES = new Map<string, number>([
  ["ut", 0],
  ["utc", 0],
  ["gmt", 0],
  ["z", 0],
  ["wet", 0],
  ["west", 60],
  ["bst", 60],
  ["cet", 60],
  ["met", 60],
  ["mez", 60],
  ["cest", 120],
  ["mest", 120],
  ["mesz", 120],
  ["eet", 120],
  ["eest", 180],
  ["sast", 120],
  ["msk", 180],
  ["msd", 240],
  ["ist", 330],
  ["sgt", 480],
  ["hkt", 480],
  ["awst", 480],
  ["jst", 540],
  ["kst", 540],
  ["aest", 600],
  ["aedt", 660],
  ["nzst", 720],
  ["nzdt", 780],
  ["est", -300],
  ["edt", -240],
  ["cst", -360],
  ["cdt", -300],
  ["mst", -420],
  ["mdt", -360],
  ["pst", -480],
  ["pdt", -420],
  ["akst", -540],
  ["akdt", -480],
  ["hst", -600],
  ["ast", -240],
  ["adt", -180],
  ["brt", -180],
  ["brst", -120],
  ["art", -180],
]);

const LONG_ZONES: readonly (readonly [RegExp, number])[] = [
  [/^eastern (?:standard|daylight|summer)/, -300],
  [/^central (?:standard|daylight) time/, -360],
  [/^mountain (?:standard|daylight)/, -420],
  [/^pacific (?:standard|daylight)/, -480],
  [/^greenwich mean/, 0],
  [/^coordinated universal/, 0],
  [/^(?:central|west|w\.|romance|middle) ?(?:european?|europe)/, 60],
  [/^romance (?:standard|daylight)/, 60],
];

/** Longer texts are no dates; keeps every expression below bounded. */
const MAX_DATE_CHARS = 200;

const WEEKDAY = String.raw`^(?:[^\d,]{1,20}[,.]?\s{0,5})?`;
/** "27 Mar 2017", "27-Mar-17", "29/Apr/2017", "029 Apr 2017", "14 de marzo de 2017". */
const DAY_FIRST = new RegExp(
  String.raw`${WEEKDAY}0?(\d{1,2})(?:st|nd|rd|th|\.)?[\s/-]{1,5}(?:de\s{1,3})?([^\d\s,./-]{3,12})[\s,./-]{1,5}(?:del?\s{1,3})?(\d{1,4})(?:[\s,]|$)(.*)$`,
  "u",
);
const MONTH_FIRST =
  /^(?:[^\d\s,]{2,12}[,.]?\s{1,5})?([^\d\s,.]{3,12})\.?\s{1,5}(\d{1,2})(?:st|nd|rd|th)?,?\s{1,5}(.*)$/u;
/** "29-04-2017 23:34", "8/21/2019 5:51:51 PM", "29.04.2017". */
const NUMERIC = new RegExp(
  String.raw`${WEEKDAY}(\d{1,2})([-./])(\d{1,2})\2(\d{4})(?:[\s,T]|$)(.*)$`,
  "u",
);
const ISO = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s]{1,3}|$)(.*)$/;
const TIME =
  /(\d{1,2})\s?[:.]\s?(\d{1,2})(?:\s?[:.]\s?(\d{1,2})(?:[.,]\d{1,9})?)?(?:\s?([ap])\.?m\.?(?![a-z]))?/i;

/**
 * Reads a Date value: `readDate("Mon, 27 Mar 2017 09:14:05 +0200")` is `{text, at:1490598845000, zoneMinutes:120}`.
 * `at` is null when the text is no date; `zoneMinutes` null when it names no zone (`at` is then read as UTC).
 */
export function readDate(text: string): HeaderDate {
  const unreadable: HeaderDate = { text, at: null, zoneMinutes: null };
  const start = text.slice(0, MAX_DATE_CHARS);
  const plain = withoutComments(decodeEncodedWords(start)).trim();
  if (plain === "") return unreadable;
  const found =
    readDayFirst(plain) ?? readIso(plain) ?? readMonthFirst(plain) ?? readNumeric(plain);
  if (found === null) return unreadable;
  const time = readTime(found.rest);
  if (time === null) return unreadable;
  const signed = readZone(time.rest) ?? readZone(found.rest.slice(0, time.start));
  const unsigned = signed === null ? readUnsignedZone(time.rest) : null;
  const zoneMinutes = signed ?? unsigned;
  const at = Date.UTC(found.year, found.month, found.day, time.hours, time.minutes, time.seconds);
  if (!isRealDate(found, time) || Number.isNaN(at)) return unreadable;
  const read = { text, at: at - (zoneMinutes ?? 0) * 60_000, zoneMinutes };
  return unsigned === null ? read : { ...read, zoneUnsigned: true };
}

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly rest: string;
}

interface Time {
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly start: number;
  readonly rest: string;
}

/** Drops "(CEST)" remarks (RFC 5322 section 3.2.2), nested ones too. */
function withoutComments(text: string): string {
  if (!text.includes("(")) return text;
  let out = "";
  let depth = 0;
  for (const c of text) {
    if (c === "(") depth++;
    else if (c === ")") depth = Math.max(0, depth - 1);
    else if (depth === 0) out += c;
  }
  return out;
}

function readDayFirst(text: string): Day | null {
  const match = DAY_FIRST.exec(text);
  if (match === null) return null;
  const [, day = "", month = "", year = "", rest = ""] = match;
  return toDay(year, monthOf(month), day, rest);
}

function readMonthFirst(text: string): Day | null {
  const match = MONTH_FIRST.exec(text);
  if (match === null) return null;
  const [, month = "", day = "", rest = ""] = match;
  // ctime puts the year last: "Mon Mar 27 09:14:05 CEST 2017"; others first: "Mar 27, 2017 9:14 AM"
  const lead = /^(\d{4})(?:[\s,]|$)/.exec(rest);
  if (lead !== null) return toDay(lead[1] ?? "", monthOf(month), day, rest.slice(4));
  const tail = /(?:^|\s)(\d{4})(?:\s|$)/.exec(rest);
  if (tail === null) return null;
  const cut = tail.index;
  return toDay(
    tail[1] ?? "",
    monthOf(month),
    day,
    `${rest.slice(0, cut)} ${rest.slice(cut + tail[0].length)}`,
  );
}

function readIso(text: string): Day | null {
  const match = ISO.exec(text);
  if (match === null) return null;
  const [, year = "", month = "", day = "", rest = ""] = match;
  return toDay(year, Number(month) - 1, day, rest);
}

/** Which of two numbers is the day is said by the dots, or by a number above twelve; "01/02/2024" stays unread. */
function readNumeric(text: string): Day | null {
  const match = NUMERIC.exec(text);
  if (match === null) return null;
  const [, first = "", separator, second = "", year = "", rest = ""] = match;
  if (separator === "." || Number(first) > 12 || first === second)
    return toDay(year, Number(second) - 1, first, rest);
  return Number(second) > 12 ? toDay(year, Number(first) - 1, second, rest) : null;
}

function monthOf(name: string): number | null {
  const word = folded(name);
  for (let length = Math.min(LONGEST_BEGINNING, word.length); length >= 3; length--) {
    const month = MONTHS.get(word.slice(0, length));
    if (month !== undefined) return month;
  }
  return null;
}

function toDay(year: string, month: number | null, day: string, rest: string): Day | null {
  if (month === null) return null;
  return { year: fullYear(year), month, day: Number(day), rest };
}

/** RFC 5322 section 4.3: 00-49 is 20xx, 50-99 is 19xx, three digits count from 1900. "0002", seen from an Exchange of 2002, is read by its value; "0100" is the year 100, in which nobody sent mail. */
function fullYear(year: string): number {
  const value = Number(year);
  if (value < 50) return 2000 + value;
  return value < 100 || year.length === 3 ? 1900 + value : value;
}

function readTime(rest: string): Time | null {
  const match = TIME.exec(rest);
  if (match === null) return { hours: 0, minutes: 0, seconds: 0, start: 0, rest };
  const [whole, hours = "", minutes = "", seconds = "0", half = ""] = match;
  let hour = Number(hours);
  if (half !== "" && hour <= 12) hour = (hour % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  return {
    hours: hour,
    minutes: Number(minutes),
    seconds: Number(seconds),
    start: match.index,
    rest: rest.slice(match.index + whole.length),
  };
}

/** A day that exists, hours to 24 and a leap second; years in which mail was sent or could be claimed to be. */
function isRealDate(day: Day, time: Time): boolean {
  const check = new Date(Date.UTC(day.year, day.month, day.day));
  if (check.getUTCDate() !== day.day || check.getUTCMonth() !== day.month) return false;
  if (day.year < 1900 || day.year > 9999) return false;
  return time.hours <= 24 && time.minutes <= 59 && time.seconds <= 60;
}

/** Minutes east of UTC from "+0200", "GMT+2", "CEST", "Eastern Daylight Time" at the start of the text; null when it names none. */
function readZone(text: string): number | null {
  const plain = text.trim().replace(/^(?:gmt|utc?)\s?(?=[+-])/i, "");
  const numeric = /^[\s,]*([+-])-?\s?(\d{1,2}):?(\d{2})?(?!\d)/.exec(plain);
  if (numeric !== null) {
    const [, sign = "", hours = "", minutes = "0"] = numeric;
    const value = Number(hours) * 60 + Number(minutes);
    // "-0000" (RFC 5322 section 3.3): UTC, said without knowing the local zone. Seen: "-0060" for an hour
    return value > 24 * 60 ? null : sign === "-" ? 0 - value : value;
  }
  const lower = plain.replace(/^["'\s]+/, "").toLowerCase();
  for (const [name, standard] of LONG_ZONES) {
    if (name.test(lower)) return /daylight|summer/.test(lower) ? standard + 60 : standard;
  }
  const word = /^[a-z]{1,5}/.exec(lower)?.[0] ?? "";
  const known = ZONES.get(word);
  if (known !== undefined) return known;
  // one-letter military zones say nothing (RFC 5322 section 4.3): read as -0000
  return word.length === 1 && word !== "j" ? 0 : null;
}

/** "0200" right after the time: an offset whose sign was lost, read as east. A year there has another size. Null for anything else. */
function readUnsignedZone(text: string): number | null {
  const found = /^\s{1,5}(0\d|1[0-4])([03]0|[14]5)(?!\d)/.exec(text);
  return found === null ? null : Number(found[1]) * 60 + Number(found[2]);
}
