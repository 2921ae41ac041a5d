/**
 * Searches with known answers. The answers come from the texts the messages were made from, not from reading the mailboxes, and
 * with the plainest possible rules: words are runs of letters and digits, case and accents do not count. Every query is judged
 * under all readings the search contract leaves open (inside of attachments read or not, addresses split into words or not,
 * unnamed parts counted as attachments or not); one whose answer depends on the reading may not be in the list.
 */

/** Words of a text, folded: "Trésorière" -> ["tresoriere"]. */
function words(text) {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("œ", "oe")
    .replaceAll("æ", "ae")
    .replaceAll("ß", "ss")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((w) => w !== "");
}

function includesPhrase(haystack, phrase) {
  for (let at = 0; at + phrase.length <= haystack.length; at++) {
    if (phrase.every((w, i) => haystack[at + i] === w)) return true;
  }
  return false;
}

const ALL_READINGS = [0, 1].flatMap((files) =>
  [0, 1].flatMap((addresses) =>
    [0, 1].map((parts) => ({ files: files === 1, addresses: addresses === 1, parts: parts === 1 })),
  ),
);

const names = (people) => people.map((p) => p.name).join(" ; ");
const addresses = (people) => people.map((p) => p.address).join(" ; ");

/** A family of the corpus: a message (copies of equal bytes are one) or a loose file. */
function families(corpus) {
  const list = new Map();
  for (const record of corpus.records) {
    if (list.has(record.id)) continue;
    const d = record.draft;
    const to = [...d.to, ...d.cc];
    list.set(record.id, {
      id: record.id,
      messageId: d.messageId,
      draft: d,
      sentAt: d.dateText === null ? null : d.at,
      texts: {
        subject: d.subject,
        body: d.lines.map((l) => l.text.replace(/^[> ]+/, "")).join("\n"),
        from: names([d.from]),
        to: names(to),
      },
      addressTexts: { from: addresses([d.from]), to: addresses(to) },
      files: d.files.map((f) => f.name),
      members: d.files.flatMap((f) => f.members ?? []),
      inside: [d.otherText ?? "", ...d.files.map((f) => f.text)].join("\n"),
      hasFiles: d.files.some((f) => f.type !== "message/rfc822"),
      hasParts: d.files.length > 0 || d.otherText !== undefined,
    });
  }
  for (const { path, file } of corpus.loose) {
    list.set(path, {
      id: null,
      path,
      sentAt: null,
      texts: { subject: "", body: "", from: "", to: "" },
      addressTexts: { from: "", to: "" },
      files: [file.name],
      members: file.members ?? [],
      inside: file.text,
      hasFiles: false,
      hasParts: false,
    });
  }
  return [...list.values()];
}

const cache = new Map();
const wordsOf = (text) => {
  if (!cache.has(text)) cache.set(text, words(text));
  return cache.get(text);
};

function fieldTexts(family, field, reading) {
  if (field === "filename") return [...family.files, ...(reading.files ? family.members : [])];
  const out = [family.texts[field]];
  if (reading.addresses && family.addressTexts[field] !== undefined)
    out.push(family.addressTexts[field]);
  return out;
}

/** Conditions. Each takes (family, reading). */
const has = (field, phrase) => (f, r) =>
  fieldTexts(f, field, r).some((t) => includesPhrase(wordsOf(t), words(phrase)));
const address = (field, wanted) => (f) =>
  f.addressTexts[field].toLowerCase().split(" ; ").includes(wanted);
const anywhere = (phrase) => (f, r) =>
  ["subject", "body", "from", "to", "filename"].some((field) => has(field, phrase)(f, r)) ||
  (r.files && includesPhrase(wordsOf(f.inside), words(phrase)));
const all =
  (...conditions) =>
  (f, r) =>
    conditions.every((c) => c(f, r));
const not = (condition) => (f, r) => !condition(f, r);
const after = (day) => (f) => f.sentAt !== null && f.sentAt >= Date.parse(`${day}T00:00:00Z`);
const before = (day) => (f) => f.sentAt !== null && f.sentAt < Date.parse(`${day}T00:00:00Z`);
const withFile = (f, r) => (r.parts ? f.hasParts : f.hasFiles);

function queries(corpus) {
  const hosting = corpus.drafts.find((d) => d.from.key === "nuage").invoice.number;
  const roofing = corpus.drafts.find((d) => d.from.key === "meunerie").invoice.number;
  return [
    ["body:tombola", has("body", "tombola"), "a word in the body, not in the sheets"],
    [
      "guirlandes -chaises",
      all(anywhere("guirlandes"), not(anywhere("chaises"))),
      "a word, without another",
    ],
    ["vétérinaire", anywhere("vétérinaire"), "a word with accents"],
    ["veterinaire", anywhere("vétérinaire"), "the same word typed without accents"],
    [
      "VÉTÉRINAIRE chat",
      all(anywhere("vétérinaire"), anywhere("chat")),
      "capital letters, two words",
    ],
    [
      '"une halle n\'est pas un décor"',
      anywhere("une halle n'est pas un décor"),
      "a phrase with an apostrophe, straight or curly in the mail",
    ],
    ['"let me know"', anywhere("let me know"), "a phrase of common words"],
    ['"cinq siècles"', anywhere("cinq siècles"), "a phrase that is nowhere"],
    ["from:imogen", has("from", "imogen"), "sender by first name"],
    [
      "from:lothar.brenneke@lindenrode.example",
      address("from", "lothar.brenneke@lindenrode.example"),
      "sender by address",
    ],
    [
      "from:garance has:attachment",
      all(has("from", "garance"), withFile),
      "every message of the printer that carries a file",
    ],
    [
      "from:gerald has:attachment",
      all(has("from", "gérald"), withFile),
      "the accountant's files, winmail.dat included",
    ],
    ["to:pia", has("to", "pia"), "recipients, Cc included"],
    ["subject:facture", has("subject", "facture"), "word in the subject"],
    ['subject:"compte rendu"', has("subject", "compte rendu"), "phrase in the subject"],
    [hosting, anywhere(hosting), "an invoice number"],
    [roofing, anywhere(roofing), "another invoice number"],
    ["20816", anywhere("20816"), "a number"],
    ["filename:allocution", has("filename", "allocution"), "file name, any version"],
    ["filename:clocher.jpg", has("filename", "clocher.jpg"), "whole file name"],
    ["filename:Gästezimmer", has("filename", "Gästezimmer"), "file name in RFC 2231 pieces"],
    [
      "after:2017-03-01 from:corentin",
      all(after("2017-03-01"), has("from", "corentin")),
      "from a day on",
    ],
    [
      "before:2016-03-01 from:henrike",
      all(before("2016-03-01"), has("from", "henrike")),
      "before a day",
    ],
    [
      "date:2016-06-01..2016-06-30 from:henrike",
      all(after("2016-06-01"), before("2016-07-01"), has("from", "henrike")),
      "a month",
    ],
    ['"дубовые балки"', anywhere("дубовые балки"), "a phrase in Cyrillic"],
    ["задаток", anywhere("задаток"), "a Russian word, once inside a French message"],
    ["Versicherung", anywhere("Versicherung"), "a German word, also in a forwarded message"],
    ['"From Saturday on"', anywhere("From Saturday on"), "a line that the mbox escapes"],
    [
      '"From the church"',
      anywhere("From the church"),
      "a line that an mbox with Content-Length leaves as it is",
    ],
    ["arrhes", anywhere("arrhes"), "a rare word in a quoted-printable or 8-bit text"],
    ["confidentiel", anywhere("confidentiel"), "a word that looks like more than it is"],
    [
      "remorque -from:bastien",
      all(anywhere("remorque"), not(has("from", "bastien"))),
      "without one sender",
    ],
    ["précolombien", anywhere("précolombien"), "a word that is nowhere"],
  ];
}

/** `[{query, tests, count, ids?, messageIds?, looseFiles?}]`; ids are given up to twelve hits. Throws when readings differ. */
export function expectations(corpus) {
  const list = families(corpus);
  return queries(corpus).map(([query, condition, tests]) => {
    const answers = ALL_READINGS.map((reading) => list.filter((f) => condition(f, reading)));
    const key = (hits) =>
      hits
        .map((f) => f.id ?? f.path)
        .sort()
        .join(" ");
    if (new Set(answers.map(key)).size !== 1) {
      throw new Error(
        `the answer depends on how the contract is read: ${query}: ${answers.map((a) => a.length).join(", ")}`,
      );
    }
    const hits = answers[0];
    const row = { query, tests, count: hits.length };
    if (hits.length > 0 && hits.length <= 12) {
      row.ids = hits
        .filter((f) => f.id !== null)
        .map((f) => f.id)
        .sort();
      row.messageIds = [
        ...new Set(hits.filter((f) => f.id !== null).map((f) => f.messageId)),
      ].sort();
      const loose = hits.filter((f) => f.id === null).map((f) => f.path);
      if (loose.length > 0) row.looseFiles = loose;
    }
    return row;
  });
}
