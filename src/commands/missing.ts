/** `leaksift missing`: messages that others answer and that are not in the index, with who had them and their text from the quotations. */
import { findIndex } from "../catalog/index-folder.ts";
import { CatalogReader } from "../catalog/read-catalog.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  type ParsedArgs,
  textValue,
} from "../cli/command.ts";
import {
  DOCUMENT_LIST_OPTIONS,
  type ListShape,
  limitOf,
  listForm,
  printList,
} from "../cli/listing.ts";
import { familiesMatching } from "../cli/named.ts";
import {
  type MissingMail,
  missingMail,
  plainSubject,
  type Rebuilt,
  rebuilt,
} from "../flags/missing.ts";
import { SHORT_ID_DIGITS } from "../model/ids.ts";
import { escapeText, safeLine } from "../render/escape.ts";
import { bold, counted, dim, isoTime, wrap } from "../render/terminal.ts";

const DEFAULT_LIMIT = 20;
const SHOWN_LINES = 3;
const SHOWN_PEOPLE = 4;

const dayOf = (at: number | null): string => (isoTime(at) ?? "").slice(0, 10);
const subjectOf = ({ answers }: MissingMail): string => plainSubject(answers[0]?.subject ?? "");

/** "anna@example.org, bob@example.net and 3 more". */
function people({ hadBy }: MissingMail): string {
  const more = hadBy.length - SHOWN_PEOPLE;
  return `${hadBy.slice(0, SHOWN_PEOPLE).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** `isWhole` shows all of the text. */
function mailText(
  io: Io,
  catalog: CatalogReader,
  mail: MissingMail,
  found: Rebuilt | null,
  isWhole: boolean,
): string {
  const first = mail.answers[0];
  const day = dayOf(first?.sentAt ?? null);
  const columns = Math.max(40, io.columns - 4);
  const about = [
    `answered by ${people(mail) || "somebody without an address"}`,
    day === "" ? "at a time nobody knows" : `first on ${day}`,
    first === undefined || first.to === "" ? "" : `answer to ${first.to}`,
  ].filter((each) => each !== "");
  let out = `${bold(io, safeLine(subjectOf(mail) || "(no subject)"))}\n`;
  for (const line of wrap(
    safeLine(`${about.join(", ")}; ${counted(mail.count, "answer")}`),
    columns,
  ))
    out += `    ${line}\n`;
  if (found === null) out += dim(io, "    No answer quotes it.\n");
  else {
    if (found.introduction !== "")
      for (const line of wrap(safeLine(found.introduction), columns)) out += `    ${line}\n`;
    const lines = escapeText(found.text).split("\n");
    const shown = isWhole
      ? lines
      : lines.filter((line) => line.trim() !== "").slice(0, SHOWN_LINES);
    for (const line of shown) out += `    > ${isWhole ? line : line.slice(0, columns - 2)}\n`;
    if (lines.length > shown.length)
      out += dim(io, `    ${counted(lines.length, "quoted line")} in all\n`);
  }
  const ids = mail.answers
    .slice(0, isWhole ? mail.answers.length : 3)
    .map(({ docId }) => catalog.document(docId).contentId.slice(0, SHORT_ID_DIGITS));
  return `${out}${dim(io, `    answers ${ids.join(" ")}`)}\n    ${dim(io, safeLine(`Message-ID ${mail.messageId}`))}\n`;
}

/** As programs get it: every answer with its id, and the text as quoted. */
const missingOf = (catalog: CatalogReader): ListShape<MissingMail> => {
  const contentId = (docId: number): string => catalog.document(docId).contentId;
  return {
    name: "missing",
    object: (mail) => {
      const found = rebuilt(catalog, mail);
      return {
        messageId: mail.messageId,
        subject: subjectOf(mail),
        answers: mail.count,
        firstAnsweredAt: isoTime(mail.answers[0]?.sentAt ?? null),
        answeredBy: mail.hadBy,
        answerIds: mail.answers.map(({ docId }) => contentId(docId)),
        quotedIn: found === null ? null : contentId(found.docId),
        introduction: found?.introduction || null,
        text: found?.text ?? null,
      };
    },
    columns: ["messageId", "subject", "answers", "firstAnsweredAt", "answeredBy", "quotedIn"],
    lines: (mail) => {
      const found = rebuilt(catalog, mail);
      const first = isoTime(mail.answers[0]?.sentAt ?? null);
      const by = mail.hadBy.join("; ");
      const where = found === null ? null : contentId(found.docId);
      return [[mail.messageId, subjectOf(mail), mail.count, first, by, where]];
    },
    ids: ({ answers }) => answers.map(({ docId }) => contentId(docId)),
  };
};

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const paths = findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder);
  const catalog = new CatalogReader(paths);
  try {
    const all = missingMail(catalog, familiesMatching(io, paths, args.positional));
    const _form = listForm(args);
    const rows = all.slice(0, limitOf(args, DEFAULT_LIMIT));
    if (printList(io, args, missingOf(catalog), rows, { total: all.length })) return 0;
    const isWhole = rows.length === 1;
    for (const mail of rows)
      io.out(`${mailText(io, catalog, mail, rebuilt(catalog, mail), isWhole)}\n`);
    io.err(
      all.length === 0
        ? "Every message that is answered here is here, or no answer names what it answers.\n"
        : `${counted(all.length, "message")} that others answer ${all.length === 1 ? "is" : "are"} not in the index. The answers: leaksift search is:orphan\n`,
    );
    if (all.length > rows.length)
      io.err(`${counted(all.length - rows.length, "more message")}: --limit 0 shows all.\n`);
    if (rows.length > 0)
      io.err(
        "Mail may be absent because it was deleted, because it is in a mailbox that is not part of the source, or because a list delivered it elsewhere. A quotation may be changed or cut.\n",
      );
    return 0;
  } finally {
    catalog.close();
  }
}

export const missing: CommandSpec = {
  name: "missing",
  positional: "[QUERY]",
  access: "read",
  paged: true,
  summary: "List messages that others answer and that are not here",
  options: [
    INDEX_OPTION,
    {
      name: "limit",
      short: "n",
      type: "number",
      placeholder: "N",
      description: `At most N messages (default: ${DEFAULT_LIMIT}, all with --ids, --ndjson, --csv; 0: all)`,
    },
    ...DOCUMENT_LIST_OPTIONS,
  ],
  examples: [
    ["leaksift missing", "What most people answered and is not here"],
    ["leaksift missing from:anna after:2016-09-01", "Only what these messages answer"],
    ["leaksift missing --limit 1 subject:budget", "One of them with the whole text as quoted"],
    ["leaksift missing --ids | leaksift tag +orphan -", "Tag the answers"],
  ],
  notes: [
    "A message is known by the Message-ID that its answers name. Who answered it had it. The text is the longest quotation in the answers.",
  ],
  run,
};
