/** `leaksift verify`: reads the sources again and proves that nothing was lost or altered; prints the sums. */
import { forgottenIds } from "../catalog/forgotten.ts";
import { findIndex, type IndexPaths } from "../catalog/index-folder.ts";
import { CatalogReader } from "../catalog/read-catalog.ts";
import type { SourceRow } from "../catalog/stored-rows.ts";
import { walkCounts } from "../catalog/walk-counts.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  isSet,
  JSON_OPTION,
  numberValue,
  type ParsedArgs,
  textValue,
} from "../cli/command.ts";
import { byteProgress } from "../cli/progress.ts";
import { Expander } from "../custody/expand.ts";
import { type IndexProof, verifyIndex } from "../custody/verify-index.ts";
import { type SourceProof, verifySource } from "../custody/verify-source.ts";
import { EXIT } from "../errors.ts";
import type { WalkCounts } from "../model/document.ts";
import { escapeLine, safeJson } from "../render/escape.ts";
import { bold, counted, dim, grouped, red } from "../render/terminal.ts";
import { walksText } from "../render/walks.ts";
import { openIndex } from "../search/open-index.ts";
import type { SecondOpinion } from "../search/second-opinion.ts";

interface Totals {
  sizeBytes: number;
  recordBytes: number;
  gapBytes: number;
  problemBytes: number;
  pendingBytes: number;
  records: number;
  inside: number;
  missing: number;
  faults: number;
}

function totalsOf(proofs: readonly SourceProof[]): Totals {
  const sum = (of: (proof: SourceProof) => number): number =>
    proofs.reduce((total, proof) => total + of(proof), 0);
  return {
    sizeBytes: sum((p) => p.sizeBytes),
    recordBytes: sum((p) => p.recordBytes),
    gapBytes: sum((p) => p.gapBytes),
    problemBytes: sum((p) => p.problemBytes),
    pendingBytes: sum((p) => p.pendingBytes),
    records: sum((p) => p.records),
    inside: sum((p) => p.inside),
    missing: sum((p) => (p.missing ? 1 : 0)),
    faults: sum((p) => p.faults.length),
  };
}

function sumsText(sums: Omit<Totals, "missing" | "faults">): string {
  const parts = [`${grouped(sums.recordBytes)} in ${counted(sums.records, "record")}`];
  if (sums.gapBytes > 0) parts.push(`${grouped(sums.gapBytes)} in gaps`);
  if (sums.problemBytes > 0) parts.push(`${grouped(sums.problemBytes)} in problems`);
  if (sums.pendingBytes > 0) parts.push(`${grouped(sums.pendingBytes)} not indexed yet`);
  return `${grouped(sums.sizeBytes)} bytes = ${parts.join(" + ")}`;
}

function printSource(io: Io, proof: SourceProof): void {
  const failed = proof.faults.length > 0;
  io.out(`${failed ? red(io, "NO") : "ok"}  ${bold(io, escapeLine(proof.path))}\n`);
  if (!proof.missing) io.out(`    ${dim(io, sumsText(proof))}\n`);
  for (const fault of proof.faults) io.out(`    ${red(io, escapeLine(fault))}\n`);
}

function printOpinion(io: Io, { sampled, families, questions, different }: SecondOpinion): void {
  const agree = different.length === 0 ? "the same answers" : "different answers";
  io.out(
    `Second opinion: ${grouped(sampled)} of ${counted(families, "family", "families")} indexed by FlexSearch, ${counted(questions, "question")}: ${agree}.\n`,
  );
  for (const each of different) io.out(`${red(io, "NO")}  ${escapeLine(each)}\n`);
}

function printTotals(
  io: Io,
  totals: Totals,
  index: IndexProof,
  expanded: boolean,
  walks: WalkCounts,
  opinion: SecondOpinion | null,
): void {
  io.out(`\nSources: ${sumsText(totals)}\n`);
  const walked = walksText(walks);
  if (walked !== "") io.out(`While indexing: ${walked}\n`);
  io.out(
    expanded
      ? `Unpacked again: ${counted(totals.inside, "file")} inside messages and containers, each at its place with its hash.\n`
      : "Not unpacked again (--hashes-only): files inside messages and containers were not compared.\n",
  );
  const { segments, documents, terms, postings, log } = index;
  io.out(
    `Index: ${counted(segments, "segment")}, ${counted(documents, "document")}, ${counted(terms, "term")}, ${counted(postings, "posting")} read.\n`,
  );
  io.out(`Run log: ${counted(log.entries, "entry", "entries")}; last hash ${log.head}\n`);
  if (log.unended.length > 0)
    io.out(
      `Runs that did not end by themselves (killed, or running now): ${log.unended.join(", ")}\n`,
    );
  if (opinion !== null) printOpinion(io, opinion);
  for (const fault of index.faults) io.out(`${red(io, "NO")}  ${escapeLine(fault)}\n`);
  const wrong = totals.faults + index.faults.length + (opinion?.different.length ?? 0);
  io.out(
    wrong === 0
      ? "Everything holds: every byte is accounted for and every hash is as stored.\n"
      : `${counted(wrong, "thing")} that ${wrong === 1 ? "does" : "do"} not hold, listed above.\n`,
  );
}

async function proveSources(
  io: Io,
  catalog: CatalogReader,
  sources: readonly SourceRow[],
  expander: Expander | null,
  show: (proof: SourceProof) => void,
): Promise<SourceProof[]> {
  const proofs: SourceProof[] = [];
  const bar = byteProgress(
    io,
    sources.reduce((sum, source) => sum + source.sizeBytes, 0),
  );
  for (const source of sources) {
    const proof = await verifySource(catalog, source, { expander, onBytes: bar.bytes });
    proofs.push(proof);
    bar.end();
    show(proof);
  }
  return proofs;
}

const DEFAULT_SAMPLE = 500;

/** How many families get a second opinion, 0 for all; null for none. */
const sampleSize = (args: ParsedArgs): number | null =>
  numberValue(args, "sample") ?? (isSet(args, "hashes-only") ? null : DEFAULT_SAMPLE);

/** The seed is fixed: whoever verifies the same index asks the same questions. */
const SEED = 1;

async function opinionOn(paths: IndexPaths, sample: number | null): Promise<SecondOpinion | null> {
  if (sample === null) return null;
  const { secondOpinion } = await import("../search/second-opinion.ts");
  const index = openIndex(paths);
  try {
    return secondOpinion(index, sample, SEED);
  } finally {
    index.close();
  }
}

/** More sources than this are printed only when something is wrong with them. */
const MANY_SOURCES = 50;

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const sample = sampleSize(args);
  const paths = findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder);
  const catalog = new CatalogReader(paths);
  const expander = isSet(args, "hashes-only") ? null : new Expander(forgottenIds(catalog.database));
  try {
    const json = isSet(args, "json");
    const sources = catalog.sources();
    const many = sources.length > MANY_SOURCES;
    const index = verifyIndex(catalog, () => undefined);
    const proofs = await proveSources(io, catalog, sources, expander, (proof) => {
      if (!json && (!many || proof.faults.length > 0)) printSource(io, proof);
    });
    const totals = totalsOf(proofs);
    const walks = walkCounts(catalog.database);
    const opinion = index.faults.length > 0 ? null : await opinionOn(paths, sample);
    if (json) {
      io.out(
        `${safeJson({ formatVersion: 1, index: catalog.paths.folder, expanded: expander !== null, totals, indexProof: index, walks, secondOpinion: opinion, sources: proofs })}\n`,
      );
    } else printTotals(io, totals, index, expander !== null, walks, opinion);
    const isWrong = index.faults.length > 0 || (opinion?.different.length ?? 0) > 0;
    if (isWrong) return EXIT.indexState;
    return totals.faults > 0 ? EXIT.someUnread : EXIT.done;
  } finally {
    expander?.close();
    catalog.close();
  }
}

export const verify: CommandSpec = {
  name: "verify",
  positional: "",
  access: "read",
  summary: "Read the sources again: is every byte accounted for, unaltered?",
  options: [
    INDEX_OPTION,
    {
      name: "hashes-only",
      type: "boolean",
      description: "Compare hashes and sums, without unpacking messages and containers again",
    },
    {
      name: "sample",
      type: "number",
      placeholder: "N",
      description:
        "Families that FlexSearch indexes too, to compare its answers to 500 questions with ours (default 500; 0: all; none with --hashes-only)",
    },
    JSON_OPTION,
  ],
  examples: [
    ["leaksift verify", "Prove sums, hashes, containers, segments, run log"],
    ["leaksift verify --sample 0", "The same, and a second opinion on every family"],
    ["leaksift verify --hashes-only --json", "The quick part, for a script"],
  ],
  notes: [
    "Exit code 0: everything holds. 3: a source is missing, changed or not fully accounted for. 4: the index itself is damaged or was altered.",
    "Note the last hash of the run log elsewhere: with it, a later change of the log can be shown (docs/custody.md).",
  ],
  run,
};
