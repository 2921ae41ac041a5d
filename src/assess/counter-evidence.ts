/** Counter-evidence of a claim: the sets that speak against it, their terms, and the documents that were found by most of them. */
import type { OpenIndex } from "../search/open-index.ts";
import type { Answers, Decided } from "./answers.ts";
import type { Assessment, CounterDocument, SetCounts } from "./assessment.ts";
import { rankedCounter } from "./draw.ts";
import { locatorOf, passageFor } from "./passages.ts";
import type { NamedSet, Survey } from "./survey.ts";
import type { SeenOf } from "./tally.ts";

const SHOWN_COUNTER = 50;

/** Counts sets under every denominator. */
export function counter(survey: Survey): (set: NamedSet) => SetCounts {
  const inside = new Set(survey.population);
  return ({ name, description, members }) => {
    const items = members.flatMap((at) => survey.items[at] ?? []);
    return {
      name,
      description,
      families: items.reduce((sum, item) => sum + item.copies, 0),
      distinct: members.length,
      withoutBulk: items.filter((item) => !item.isBulk).length,
      population: members.filter((at) => inside.has(at)).length,
    };
  };
}

function stateOf(known: Decided | undefined, isWhole: boolean): string {
  if (known === undefined) return "not read";
  const { answer, confirmed } = known;
  if (answer === "yes") return confirmed ? "yes, confirmed" : "yes, needs a second look";
  if (answer === "unsure") return "unsure, to be decided";
  return isWhole ? "no" : "no, from part of it";
}

function topCounter(
  index: OpenIndex,
  survey: Survey,
  answers: Answers,
  seenOf: SeenOf,
): CounterDocument[] {
  return rankedCounter(survey)
    .slice(0, SHOWN_COUNTER)
    .flatMap(({ at, score, terms, sets }): CounterDocument[] => {
      const item = survey.items[at];
      if (item === undefined) return [];
      const document = index.catalog.document(item.docId);
      const known = answers.byContent.get(item.contentId);
      const sender = document.envelope?.from[0];
      return [
        {
          id: item.contentId,
          score: Math.round(score * 100) / 100,
          sets,
          terms,
          flags: item.flags,
          answer: known?.answer ?? null,
          confirmed: known?.confirmed ?? false,
          state: stateOf(known, seenOf(at) === "all"),
          sentAt: item.sentAt === null ? null : new Date(item.sentAt).toISOString(),
          subject: document.envelope?.subject ?? document.name,
          from: sender === undefined ? "" : `${sender.name} <${sender.address}>`.trim(),
          passage: passageFor(index, item.docId, terms),
          locator: locatorOf(index.catalog, document),
        },
      ];
    });
}

/** Counter-evidence: each set with the terms that are in the population, most frequent first. */
function counterSets(survey: Survey): Assessment["counter"]["sets"] {
  const counted = counter(survey);
  const inside = new Set(survey.population);
  return survey.counter.map((set) => ({
    ...counted(set),
    terms: set.terms
      .map(({ term, members }) => ({ term, count: members.filter((at) => inside.has(at)).length }))
      .sort((a, b) => b.count - a.count || (a.term < b.term ? -1 : 1)),
  }));
}

/** What the assessment says of counter-evidence: `{sets: [{name: "payment", …, terms}], documents: 41, top: […]}`. */
export function counterPart(
  index: OpenIndex,
  survey: Survey,
  answers: Answers,
  seenOf: SeenOf,
): Assessment["counter"] {
  return {
    sets: counterSets(survey),
    documents: rankedCounter(survey).length,
    top: topCounter(index, survey, answers, seenOf),
  };
}
