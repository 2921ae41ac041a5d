/** What `leaksift review` shows: a text cut into pages, the line of keys, the help. Gets escaped text. */
import { bold, dim, displayWidth, type Style, wrap } from "../render/terminal.ts";

const COLUMNS = 80;

/** A rule across the screen. */
export function ruleLine(style: Style): string {
  return dim(style, (style.unicode ? "─" : "-").repeat(Math.min(style.columns, COLUMNS)));
}

/** Rows a line takes on a terminal that breaks it by itself. Escape sequences of colours take none. */
function rowsOf(line: string, columns: number): number {
  const plain = line.replace(/\u001b\[[0-9;]*m/g, "");
  return Math.max(1, Math.ceil(displayWidth(plain) / columns));
}

/** Cuts text into pages of at most `rows` rows; a line longer than a page is a page. At least one page. */
export function pagesOf(text: string, rows: number, columns: number): string[] {
  const pages: string[] = [];
  let page: string[] = [];
  let used = 0;
  for (const line of text.replace(/\n+$/, "").split("\n")) {
    const needed = rowsOf(line, columns);
    if (used + needed > rows && page.length > 0) {
      pages.push(page.join("\n"));
      page = [];
      used = 0;
    }
    page.push(line);
    used += needed;
  }
  pages.push(page.join("\n"));
  return pages;
}

/** The line of keys; at most 80 columns. */
export function keysLine(style: Style, files: number): string {
  const key = (letter: string, what: string): string => `${bold(style, letter)} ${what}`;
  const keys = [
    key("y", "yes"),
    key("n", "no"),
    key("u", "unsure"),
    key("s", "skip"),
    key("z", "undo"),
    key("t", "note"),
    ...(files === 0 ? [] : [key(files === 1 ? "1" : `1-${Math.min(9, files)}`, "file")]),
    key("h", "headers"),
    key("w", "why"),
    key("?", "help"),
    key("q", "quit"),
  ];
  return keys.join("  ");
}

/** What every key does; no line beyond `columns`. */
export function helpLines(question: string, columns: number): string[] {
  const keys = [
    ["y", "yes: what was asked for stands here"],
    ["n", "no"],
    ["u", "unsure: a possible yes in every upper bound; decided later"],
    ["s", "skip: shown again when all others are done"],
    ["z", "take back your last answer; again, the one before"],
    ["t", "write a note, kept with your answer (Enter ends it, Escape leaves it)"],
    ["1", "open file 1; 2, 3 and so on the others; f asks for a number"],
    ["0", "the message again; space: next page"],
    ["h", "all headers; w: why this document is shown"],
    ["q", "quit, or Ctrl-C: every answer is kept already; the same command goes on"],
  ];
  return [
    ...wrap(`Question: ${question}`, columns),
    ...keys.map(([key, what]) => `  ${key}  ${what}`),
    "The files you opened are kept with your answer.",
  ];
}
