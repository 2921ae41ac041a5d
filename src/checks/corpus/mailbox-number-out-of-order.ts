/**
 * The number a server gave a mail in its mailbox does not fit its place, or the marks of a mailbox program are missing between mails that all have them.
 * Only in one file: mails in files of their own have no order.
 */
import type { CorpusCheck, CorpusRun, CorpusView } from "../../model/corpus-view.ts";
import type { Evidence, Finding } from "../../model/flag.ts";
import { fill, quoted } from "../engine/check.ts";
import { boxName } from "../facts/mailboxes.ts";

const MIN_MESSAGES = 20;
/** More than so many, and the box was put together from several, or sorted. */
const MAX_ODD = 3;
/** So many neighbours on both sides have what the mail lacks. */
const NEIGHBOURS = 8;

interface Filed {
  readonly docId: number;
  readonly uid: number | null;
  readonly hasStatus: boolean;
}

interface Odd {
  readonly docId: number;
  readonly what: string;
  readonly raw: string;
}

/** Mails whose number is outside of those of the mails before and behind, which are in order themselves. */
function outOfOrder(box: readonly Filed[]): Odd[] {
  const numbered = box.filter(({ uid }) => uid !== null);
  return numbered.flatMap(({ docId, uid }, i): Odd[] => {
    const before = numbered[i - 1]?.uid ?? -1;
    const after = numbered[i + 1]?.uid ?? Number.MAX_SAFE_INTEGER;
    const isOdd = uid !== null && before < after && (uid <= before || uid >= after);
    // A jump upwards is odd for the mail before the fall, and the one behind is in order again
    return isOdd ? [{ docId, what: "number", raw: `${before}, ${uid}, ${after}` }] : [];
  });
}

/** Mails without a mark that all their neighbours have. */
function unmarked(box: readonly Filed[], what: string, has: (mail: Filed) => boolean): Odd[] {
  return box.flatMap((mail, i): Odd[] => {
    if (has(mail) || i < NEIGHBOURS || i + NEIGHBOURS >= box.length) return [];
    const around = [...box.slice(i - NEIGHBOURS, i), ...box.slice(i + 1, i + 1 + NEIGHBOURS)];
    return around.every(has) ? [{ docId: mail.docId, what, raw: "" }] : [];
  });
}

function finding(box: string, odd: Odd, total: number): Finding {
  const evidence: Evidence = {
    raw: odd.raw,
    where:
      odd.raw === ""
        ? { kind: "absent", what: `no ${odd.what}` }
        : { kind: "corpus", what: "X-UID of the mail before, of this one, of the one behind" },
    steps: [],
    value: odd.raw,
    comparedWith: null,
  };
  return {
    check: "mailbox-number-out-of-order",
    level: odd.what === "number" ? "medium" : "low",
    sentence: fill(mailboxNumberOutOfOrder.sentence, {
      box: quoted(boxName(box)),
      total,
      what:
        odd.what === "number"
          ? "has a number that does not fit its place"
          : `has no ${odd.what}, which all mails around it have`,
    }),
    members: [{ docId: odd.docId, evidence: [evidence] }],
    evidence: [],
    rarity: 0.9,
  };
}

export const mailboxNumberOutOfOrder: CorpusCheck = {
  scope: "corpus",
  id: "mailbox-number-out-of-order",
  catalogue: "Z02",
  line: "layout",
  level: "medium",
  sentence: "One of the {total} mails in {box} {what}.",
  looksFor:
    "In a mailbox file, an X-UID that does not rise with the place of the mail, or a mail without X-UID or Status between mails that all have it.",
  whyItMatters:
    "A server numbers mails as they come and writes its marks on each. A mail put into the file later has none, or one that was made up.",
  innocentCauses: [
    "a mail that was moved into the folder and numbered by another program",
    "mails that were sorted in the file: then many are out of order, and the check stays silent",
    "a mail that nobody opened, which has no mark yet",
  ],
  sources: ["UW-IMAP, format of mailbox files", "own measurement"],
  cost: "trivial",
  run: (view: CorpusView): CorpusRun => {
    const boxes = new Map<number, { box: string; mails: Filed[] }>();
    for (const { docId, sourceId, container, isInsideMessage, traits } of view.messages()) {
      if (isInsideMessage || traits === null) continue;
      const entry = boxes.get(sourceId) ?? { box: container, mails: [] };
      boxes.set(sourceId, entry);
      entry.mails.push({ docId, uid: traits.uid, hasStatus: traits.hasStatus });
    }
    const findings: Finding[] = [];
    let applies = 0;
    for (const { box, mails } of boxes.values()) {
      const marked = mails.filter(({ uid, hasStatus }) => uid !== null || hasStatus).length;
      if (mails.length < MIN_MESSAGES || marked < MIN_MESSAGES) continue;
      applies += marked;
      for (const odd of [
        outOfOrder(mails),
        unmarked(mails, "X-UID", ({ uid }) => uid !== null),
        unmarked(mails, "Status", ({ hasStatus }) => hasStatus),
      ])
        if (odd.length <= MAX_ODD)
          findings.push(...odd.map((each) => finding(box, each, mails.length)));
    }
    return { findings, applies };
  },
};
