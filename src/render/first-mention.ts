/** First mentions as a list and as a timeline. Gets rows, returns text; every corpus string is escaped here. */
import type { FirstMentions, Mention } from "../search/people/first-mention.ts";
import type { Column } from "./columns.ts";
import { safeLine } from "./escape.ts";
import { bold, column, cyan, dim, isoTime, type Style, timeText } from "./terminal.ts";

/** A person with the ids of the mails. */
export interface MentionRow extends FirstMentions {
  readonly idOf: (docId: number) => string;
}

const timeOf = (mention: Mention | null): string | null =>
  mention === null ? null : isoTime(mention.at);

/** Columns of `first`. */
export const MENTION_COLUMNS: readonly Column<MentionRow>[] = [
  { name: "firstAt", description: "The earliest of the three", cell: ({ first }) => timeOf(first) },
  { name: "how", description: "wrote, received or shown", cell: ({ first }) => first.kind },
  { name: "name", description: "Name written most often", cell: ({ person }) => person.name },
  { name: "handle", description: "For queries: from:@HANDLE", cell: ({ person }) => person.handle },
  { name: "wroteAt", description: "In their own words", cell: ({ wrote }) => timeOf(wrote) },
  {
    name: "receivedAt",
    description: "In a mail to them",
    cell: ({ received }) => timeOf(received),
  },
  { name: "shownAt", description: "Quoted, or in a file", cell: ({ shown }) => timeOf(shown) },
  { name: "id", description: "The first mail", cell: ({ first, idOf }) => idOf(first.docId) },
];

const MARKS = { wrote: "W", received: "r", shown: "s" } as const;
const LINE_COLUMNS = 20;

/** Where between two times the first mails are: "·r···W··". */
function lineOf(row: FirstMentions, from: number, to: number, style: Style): string {
  const cells = new Array<string>(LINE_COLUMNS).fill(style.unicode ? "·" : ".");
  for (const mention of [row.shown, row.received, row.wrote]) {
    if (mention === null) continue;
    const share = to > from ? (mention.at - from) / (to - from) : 0;
    cells[Math.min(LINE_COLUMNS - 1, Math.floor(share * LINE_COLUMNS))] = MARKS[mention.kind];
  }
  return cells.join("");
}

/** One line a person, and above them what the marks mean. `all` gives the timeline its ends. */
export function mentionsText(
  rows: readonly MentionRow[],
  all: readonly FirstMentions[],
  style: Style,
  timeZone: string,
): string {
  const times = all.flatMap(({ wrote, received, shown }) =>
    [wrote, received, shown].flatMap((mention) => (mention === null ? [] : [mention.at])),
  );
  const from = times.reduce((least, at) => Math.min(least, at), Number.MAX_VALUE);
  const to = times.reduce((most, at) => Math.max(most, at), 0);
  const room = Math.max(12, style.columns - 16 - 10 - 12 - LINE_COLUMNS - 8);
  const head = `${timeText(from, timeZone).slice(0, 10)} to ${timeText(to, timeZone).slice(0, 10)}; W wrote it, r received it, s was shown it\n`;
  return (
    dim(style, head) +
    rows
      .map((row) => {
        const { first, person } = row;
        const when = column(timeText(first.at, timeZone), 16, style);
        const who = column(safeLine(person.name), room, style);
        const id = cyan(style, row.idOf(first.docId).slice(0, 12));
        const plot = style.plain === true ? "" : `  ${lineOf(row, from, to, style)}`;
        return `${when}  ${column(first.kind, 8, style)}  ${bold(style, who)}  ${id}${plot}\n`;
      })
      .join("")
  );
}
