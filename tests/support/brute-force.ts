/**
 * The oracle of search: evaluates a query TREE over plain documents, by the sentences of docs/query-language.md and the design, as slowly and
 * plainly as can be. Shares with the program the tokenizer, the field table and the tree's types, nothing else.
 */
import { FIELDS, findField } from "../../src/fields.ts";
import { nameTest } from "../../src/query/name-keys.ts";
import { garbledName, namePhrases } from "../../src/query/plan-name.ts";
import type { TermSet } from "../../src/query/plan-terms.ts";
import type { DateExpression, LeafNode, QueryNode, Slot, TimeBound } from "../../src/query/tree.ts";
import { stemTest } from "../../src/search/stems.ts";
import { foldWord, idsOf, termsOf, tokenize } from "../../src/tokenize.ts";
import { type PlainDocument, type PlainFamily, scriptsOf } from "./plain-corpus.ts";

/** A test of a term, by its number (see {@link numberOf}). */
type TermTest = (term: number) => boolean;

const isFileField = (field: string): boolean => findField(field)?.level === "file";
const typeOf = (field: string) => findField(field)?.type;

const DEFAULT_FIELDS = FIELDS.filter((f) => f.inDefault && f.type === "text").map((f) => f.name);

const fieldsOf = (field: string | null): readonly string[] =>
  field === null ? DEFAULT_FIELDS : (findField(field)?.unionOf ?? [field]);

/** Remembers answers: the same words are asked about again and again. */
function remembered<T>(ask: (key: string) => T): (key: string) => T {
  const answers = new Map<string, T>();
  return (key) => {
    let answer = answers.get(key);
    if (answer === undefined) {
      answer = ask(key);
      answers.set(key, answer);
    }
    return answer;
  };
}

const numbers = new Map<string, number>();
const names: string[] = [];

/** Terms are numbered as they are met, so that each answer about one is worked out once. */
function numberOf(term: string): number {
  let number = numbers.get(term);
  if (number === undefined) {
    number = names.push(term) - 1;
    numbers.set(term, number);
  }
  return number;
}

function testOf(test: (term: string) => boolean): TermTest {
  const answers: (boolean | undefined)[] = [];
  return (term) => {
    let answer = answers[term];
    if (answer === undefined) {
      answer = test(names[term] as string);
      answers[term] = answer;
    }
    return answer;
  };
}

/** A sequence of terms, and each of them once. */
interface Terms {
  readonly all: readonly number[];
  readonly distinct: readonly number[];
}

const sequenceOf = (terms: readonly string[]): Terms => {
  const all = terms.map(numberOf);
  return { all, distinct: [...new Set(all)] };
};

const cutIntoTerms = remembered((text: string) => sequenceOf(termsOf(text)));

/** A pattern as an anchored regular expression; escapes as in the tree. */
const globExpression = remembered((pattern: string): RegExp => {
  const source = pattern.replace(/\\.|./gsu, (part) => {
    if (part === "*") return ".*";
    if (part === "?") return ".";
    const char = part.length > 1 && part.startsWith("\\") ? part.slice(1) : part;
    return char.replace(/[\\^$.*+?()[\]{}|/-]/, "\\$&");
  });
  return new RegExp(`^(?:${source})$`, "su");
});

const matchesGlob = (pattern: string, text: string): boolean => globExpression(pattern).test(text);

const globTest = remembered((pattern: string) => testOf((term) => matchesGlob(pattern, term)));

/** Edit distance with swaps of neighbours, by its definition. */
function distance(a: readonly string[], b: readonly string[]): number {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number): number => table[i]?.[j] ?? 0;
  for (let i = 0; i <= a.length; i++) {
    for (let j = 0; j <= b.length; j++) {
      if (i === 0 || j === 0) (table[i] as number[])[j] = i + j;
      else {
        const options = [
          at(i - 1, j) + 1,
          at(i, j - 1) + 1,
          at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ];
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
          options.push(at(i - 2, j - 2) + 1);
        (table[i] as number[])[j] = Math.min(...options);
      }
    }
  }
  return at(a.length, b.length);
}

function isNear(word: string, term: string, most: number): boolean {
  const [a, b] = [Array.from(word), Array.from(term)];
  return Math.abs(a.length - b.length) <= most && distance(a, b) <= most;
}

const fuzzyTests = [1, 2].map((most) =>
  remembered((word: string) => testOf((term) => isNear(word, term, most))),
);
const fuzzyTest = (word: string, most: number): TermTest =>
  (fuzzyTests[most - 1] as (word: string) => TermTest)(word);

const same = (word: string): TermTest => {
  const wanted = numberOf(word);
  return (term) => term === wanted;
};

/** Letters no text here holds stand for the wildcards, so that the tokenizer itself cuts a pattern. */
const ANY = "\ua66e";
const ONE = "\ua60c";

function patternTests(pattern: string): TermTest[] {
  const text = pattern.replace(/\\.|[*?]/gs, (part) =>
    part === "*" ? ANY : part === "?" ? ONE : part.slice(1),
  );
  return termsOf(text).map((term) => globTest(term.replaceAll(ANY, "*").replaceAll(ONE, "?")));
}

const slotTests = (slot: Slot): TermTest[] =>
  slot.kind === "word" ? termsOf(slot.text).map(same) : patternTests(slot.pattern);

/** Whether every test has a term of its own: in order side by side, or in any order with at most `slop` others among them. */
function hasPhrase({ all, distinct }: Terms, tests: readonly TermTest[], slop: number): boolean {
  if (tests.length === 0 || !tests.every((test) => distinct.some(test))) return false;
  if (slop === 0 || tests.length === 1)
    return all.some((_, start) =>
      tests.every((test, i) => start + i < all.length && test(all[start + i] as number)),
    );
  const positions = tests.map((test) => all.flatMap((term, at) => (test(term) ? [at] : [])));
  const choose = (slot: number, taken: readonly number[]): boolean => {
    if (slot === tests.length) return true;
    return (positions[slot] as number[]).some((position) => {
      if (taken.includes(position)) return false;
      const chosen = [...taken, position];
      const span = Math.max(...chosen) - Math.min(...chosen) + 1;
      return span <= tests.length + slop && choose(slot + 1, chosen);
    });
  };
  return choose(0, []);
}

const nameTests = remembered((key: string) =>
  testOf(nameTest(JSON.parse(key) as Parameters<typeof nameTest>[0])),
);

const stemTests = remembered((key: string) =>
  testOf(stemTest(...(JSON.parse(key) as Parameters<typeof stemTest>)).test),
);

/** Words of each wrong-charset form of a name, as they stand in texts. */
const writtenForms = remembered((name: string) =>
  garbledName(name).map((slots) =>
    slots.map(({ written }) => written).filter((each, i, all) => each !== all[i - 1]),
  ),
);

const phrasesOfName = remembered(namePhrases);

function nameSlotTest(slot: TermSet): TermTest {
  if (slot.kind === "name") return nameTests(JSON.stringify(slot));
  if (slot.kind === "term") return same(slot.term);
  if (slot.kind === "oneOf") return (term) => slot.terms.some((each) => same(each)(term));
  throw new Error(`no slot of a name: ${slot.kind}`);
}

const valuesOf = (document: PlainDocument, field: string): readonly string[] =>
  document.texts[field] ?? [];

const someValue = (
  document: PlainDocument,
  field: string | null,
  test: (value: string) => boolean,
): boolean => fieldsOf(field).some((name) => valuesOf(document, name).some(test));

const phraseIn = (
  document: PlainDocument,
  field: string | null,
  tests: readonly TermTest[],
  slop: number,
): boolean => someValue(document, field, (value) => hasPhrase(cutIntoTerms(value), tests, slop));

/** The identifier a text is as a whole: an address, or a number without its separators. */
function wholeIds(text: string): string[] {
  const bare = text.replace(/[^a-z0-9]/gi, "").toLowerCase();
  const ids = idsOf(text);
  const isOne = ids.includes(bare) || ids.includes(text.trim().toLowerCase());
  return isOne
    ? ids.filter((id) => id === bare || id === text.trim().toLowerCase() || id.startsWith("tel:"))
    : [];
}

const hasToken = (
  document: PlainDocument,
  field: string,
  test: (token: string) => boolean,
): boolean => (document.tokens[field] ?? []).some(test);

const hasId = (document: PlainDocument, text: string): boolean => {
  const ids = wholeIds(text);
  return hasToken(document, "ids", (token) => ids.includes(token));
};

function exactIn(
  document: PlainDocument,
  field: string | null,
  text: string,
  slop: number,
): boolean {
  const wanted = tokenize(text);
  const surfaces = wanted.terms.map((_, i) =>
    text.slice(wanted.starts[i], wanted.ends[i]).normalize("NFC"),
  );
  return someValue(document, field, (value) => {
    const tokens = tokenize(value);
    const pairs = tokens.terms.map(
      (term, i) => `${term} ${value.slice(tokens.starts[i], tokens.ends[i]).normalize("NFC")}`,
    );
    return hasPhrase(
      sequenceOf(pairs),
      wanted.terms.map((term, i) => same(`${term} ${surfaces[i]}`)),
      slop,
    );
  });
}

function patternIn(document: PlainDocument, field: string | null, pattern: string): boolean {
  if (field !== null && typeOf(field) === "token")
    return hasToken(document, field, (token) => matchesGlob(foldWord(pattern), token));
  if (phraseIn(document, field, patternTests(pattern), 0)) return true;
  if (field !== null) return false;
  if (pattern.includes("@"))
    return hasToken(document, "ids", (id) => matchesGlob(pattern.toLowerCase(), id));
  const bare = pattern
    .replace(/\\./gs, "")
    .replace(/[^a-z0-9*?]/gi, "")
    .toLowerCase();
  return /[0-9]/.test(bare) && hasToken(document, "ids", (id) => matchesGlob(bare, id));
}

/** First instant of a calendar date in UTC, or the first after it. */
function instantOf({ date, side }: TimeBound): number {
  const d = date as Extract<DateExpression, { kind: "calendar" }>;
  const parts = [d.year, d.month, d.day, d.hour, d.minute, d.second];
  const written = parts.filter((part): part is number => part !== null);
  if (side === "end") written[written.length - 1] = (written.at(-1) as number) + 1;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = written;
  return Date.UTC(year, month - 1, day, hour, minute - (d.zoneMinutes ?? 0), second);
}

const numbersOf = (document: PlainDocument, field: string): readonly number[] =>
  document.numbers[field] ?? [];

function leafHolds(node: LeafNode, document: PlainDocument): boolean {
  switch (node.kind) {
    case "all":
      return true;
    case "term": {
      const { field, text } = node;
      if (field !== null && typeOf(field) === "token")
        return hasToken(document, field, (token) => token === foldWord(text));
      if (node.exact) return exactIn(document, field, text, 0);
      const holds = phraseIn(document, field, termsOf(text).map(same), 0);
      return holds || (field === null && hasId(document, text));
    }
    case "pattern":
      return patternIn(document, node.field, node.pattern);
    case "fuzzy": {
      const { field, text } = node;
      if (field !== null && typeOf(field) === "token")
        return hasToken(document, field, (token) => isNear(foldWord(text), token, node.distance));
      const terms = termsOf(text);
      const tests = terms.map((term) =>
        terms.length > 1 && Array.from(term).length < 3
          ? same(term)
          : fuzzyTest(term, node.distance),
      );
      return phraseIn(document, field, tests, 0);
    }
    case "name": {
      const everywhere = FIELDS.filter((f) => f.person || (f.inDefault && f.type === "text"));
      const fields = node.field === null ? everywhere.map((f) => f.name) : [node.field];
      // What counts as a spelling is held by tests/query/names.test.ts; here it is taken from the program
      return fields.some(
        (field) =>
          phrasesOfName(node.text).some((slots) =>
            phraseIn(document, field, slots.map(nameSlotTest), 2),
          ) ||
          writtenForms(node.text).some(
            (words) =>
              someValue(document, field, (value) => words.every((word) => value.includes(word))) &&
              exactIn(document, field, words.join(" "), 0),
          ),
      );
    }
    case "stem": {
      const tests = termsOf(node.text).map((term) =>
        stemTests(JSON.stringify([term, node.language])),
      );
      return phraseIn(document, node.field, tests, 0);
    }
    case "phrase": {
      const { field, slots, slop } = node;
      const texts = slots.map((slot) => (slot.kind === "word" ? slot.text : slot.pattern));
      if (node.exact) return exactIn(document, field, texts.join(" "), slop);
      if (phraseIn(document, field, slots.flatMap(slotTests), slop)) return true;
      const plain = field === null && slop === 0 && slots.every((slot) => slot.kind === "word");
      return plain && hasId(document, texts.join(" "));
    }
    case "regex":
      return someValue(document, node.field, (value) =>
        new RegExp(node.source, `${node.flags}u`).test(value),
      );
    case "timeRange": {
      const low = node.low === null ? Number.NEGATIVE_INFINITY : instantOf(node.low);
      const high = node.high === null ? Number.POSITIVE_INFINITY : instantOf(node.high);
      return numbersOf(document, node.field).some((time) => time >= low && time < high);
    }
    case "numberRange":
      return numbersOf(document, node.field).some(
        (value) =>
          (node.low === null ||
            value > node.low.value ||
            (node.low.inclusive && value === node.low.value)) &&
          (node.high === null ||
            value < node.high.value ||
            (node.high.inclusive && value === node.high.value)),
      );
    case "presence":
      return fieldsOf(node.field).some(
        (field) =>
          valuesOf(document, field).some((value) => cutIntoTerms(value).all.length > 0) ||
          (document.tokens[field] ?? []).length > 0 ||
          numbersOf(document, field).length > 0,
      );
    case "script":
      if (node.field === null)
        return hasToken(document, "script", (token) => token === node.script);
      return fieldsOf(node.field).some((field) =>
        scriptsOf(valuesOf(document, field).join(" ")).includes(node.script),
      );
    case "between": {
      const [a, b] = node.people;
      const at = (person: LeafNode, field: string): boolean =>
        leafHolds({ ...person, field } as LeafNode, document);
      return (at(a, "from") && at(b, "to")) || (at(b, "from") && at(a, "to"));
    }
    case "header":
      return document.headers.some(([name, text]) => {
        if (name !== node.name) return false;
        if (node.value === null) return true;
        if (node.value.kind === "regex")
          return new RegExp(node.value.source, `${node.value.flags}u`).test(text);
        const { pattern } = node.value;
        const wild = /(?:^|[^\\])(?:\\\\)*[*?]/.test(pattern);
        const folded = foldWord(pattern);
        return wild
          ? matchesGlob(folded, foldWord(text.trim()))
          : foldWord(text).includes(folded.replace(/\\(.)/gs, "$1"));
      });
    case "saved":
      throw new Error("saved queries are expanded before they are evaluated");
  }
}

/** Whether all clauses below are conditions on a file. */
function aboutFile(node: QueryNode): boolean {
  if (node.kind === "not") return aboutFile(node.operand);
  if (node.kind === "and" || node.kind === "or") return node.operands.every(aboutFile);
  return "field" in node && node.field !== null && isFileField(node.field);
}

function holdsForDocument(node: QueryNode, document: PlainDocument): boolean {
  if (node.kind === "not") return !holdsForDocument(node.operand, document);
  if (node.kind === "and")
    return node.operands.every((operand) => holdsForDocument(operand, document));
  if (node.kind === "or")
    return node.operands.some((operand) => holdsForDocument(operand, document));
  return leafHolds(node, document);
}

/** A family's answer: whether it matches, and which of its documents a clause outside NOT matched (numbers within the family). */
interface Answer {
  readonly holds: boolean;
  readonly documents: readonly number[];
}

const NO: Answer = { holds: false, documents: [] };

const documentsWhere = (
  family: PlainFamily,
  test: (document: PlainDocument) => boolean,
): Answer => {
  const documents = family.flatMap((document, i) => (test(document) ? [i] : []));
  return { holds: documents.length > 0, documents };
};

const together = (answers: readonly Answer[]): readonly number[] =>
  [...new Set(answers.flatMap((answer) => answer.documents))].sort((a, b) => a - b);

/** What the family answers to the query. */
function askFamily(node: QueryNode, family: PlainFamily): Answer {
  if (node.kind === "all") return { holds: true, documents: [] };
  if (node.kind === "not") return { holds: !askFamily(node.operand, family).holds, documents: [] };
  if (node.kind === "or") {
    const answers = node.operands.map((operand) => askFamily(operand, family));
    const holding = answers.filter((answer) => answer.holds);
    return { holds: holding.length > 0, documents: together(holding) };
  }
  if (node.kind !== "and") return documentsWhere(family, (document) => leafHolds(node, document));
  const answers: Answer[] = [];
  // Neighbours about files, among which is one that is no NOT, must hold for one file
  let at = 0;
  while (at < node.operands.length) {
    const run: QueryNode[] = [];
    for (let i = at; i < node.operands.length; i++) {
      const operand = node.operands[i] as QueryNode;
      if (operand.kind === "and" || !aboutFile(operand)) break;
      run.push(operand);
    }
    const group = run.length > 1 && run.some((operand) => operand.kind !== "not");
    const answer = group
      ? documentsWhere(family, (document) =>
          run.every((operand) => holdsForDocument(operand, document)),
        )
      : askFamily(node.operands[at] as QueryNode, family);
    if (!answer.holds) return NO;
    answers.push(answer);
    at += group ? run.length : 1;
  }
  return { holds: true, documents: together(answers) };
}

/** What matches: numbers of families, and of documents counted through all families. Both ascending. */
export interface BruteForceMatch {
  readonly families: readonly number[];
  readonly documents: readonly number[];
}

export function bruteForce(node: QueryNode, families: readonly PlainFamily[]): BruteForceMatch {
  const found: number[] = [];
  const documents: number[] = [];
  let first = 0;
  for (const [i, family] of families.entries()) {
    const answer = askFamily(node, family);
    if (answer.holds) {
      found.push(i);
      documents.push(...answer.documents.map((document) => first + document));
    }
    first += family.length;
  }
  return { families: found, documents };
}
