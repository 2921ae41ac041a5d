/**
 * Makes text from the corpus harmless before a terminal, a CSV reader or a JSON viewer sees it. Replaces instead of removing: what was there
 * stays visible. Stripping libraries leave bells, bidi overrides and half of the escape sequences in.
 */

/** Control characters (C0 without tab and newline, DEL, C1), bidi controls, zero-width and tag characters, unpaired surrogates. */
const HARMFUL =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\u{e0000}-\u{e007f}]/gu;

const asCode = (char: string): string => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;

/** Text of several lines: newlines and tabs stay, CRLF becomes LF, all else harmful is shown as `\u{1b}`. */
export function escapeText(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(HARMFUL, asCode);
}

/** Text for one line: newlines and tabs become spaces too. */
export function escapeLine(text: string): string {
  return text.replace(/[\r\n\t]+/g, " ").replace(HARMFUL, asCode);
}

/** URLs made unclickable, as responders write them: `hxxps://example[.]org/a.b`. */
export function defang(text: string): string {
  return text.replace(
    /\b(https?|ftp|file|smb):\/\/([^\s/<>"')\]]{1,300})/gi,
    (_, scheme: string, host: string) => {
      const dead = scheme.replace(/tt/i, "xx").replace(/^ftp$/i, "fxp");
      return `${dead}[:]//${host.replaceAll(".", "[.]")}`
        .replace("hxxp[:]", "hxxp:")
        .replace("hxxps[:]", "hxxps:");
    },
  );
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
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** One CSV cell (RFC 4180): quoted; a cell that a spreadsheet would take for a formula gets an apostrophe in front. */
export function csvCell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = escapeText(value);
  const safe = /^[\s]*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** One CSV line with its line end. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}
