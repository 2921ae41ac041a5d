/** Colours, widths and small shapes for a terminal. Gets only escaped text; knows nothing of the corpus. */

/** How to write: colour only on a terminal and without NO_COLOR. */
export interface Style {
  readonly colour: boolean;
  readonly columns: number;
  /** False under LANG=C: plots and arrows in ASCII then. */
  readonly unicode: boolean;
  /** For a screen reader: one thing a line, no bars, no columns side by side. */
  readonly plain?: boolean;
}

const paint =
  (open: number, close: number) =>
  (style: Style, text: string): string =>
    style.colour && text !== "" ? `\u001b[${open}m${text}\u001b[${close}m` : text;

export const bold = paint(1, 22);
export const dim = paint(2, 22);
export const red = paint(31, 39);
export const yellow = paint(33, 39);
export const green = paint(32, 39);
export const cyan = paint(36, 39);

/** East Asian wide and fullwidth (Unicode, UAX #11); emoji that are shown as pictures by themselves are wide too, and are named by their property. */
const WIDE =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4c6\ua960-\ua97c\uac00-\ud7a3\uf900-\ufad9\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{16ff1}\u{17000}-\u{18d08}\u{1aff0}-\u{1b2fb}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u;
/** Hexagrams, and the half of a country's flag, are narrow; marks that stand on the letter before take no column. */
const NARROW = /[\u4dc0-\u4dff\p{Regional_Indicator}]/u;
const ZERO_WIDTH = /[\p{Mn}\p{Me}]/u;

/** Columns a terminal needs for one character. */
function widthOf(char: string): number {
  if (char < "\u0300" || (char >= "\u2010" && char < "\u20d0")) return 1; // quotes and dashes: no expression for these
  if (ZERO_WIDTH.test(char)) return 0;
  return WIDE.test(char) && !NARROW.test(char) ? 2 : 1;
}

/** Columns a terminal needs for the text (no escape sequences in it): Cyrillic 1, CJK and emoji 2, combining marks 0. */
export function displayWidth(text: string): number {
  if (Buffer.byteLength(text) === text.length) return text.length; // ASCII, as most text is
  let width = 0;
  for (const char of text) width += widthOf(char);
  return width;
}

/** The text cut to `columns`, with an ellipsis when something was cut. */
export function cutTo(text: string, columns: number, style: Style): string {
  if (displayWidth(text) <= columns) return text;
  const mark = style.unicode ? "…" : "...";
  let width = mark.length;
  let cut = "";
  for (const char of text) {
    width += widthOf(char);
    if (width > columns) break;
    cut += char;
  }
  return cut + mark;
}

/** The text cut and padded to exactly `columns`. */
export function column(text: string, columns: number, style: Style): string {
  const cut = cutTo(text, columns, style);
  return cut + " ".repeat(Math.max(0, columns - displayWidth(cut)));
}

/** Lines of at most `columns`, broken at spaces where there are any. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  let width = 0;
  for (const word of text.split(" ")) {
    const wordWidth = displayWidth(word);
    if (line !== "" && width + 1 + wordWidth > columns) {
      lines.push(line);
      line = word;
      width = wordWidth;
    } else {
      line = line === "" ? word : `${line} ${word}`;
      width += wordWidth + (line === word ? 0 : 1);
    }
  }
  lines.push(line);
  return lines;
}

/** A bar of `share` (0 to 1) of `columns`, in eighths where the terminal can. */
export function bar(share: number, columns: number, style: Style): string {
  if (style.plain === true) return "";
  const cells = Math.max(0, Math.min(1, share)) * columns;
  if (!style.unicode) return "#".repeat(Math.round(cells));
  const eighths = Math.round((cells - Math.floor(cells)) * 8);
  return "█".repeat(Math.floor(cells)) + (eighths > 0 ? (" ▏▎▍▌▋▊▉█"[eighths] ?? "") : "");
}

/** 1234567 as "1,234,567". */
export function grouped(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** 0.00997 as "1.00 %": small shares with more digits, tiny ones as a limit. */
export function percent(share: number): string {
  const value = 100 * share;
  if (value === 0) return "0 %";
  if (value < 1e-4) return "below 0.0001 %";
  return `${value < 0.1 ? value.toPrecision(2) : value.toFixed(value < 10 ? 2 : 1)} %`;
}

/** A part of a whole as {@link percent}; "–" of nothing. */
export function shareText(part: number, whole: number): string {
  return whole === 0 ? "–" : percent(part / whole);
}

/** A level of confidence: 0.95 as "95 %". */
export function levelText(confidence: number): string {
  return `${Math.round(confidence * 1000) / 10} %`;
}

/** "1 message", "2,000 messages". */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : plural}`;
}

/** What was found, by kind: "14 messages and 88 loose files", "3 loose files", "0 messages". `total` counts both. */
export function foundText(total: number, looseFiles: number): string {
  const messages = counted(total - looseFiles, "message");
  if (looseFiles === 0) return messages;
  const loose = counted(looseFiles, "loose file");
  return total === looseFiles ? loose : `${messages} and ${loose}`;
}

/** Bytes for people, decimal units: 1,500,000 is "1.5 MB". */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ["kB", "MB", "GB", "TB"];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** An instant as "2017-03-27 09:14" in UTC, or in the zone (IANA name) given; "undated" for null. */
export function timeText(at: number | null, timeZone = "UTC"): string {
  if (at === null) return "undated";
  if (timeZone === "UTC") return isoTime(at)?.slice(0, -4).replace("T", " ") ?? "undated";
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const part = (type: string): string => parts.find((p) => p.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")} ${part("hour")}:${part("minute")}`;
}

/** ISO 8601 in UTC to the second, as every JSON and CSV has it; null stays null. Years outside 0-9999 stay as ISO writes them. */
export function isoTime(at: number | null): string | null {
  if (at === null || Math.abs(at) > 8.64e15) return null;
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, "Z");
}
