/** Puts an assessment together: survey, frame, what was read, bounds, verdict. Reads index and work file; writes nothing. */

import type { LedgerEntry } from "../catalog/annotations/work.ts";
import { countParts, unreadStretches } from "../catalog/claim-reads.ts";
import type { Claim, Mark } from "../model/claim.ts";
import type { OpenIndex } from "../search/open-index.ts";
import { type Answers, answersOf } from "./answers.ts";
import type { Assessment, ExcludedSet } from "./assessment.ts";
import { boundsOf, sideBoundsOf } from "./bounds.ts";
import { claimHash, questionId, seedOfClaim } from "./claim-hash.ts";
import { corpusAmounts } from "./content/corpus-amounts.ts";
import { distinctiveTerms } from "./content/distinctive-terms.ts";
import { counter, counterPart } from "./counter-evidence.ts";
import { type Frame, frameOf } from "./draw.ts";
import { identitiesOf } from "./review/identities.ts";
import {
  partlyRead,
  readingsAt,
  seenIn,
  viewingCounts,
  viewingSentence,
} from "./review/reading.ts";
import { chanceAllMissed } from "./statistics/hypergeometric.ts";
import { upperAtLook } from "./statistics/looks.ts";
import { type Survey, surveyClaim } from "./survey.ts";
import { excludedTallies, type SeenOf, tallyOf } from "./tally.ts";
import { readersSentence, verdictOf } from "./verdict.ts";

/** What was made on this index before: marks of any question, the ledger. */
export interface Before {
  readonly marks: readonly Mark[];
  readonly ledger: readonly LedgerEntry[];
  readonly ledgerIntact: boolean;
}

const SHOWN_TERMS = 40;

function overlapsOf(survey: Survey): { a: string; b: string; count: number }[] {
  const inside = new Set(survey.population);
  const sets = survey.categories.map(({ name, members }) => ({ name, members: new Set(members) }));
  return sets
    .flatMap((a, i) =>
      sets.slice(i + 1).map((b) => ({
        a: a.name,
        b: b.name,
        count: [...a.members].filter((at) => inside.has(at) && b.members.has(at)).length,
      })),
    )
    .filter(({ count }) => count > 0)
    .sort((x, y) => y.count - x.count || (x.a + x.b < y.a + y.b ? -1 : 1));
}

function uncategorizedOf(index: OpenIndex, survey: Survey): Assessment["uncategorized"] {
  const named = new Set(survey.categories.flatMap(({ members }) => members));
  const rest = survey.population.filter((at) => !named.has(at));
  const ids = (positions: readonly number[]): Set<number> =>
    new Set(positions.flatMap((at) => survey.items[at]?.docId ?? []));
  const others = survey.population.filter((at) => named.has(at));
  return {
    count: rest.length,
    languages: distinctiveTerms(index, ids(rest), ids(others), SHOWN_TERMS).map((language) => ({
      ...language,
      terms: language.terms.map((term) => ({ ...term, score: Math.round(term.score * 10) / 10 })),
    })),
  };
}

function timelineOf(survey: Survey): Pick<Assessment, "timeline" | "undated"> {
  const found = new Set(survey.counter.flatMap(({ members }) => members));
  const months = new Map<string, { documents: number; counter: number }>();
  let undated = 0;
  for (const at of survey.population) {
    const sentAt = survey.items[at]?.sentAt ?? null;
    const date = sentAt === null || Math.abs(sentAt) > 8e15 ? null : new Date(sentAt).toISOString();
    if (date === null || !/^\d{4}-/.test(date)) {
      undated++;
      continue;
    }
    const month = months.get(date.slice(0, 7)) ?? { documents: 0, counter: 0 };
    months.set(date.slice(0, 7), month);
    month.documents++;
    if (found.has(at)) month.counter++;
  }
  const timeline = [...months].sort(([a], [b]) => (a < b ? -1 : 1));
  return { timeline: timeline.map(([month, counts]) => ({ month, ...counts })), undated };
}

function excludedSets(
  survey: Survey,
  frame: Frame,
  answers: Answers,
  seenOf: SeenOf,
  claim: Claim,
): ExcludedSet[] {
  const { excludedSize } = claim.sample;
  return excludedTallies(survey, frame, answers, excludedSize, seenOf).map((tally, i) => {
    const { name, size, read, yes, found, plannedFound } = tally;
    const set = survey.excluded[i];
    const removed = set?.members.length ?? 0;
    const unreadable = removed - size;
    const planned = Math.min(excludedSize, size);
    const look = { population: size, drawn: read, found, planned, plannedFound };
    const { upper } = upperAtLook(look, 1 - claim.confidence);
    return {
      name,
      description: set?.description ?? "",
      removed,
      read,
      yes,
      upper: upper + unreadable,
    };
  });
}

function variants(
  claim: Claim,
  ledger: readonly LedgerEntry[],
): Pick<Assessment, "otherVariants" | "otherVariantsOfThis"> {
  const hash = claimHash(claim);
  const used = ledger.filter((entry) => entry.kind !== "commit" && entry.claimHash !== hash);
  return {
    otherVariants: new Set(used.map((entry) => entry.claimHash)).size,
    otherVariantsOfThis: new Set(
      used.filter((entry) => entry.claimId === claim.id).map((entry) => entry.claimHash),
    ).size,
  };
}

/** When the claim was committed, null when it never was or only after its sample had been drawn. */
function commitOf(ledger: readonly LedgerEntry[], hash: string): number | null {
  const own = ledger.filter((entry) => entry.claimHash === hash);
  const first = own.find(({ kind }) => kind === "commit" || kind === "draw" || kind === "active");
  return first?.kind === "commit" ? first.atMs : null;
}

/** Whether a public seed value is of a later day (UTC) than the commit; null for a seed chosen by the author. */
function isAfterCommit(claim: Claim, ledger: readonly LedgerEntry[]): boolean | null {
  if (claim.seed.kind === "author") return null;
  const committedMs = commitOf(ledger, claimHash(claim));
  if (committedMs === null) return false;
  return claim.seed.date > new Date(committedMs).toISOString().slice(0, 10);
}

/** What the claim file says, with the hash that names it and whether that was committed to. */
function claimPart(claim: Claim, ledger: readonly LedgerEntry[]): Assessment["claim"] {
  const hash = claimHash(claim);
  return {
    id: claim.id,
    claim: claim.claim,
    kind: claim.kind,
    threshold: claim.threshold,
    confidence: claim.confidence,
    question: claim.counterEvidence.question,
    hash,
    committed: commitOf(ledger, hash) !== null,
  };
}

/** What could not be read, of the population and of the whole index. */
function unreadablePart(
  index: OpenIndex,
  survey: Survey,
  documents: number,
): Assessment["unreadable"] {
  const items = survey.population.map((at) => survey.items[at]);
  return {
    documents,
    parts: items.reduce((sum, item) => sum + (item?.unreadParts ?? 0), 0),
    allParts: countParts(index.catalog, new Set(items.map((item) => item?.docId ?? -1))),
    stretches: unreadStretches(index.catalog),
  };
}

/** Assesses a claim on an index. Throws UserError for a query that cannot be run. */
export function assessClaim(index: OpenIndex, claim: Claim, before: Before): Assessment {
  const survey = surveyClaim(index, claim);
  const seed = seedOfClaim(claim);
  const frame = frameOf(survey, seed);
  const question = questionId(claim);
  const marks = before.marks.filter((mark) => mark.question === question);
  const answers = answersOf(marks);
  const read = readingsAt(index.catalog, survey, answers);
  const seenOf: SeenOf = (at) => {
    const seen = read(at);
    return seen === null ? "files" : seenIn(seen.reading);
  };
  const tally = tallyOf(survey, frame, answers, claim.sample, seed !== null, seenOf);
  const bounds = boundsOf(tally, claim.confidence);
  const sides = sideBoundsOf(tally, claim.confidence);
  const viewing = viewingCounts(survey.population, read, answers);
  const { summaries, categories } = corpusAmounts(index, survey, claim.amounts);
  const drawn = Math.min(claim.sample.size, frame.rest.length);
  return {
    formatVersion: 1,
    claim: claimPart(claim, before.ledger),
    seed: {
      kind: claim.seed.kind,
      known: seed !== null,
      source: claim.seed.source,
      date: claim.seed.date,
      afterCommit: isAfterCommit(claim, before.ledger),
    },
    ...variants(claim, before.ledger),
    ledgerIntact: before.ledgerIntact,
    population: {
      families: survey.families,
      distinct: survey.items.length,
      withoutBulk: survey.items.filter((item) => !item.isBulk).length,
      population: survey.population.length,
      outside: survey.outside,
      excluded: excludedSets(survey, frame, answers, seenOf, claim),
    },
    categories: survey.categories.map(counter(survey)),
    overlaps: overlapsOf(survey),
    uncategorized: uncategorizedOf(index, survey),
    counter: counterPart(index, survey, answers, seenOf),
    amounts: summaries,
    categoryAmounts: categories,
    unreadable: unreadablePart(index, survey, frame.unreadable.length),
    review: {
      readers: answers.readers.length,
      marks: answers.marks,
      disputed: [...answers.byContent.values()].filter(({ disputed }) => disputed).length,
      tally,
      ...partlyRead(survey.population, read),
      viewing,
      viewingSays: viewingSentence(viewing),
      identities: identitiesOf(marks),
      betweenReaders: answers.betweenReaders,
      blind: answers.blind,
    },
    bounds,
    sides,
    readersSay: readersSentence(tally, bounds, sides),
    plantedMissed: claim.planted
      .filter((planted) => planted <= frame.rest.length)
      .map((planted) => ({ planted, chance: chanceAllMissed(frame.rest.length, drawn, planted) })),
    verdict: verdictOf(claim.kind, claim.threshold, tally, bounds),
    ...timelineOf(survey),
  };
}
