/**
 * Makes text from the corpus harmless before a terminal, a CSV reader or a JSON viewer sees it. Replaces instead of removing: what was there
 * stays visible. Stripping libraries leave bells, bidi overrides and half of the escape sequences in.
 */

/** Control characters (C0 without tab and newline, DEL, C1), bidi controls, invisible letters and format characters, tags, unpaired surrogates. */
const HARMFUL =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e007f}]/gu;

const asCode = (char: string): string => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;

/** Text of several lines: newlines and tabs stay, CRLF becomes LF, all else harmful is shown as `\u{1b}`. */
export function escapeText(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(HARMFUL, asCode);
}

/** Text for one line: newlines and tabs become spaces too. */
export function escapeLine(text: string): string {
  return text.replace(/[\r\n\t]+/g, " ").replace(HARMFUL, asCode);
}

/**
 * URLs made unclickable, as responders write them: `hxxps://example[.]org/a.b`, `sftp[:]//host`. No "://" is left whatever stands before it: a
 * highlight may stand between scheme and host.
 */
export function defang(text: string): string {
  return text
    .replace(
      /([a-z][a-z0-9+.-]{0,20})?:\/\/([^\s:/<>"')\]]{0,300})/gi,
      (_, scheme: string | undefined, host: string) => {
        const web = /^(.*)h(?:tt|xx)p(s?)$/i.exec(scheme ?? "");
        const dead = web === null ? `${scheme ?? ""}[:]` : `${web[1]}hxxp${web[2]}:`;
        return `${dead}//${host.replace(/(?<!\[)\./g, "[.]")}`;
      },
    )
    .replace(/\b(www|ftp)\./gi, "$1[.]");
}

/** What {@link escapeLine} gives, URLs dead: for subjects, names and other values shown on a terminal. */
export function safeLine(text: string): string {
  return defang(escapeLine(text));
}

/** JSON whose strings a terminal can show: harmful characters as \u escapes, the parsed value unchanged. */
export function safeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(HARMFUL_IN_JSON, (char) =>
    Array.from(
      { length: char.length },
      (_, i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
}

const HARMFUL_IN_JSON =
  /[\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e007f}]/gu;

/**
 * One CSV cell (RFC 4180): quoted; URLs dead, since spreadsheets make them links; a cell that a spreadsheet would take for a formula gets an
 * apostrophe in front. CSV is for people; the exact values are in JSON.
 */
export function csvCell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = defang(escapeText(value));
  const safe = /^\s*[=+\-@＝＋－＠]|^\t/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** One CSV line with its line end. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}
