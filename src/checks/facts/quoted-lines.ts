/** What a reply quotes of the message it answers, and the line it puts in front. Linear in the text. */

/** A line quoted once, without its mark, and where it is in the text (1-based). */
export interface QuotedLine {
  readonly text: string;
  readonly line: number;
}

/** Lines quoted once: those of an older message, quoted twice, are left out. */
export function quotedLines(text: string): QuotedLine[] {
  const found: QuotedLine[] = [];
  for (const [i, line] of text.split("\n").entries()) {
    const mark = /^\s{0,3}>[ ]?(?!\s*>)/.exec(line);
    if (mark !== null) found.push({ text: line.slice(mark[0].length), line: i + 1 });
  }
  return found;
}

const MAX_INTRODUCTION_CHARS = 300;

/** "On Mon, 14 Jun 2016 at 09:12, Anna Weber wrote:", "" when no line ending in a colon is in front of the first quoted line. */
export function introductionOf(text: string, first: QuotedLine | undefined): string {
  if (first === undefined) return "";
  const before = text
    .split("\n", first.line - 1)
    .slice(-4)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const last = before.at(-1) ?? "";
  if (!last.endsWith(":")) return "";
  // Long names and addresses are broken over two lines
  const start = before.findLastIndex((line) => /\d/.test(line));
  return before
    .slice(start < 0 ? -1 : start)
    .join(" ")
    .slice(0, MAX_INTRODUCTION_CHARS);
}
