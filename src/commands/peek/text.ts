/** What `peek` prints for people: a screen about a dump, or the messages that match. Every string of the corpus is escaped here. */
import { durationText } from "../../cli/index-progress.ts";
import { type PeekResult, top } from "../../peek/peek-dump.ts";
import { datePlot } from "../../render/date-plot.ts";
import { safeLine } from "../../render/escape.ts";
import { barRows } from "../../render/plots.ts";
import {
  bold,
  column,
  counted,
  cutTo,
  grouped,
  type Style,
  sizeText,
} from "../../render/terminal.ts";
import { typeLabel } from "../../type-names.ts";

const LIST_ROWS = 5;
const KIND_ROWS = 8;

/** The screen: sources, messages, dates, senders, what is closed, what indexing will cost. */
export function peekText(result: PeekResult, style: Style): string {
  const days = [...result.days].sort().map(([value, count]) => ({ value, count }));
  const undated = result.undated > 0 ? `  (${counted(result.undated, "message")} undated)` : "";
  const [said = "", ...plot] = datePlot(days, style.columns - 2, style);
  return [
    `${bold(style, counted(result.messages, "message"))} in ${counted(sourceCount(result), "source")} (${sizeText(sourceBytes(result))})`,
    ...kindLines(result),
    ...(days.length === 0 ? [] : [`When ${said}${undated}`, ...plot.map((line) => `  ${line}`)]),
    ...ranking("Senders", result.senders, style),
    ...ranking("Domains of senders", result.domains, style),
    ...closedLines(result),
    `Indexing will take about ${durationText(Math.max(1000, result.indexMs))} on two free cores; the index will have about ${sizeText(result.indexBytes)}.`,
    ...problemLines(result),
    "Next: leaksift index with the same name. Nothing was written.",
    "",
  ].join("\n");
}

/** The messages that match, and how many nobody can tell. */
export function matchesText(result: PeekResult, style: Style): string {
  const rows = result.matches.map(({ sentAt, from, subject, path }) => {
    const when = sentAt === null ? "undated" : sentAt.slice(0, 16).replace("T", " ");
    const who = column(safeLine(from), 22, style);
    return `${cutTo(`${when.padEnd(16)}  ${who}  ${safeLine(subject)}`, style.columns, style)}\n  ${cutTo(safeLine(path), style.columns - 2, style)}`;
  });
  const more = result.matching - result.matches.length;
  return [
    `${counted(result.matching, "message")} of ${grouped(result.messages)} ${result.matching === 1 ? "matches" : "match"}`,
    ...(result.unknown > 0
      ? [
          `${grouped(result.unknown)} more may match: peek reads no text and no attachments. Index the dump to know.`,
        ]
      : []),
    ...rows,
    ...(more > 0 ? [`${grouped(more)} more: --limit 0 shows all`] : []),
    ...problemLines(result),
    "",
  ].join("\n");
}

const sourceCount = ({ sources }: PeekResult): number =>
  [...sources.values()].reduce((sum, { count }) => sum + count, 0);
const sourceBytes = ({ sources }: PeekResult): number =>
  [...sources.values()].reduce((sum, { bytes }) => sum + bytes, 0);

function kindLines({ sources }: PeekResult): string[] {
  const kinds = [...sources].sort((a, b) => b[1].bytes - a[1].bytes || (a[0] < b[0] ? -1 : 1));
  const lines = kinds
    .slice(0, KIND_ROWS)
    .map(
      ([kind, { count, bytes }]) =>
        `  ${safeLine(kind.includes("/") ? typeLabel(kind) : kind).padEnd(20)} ${grouped(count).padStart(9)}  ${sizeText(bytes).padStart(9)}`,
    );
  const more = kinds.length - KIND_ROWS;
  return more > 0 ? [...lines, `  and ${counted(more, "other kind")}`] : lines;
}

function ranking(title: string, counts: ReadonlyMap<string, number>, style: Style): string[] {
  if (counts.size === 0) return [];
  const rows = top(counts, LIST_ROWS).map(([label, count]) => ({ label, count }));
  const more = counts.size > rows.length ? `  (${grouped(counts.size - rows.length)} more)` : "";
  return [`${title}${more}`, barRows(style, rows).trimEnd()];
}

function closedLines(result: PeekResult): string[] {
  const lines: string[] = [];
  if (result.members > 0)
    lines.push(
      `Zip archives hold ${counted(result.members, "file")}, ${grouped(result.encryptedMembers)} of them encrypted.`,
    );
  if (result.closedArchives > 0)
    lines.push(`${counted(result.closedArchives, "archive")} or mail store not looked into.`);
  if (result.gapBytes > 0)
    lines.push(`${sizeText(result.gapBytes)} of mailboxes belong to no message.`);
  return lines;
}

const problemLines = ({ problems }: PeekResult): string[] =>
  problems.length === 0
    ? []
    : [
        `${counted(problems.length, "file")} could not be looked at, the first: ${safeLine(problems[0]?.reason ?? "")}`,
      ];
