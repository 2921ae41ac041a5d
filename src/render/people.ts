/** People as a list and as a card, and names in files beside those who write. Gets rows, returns text; every corpus string is escaped here. */
import type { Counted, PersonCard } from "../search/people/card.ts";
import type { Evidence, EvidenceKind } from "../search/people/evidence.ts";
import type { Person } from "../search/people/people.ts";
import type { TimelineBar } from "../search/times/timeline.ts";
import type { Column } from "./columns.ts";
import { safeLine } from "./escape.ts";
import { timelineText } from "./plots.ts";
import { bold, counted, dim, grouped, isoTime, type Style, wrap } from "./terminal.ts";

const day = (at: number | null): string => isoTime(at)?.slice(0, 10) ?? "undated";

/** Columns of `people`. */
export const PERSON_COLUMNS: readonly Column<Person>[] = [
  { name: "handle", description: "For queries: from:@HANDLE", cell: ({ handle }) => handle },
  { name: "name", description: "Name written most often", cell: ({ name }) => name },
  { name: "sent", description: "Mails sent", cell: ({ sent }) => sent },
  { name: "received", description: "Mails received", cell: ({ received }) => received },
  { name: "firstAt", description: "First mail", cell: ({ first }) => isoTime(first) },
  { name: "lastAt", description: "Last mail", cell: ({ last }) => isoTime(last) },
  {
    name: "addresses",
    description: "Addresses, most mail first",
    cell: ({ addresses }) => addresses.map(({ address }) => address).join("; "),
  },
];

/** A name that files state, in one role. */
export interface NameInFiles {
  readonly value: string;
  readonly role: string;
  /** Different files. */
  readonly files: number;
  readonly firstAt: number | null;
  readonly lastAt: number | null;
}

/** A name in files, beside the people who carry it. */
export interface SaverRow {
  readonly value: NameInFiles;
  /** Those who carry this name in the mail. */
  readonly people: readonly Person[];
  readonly sent: number;
}

/** Columns of `people --savers`. */
export const SAVER_COLUMNS: readonly Column<SaverRow>[] = [
  { name: "value", description: "Name as the files state it", cell: ({ value }) => value.value },
  { name: "role", description: "creator or lastsavedby", cell: ({ value }) => value.role },
  { name: "files", description: "Different files", cell: ({ value }) => value.files },
  { name: "sent", description: "Mails sent under that name", cell: ({ sent }) => sent },
  {
    name: "writes",
    description: "Whether anybody of that name sends mail",
    cell: ({ sent }) => (sent > 0 ? "yes" : "no"),
  },
  { name: "firstAt", description: "First", cell: ({ value }) => isoTime(value.firstAt) },
  { name: "lastAt", description: "Last", cell: ({ value }) => isoTime(value.lastAt) },
  {
    name: "people",
    description: "Handles of the people of that name",
    cell: ({ people }) => people.map(({ handle }) => handle).join("; "),
  },
];

const WHY: Readonly<Record<EvidenceKind, (evidence: Evidence) => string>> = {
  "name-in-domain": ({ name }) => `both carry the name "${name}" in one domain`,
  "answered-from": ({ name }) => `mail to the one was answered from the other, as "${name}"`,
  vcard: ({ name }) => `one vCard has both: "${name}"`,
  "by-hand": ({ name }) => `${name} said so`,
};

/** A row of the evidence for JSON. */
export const evidenceJson = (
  { kind, address, other, name, docId }: Evidence,
  idOf: (docId: number) => string,
) => ({ kind, address, other, name, id: docId === null ? null : idOf(docId) });

const EIGHTHS = " ▁▂▃▄▅▆▇█";

/** 24 hours as a row of bars, or as numbers. */
function hoursText(hours: readonly number[], style: Style): string {
  const max = Math.max(1, ...hours);
  if (style.plain === true || !style.unicode)
    return hours
      .flatMap((count, hour) => (count > 0 ? [`${hour}h ${grouped(count)}`] : []))
      .join(", ");
  const bars = hours.map((count) => EIGHTHS.charAt(count === 0 ? 0 : Math.ceil((count / max) * 8)));
  return `0h ${bars.slice(0, 6).join("")}|${bars.slice(6, 12).join("")}|${bars.slice(12, 18).join("")}|${bars.slice(18).join("")} 24h`;
}

const listText = (list: readonly Counted[]): string =>
  list.map(({ value, count }) => `${safeLine(value)} ${grouped(count)}`).join(", ");

/** The card of one person, newline at the end. */
export function cardText(
  card: PersonCard,
  carried: readonly NameInFiles[],
  months: readonly TimelineBar[],
  idOf: (docId: number) => string,
  style: Style,
): string {
  const { person } = card;
  const lines: string[] = [bold(style, `${safeLine(person.name)}  @${person.handle}`)];
  const say = (label: string, text: string): void => {
    if (text === "") return;
    const [first = "", ...rest] = wrap(text, Math.max(30, style.columns - 14));
    lines.push(`${dim(style, `${label}:`.padEnd(13))} ${first}`);
    for (const line of rest) lines.push(`${" ".repeat(14)}${line}`);
  };
  say(
    "Mail",
    `${grouped(person.sent)} sent, ${grouped(person.received)} received, ${day(person.first)} to ${day(person.last)}`,
  );
  for (const each of person.addresses)
    say(
      "Address",
      `${safeLine(each.address)}  ${grouped(each.sent)} sent, ${grouped(each.received)} received`,
    );
  say(
    "Names",
    listText([...person.names].slice(0, 12).map(([value, count]) => ({ value, count }))),
  );
  for (const each of person.evidence) {
    const id = each.docId === null ? "" : ` (${idOf(each.docId).slice(0, 12)})`;
    const both = `${safeLine(each.address)} and ${safeLine(each.other)}`;
    say("Joined", `${both}: ${safeLine(WHY[each.kind](each))}${id}`);
  }
  say("Called", listText(card.calledBy));
  say("Writes to", listText(card.writesTo));
  say("Hears from", listText(card.hearsFrom));
  say("Programs", listText(card.mailers));
  say("Zones", listText(card.zones));
  say("Hours", card.hours.some((count) => count > 0) ? hoursText(card.hours, style) : "");
  for (const { value, count } of card.signature)
    say("Ends with", `${safeLine(value)}  (${counted(count, "mail")})`);
  for (const { value, role, files, firstAt, lastAt } of carried) {
    const verb = files === 1 ? "carries" : "carry";
    const dates = firstAt === null ? "" : `, ${day(firstAt)} to ${day(lastAt)}`;
    say(
      "In files",
      `${counted(files, "file")} ${verb} this name as ${role}: ${safeLine(value)}${dates}`,
    );
  }
  const plot =
    months.length === 0
      ? ""
      : `${dim(style, "Sent by month:")}\n${timelineText(months, "month", style)}`;
  return `${lines.join("\n")}\n${plot}`;
}
