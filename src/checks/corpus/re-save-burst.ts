/**
 * C06: several old files were saved again within minutes of each other. Says when and which, never by whom or why.
 *
 * Formed within one clock: times that are UTC and times that are a wall clock of unknown zone are never mixed. A file counts only when it
 * was made more than a day before: files written for the first time together are an export, not a re-save.
 */

import type { CorpusCheck, CorpusRun, CorpusView, FileRow } from "../../model/corpus-view.ts";
import type { Finding, FindingMember } from "../../model/flag.ts";
import type { MetadataValue } from "../../model/metadata.ts";
import { fill, quoted } from "../engine/check.ts";
import { type ClockType, firstValue, plainName, timeOf } from "../facts/corpus-values.ts";
import { isoSeconds, metadataEvidence, spanText } from "../facts/evidence.ts";

/** Parameters of the burst, chosen before any corpus was looked at; docs/checks/re-save-burst.md shows what others would give. */
const BURST = {
  minFiles: 4,
  /** Longest pause between two saves of one burst. */
  maxGapMs: 5 * 60_000,
  maxSpanMs: 20 * 60_000,
  /** Creation dates must be spread at least so far. */
  minCreatedSpanMs: 30 * 86_400_000,
  minAgeMs: 86_400_000,
  /** Beyond so many files a person at a desk is the less likely explanation and a migration the more likely. */
  maxByHand: 40,
} as const;

interface Saved {
  readonly file: FileRow;
  readonly modified: MetadataValue;
  readonly created: MetadataValue;
  readonly at: number;
  readonly createdAt: number;
}

/** Old files with both times of one clock; one of each content. */
function savedAgain(view: CorpusView, clock: ClockType): Saved[] {
  const seen = new Set<string>();
  const found: Saved[] = [];
  for (const file of view.files()) {
    if (file.type === "application/pdf" || seen.has(file.contentId)) continue;
    const modified = timeOf(file, "modified", clock);
    const created = timeOf(file, "created", clock);
    if (modified?.time === undefined || created?.time === undefined) continue;
    const [at, createdAt] = [modified.time.epochMs, created.time.epochMs];
    if (at - createdAt < BURST.minAgeMs) continue;
    seen.add(file.contentId);
    found.push({ file, modified, created, at, createdAt });
  }
  return found.sort((a, b) => a.at - b.at);
}

/** Runs of saves without a long pause, cut at the longest span. */
function runsOf(saved: readonly Saved[]): Saved[][] {
  const runs: Saved[][] = [];
  let run: Saved[] = [];
  for (const each of saved) {
    const [first, last] = [run[0], run.at(-1)];
    const fits =
      first !== undefined &&
      last !== undefined &&
      each.at - last.at <= BURST.maxGapMs &&
      each.at - first.at <= BURST.maxSpanMs;
    if (!fits) {
      runs.push(run);
      run = [];
    }
    run.push(each);
  }
  runs.push(run);
  return runs.filter((each) => each.length >= BURST.minFiles);
}

function findingOf(run: readonly Saved[], total: number): Finding | null {
  const creations = run.map(({ createdAt }) => createdAt).sort((a, b) => a - b);
  const spread = (creations.at(-1) ?? 0) - (creations[0] ?? 0);
  const [first, last] = [run[0], run.at(-1)];
  if (first === undefined || last === undefined || spread < BURST.minCreatedSpanMs) return null;
  // Times of one template or of one copy: all made at the same moment too
  if (new Set(creations).size < BURST.minFiles) return null;
  const savers = new Set(
    run
      .map(({ file }) => plainName(firstValue(file, "lastsavedby")?.text ?? ""))
      .filter((name) => name !== ""),
  );
  const members = run.map(({ file, modified, created }): FindingMember => {
    const saver = firstValue(file, "lastsavedby");
    return {
      docId: file.docId,
      evidence: [
        metadataEvidence(modified),
        metadataEvidence(created),
        ...(saver === undefined ? [] : [metadataEvidence(saver)]),
      ],
    };
  });
  const span = last.at - first.at;
  const values = {
    count: run.length,
    span: spanText(span),
    at: isoSeconds(first.at),
    spread: spanText(spread),
    savers: savers.size,
  };
  return {
    check: "re-save-burst",
    level: run.length <= BURST.maxByHand ? "medium" : "low",
    sentence: fill(reSaveBurst.sentence, values),
    members,
    evidence: [
      {
        raw: run
          .map(({ at }) => isoSeconds(at))
          .slice(0, 50)
          .join(", "),
        where: {
          kind: "corpus",
          what: `${run.length} of ${total} files with both times on this clock`,
        },
        steps: [
          `last - first: ${last.at} - ${first.at} = ${span} ms = ${spanText(span)}`,
          `creation dates from ${quoted(isoSeconds(creations[0] ?? 0))} to ${quoted(isoSeconds(creations.at(-1) ?? 0))}`,
        ],
        value: spanText(span),
        comparedWith: {
          what: "the spread of their creation dates",
          raw: spanText(spread),
          where: { kind: "corpus", what: "the same files" },
        },
      },
    ],
    rarity: 1 - Math.min(0.9, run.length / Math.max(run.length * 2, total)),
  };
}

export const reSaveBurst: CorpusCheck = {
  scope: "corpus",
  id: "re-save-burst",
  catalogue: "C06",
  line: "document",
  level: "medium",
  sentence:
    "{count} files were saved again within {span}, from {at} on; they were made over a span of {spread}. They carry {savers} different texts as last saved by.",
  looksFor:
    "Four or more files saved within twenty minutes, pauses of at most five, whose creation dates are spread over more than thirty days.",
  whyItMatters:
    "Files made over years and saved again within minutes were gone through together, by a person or a program, at that time.",
  innocentCauses: [
    "a migration to another system, version or server",
    "a batch conversion or a macro that updates many files",
    "somebody who put a folder in order, or filled in the year's figures",
    "an export that saves every file again",
  ],
  sources: ["own design after published analyses of a leak of 2017"],
  cost: "needs tools",
  run: (view): CorpusRun => {
    const findings: Finding[] = [];
    let applies = 0;
    for (const clock of ["utc", "local"] as const) {
      const saved = savedAgain(view, clock);
      applies = Math.max(applies, saved.length);
      for (const run of runsOf(saved)) {
        const finding = findingOf(run, saved.length);
        // Word files tell both clocks: the same burst again in local time is not a second one
        const known = finding !== null && findings.some((other) => sameMembers(other, finding));
        if (finding !== null && !known) findings.push(finding);
      }
    }
    return { findings, applies };
  },
};

function sameMembers(a: Finding, b: Finding): boolean {
  const ids = new Set(a.members.map(({ docId }) => docId));
  return b.members.every(({ docId }) => ids.has(docId));
}
