/** The mixed set of queries, drawn by seed from an index: what people type, the slow kinds included. */
import { topSenders, totals } from "../dist/catalog/catalog-counts.js";
import { pick } from "./random.js";

const FIXED_PHRASES = [
  "let me know",
  "in the",
  "of the",
  "if you have any questions",
  "please let me know",
  "thank you for your",
];
const SAMPLED = 600;

const wordsOf = (text) => text.toLowerCase().match(/[a-z]{2,20}/g) ?? [];

function sampleOf(index, random) {
  const last = totals(index.catalog.database).documents ?? 0;
  const texts = [];
  const inMails = new Map();
  const months = new Set();
  for (let i = 0; i < SAMPLED; i++) {
    const docId = Math.floor(random() * last);
    const { sentAt } = index.catalog.document(docId);
    if (sentAt !== null) months.add(new Date(sentAt).toISOString().slice(0, 7));
    const words = wordsOf(index.catalog.text(docId).slice(0, 4000));
    if (words.length < 12) continue;
    texts.push(words);
    for (const word of new Set(words)) inMails.set(word, (inMails.get(word) ?? 0) + 1);
  }
  const ranked = [...inMails].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return {
    texts,
    months: [...months].sort(),
    /** In most mails: stop words too. */
    common: ranked.slice(0, 60).map(([word]) => word),
    /** In one mail of the sample. */
    rare: ranked.filter(([word, count]) => count === 1 && word.length > 4).map(([word]) => word),
  };
}

/** Some words in a row out of a random mail. */
function runOf(random, texts, length) {
  const words = pick(random, texts);
  const at = Math.floor(random() * (words.length - length));
  return words.slice(at, at + length).join(" ");
}

/** `perKind` queries of each kind: [{kind, query}]. */
export function mixedQueries(index, random, perKind) {
  const { texts, months, common, rare } = sampleOf(index, random);
  const senders = topSenders(index.catalog.database, 200)
    .map(({ value }) => value)
    .filter((value) => /^[\w.+-]+@[\w.-]+$/.test(value));
  const kinds = {
    "common word": () => pick(random, common),
    "rare word": () => pick(random, rare),
    "two words": () => `${pick(random, common)} ${pick(random, rare)}`,
    "two common words": () => `${pick(random, common)} ${pick(random, common)}`,
    "phrase out of a mail": () => `"${runOf(random, texts, 2 + Math.floor(random() * 3))}"`,
    "phrase of common words": () =>
      `"${random() < 0.5 ? pick(random, FIXED_PHRASES) : `${pick(random, common.slice(0, 15))} ${pick(random, common.slice(0, 15))}`}"`,
    "two-letter prefix": () => `${pick(random, rare).slice(0, 2)}*`,
    "date range": () => {
      const [from, to] = [pick(random, months), pick(random, months)].sort();
      return `date:${from}..${to}`;
    },
    "from:": () => `from:${pick(random, senders)}`,
    "has:attachment": () => `has:attachment ${pick(random, common)}`,
    "word and date": () => `${pick(random, common)} after:${pick(random, months)}`,
  };
  return Object.entries(kinds).flatMap(([kind, make]) =>
    Array.from({ length: perKind }, () => ({ kind, query: make() })),
  );
}

/** A word in about half of the mails, one in few, and a phrase: for the cold runs and the listing. */
export function coldWords(index, random) {
  const { common, rare } = sampleOf(index, random);
  return { common: common.find((word) => word.length > 3) ?? "subject", rare: pick(random, rare) };
}
