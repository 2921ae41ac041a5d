/**
 * Times of the sample: zones with their summer time, and the date formats of mail, mbox and Office. Own code, because the
 * output of Intl depends on the ICU version and the generator may not depend on the machine.
 */

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Names for running text. */
export const NAMES = {
  fr: {
    days: ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
    months: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
  },
  en: {
    days: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
    months: "January February March April May June July August September October November December",
  },
  de: {
    days: ["Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"],
    months: "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
  },
  ru: {
    days: ["воскресенье", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота"],
    months: "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
  },
};

const pad = (n, width = 2) => String(n).padStart(width, "0");

/** Midnight UTC of the last (which = -1) or n-th (1-based) Sunday of a month. */
function sunday(year, month, which) {
  if (which > 0) {
    const first = Date.UTC(year, month, 1);
    const shift = (7 - new Date(first).getUTCDay()) % 7;
    return first + (shift + 7 * (which - 1)) * DAY;
  }
  const last = Date.UTC(year, month + 1, 0);
  return last - new Date(last).getUTCDay() * DAY;
}

/** Minutes east of UTC at an instant. Zones: "paris", "london", "moscow", "pacific", "utc". */
export function zoneMinutes(at, zone) {
  const year = new Date(at).getUTCFullYear();
  const europe = at >= sunday(year, 2, -1) + HOUR && at < sunday(year, 9, -1) + HOUR ? 60 : 0;
  const america =
    at >= sunday(year, 2, 2) + 10 * HOUR && at < sunday(year, 10, 1) + 9 * HOUR ? 60 : 0;
  switch (zone) {
    case "paris":
      return 60 + europe;
    case "london":
      return europe;
    case "moscow":
      return 180;
    case "pacific":
      return -480 + america;
    case "utc":
      return 0;
    default:
      throw new Error(`no such zone: ${zone}`);
  }
}

/** Wall-clock fields at an instant in a zone. */
export function local(at, zone) {
  const d = new Date(at + zoneMinutes(at, zone) * MINUTE);
  return {
    year: d.getUTCFullYear(),
    month: d.getUTCMonth() + 1,
    day: d.getUTCDate(),
    hour: d.getUTCHours(),
    minute: d.getUTCMinutes(),
    second: d.getUTCSeconds(),
    weekday: d.getUTCDay(),
  };
}

/** The instant of a wall-clock time: `at(2016, 5, 10, 11, 12, "paris")`. */
export function instant(year, month, day, hour, minute, zone, second = 0) {
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second);
  return asUtc - zoneMinutes(asUtc - 60 * MINUTE, zone) * MINUTE;
}

/** RFC 5322 section 3.3, e.g. "Tue, 10 May 2016 11:12:13 +0200". */
export function mailDate(at, zone) {
  const t = local(at, zone);
  const minutes = zoneMinutes(at, zone);
  const sign = minutes < 0 ? "-" : "+";
  const offset = `${sign}${pad(Math.floor(Math.abs(minutes) / 60))}${pad(Math.abs(minutes) % 60)}`;
  const comment = zone === "pacific" ? (minutes === -480 ? " (PST)" : " (PDT)") : "";
  return `${WEEKDAYS[t.weekday]}, ${t.day} ${MONTHS[t.month - 1]} ${t.year} ${pad(t.hour)}:${pad(t.minute)}:${pad(t.second)} ${offset}${comment}`;
}

/** asctime in UTC as in mbox From_ lines, e.g. "Tue May 10 09:12:13 2016". */
export function ctime(at) {
  const t = local(at, "utc");
  return `${WEEKDAYS[t.weekday]} ${MONTHS[t.month - 1]} ${String(t.day).padStart(2)} ${pad(t.hour)}:${pad(t.minute)}:${pad(t.second)} ${t.year}`;
}

/** The From_ date of Takeout exports, e.g. "Tue May 10 09:12:13 +0000 2016". */
export function takeoutTime(at) {
  const t = local(at, "utc");
  return `${WEEKDAYS[t.weekday]} ${MONTHS[t.month - 1]} ${pad(t.day)} ${pad(t.hour)}:${pad(t.minute)}:${pad(t.second)} +0000 ${t.year}`;
}

/** ISO 8601 in UTC without fraction, e.g. "2016-05-10T09:12:13Z". */
export const iso = (at) => new Date(at).toISOString().replace(/\.\d+Z$/, "Z");

/** Wall clock with a false Z, as Word writes w:date of tracked changes. */
export function wordLocal(at, zone) {
  const t = local(at, zone);
  return `${t.year}-${pad(t.month)}-${pad(t.day)}T${pad(t.hour)}:${pad(t.minute)}:00Z`;
}

/** EXIF wall clock, e.g. "2016:06:18 15:04:05". */
export function exifTime(at, zone) {
  const t = local(at, zone);
  return `${t.year}:${pad(t.month)}:${pad(t.day)} ${pad(t.hour)}:${pad(t.minute)}:${pad(t.second)}`;
}

/** PDF date, e.g. "D:20160510111213+02'00'". */
export function pdfTime(at, zone) {
  const t = local(at, zone);
  const m = zoneMinutes(at, zone);
  return `D:${t.year}${pad(t.month)}${pad(t.day)}${pad(t.hour)}${pad(t.minute)}${pad(t.second)}${m < 0 ? "-" : "+"}${pad(Math.abs(m) / 60)}'${pad(Math.abs(m) % 60)}'`;
}

/** XMP date with zone, e.g. "2016-05-10T11:12:13+02:00". */
export function xmpTime(at, zone) {
  const t = local(at, zone);
  const m = zoneMinutes(at, zone);
  return `${t.year}-${pad(t.month)}-${pad(t.day)}T${pad(t.hour)}:${pad(t.minute)}:${pad(t.second)}${m < 0 ? "-" : "+"}${pad(Math.abs(m) / 60)}:${pad(Math.abs(m) % 60)}`;
}

/** "14 juin 2016", "14 June 2016", "14. Juni 2016". */
export function dayText(at, zone, lang) {
  const t = local(at, zone);
  const month = NAMES[lang].months.split(" ")[t.month - 1];
  if (lang === "fr" && t.day === 1) return `1er ${month} ${t.year}`;
  return `${t.day}${lang === "de" ? "." : ""} ${month} ${t.year}`;
}

/** "mardi 14 juin", "Tuesday 14 June", "Dienstag, 14. Juni". */
export function weekdayText(at, zone, lang) {
  const t = local(at, zone);
  const month = NAMES[lang].months.split(" ")[t.month - 1];
  const day = lang === "fr" && t.day === 1 ? "1er" : `${t.day}${lang === "de" ? "." : ""}`;
  return `${NAMES[lang].days[t.weekday]}${lang === "de" ? "," : ""} ${day} ${month}`;
}

/** 100-ns steps since 1601 as BigInt, for Outlook clocks. */
export const fileTime = (at) => (BigInt(at) + 11_644_473_600_000n) * 10_000n;
