/**
 * End to end against an oracle that shares no code: Python's email package reads real mails and the torture set; the built program indexes
 * them; words, an address and a number that Python read in a mail must find that mail. Misses are listed with their cause.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect } from "vitest";
import { indexPaths } from "../../src/catalog/index-folder.ts";
import { type OpenIndex, openIndex } from "../../src/search/open-index.ts";
import { searchRoots } from "../../src/search/search.ts";
import { itWith } from "../support/corpora.ts";
import { askPython, type PythonReading } from "../support/python-oracle.ts";
import { runLeaksift } from "../support/run-leaksift.ts";
import { type SampleMail, sampleMails, tortureMails } from "../support/sample-mails.ts";

const WORDS_OF_A_MAIL = 5;
/** Longer runs are pieces of encoded files, which Python leaves in some texts. */
const MAX_WORD_LENGTH = 64;

/** What does not find the mail that Python read it in, by cause: [mail, searches]. A miss that no longer occurs fails the test too. */
const EXPLAINED: readonly {
  readonly cause: string;
  readonly misses: readonly (readonly [string, readonly string[]])[];
}[] = [
  {
    cause:
      "Python does not split a multipart whose boundary is odd: it has the lines of the boundaries and of the headers of its parts as text; here they are read as what they are",
    misses: [
      [
        "cpython-test_email/msg_40.txt",
        ["7Bit", "961284236552522269", "961284236552522269", "Content", "Type", "html"],
      ],
      [
        "dovecot-imaptest/src/tests/fetch-binary-mime-base64.mbox",
        ["Type", "aGVs", "bGQ", "foo", "prologue"],
      ],
      [
        "dovecot-imaptest/src/tests/fetch-binary-mime-qp.mbox",
        ["62", "MIME", "Transfer", "epilogue", "myown"],
      ],
      [
        "dovecot-imaptest/src/tests/fetch-binary-mime.mbox",
        ["2012", "56", "multipart", "prologue", "rfc822"],
      ],
      [
        "dovecot-imaptest/src/tests/fetch-body-mime.mbox",
        ["56", "Date", "alternative", "epilogue", "us"],
      ],
      ["dovecot-imaptest/src/tests/fetch-bodystructure.mbox", ["Content", "Type", "foo", "us"]],
      [
        "dovecot-imaptest/src/tests/urlauth-binary.mbox",
        ["12", "12", "Subject", "bG8g", "d29y", "prologue"],
      ],
      [
        "james-mime4j/core/src/test/resources/mimetools-testmsgs/multi-badnames.msg",
        ["boundary", "for", "though"],
      ],
      [
        "james-mime4j/core/src/test/resources/mimetools-testmsgs/multi-clen.msg",
        ["600", "include", "though"],
      ],
      [
        "james-mime4j/core/src/test/resources/mimetools-testmsgs/multi-digest.msg",
        ["MIME", "Subject", "place", "preamble"],
      ],
      [
        "james-mime4j/core/src/test/resources/mimetools-testmsgs/multi-simple.msg",
        ["handy", "preamble"],
      ],
      ["mimekit/UnitTests/TestData/messages/feedback-report.txt", ["part1"]],
    ],
  },
  {
    cause:
      "Python ends the headers at a stray line among them, and has the headers after it as text; header lines are not full text here",
    misses: [
      [
        "mikel-mail/spec/fixtures/emails/plain_emails/raw_email_incorrect_header.eml",
        ["0400", "To"],
      ],
      [
        "mimekit/UnitTests/TestData/messages/issue358.txt",
        ["494e", "53546010", "6.00.2900.5931", "DOCTYPE", "Status", "content"],
      ],
    ],
  },
  {
    cause:
      "Python leaves base64 undecoded when it is malformed, or when it is the encoding of a multipart or message",
    misses: [
      ["enmime/testdata/parts/extra-base64-character.raw", ["A"]],
      [
        "james-mime4j/core/src/test/resources/mimetools-testmsgs/multi-2gifs-base64.msg",
        ["Ck9yZ2FuaXphdGlvbjogWW95b2R5bmUgUHJv"],
      ],
      [
        "tika-mail/tika-parsers/tika-parsers-standard/tika-parsers-standard-modules/tika-parser-mail-module/src/test/resources/test-documents/testGroupWiseEml.eml",
        [
          "CkZyb206ICJOb3ZlbGwgR3JvdXBXaXNlIiA8JCQkLiQk",
          "PC9IVE1M",
          "R0lOOiA0cHggNHB4IDFweDsgRk9OVDogMTBwdCBTZWdvZSBVSSI",
          "REIwMDIwMDAwMDAwMDAwMDAwM0AkJCQ",
          "dGVzdDI8L0JPRFk",
        ],
      ],
    ],
  },
  {
    cause: "prose labelled base64: Python glues its lines together",
    misses: [
      ["enmime/testdata/mail/mime-bad-content-transfer-encoding.raw", ["broostspustnudyet"]],
    ],
  },
  {
    cause: "a script for testing IMAP servers that holds NUL bytes: a binary file here, not a mail",
    misses: [
      [
        "dovecot-imaptest/src/tests/append-binary",
        ["2007", "7", "Date", "Transfer", "domain", "size"],
      ],
    ],
  },
  {
    cause: "Python does not know mbox: the headers of the second mail are text to it",
    misses: [["mimekit/UnitTests/TestData/mbox/unmunged.mbox.txt", ["1.0", "Content"]]],
  },
  {
    cause: "yEnc data is a file here; Python reads its bytes as words of the text",
    misses: [
      ["mimekit/UnitTests/TestData/yenc/00000020.ntx", ["19338", "DSwZ", "U8", "ɚ", "ע"]],
      ["mimekit/UnitTests/TestData/yenc/00000021.ntx", ["21", "F", "k", "o", "u", "xT"]],
      [
        "mimekit/UnitTests/TestData/yenc/simple.msg",
        ["9876543210", "XXZ74", "crc32", "ded29f4f", "size"],
      ],
    ],
  },
];

/** FNV-1a, so that a mail draws the same words in every sample. */
function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}

function draw<T>(random: () => number, values: readonly T[], count: number): T[] {
  const left = [...values];
  const drawn: T[] = [];
  while (drawn.length < count && left.length > 0)
    drawn.push(...left.splice(Math.floor(random() * left.length), 1));
  return drawn;
}

function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const distinct = (found: readonly string[] | null): string[] => [...new Set(found ?? [])].sort();

interface Probe {
  readonly mail: string;
  readonly kind: "word" | "address" | "number";
  readonly query: string;
}

/** What is searched for one mail: five words, an address, a number, drawn from what Python read. */
function probesOf(reading: PythonReading): Probe[] {
  const text = `${reading.subject ?? ""}\n${reading.text}`.normalize("NFC");
  const random = randomFrom(seedOf(reading.id));
  // U+FFFD: Python could not decode it
  const words = distinct(text.match(/[\p{L}\p{M}\p{N}\uFFFD]+/gu)).filter(
    (word) => !word.includes("\uFFFD") && word.length <= MAX_WORD_LENGTH,
  );
  const numbers = distinct(
    text.match(/(?<![\p{L}\p{N}])\d+(?:[.,/-]\d+)*(?![\p{L}\p{N}\p{M}])/gu),
  ).filter((number) => number.length > 1 && number.length <= MAX_WORD_LENGTH);
  const addresses = distinct(
    reading.addresses.filter((a) => /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/.test(a)),
  );
  const mail = reading.id;
  return [
    ...draw(random, words, WORDS_OF_A_MAIL).map(
      (word): Probe => ({ mail, kind: "word", query: `"${word}"` }),
    ),
    ...draw(random, addresses, 1).map((query): Probe => ({ mail, kind: "address", query })),
    ...draw(random, numbers, 1).map(
      (number): Probe => ({ mail, kind: "number", query: `"${number}"` }),
    ),
  ];
}

const folder = mkdtempSync(join(tmpdir(), "leaksift-oracle-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes the mails as one mbox; gives the offset of each record. */
function writeMbox(path: string, mails: readonly SampleMail[]): Map<string, number> {
  const offsets = new Map<string, number>();
  const chunks: Buffer[] = [];
  let at = 0;
  for (const mail of mails) {
    const from = Buffer.from("From oracle@example.org Thu Jan  1 00:00:00 2015\n");
    offsets.set(mail.id, at);
    chunks.push(from, mail.bytes);
    at += from.length + mail.bytes.length;
  }
  writeFileSync(path, Buffer.concat(chunks));
  return offsets;
}

/** Content ids of the roots: by docId, and by "source path:offset of the record"; by path alone those of all its records. */
function rootsOf(index: OpenIndex): {
  byDoc: Map<number, string>;
  byPlace: Map<string, Set<string>>;
} {
  const byDoc = new Map<number, string>();
  const byPlace = new Map<string, Set<string>>();
  const add = (place: string, id: string): void => {
    byPlace.set(place, (byPlace.get(place) ?? new Set()).add(id));
  };
  for (const { path, firstDoc, lastDoc } of index.catalog.sourceSpans()) {
    for (let docId = firstDoc; docId <= lastDoc; docId++) {
      const document = index.catalog.document(docId);
      if (document.parentId !== null || document.record === null) continue;
      byDoc.set(docId, document.contentId);
      add(`${path}:${document.record.offset}`, document.contentId);
      add(path, document.contentId);
    }
  }
  return { byDoc, byPlace };
}

/** Probes that do not find their mail, as "mail what". */
function missesOf(
  index: OpenIndex,
  probes: readonly Probe[],
  placeOf: (mail: string) => string,
): string[] {
  const { byDoc, byPlace } = rootsOf(index);
  const clock = { nowMs: 0, timeZone: "UTC" };
  return probes.flatMap(({ mail, query }) => {
    const wanted = byPlace.get(placeOf(mail));
    const roots = searchRoots(index, query, { clock, strict: true });
    const found = roots.some((docId) => wanted?.has(byDoc.get(docId) ?? "") === true);
    return found ? [] : [`${mail} ${query.replaceAll('"', "")}`];
  });
}

function expectExplained(misses: readonly string[], probes: readonly Probe[]): void {
  const mails = new Set(probes.map(({ mail }) => mail));
  const explained = EXPLAINED.flatMap(({ misses: rows }) => rows)
    .filter(([mail]) => mails.has(mail))
    .flatMap(([mail, searches]) => searches.map((search) => `${mail} ${search}`));
  process.stdout.write(
    `python oracle: ${mails.size} mails, ${probes.length} searches, ${misses.length} misses, ${misses.filter((miss) => !explained.includes(miss)).length} of them unexplained\n`,
  );
  expect([...misses].sort()).toEqual(explained.sort());
}

describe("what Python reads in a mail finds the mail", () => {
  itWith(
    { corpus: "mail-50k", tools: ["python3"] },
    "in real mail: five words, an address and a number of each",
    () => {
      const mails = sampleMails(168, 24);
      const box = join(folder, "sample.mbox");
      const offsets = writeMbox(box, mails);
      const indexFolder = join(folder, "real");
      const { code, err } = runLeaksift(["index", box, "--index", indexFolder]);
      expect([0, 3], err).toContain(code);
      const probes = askPython(mails).flatMap((reading) =>
        reading.error === undefined ? probesOf(reading) : [],
      );
      const index = openIndex(indexPaths(indexFolder));
      try {
        expectExplained(
          missesOf(index, probes, (mail) => `${box}:${offsets.get(mail)}`),
          probes,
        );
        const { byDoc } = rootsOf(index);
        for (const { query } of probes.slice(0, 6)) {
          const { out } = runLeaksift(["search", "--ids", "--index", indexFolder, query]);
          const roots = searchRoots(index, query, {
            clock: { nowMs: 0, timeZone: "UTC" },
            strict: true,
          });
          expect(out.trim().split("\n").sort()).toEqual(
            roots.map((docId) => byDoc.get(docId)).sort(),
          );
        }
      } finally {
        index.close();
      }
    },
    600_000,
  );

  itWith(
    { corpus: "torture", tools: ["python3"] },
    "in the torture set: five words, an address and a number of each",
    () => {
      const mails = tortureMails();
      const root = join(folder, "torture");
      for (const mail of mails) {
        const path = join(root, mail.id);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, mail.bytes);
      }
      const indexFolder = join(folder, "tortured");
      const { code, err } = runLeaksift(["index", root, "--index", indexFolder]);
      expect([0, 3], err).toContain(code);
      const probes = askPython(mails).flatMap((reading) =>
        reading.error === undefined ? probesOf(reading) : [],
      );
      const index = openIndex(indexPaths(indexFolder));
      try {
        expectExplained(
          missesOf(index, probes, (mail) => join(root, mail)),
          probes,
        );
      } finally {
        index.close();
      }
    },
    600_000,
  );
});
