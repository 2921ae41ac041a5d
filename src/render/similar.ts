/** Near-duplicates as lists and as text, and what changed between two documents. Gets rows, returns text; every corpus string is escaped here. */
import { SHORT_ID_DIGITS } from "../model/ids.ts";
import type { GroupMember, Member } from "../search/similar/members.ts";
import type { Near } from "../search/similar/near.ts";
import type { Stretch } from "../search/similar/word-diff.ts";
import type { Column } from "./columns.ts";
import { defang, escapeText, safeLine } from "./escape.ts";
import {
  bold,
  column,
  cutTo,
  cyan,
  dim,
  displayWidth,
  green,
  isoTime,
  red,
  type Style,
  timeText,
} from "./terminal.ts";

/** Rounded so that 1 is said only of equal texts. */
const share = (value: number | null): number | null =>
  value === null ? null : value === 1 ? 1 : Math.min(0.999, Number(value.toFixed(3)));

const shareText = (value: number | null): string =>
  value === null ? "    " : value === 1 ? "1.00" : Math.min(0.99, value).toFixed(2);

const OF_MEMBER: readonly Column<Member>[] = [
  {
    name: "sentAt",
    description: "When the mail was sent",
    cell: ({ document, at }) => (document.parentId === null && at === null ? null : isoTime(at)),
  },
  { name: "from", description: "First sender of the mail", cell: ({ from }) => from },
  { name: "kind", description: "message, attachment, file", cell: ({ document }) => document.kind },
  { name: "label", description: "Subject or file name", cell: ({ label }) => label },
  {
    name: "modifiedAt",
    description: "Last saving that the file states",
    cell: ({ modifiedAt }) => isoTime(modifiedAt),
  },
  { name: "id", description: "Id, all 64 digits", cell: ({ document }) => document.contentId },
];

/** Columns of `variants`. */
export const VARIANT_COLUMNS: readonly Column<GroupMember>[] = [
  { name: "group", description: "Number of the group", cell: ({ group }) => group },
  { name: "member", description: "Number in the group", cell: ({ member }) => member },
  {
    name: "toPrevious",
    description: "Shared with the one before",
    cell: ({ toPrevious }) => share(toPrevious),
  },
  { name: "toFirst", description: "Shared with the first", cell: ({ toFirst }) => share(toFirst) },
  { name: "sameText", description: "Same words", cell: ({ sameText }) => String(sameText) },
  { name: "places", description: "Places of the same bytes", cell: ({ places }) => places },
  ...OF_MEMBER,
];

/** A document near the one asked for. */
export interface NearRow extends Member {
  readonly near: Near;
}

/** "docid 00a77b3e (in 2 files)": what two files carry alike. */
const sharedText = ({ shared }: Near): string =>
  shared.map(({ field, text, files }) => `${field} ${text} (in ${files} files)`).join("; ");

/** Columns of `similar`. */
export const NEAR_COLUMNS: readonly Column<NearRow>[] = [
  {
    name: "similarity",
    description: "Shared shingles of all of both",
    cell: ({ near }) => share(near.similarity),
  },
  { name: "sameText", description: "Same words", cell: ({ near }) => String(near.sameText) },
  {
    name: "shared",
    description: "Ids, template, title that both files carry",
    cell: ({ near }) => sharedText(near),
  },
  ...OF_MEMBER,
];

function memberLine(member: Member, mark: string, style: Style, timeZone: string): string {
  const id = cyan(style, member.document.contentId.slice(0, SHORT_ID_DIGITS));
  const when = column(timeText(member.at, timeZone) || "undated", 16, style);
  const who = column(safeLine(member.from), 14, style);
  const room = Math.max(12, style.columns - 56);
  return `  ${when}  ${mark}  ${id}  ${who}  ${cutTo(safeLine(member.label) || "(no name)", room, style)}\n`;
}

/** Members of a group that are shown to people. */
const SHOWN_MEMBERS = 15;

/** One group: a heading, then a line a member. */
export function groupText(
  members: readonly GroupMember[],
  texts: number,
  style: Style,
  timeZone: string,
): string {
  const documents = `${members.length} documents, ${texts === 1 ? "the same text" : `${texts} different texts`}`;
  const lines = members.slice(0, SHOWN_MEMBERS).map((member) => {
    const mark = member.sameText ? " = =" : shareText(member.toPrevious);
    return memberLine(member, dim(style, mark), style, timeZone);
  });
  const rest = members.length - lines.length;
  const more = rest > 0 ? dim(style, `  and ${rest} more: --csv lists all\n`) : "";
  return `${bold(style, `Group ${members[0]?.group ?? 0}: ${documents}`)}\n${lines.join("")}${more}`;
}

/** Values of a line of shared metadata that are shown; --json has all. */
const SHOWN_VALUES = 3;

/** One document near the one asked for, with what the files carry alike under it. */
export function nearText(row: NearRow, style: Style, timeZone: string): string {
  const { near } = row;
  const mark = near.sameText ? " = =" : shareText(near.similarity);
  const shown = { ...near, shared: near.shared.slice(0, SHOWN_VALUES) };
  const rest = near.shared.length - shown.shared.length;
  const more = rest > 0 ? `; and ${rest} more values` : "";
  const shared = near.shared.length === 0 ? "" : `both carry ${sharedText(shown)}${more}`;
  const line = memberLine(row, near.sameText ? mark : bold(style, mark), style, timeZone);
  return shared === ""
    ? line
    : `${line}      ${dim(style, cutTo(safeLine(shared), Math.max(40, style.columns - 7), style))}\n`;
}

/** Words kept on each side of a change when the rest of what is the same is left out. */
const CONTEXT_WORDS = 12;

const wordsText = (words: readonly string[]): string => defang(escapeText(words.join("")));

/** What is the same, without its middle. */
function sameText(words: readonly string[], isFirst: boolean, isLast: boolean): string {
  const [before, after] = [isFirst ? 0 : CONTEXT_WORDS, isLast ? 0 : CONTEXT_WORDS];
  const left = words.length - before - after;
  if (left <= CONTEXT_WORDS) return wordsText(words);
  const start = wordsText(words.slice(0, before));
  const end = after === 0 ? "" : wordsText(words.slice(-after));
  return `${start}\n[${left} words the same]\n${end.trimStart()}`;
}

/** Changes in colour, else as `[-removed-]` and `{+added+}`. `full` prints all of what is the same. */
export function stretchesText(stretches: readonly Stretch[], full: boolean, style: Style): string {
  const text = stretches.map(({ kind, words }, at) => {
    if (kind === "same")
      return full ? wordsText(words) : sameText(words, at === 0, at === stretches.length - 1);
    const said = wordsText(words);
    const lead = /^\s*/.exec(said)?.[0] ?? "";
    const rest = said.slice(lead.length);
    const [open, close] = kind === "removed" ? ["[-", "-]"] : ["{+", "+}"];
    const paint = kind === "removed" ? red : green;
    return (
      lead + (style.colour ? paint(style, `${open}${rest}${close}`) : `${open}${rest}${close}`)
    );
  });
  return text.join("").trim();
}

/** A value that differs, one side under the other. */
export function valueText(
  name: string,
  before: readonly string[],
  after: readonly string[],
  style: Style,
): string {
  const said = (values: readonly string[]): string =>
    values.length === 0 ? dim(style, "(none)") : defang(safeLine(values.join("; ")));
  const room = Math.max(20, style.columns - 6);
  const fitted = (text: string): string =>
    displayWidth(text) <= room || style.colour ? text : cutTo(text, room, style);
  return `  ${bold(style, safeLine(name))}\n    ${red(style, "-")} ${fitted(said(before))}\n    ${green(style, "+")} ${fitted(said(after))}\n`;
}
