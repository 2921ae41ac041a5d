/** What every command that takes a query shares: the time zone it is read in, and what was not read as it was written. */
import { EXIT, UserError } from "../errors.ts";
import { problemText } from "../query/problem-text.ts";
import type { QueryProblem } from "../query/tree.ts";
import { escapeLine } from "../render/escape.ts";
import { counted } from "../render/terminal.ts";
import { type Io, type ParsedArgs, textValue } from "./command.ts";

/** A page of parentheses has a remark for each. */
const MAX_PROBLEMS = 5;

/** `--tz` for the clock of each sender: what lists show, while dates in the query stay UTC. */
export const SENDER_ZONE = "sender";

/** A zone name Intl knows, or UserError. */
export function timeZoneValue(args: ParsedArgs): string {
  const zone = textValue(args, "tz") ?? "UTC";
  if (zone === SENDER_ZONE) return "UTC"; // dates of a query are of one zone
  if (zone === "UTC") return zone; // without Intl: loading its tables is a tenth of a cold search
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone;
  } catch (cause) {
    throw new UserError(`--tz needs a zone such as Europe/Paris or UTC, not "${zone}".`, { cause });
  }
}

/** How the query was read, on stderr, when it was not read as written. */
export function printProblems(io: Io, problems: readonly QueryProblem[]): void {
  for (const problem of problems.slice(0, MAX_PROBLEMS))
    io.err(`leaksift: ${escapeLine(problemText(problem))}\n`);
  const rest = problems.length - MAX_PROBLEMS;
  if (rest > 0) io.err(`leaksift: and ${counted(rest, "more remark")} on the query.\n`);
}

/** Says how many documents a query had no time for. Returns the code to end with: 0 when it was none. */
export function endOfTime(io: Io, documents: number): number {
  if (documents === 0) return EXIT.done;
  io.err(
    `leaksift: the time was up: ${counted(documents, "document")} were not looked at. More time: --timeout SECONDS\n`,
  );
  return EXIT.someUnread;
}
