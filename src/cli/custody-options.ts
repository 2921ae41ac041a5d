/** Options by which `index` and `intake` are told how the sources were received, and the list of sums they are compared with. */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Custody } from "../catalog/source-rows.ts";
import { isFileError, UserError } from "../errors.ts";
import type { SumsList, SumsResult } from "../ingest/sources/compare-sums.ts";
import { escapeLine } from "../render/escape.ts";
import { counted } from "../render/terminal.ts";
import { readSumsList } from "../sources/sums-list.ts";
import { type Io, type OptionSpec, type ParsedArgs, textValue } from "./command.ts";

export const CUSTODY_OPTIONS: readonly OptionSpec[] = [
  {
    name: "received-from",
    type: "string",
    placeholder: "WHO",
    description: "Who the sources came from, as you want it kept (a name is not needed)",
  },
  {
    name: "received-at",
    type: "string",
    placeholder: "WHEN",
    description: "When they came, e.g. 2017-05-05 or 2017-05-05T21:40+02:00",
  },
  {
    name: "note",
    type: "string",
    placeholder: "TEXT",
    description: "How they came: a drive, a download, by whose hands",
  },
  {
    name: "sums",
    type: "string",
    placeholder: "FILE",
    description: "Compare the sources with this list, as sha256sum writes it",
  },
];

/** A date or a time, to the minute or second, with or without zone. */
const WHEN = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/** What the user told of custody. Throws UserError for a time that is none. */
export function custodyOf(args: ParsedArgs): Custody {
  const receivedAt = textValue(args, "received-at") ?? null;
  const isTime =
    receivedAt === null ||
    (WHEN.test(receivedAt) && !Number.isNaN(Date.parse(receivedAt.slice(0, 10))));
  if (!isTime)
    throw new UserError(
      `--received-at needs a date or time such as 2017-05-05 or 2017-05-05T21:40+02:00, not "${receivedAt}".`,
    );
  return {
    receivedFrom: textValue(args, "received-from") ?? null,
    receivedAt,
    note: textValue(args, "note") ?? null,
  };
}

/** The list named with --sums, or null. Throws UserError when it cannot be read or is none. */
export function sumsOf(io: Io, args: ParsedArgs): SumsList | null {
  const name = textValue(args, "sums");
  if (name === undefined) return null;
  const path = resolve(io.workingFolder, name);
  try {
    return { path, entries: readSumsList(readFileSync(path, "utf8"), dirname(path)) };
  } catch (error) {
    if (!isFileError(error)) throw error;
    throw new UserError(`The list of sums ${name} cannot be read (${error.code}).`, {
      cause: error,
    });
  }
}

/** What the comparison found, for people. */
export function sumsLines(sums: SumsResult | null): string[] {
  if (sums === null) return [];
  const { matching, different, missing, unlisted } = sums;
  const lines = [`${counted(matching, "source")} as the list of sums says.`];
  for (const path of different.slice(0, 20))
    lines.push(`DIFFERENT from the list: ${escapeLine(path)}`);
  for (const path of missing.slice(0, 20))
    lines.push(`On the list and not found: ${escapeLine(path)}`);
  const more = Math.max(0, different.length - 20) + Math.max(0, missing.length - 20);
  if (more > 0) lines.push(`… and ${more} more: leaksift problems`);
  if (unlisted > 0) lines.push(`${counted(unlisted, "source")} not on the list.`);
  return lines;
}
