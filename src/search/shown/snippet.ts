/** The best passage of a text for a query: the shortest stretch with the most of it. Pure; escapes nothing: renderers do. */
import { MAX_MARKS, type Mark } from "./marks.ts";

export interface Snippet {
  readonly text: string;
  /** Within `text`, ascending, apart from each other. */
  readonly marks: readonly { readonly start: number; readonly end: number }[];
  /** Whether text was left out before and after. */
  readonly cutBefore: boolean;
  readonly cutAfter: boolean;
}

/** The stretch of at most `length` characters with the most different clauses, then the most marks; the first of equals. */
function bestWindow(marks: readonly Mark[], length: number): { from: number; to: number } {
  let best = { from: 0, to: 0 };
  let bestValue = 0;
  const counts = new Map<number, number>();
  let from = 0;
  for (let to = 0; to < marks.length; to++) {
    const last = marks[to] as Mark;
    counts.set(last.clause, (counts.get(last.clause) ?? 0) + 1);
    for (let first = marks[from] as Mark; from < to && last.end - first.start > length; ) {
      const left = (counts.get(first.clause) ?? 1) - 1;
      if (left === 0) counts.delete(first.clause);
      else counts.set(first.clause, left);
      first = marks[++from] as Mark;
    }
    const value = counts.size * 1000 + Math.min(999, to - from + 1);
    if (value > bestValue) {
      bestValue = value;
      best = { from, to };
    }
  }
  return best;
}

/** Moves a cut to white space nearby, so that no word (and no surrogate pair) is cut where that can be helped. */
function wordBorder(text: string, at: number, step: 1 | -1): number {
  if (at <= 0) return 0;
  if (at >= text.length) return text.length;
  for (let border = at, i = 0; i < 20 && border > 0 && border < text.length; border += step, i++)
    if (/\s/.test(text.charAt(border))) return step === 1 ? border + 1 : border;
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at + step : at;
}

function joinedMarks(marks: readonly Mark[], from: number, to: number): Snippet["marks"] {
  const joined: { start: number; end: number }[] = [];
  for (const { start, end } of marks) {
    if (end <= from || start >= to) continue;
    const last = joined.at(-1);
    const own = { start: Math.max(0, start - from), end: Math.min(end, to) - from };
    if (last !== undefined && own.start <= last.end) last.end = Math.max(last.end, own.end);
    else joined.push(own);
  }
  return joined;
}

/** The best passage of about `length` characters; the beginning of the text when nothing is marked. */
export function snippetOf(text: string, marks: readonly Mark[], length: number): Snippet {
  const kept = marks.slice(0, MAX_MARKS);
  const window = bestWindow(kept, length);
  const first = kept[window.from];
  const last = kept[window.to];
  let from = 0;
  if (first !== undefined && last !== undefined) {
    const room = Math.max(0, length - (last.end - first.start));
    from = wordBorder(text, Math.max(0, first.start - Math.floor(room / 2)), 1);
    if (from > first.start) from = first.start;
  }
  const to = Math.max(last?.end ?? 0, wordBorder(text, from + length, -1));
  return {
    text: text.slice(from, to),
    marks: joinedMarks(kept, from, to),
    cutBefore: from > 0,
    cutAfter: to < text.length,
  };
}
