/** `leaksift assess CLAIM`: tests a claim about the whole corpus; `init` writes a claim file, `commit` freezes one. */
import { assessClaim } from "../../assess/assess-claim.ts";
import { canonicalClaim, claimHash } from "../../assess/claim-hash.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  isSet,
  JSON_OPTION,
  type ParsedArgs,
  textValue,
} from "../../cli/command.ts";
import { UserError } from "../../errors.ts";
import { safeJson } from "../../render/escape.ts";
import { REPORT_LANGUAGES } from "../../report/method.ts";
import { openIndex } from "../../search/open-index.ts";
import { before, claimOf, note, pathsOf } from "./claim-files.ts";
import { checkReportPath, writeReport } from "./report.ts";
import { assessmentText } from "./text.ts";

function commit(io: Io, args: ParsedArgs, path: string): number {
  const claim = claimOf(io, path);
  const paths = pathsOf(io, args);
  const hash = claimHash(claim);
  const { ledger } = before(paths, claim);
  const known = ledger.find((entry) => entry.kind === "commit" && entry.claimHash === hash);
  if (known === undefined) note(io, paths, claim, "commit", { canonical: canonicalClaim(claim) });
  io.out(`${hash}\n`);
  const drawn = ledger.some((entry) => entry.kind !== "commit" && entry.claimHash === hash);
  if (drawn && known === undefined)
    io.err(
      "leaksift: this claim was assessed before it was committed; the report of every run says how many variants were tried.\n",
    );
  io.err(
    known === undefined
      ? "Committed. Publish this hash before you take the public seed value.\n"
      : "Committed before, unchanged.\n",
  );
  return 0;
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const [first, second] = args.positional;
  if (first === undefined)
    throw new UserError('Which claim? E.g. "leaksift assess claims/banal.yaml".');
  if (first === "init") {
    const { initClaim } = await import("./claim-init.ts");
    return initClaim(io, args, second ?? "claim.yaml");
  }
  if (first === "commit") {
    if (second === undefined)
      throw new UserError('Which claim file? E.g. "leaksift assess commit claims/banal.yaml".');
    return commit(io, args, second);
  }
  const report = textValue(args, "report");
  if (report !== undefined) checkReportPath(io, report);
  else if (isSet(args, "public"))
    throw new UserError("--public is about a report: add --report FILE.html.");
  const claim = claimOf(io, first);
  const paths = pathsOf(io, args);
  const index = openIndex(paths);
  try {
    const found = assessClaim(index, claim, before(paths, claim));
    note(io, paths, claim, "verdict", {
      verdict: found.verdict.word,
      read: found.review.tally.read,
      census: found.review.tally.censusRead,
    });
    if (report !== undefined)
      writeReport(io, { paths, index }, claim, found, {
        path: report,
        isPublic: isSet(args, "public"),
        language: REPORT_LANGUAGES.find((known) => known === textValue(args, "lang")) ?? "en",
      });
    if (isSet(args, "json")) io.out(`${safeJson(found)}\n`);
    else if (report === undefined) io.out(assessmentText(found, io));
    return 0;
  } finally {
    index.close();
  }
}

export const assess: CommandSpec = {
  name: "assess",
  positional: "CLAIM",
  access: "write",
  summary: "Test a claim about the whole corpus, with bounds",
  options: [
    INDEX_OPTION,
    JSON_OPTION,
    {
      name: "report",
      type: "string",
      placeholder: "FILE.html",
      description: "Write a report: one HTML file without scripts, nothing loaded from anywhere",
    },
    {
      name: "public",
      type: "boolean",
      description:
        "With --report: no passage, name, address or file name; pseudonyms; counts rounded, small ones as ranges",
    },
    {
      name: "lang",
      type: "string",
      choices: [...REPORT_LANGUAGES],
      placeholder: "LANGUAGE",
      description: "With --report: language of the part that says how it was done (default: en)",
    },
    {
      name: "id",
      type: "string",
      placeholder: "NAME",
      description: "init: short name of the claim",
    },
    {
      name: "claim",
      type: "string",
      placeholder: "TEXT",
      description: "init: the claim in one sentence",
    },
    {
      name: "kind",
      type: "string",
      choices: ["universal", "share", "existence"],
      placeholder: "KIND",
      description: "init: universal, share or existence",
    },
    {
      name: "threshold",
      type: "number",
      placeholder: "SHARE",
      description: "init: largest share that fits a claim of kind share (default: 0.01)",
    },
    {
      name: "question",
      type: "string",
      placeholder: "TEXT",
      description: "init: what a reader is asked of each document",
    },
    {
      name: "counter",
      type: "string",
      placeholder: "QUERY",
      description: "init: a query for counter-evidence",
    },
    {
      name: "size",
      type: "number",
      placeholder: "N",
      description: "init: documents of the random sample (default: 300)",
    },
    {
      name: "seed",
      type: "string",
      placeholder: "TEXT",
      description: "init: a seed chosen by you; without one a public value is asked for",
    },
  ],
  examples: [
    ["leaksift assess claims/banal.yaml", "Test the claim that all is banal"],
    [
      "leaksift assess commit claims/banal.yaml",
      "Freeze the claim and print its hash, before anything is read",
    ],
    [
      "leaksift assess claims/banal.yaml --report banal.html --public",
      "Write a report that shows no name",
    ],
    ["leaksift assess init loans.yaml", "Write a claim file"],
  ],
  notes: [
    "A verdict is consistent with, contradicted or undecided, with the sentence that justifies it and what it does not say. Read with: leaksift review CLAIM.",
    "A hit of a query is a document to read, never a counter-example by itself.",
  ],
  run,
};
