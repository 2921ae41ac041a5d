/** `leaksift flags`: what does not fit the rest, ranked, each with evidence, ordinary causes and how often it happens by chance. */

import { readMutes, writeMute } from "../../catalog/annotations/mutes.ts";
import { findIndex } from "../../catalog/index-folder.ts";
import { CatalogReader } from "../../catalog/read-catalog.ts";
import { labelOf } from "../../catalog/stored-rows.ts";
import { ALL_CHECKS, checkById } from "../../checks/engine/engine.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  type ParsedArgs,
  textValue,
} from "../../cli/command.ts";
import { DOCUMENT_LIST_OPTIONS, limitOf, printList } from "../../cli/listing.ts";
import { familiesMatching } from "../../cli/named.ts";
import { closest } from "../../cli/parse-args.ts";
import { runInfo } from "../../cli/run-info.ts";
import { UserError } from "../../errors.ts";
import { entryText } from "../../flags/entry-text.ts";
import { explain } from "../../flags/explain.ts";
import { areCurrent, currentFindings } from "../../flags/findings.ts";
import {
  basisBlock,
  checkListText,
  closingText,
  explanationText,
  nothingText,
} from "../../flags/flags-view.ts";
import { type Gathered, type GatherOptions, gather } from "../../flags/gather.ts";
import { membersOf } from "../../flags/members.ts";
import { LEVELS, type Level } from "../../model/flag.ts";
import { SHORT_ID_DIGITS } from "../../model/ids.ts";
import { safeLine } from "../../render/escape.ts";
import { counted } from "../../render/terminal.ts";
import { checksOf, EXPLAINED, type Explained, entriesOf } from "./lists.ts";

const DEFAULT_LIMIT = 20;
/** Entries one document is part of whose level is explained. */
const MAX_BASES = 3;

const knownCheck = (id: string): string => {
  if (checkById(id) !== undefined) return id;
  const best = closest(
    id,
    ALL_CHECKS.map((check) => check.id),
  );
  const hint = best === "" ? "" : ` Did you mean ${best}?`;
  throw new UserError(`There is no check "${id}".${hint} All of them: leaksift flags list`);
};

const VERBS = ["explain", "list", "mute", "unmute"];

/** A verb mistyped would be looked for as a word, and find nothing. */
function sayIfVerb(io: Io, [first = "", second]: readonly string[]): void {
  const best = second === undefined ? "" : closest(first, VERBS);
  if (best !== "")
    io.err(`leaksift: "${first}" is read as a word. Did you mean "flags ${best} ${second}"?\n`);
}

async function findingsOf(io: Io, args: ParsedArgs, catalog: CatalogReader) {
  const isShown = !areCurrent(catalog) && io.errIsTerminal;
  if (isShown) io.err("\rRunning the checks over the whole corpus …");
  let done = 0;
  const findings = await currentFindings(catalog, {
    run: runInfo(io, "flags", args),
    now: io.now,
    onCheck: (id) => {
      done++;
      if (isShown) io.err(`\r\u001b[KRunning the checks over the whole corpus … ${done}, ${id}`);
    },
  });
  if (isShown) io.err("\r\u001b[K");
  return findings;
}

function printText(
  io: Io,
  catalog: CatalogReader,
  gathered: Gathered,
  options: GatherOptions,
  limit: number,
): void {
  const { ranked, highest, chance, mutedHits } = gathered;
  for (const [i, entry] of ranked.slice(0, limit).entries())
    io.out(entryText(i + 1, entry, membersOf(catalog, entry), io));
  if (ranked.length === 0)
    io.err(nothingText(options.checks, options.level, chance, options.roots !== null));
  io.err(
    highest === 0
      ? "Nothing at the highest level.\n"
      : `${counted(highest, "entry", "entries")} at the highest level.\n`,
  );
  if (ranked.length > limit)
    io.err(
      `${counted(ranked.length - limit, "more entry", "more entries")}: --limit 0 shows all.\n`,
    );
  if (mutedHits > 0)
    io.err(`${counted(mutedHits, "flag")} of muted checks left out (leaksift flags list).\n`);
  io.err(
    "A flag is an observation. Evidence and ordinary causes of one: leaksift flags explain ID\n",
  );
}

async function listFlags(io: Io, args: ParsedArgs): Promise<number> {
  const paths = findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder);
  const check = textValue(args, "check");
  const level = (textValue(args, "level") ??
    (check === undefined ? "low" : "information")) as Level;
  if (!LEVELS.includes(level))
    throw new UserError(`--level is one of ${LEVELS.join(", ")}, not "${level}".`);
  const checks = check === undefined ? [] : check.split(",").map(knownCheck);
  const catalog = new CatalogReader(paths);
  try {
    const findings = await findingsOf(io, args, catalog);
    const roots = familiesMatching(io, paths, args.positional);
    const muted = new Set(readMutes(paths).keys());
    const options: GatherOptions = { checks, level, muted, roots };
    const gathered = gather(catalog, findings, options);
    const limit = limitOf(args, DEFAULT_LIMIT);
    const { ranked, highest, chance, mutedHits } = gathered;
    const beside = { total: ranked.length, highest, muted: mutedHits };
    const shown = ranked.slice(0, limit).map((entry, i) => ({ entry, rank: i + 1 }));
    if (!printList(io, args, entriesOf(catalog, chance), shown, beside))
      printText(io, catalog, gathered, options, limit);
    return 0;
  } finally {
    catalog.close();
  }
}

async function explainFlags(io: Io, args: ParsedArgs, id: string | undefined): Promise<number> {
  if (id === undefined)
    throw new UserError("Explain which document? Give an id as printed by leaksift flags.");
  const check = checkById(id);
  if (check !== undefined) {
    io.out(checkListText([check], new Set(), io));
    io.out(
      `Why it matters: ${check.whyItMatters}\nOrdinary causes:\n${check.innocentCauses.map((cause) => `- ${cause}\n`).join("")}`,
    );
    return 0;
  }
  const catalog = new CatalogReader(
    findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder),
  );
  try {
    const findings = await findingsOf(io, args, catalog);
    const document = catalog.resolveId(id);
    const family = document.parentId === null ? catalog.family(document.docId) : [document];
    const explained = family.flatMap((each): Explained[] => {
      const explanations = explain(catalog, each, findings);
      return explanations.length === 0 ? [] : [{ document: each, explanations }];
    });
    if (printList(io, args, EXPLAINED, explained)) return 0;
    for (const { document: each, explanations } of explained) {
      const short = each.contentId.slice(0, SHORT_ID_DIGITS);
      io.out(`${short}  ${each.kind}  ${safeLine(labelOf(each))}\n\n`);
      for (const explanation of explanations) io.out(`${explanationText(explanation, io)}\n`);
    }
    const rootId = document.rootId;
    const options = {
      checks: [],
      level: "low",
      muted: new Set<string>(),
      roots: new Set([rootId]),
    } as const;
    for (const entry of gather(catalog, findings, options).ranked.slice(0, MAX_BASES))
      io.out(`${basisBlock(entry, io)}\n`);
    io.out(explained.length === 0 ? "No flags on this document.\n" : closingText());
    return 0;
  } finally {
    catalog.close();
  }
}

function mute(io: Io, args: ParsedArgs, words: readonly string[], muted: boolean): number {
  const paths = findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder);
  const [word] = words;
  if (word === undefined)
    throw new UserError(
      `Which check? E.g. "leaksift flags ${muted ? "mute" : "unmute"} no-received". All of them: leaksift flags list`,
    );
  const check = knownCheck(word);
  writeMute(paths, { check, reason: textValue(args, "reason") ?? "", atMs: io.now() }, muted);
  io.err(`${check} is ${muted ? "muted" : "heard"} in this index from now on.\n`);
  return 0;
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const [verb, ...words] = args.positional;
  switch (verb) {
    case "explain":
      return explainFlags(io, args, words[0]);
    case "list": {
      const muted = mutedOrNone(io, args);
      if (!printList(io, args, checksOf(muted), ALL_CHECKS))
        io.out(checkListText(ALL_CHECKS, muted, io));
      return 0;
    }
    case "mute":
    case "unmute":
      return mute(io, args, words, verb === "mute");
    default:
      sayIfVerb(io, args.positional);
      return listFlags(io, args);
  }
}

/** `flags list` works without an index too. */
function mutedOrNone(io: Io, args: ParsedArgs): ReadonlySet<string> {
  try {
    const paths = findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder);
    return new Set(readMutes(paths).keys());
  } catch (error) {
    if (error instanceof UserError) return new Set();
    throw error;
  }
}

export const flags: CommandSpec = {
  name: "flags",
  positional: "[QUERY] | explain ID | list | mute CHECK | unmute CHECK",
  access: "write",
  paged: true,
  summary: "List what does not fit the rest, with the evidence",
  options: [
    INDEX_OPTION,
    {
      name: "check",
      type: "string",
      placeholder: "CHECK",
      description: "Only these checks, with commas between",
      values: async () => ALL_CHECKS.map(({ id }) => id),
    },
    {
      name: "level",
      type: "string",
      placeholder: "LEVEL",
      choices: [...LEVELS],
      description: "From this level on (default: low)",
    },
    {
      name: "limit",
      short: "n",
      type: "number",
      placeholder: "N",
      description: "At most N entries (default: 20, all with --ids, --ndjson, --csv; 0: all)",
    },
    {
      name: "reason",
      type: "string",
      placeholder: "TEXT",
      description: "With mute: why, kept beside it",
    },
    ...DOCUMENT_LIST_OPTIONS,
  ],
  examples: [
    ["leaksift flags", "The strongest first"],
    ["leaksift flags filename:budget", "Only in messages and files that match"],
    ["leaksift flags --check re-save-burst", "Only one check"],
    ["leaksift flags --level high --ids | leaksift tag +check -", "Tag the documents on top"],
    ["leaksift flags list", "All checks with their rates on genuine mail"],
  ],
  notes: [
    "A flag is an observation with evidence, never a judgement. Entries are ordered by how many independent lines of evidence agree, not by how many flags there are.",
    "Each entry says how many genuine documents show the same. The highest level needs two separate causes that were both measured; flags explain ID has the arithmetic.",
  ],
  run,
};
