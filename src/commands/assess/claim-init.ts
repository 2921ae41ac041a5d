/** `leaksift assess init FILE`: writes a claim file from options; on a terminal asks for what is missing. */
import { existsSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { CLAIM_SCHEMA, readClaim } from "../../assess/read-claim.ts";
import { DEFAULT_PAGES, DEFAULT_PAGES_OVER } from "../../assess/review/pages.ts";
import { type Io, numberValue, type ParsedArgs, textValue } from "../../cli/command.ts";
import { UserError } from "../../errors.ts";

interface Field {
  readonly option: string;
  readonly question: string;
  readonly fallback?: string;
}

const FIELDS: readonly Field[] = [
  { option: "id", question: "A short name for the claim (small letters, digits, dashes)" },
  { option: "claim", question: "The claim in one sentence" },
  {
    option: "kind",
    question: "Kind: universal (none is), share (at most so many are) or existence (one is)",
    fallback: "universal",
  },
  {
    option: "question",
    question:
      "What a reader is asked of each document (yes makes it a counter-example; of an existence claim, an example)",
  },
  {
    option: "counter",
    question: 'A query for documents to read first, e.g. offshore OR "tax haven"',
  },
  { option: "seed", question: "A seed, or nothing to fill in a public value later", fallback: "" },
];

/** A scalar that YAML reads back as this text, whatever is in it. */
const quoted = (text: string): string => JSON.stringify(text);

function fileText(values: ReadonlyMap<string, string>, threshold: number, size: number): string {
  const value = (key: string): string => quoted(values.get(key) ?? "");
  const seed =
    (values.get("seed") ?? "") === ""
      ? `seed:\n  # Commit first; then fill in a value published after that day.\n  source: ${quoted("name the public source, e.g. the main draw of a national lottery")}\n  date: ${quoted("name the day, e.g. 2026-12-05")}\n`
      : `seed:\n  author: ${value("seed")}\n`;
  return `# docs/claims.md describes every key.
schema: ${CLAIM_SCHEMA}
id: ${values.get("id") ?? ""}
claim: ${value("claim")}
kind: ${values.get("kind") ?? ""}
${values.get("kind") === "share" ? `threshold: ${threshold}\n` : ""}confidence: 0.95

population:
  query: '*'
  withoutBulk: false

categories: []

counterEvidence:
  question: ${value("question")}
  queries:
    - name: ${quoted((values.get("counter") ?? "").slice(0, 60))}
      query: ${value("counter")}

sample:
  size: ${size}
  # A text of more than ${DEFAULT_PAGES_OVER} pages is read by ${DEFAULT_PAGES} drawn ones.
  pagesOver: ${DEFAULT_PAGES_OVER}
  pages: ${DEFAULT_PAGES}

planted: [1, 5, 20]

${seed}`;
}

/** Writes the file and returns 0. Throws UserError for a missing value where nobody can be asked, and for a file that is there. */
export async function initClaim(io: Io, args: ParsedArgs, path: string): Promise<number> {
  const target = resolve(io.workingFolder, path);
  if (existsSync(target))
    throw new UserError(`${path} exists already; a claim file is never overwritten.`);
  const asks = process.stdin.isTTY === true && io.errIsTerminal;
  const prompt = asks ? createInterface({ input: process.stdin, output: process.stderr }) : null;
  const values = new Map<string, string>();
  try {
    for (const { option, question, fallback } of FIELDS) {
      const given = textValue(args, option);
      const asked =
        given ?? (prompt === null ? undefined : (await prompt.question(`${question}: `)).trim());
      const value = asked === undefined || asked === "" ? fallback : asked;
      if (value === undefined) throw new UserError(`--${option} is missing. ${question}.`);
      values.set(option, value);
    }
  } finally {
    prompt?.close();
  }
  const text = fileText(
    values,
    numberValue(args, "threshold") ?? 0.01,
    numberValue(args, "size") ?? 300,
  );
  readClaim(path, text); // what was answered may be no claim: then nothing is written
  writeFileSync(target, text, { mode: 0o600, flag: "wx" });
  io.err(`${path} written. Add categories and queries, then: leaksift assess commit ${path}\n`);
  return 0;
}
