/** `leaksift peek DUMP [QUERY]`: what a dump holds, before anything is indexed or written. */
import type { CommandSpec, Io, ParsedArgs } from "../../cli/command.ts";
import { LIST_OPTIONS, type ListShape, limitOf, listForm, listWriter } from "../../cli/listing.ts";
import { byteProgress } from "../../cli/progress.ts";
import { printProblems, timeZoneValue } from "../../cli/query-reading.ts";
import { EXIT, UserError } from "../../errors.ts";
import { headerTest } from "../../peek/match-headers.ts";
import { type PeekMatch, type PeekResult, peekDump, top } from "../../peek/peek-dump.ts";
import { parseQuery } from "../../query/parse-query.ts";
import { findFiles } from "../../sources/find-files.ts";
import { matchesText, peekText } from "./text.ts";

const DEFAULT_LIMIT = 20;

const MATCHES: ListShape<PeekMatch> = {
  name: "matches",
  object: (match) => match,
  columns: ["sentAt", "from", "subject", "sizeBytes", "path", "offset"],
  lines: ({ sentAt, from, subject, sizeBytes, path, offset }) => [
    [sentAt, from, subject, sizeBytes, path, offset],
  ],
};

/** Figures that JSON has beside the matches. */
const figures = (result: PeekResult): object => ({
  messages: result.messages,
  undated: result.undated,
  gapBytes: result.gapBytes,
  sources: [...result.sources].map(([kind, { count, bytes }]) => ({ kind, count, bytes })),
  days: [...result.days].sort().map(([day, count]) => ({ day, count })),
  senders: top(result.senders, 100).map(([address, count]) => ({ address, count })),
  domains: top(result.domains, 100).map(([domain, count]) => ({ domain, count })),
  members: result.members,
  encryptedMembers: result.encryptedMembers,
  closedArchives: result.closedArchives,
  indexMs: Math.round(result.indexMs),
  indexBytes: result.indexBytes,
  matching: result.matching,
  unknown: result.unknown,
  problems: result.problems,
});

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const [dump, ...words] = args.positional;
  if (dump === undefined)
    throw new UserError('Name what to look at: a folder or a file, e.g. "leaksift peek ~/dump".');
  const query = words.join(" ").trim();
  const _form = listForm(args);
  const parsed = query === "" ? null : parseQuery(query);
  if (parsed !== null) printProblems(io, parsed.problems);
  const clock = { nowMs: io.now(), timeZone: timeZoneValue(args) };
  const found = await findFiles([dump], { cwd: io.workingFolder });
  const progress = byteProgress(
    io,
    found.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  );
  io.stopGently();
  const result = await peekDump({
    files: found.files,
    test: parsed === null ? null : headerTest(parsed.tree, clock),
    limit: limitOf(args, DEFAULT_LIMIT),
    onBytes: progress.bytes,
    stop: io.stop,
  });
  progress.end();
  result.problems.unshift(...found.problems);
  const writer = listWriter(io, args, MATCHES);
  if (writer === null) io.out(query === "" ? peekText(result, io) : matchesText(result, io));
  else {
    for (const match of result.matches) writer.row(match);
    writer.end(figures(result));
  }
  if (io.stop.aborted) return EXIT.interrupted;
  return result.problems.some(({ severity }) => severity !== "note") ? EXIT.someUnread : EXIT.done;
}

export const peek: CommandSpec = {
  name: "peek",
  positional: "DUMP [QUERY]",
  access: "none",
  summary: "Look at a dump before indexing: how much, when, from whom",
  dashIsText: true,
  options: [
    {
      name: "limit",
      short: "n",
      type: "number",
      placeholder: "N",
      description: `Matches to print, 0 for all (default: ${DEFAULT_LIMIT}, all with --ndjson, --csv)`,
    },
    {
      name: "tz",
      type: "string",
      placeholder: "ZONE",
      description: "Time zone for dates in the query (default: UTC)",
    },
    ...LIST_OPTIONS,
  ],
  examples: [
    ["leaksift peek ~/dump", "What is in it, when it is from, how long indexing will take"],
    ["leaksift peek ~/dump from:anna after:2017-03-01", "Which messages Anna sent since March"],
    ["leaksift peek inbox.mbox subject:invoice --csv > hits.csv", "A list for a spreadsheet"],
  ],
  notes: [
    "Reads the headers of each message once and writes nothing. It knows from, to, cc, subject, date and size. Text, attachments and everything else are unknown until the dump is indexed; peek counts the messages whose answer depends on them.",
    "Mail inside archives, PST and OLM files is not looked at: their members are counted.",
  ],
  run,
};
