/** What `leaksift review` shows: a text cut into screens, the line of keys, the help. Gets escaped text. */
import { bold, dim, displayWidth, type Style, wrap } from "../../render/terminal.ts";

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

/** A line broken at spaces, and inside of words that are wider than the screen; coloured ones are short and stay. */
function foldedLine(line: string, columns: number): string[] {
  if (line.includes("\u001b") || displayWidth(line) <= columns) return [line];
  return wrap(line, columns).flatMap((piece) => {
    if (displayWidth(piece) <= columns) return piece;
    const chars = [...piece];
    const isNarrow = displayWidth(piece) === chars.length;
    const size = Math.max(1, isNarrow ? columns : Math.floor(columns / 2));
    return Array.from({ length: Math.ceil(chars.length / size) }, (_, i) =>
      chars.slice(i * size, (i + 1) * size).join(""),
    );
  });
}

/**
 * Cuts text into screens of at most `rows` rows, lines folded to `columns`; without columns (a pipe) lines stay as they are. At least one screen.
 */
export function screensOf(text: string, rows: number, columns: number | null): string[] {
  const lines = text.replace(/\n+$/, "").split("\n");
  const folded = columns === null ? lines : lines.flatMap((line) => foldedLine(line, columns));
  const screens: string[] = [];
  let screen: string[] = [];
  let used = 0;
  for (const line of folded) {
    const needed = columns === null ? 1 : rowsOf(line, columns);
    if (used + needed > rows && screen.length > 0) {
      screens.push(screen.join("\n"));
      screen = [];
      used = 0;
    }
    screen.push(line);
    used += needed;
  }
  screens.push(screen.join("\n"));
  return screens;
}

/** Around a match while screens are cut. Escaped text cannot hold them, so nothing of the corpus is taken for one. */
const [OPEN, CLOSE] = ["\u0001", "\u0002"];

/** Escaped text with its matches marked for {@link showMatches}. Overlapping ones become one. */
export function markMatches(
  text: string,
  marks: readonly { readonly start: number; readonly end: number }[],
): string {
  let out = "";
  let from = 0;
  for (const { start, end } of [...marks].sort((a, b) => a.start - b.start)) {
    if (start < from) continue;
    out += `${text.slice(from, start)}${OPEN}${text.slice(start, end)}${CLOSE}`;
    from = end;
  }
  return out + text.slice(from);
}

/** Whether a match begins on a screen. */
export const hasMatch = (screen: string): boolean => screen.includes(OPEN);

/** `»cash«`, bold where the terminal can; `>>cash<<` without Unicode. */
export function showMatches(screen: string, style: Style): string {
  const [open, close] = style.unicode ? ["»", "«"] : [">>", "<<"];
  return screen
    .replace(/\u0001([^\u0001\u0002\n]*)\u0002/g, (_, match: string) =>
      bold(style, `${open}${match}${close}`),
    )
    .replaceAll(OPEN, open)
    .replaceAll(CLOSE, close);
}

/** The line of keys; at most 80 columns: what does not fit is left to the help. `isDrawn`: only some pages of what is on the screen are shown. */
export function keysLine(style: Style, files: number, isDrawn: boolean): string {
  const always: readonly (readonly [string, string])[] = [
    ["y", "yes"],
    ["n", "no"],
    ["u", "unsure"],
    ["s", "skip"],
    ["z", "undo"],
    ["t", "note"],
    ...(files === 0 ? [] : ([[files === 1 ? "1" : `1-${Math.min(9, files)}`, "file"]] as const)),
    ...(isDrawn ? ([["a", "all"]] as const) : []),
  ];
  const last = [
    ["?", "help"],
    ["q", "quit"],
  ] as const;
  const widthOf = (keys: readonly (readonly [string, string])[]): number =>
    keys.reduce((sum, [key, what]) => sum + key.length + 1 + what.length + 2, -2);
  const keys = [...always];
  for (const more of [
    ["w", "why"],
    ["h", "headers"],
  ] as const)
    if (widthOf([...keys, more, ...last]) < COLUMNS) keys.push(more);
  return [...keys, ...last].map(([key, what]) => `${bold(style, key)} ${what}`).join("  ");
}

/** What every key does; no line beyond `columns`. */
export function helpLines(question: string, columns: number): string[] {
  const keys = [
    ["y", "yes: what was asked for stands here"],
    ["n", "no; before the last screen it is a no to part"],
    ["N", "no, read or heard elsewhere: asks how, e.g. listened to"],
    ["]", "next match of what it is shown for; [ the one before"],
    ["u", "unsure: a possible yes in every upper bound; decided later"],
    ["s", "skip: shown again when all others are done"],
    ["z", "take back your last answer; again, the one before"],
    ["t", "write a note, kept with your answer (Enter ends it, Escape leaves it)"],
    ["1", "open file 1; 2, 3 and so on the others; f asks for a number"],
    ["0", "the message again"],
    [" ", "space: what comes next: more of it, the next page drawn, the next file"],
    ["a", "all pages of a big file, not only those drawn"],
    ["h", "all headers; w: why this document is shown"],
    ["q", "quit, or Ctrl-C: every answer is kept already; the same command goes on"],
  ];
  return [
    ...wrap(`Question: ${question}`, columns),
    ...keys.map(([key, what]) => `  ${key}  ${what}`),
    ...wrap(
      "The files you opened and the pages you saw are kept with your answer: 'no' for one part does not mean 'no' for the whole document.",
      columns,
    ),
  ];
}
