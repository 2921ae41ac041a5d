/**
 * Which words set some documents apart from the others of the same language: document counts from the forward index of every segment, log-likelihood
 * over both sets. A word counts only when several senders use it, and names of correspondents do not: else signatures and one sender's forms come
 * first. Reads message bodies and subjects; no text is inflated.
 */
import { senderRows } from "../../catalog/facet-rows.ts";
import type { OpenIndex } from "../../search/open-index.ts";
import { fieldNumber, type SearchSegment } from "../../search/segment-terms.ts";
import { keyness } from "../statistics/keyness.ts";

export interface DistinctiveTerm {
  readonly term: string;
  /** Documents of the set, and of the others in this language, that have it. */
  readonly inside: number;
  readonly outside: number;
  /** Log-likelihood G2; above 10.8 chance is below 0.1 %. */
  readonly score: number;
}

export interface LanguageTerms {
  /** Two letters; "" for documents whose language was not told (too little text). */
  readonly language: string;
  /** Documents of the set in this language, and others to compare with. */
  readonly inside: number;
  readonly outside: number;
  /** Most distinctive first; none where there are too few others to compare with. */
  readonly terms: readonly DistinctiveTerm[];
}

const LEAST_DOCUMENTS = 3;
/** A word counts when at least so many senders use it: one in fifty of those who wrote in the language, within these ends. */
const LEAST_SENDERS = 3;
const MOST_SENDERS = 12;
const SENDERS_EACH = 50;
/** Fewer documents of a language on either side, and the words say more of single documents than of the set. */
const LEAST_COMPARED = 20;
const LEAST_SCORE = 10.83;
/** Numbers and single letters say nothing to a reader. */
const WORD = /^\p{L}[\p{L}\p{M}'-]{2,39}$/u;

/** So many languages are compared, those with most documents. */
const MOST_LANGUAGES = 6;

/** Language of each document of the segments that is in one of the sets; "" where none was told. */
function languagesOf(
  index: OpenIndex,
  sets: readonly ReadonlySet<number>[],
): ReadonlyMap<number, string> {
  const field = fieldNumber("lang");
  const languages = new Map<number, string>();
  for (const docIds of sets) for (const docId of docIds) languages.set(docId, "");
  for (const { reader, firstDoc } of index.segments)
    for (const entry of reader.scan("")) {
      if (entry.term.length > 3) continue;
      for (const document of reader.postings(entry, field).documents)
        if (languages.has(firstDoc + document)) languages.set(firstDoc + document, entry.term);
    }
  return languages;
}

/** Number (from 1) of the first sender of each document; equal for equal addresses. */
function sendersOf(index: OpenIndex, docIds: ReadonlySet<number>): ReadonlyMap<number, number> {
  const numbers = new Map<string, number>();
  const senders = new Map<number, number>();
  for (const [docId, value] of senderRows(index.catalog.database, [...docIds])) {
    const number = numbers.get(value) ?? numbers.size + 1;
    numbers.set(value, number);
    senders.set(docId, number);
  }
  return senders;
}

/** Counts of one language, by rank of one segment. */
class RankCounts {
  readonly inside: Uint32Array;
  readonly outside: Uint32Array;
  /** The first few different senders inside. */
  readonly senders: Uint32Array;

  constructor(ranks: number) {
    this.inside = new Uint32Array(ranks);
    this.outside = new Uint32Array(ranks);
    this.senders = new Uint32Array(ranks * MOST_SENDERS);
  }

  /** `sender` is null for a document of the other set. */
  add(rank: number, sender: number | null): void {
    const counts = sender === null ? this.outside : this.inside;
    counts[rank] = (counts[rank] as number) + 1;
    if (sender !== null) addSender(this.senders, rank * MOST_SENDERS, sender);
  }
}

/** Puts a sender into the first free of a few places from `from`, unless it is there. */
function addSender(senders: Uint32Array | number[], from: number, sender: number): void {
  for (let at = from; at < from + MOST_SENDERS; at++) {
    if (senders[at] === sender) return;
    if (senders[at] === 0) {
      senders[at] = sender;
      return;
    }
  }
}

/** Counts of one word over all segments. */
interface TermCount {
  inside: number;
  outside: number;
  readonly senders: number[];
  /** Documents with the word among senders and recipients. */
  named: number;
}

/** A word that stands in address lines at least this often for each text it stands in is a name. */
const NAME_SHARE = 0.3;

/** What is counted: the languages compared, and of each document its language and (inside) its sender. */
interface Compared {
  readonly languages: ReadonlyMap<number, string>;
  readonly inside: ReadonlySet<number>;
  readonly senders: ReadonlyMap<number, number>;
  readonly totals: ReadonlyMap<string, Map<string, TermCount>>;
}

/** Adds the words of one segment. */
function countSegment({ reader, firstDoc }: SearchSegment, compared: Compared): void {
  const { languages, inside, senders, totals } = compared;
  const ranks = reader.footer.termCount + 1;
  const fields = [fieldNumber("subject"), fieldNumber("body")];
  const counts = new Map([...totals.keys()].map((name) => [name, new RankCounts(ranks)] as const));
  const lastSeen = new Int32Array(ranks).fill(-1);
  let buffer = new Uint32Array(1 << 14);
  for (let document = 0; document < reader.documentCount; document++) {
    const docId = firstDoc + document;
    const own = counts.get(languages.get(docId) ?? "");
    if (own === undefined) continue;
    const sender = inside.has(docId) ? (senders.get(docId) ?? 0) : null;
    for (const field of fields) {
      const terms = reader.forward(document, field, buffer);
      if (terms.length > buffer.length) buffer = new Uint32Array(terms.length * 2);
      for (const rank of terms) {
        if (lastSeen[rank] === document) continue;
        lastSeen[rank] = document;
        own.add(rank, sender);
      }
    }
  }
  const people = [fieldNumber("from"), fieldNumber("to")];
  for (const { term, ordinal, fields: places } of reader.scan("")) {
    if (!WORD.test(term)) continue;
    const rank = reader.rankOf(ordinal);
    if (rank === 0) continue;
    const named = Math.max(
      0,
      ...places.map(({ field, count }) => (people.includes(field) ? count : 0)),
    );
    for (const [name, own] of counts) addTerm(totals.get(name), term, named, rank, own);
  }
}

function addTerm(
  terms: Map<string, TermCount> | undefined,
  term: string,
  named: number,
  rank: number,
  { inside, outside, senders }: RankCounts,
): void {
  const [withIt, without] = [inside[rank] as number, outside[rank] as number];
  if (terms === undefined || withIt + without === 0) return;
  const known = terms.get(term) ?? {
    inside: 0,
    outside: 0,
    senders: Array(MOST_SENDERS).fill(0),
    named: 0,
  };
  terms.set(term, known);
  known.inside += withIt;
  known.outside += without;
  known.named += named;
  for (const sender of senders.subarray(rank * MOST_SENDERS, (rank + 1) * MOST_SENDERS))
    if (sender !== 0) addSender(known.senders, 0, sender);
}

/** Documents of one language in each set, and who wrote those inside. */
interface Sizes {
  inside: number;
  outside: number;
  readonly senders: Set<number>;
}

function scored(
  terms: ReadonlyMap<string, TermCount>,
  sizes: Sizes,
  limit: number,
): DistinctiveTerm[] {
  const { senders: writers } = sizes;
  const least = Math.min(
    MOST_SENDERS,
    Math.max(LEAST_SENDERS, Math.floor(writers.size / SENDERS_EACH)),
  );
  return [...terms]
    .flatMap(([term, { inside, outside, senders, named }]) => {
      if (inside < LEAST_DOCUMENTS || !senders[least - 1]) return [];
      if (named >= NAME_SHARE * (inside + outside)) return [];
      const score = keyness(inside, sizes.inside, outside, sizes.outside);
      return score < LEAST_SCORE ? [] : { term, inside, outside, score };
    })
    .sort((a, b) => b.score - a.score || (a.term < b.term ? -1 : 1))
    .slice(0, limit);
}

/** Words of the documents `inside` (docIds) against those of `outside` in the same language; `limit` a language. Equal scores by word. */
export function distinctiveTerms(
  index: OpenIndex,
  inside: ReadonlySet<number>,
  outside: ReadonlySet<number>,
  limit: number,
): LanguageTerms[] {
  const languages = languagesOf(index, [inside, outside]);
  const senders = sendersOf(index, inside);
  const sizes = new Map<string, Sizes>();
  for (const [docId, name] of languages) {
    const size = sizes.get(name) ?? { inside: 0, outside: 0, senders: new Set() };
    sizes.set(name, size);
    if (inside.has(docId)) {
      size.inside++;
      size.senders.add(senders.get(docId) ?? 0);
    } else size.outside++;
  }
  const ordered = [...sizes]
    .filter(([, size]) => size.inside > 0)
    .sort(([a, x], [b, y]) => y.inside - x.inside || (a < b ? -1 : 1));
  const totals = new Map(
    ordered
      .filter(
        ([name, size]) => name !== "" && Math.min(size.inside, size.outside) >= LEAST_COMPARED,
      )
      .slice(0, MOST_LANGUAGES)
      .map(([name]) => [name, new Map<string, TermCount>()] as const),
  );
  const compared = { languages, inside, senders, totals };
  for (const segment of index.segments) countSegment(segment, compared);
  return ordered.map(([language, size]) => ({
    language,
    inside: size.inside,
    outside: size.outside,
    terms: scored(totals.get(language) ?? new Map(), size, limit),
  }));
}
