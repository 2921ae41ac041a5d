/** C10: a mailbox that holds mail nearly every day has a stretch of days with none. A mailbox is an mbox, a maildir, a folder of mails or a PST alike. */

import type { CorpusCheck, CorpusRun, CorpusView, MessageRow } from "../../model/corpus-view.ts";
import type { Finding } from "../../model/flag.ts";
import { fill, quoted } from "../engine/check.ts";
import { isoSeconds, spanText } from "../facts/evidence.ts";
import { boxName, countNamed, custodians, type Named, ownerOf } from "../facts/mailboxes.ts";

const DAY_MS = 86_400_000;
const MIN_MESSAGES = 200;
/** Mails one would expect in the hole at the rate of the 60 days around it. */
const MIN_EXPECTED = 30;
const AROUND_MS = 30 * DAY_MS;
const MIN_HOLE_MS = 4 * DAY_MS;

interface Sent {
  readonly at: number;
  readonly docId: number;
}

/** Messages in the 30 days before `end` (or after `start`), by position in the sorted list. */
function countNear(sent: readonly Sent[], from: number, step: 1 | -1, limit: number): number {
  let count = 0;
  for (let i = from; i >= 0 && i < sent.length; i += step) {
    if (Math.abs((sent[i]?.at ?? 0) - limit) > AROUND_MS) break;
    count++;
  }
  return count;
}

/** A stretch without mail between two mails. */
interface Hole {
  readonly before: Sent;
  readonly after: Sent;
  readonly expected: number;
  readonly around: number;
  /** How long its longer pauses are within half a year. */
  readonly usualMs: number;
}

const NEAR_MS = 183 * DAY_MS;
/** So many times longer than the longer pauses of the year, and the hole is not how the owner works. */
const MIN_TIMES = 3;

/** The third longest other pause within half a year: a box with two or three holes does not hide them behind each other. */
function usualPause(sent: readonly Sent[], at: number): number {
  const from = (sent[at]?.at ?? 0) - NEAR_MS;
  const to = (sent[at + 1]?.at ?? 0) + NEAR_MS;
  const longest = [0, 0, 0];
  const add = (i: number): void => {
    const pause = (sent[i + 1]?.at ?? 0) - (sent[i]?.at ?? 0);
    if (pause <= (longest[2] ?? 0)) return;
    longest[2] = pause;
    longest.sort((a, b) => b - a);
  };
  for (let i = at - 1; i >= 0 && (sent[i]?.at ?? 0) >= from; i--) add(i);
  for (let i = at + 1; i + 1 < sent.length && (sent[i + 1]?.at ?? 0) <= to; i++) add(i);
  return longest[2] ?? 0;
}

function holesOf(unsorted: readonly Sent[]): Hole[] {
  const sent = unsorted.toSorted((a, b) => a.at - b.at);
  return sent.flatMap((before, i): Hole[] => {
    const after = sent[i + 1];
    if (after === undefined || after.at - before.at < MIN_HOLE_MS) return [];
    const around = countNear(sent, i, -1, before.at) + countNear(sent, i + 1, 1, after.at);
    const hole = after.at - before.at;
    const expected = (around / (2 * AROUND_MS)) * hole;
    if (expected < MIN_EXPECTED || hole > 4 * AROUND_MS) return [];
    return [{ before, after, expected, around, usualMs: usualPause(sent, i) }];
  });
}

function findingOf(box: string, owner: string | null, hole: Hole): Finding {
  const { before, after, expected, around, usualMs } = hole;
  const span = after.at - before.at;
  return {
    check: "mail-hole",
    level: span >= MIN_TIMES * usualMs ? "medium" : "information",
    sentence: fill(mailHole.sentence, {
      box: quoted(boxName(box)),
      whose: owner === null ? "" : `, with mail of ${quoted(owner)},`,
      span: spanText(span),
      from: isoSeconds(before.at).slice(0, 10),
      to: isoSeconds(after.at).slice(0, 10),
      expected: Math.round(expected),
      usual: spanText(usualMs),
    }),
    members: [before, after].map(({ docId }) => ({ docId, evidence: [] })),
    evidence: [
      {
        raw: "0",
        where: { kind: "corpus", what: "mails of the mailbox in that stretch" },
        steps: [
          `${around} mails in the 30 days before and after = ${((around * DAY_MS) / (2 * AROUND_MS)).toFixed(1)} a day, x ${spanText(span)}`,
          `the third longest other pause within half a year is ${spanText(usualMs)}; the hole is ${(span / Math.max(1, usualMs)).toFixed(1)} times as long`,
        ],
        value: "0",
        comparedWith: {
          what: "mails expected",
          raw: expected.toFixed(0),
          where: { kind: "corpus", what: "the weeks around" },
        },
      },
    ],
    rarity: 0.9,
  };
}

export const mailHole: CorpusCheck = {
  scope: "corpus",
  id: "mail-hole",
  catalogue: "C10",
  line: "consistency",
  level: "medium",
  sentence:
    "{box}{whose} holds no mail for {span}, from {from} to {to}. At the rate of the weeks around, {expected} mails would be expected; at most two other pauses within half a year are longer than {usual}.",
  looksFor:
    "Stretches of four days or more without mail in the mail of one person, or in one mailbox, of more than 200 mails, where thirty or more would be expected. They are of the highest level the check gives when they are three times as long as the third longest other pause within half a year, and context otherwise.",
  whyItMatters:
    "Mail that is missing as a block was not there, was deleted or was left out of the selection.",
  innocentCauses: [
    "holidays and illness",
    "a server that was down",
    "a folder kept elsewhere",
    "mail deleted after a time",
  ],
  sources: ["own design"],
  cost: "trivial",
  run: (view: CorpusView): CorpusRun => {
    const boxes = new Map<string, Sent[]>();
    const named = new Map<string, Named>();
    const add = (message: MessageRow): void => {
      const { container, sentAt, docId, rootId } = message;
      if (sentAt === null || docId !== rootId) return;
      const list = boxes.get(container) ?? [];
      boxes.set(container, list);
      list.push({ at: sentAt, docId });
      const names = named.get(container) ?? { addresses: new Map(), messages: 0 };
      named.set(container, names);
      countNamed(names, message);
    };
    for (const message of view.messages()) add(message);
    for (const copy of view.copies()) add(copy);
    const findings: Finding[] = [];
    let applies = 0;
    for (const [box, sent] of [...boxes, ...wholePersons(boxes)]) {
      if (sent.length < MIN_MESSAGES) continue;
      applies += sent.length - 1;
      const names = named.get(box);
      const owner = names === undefined ? null : ownerOf(names);
      for (const hole of holesOf(sent)) findings.push(findingOf(box, owner, hole));
    }
    return { findings, applies };
  },
};

/** All mail of each person whose mail is sorted into several mailboxes. */
function wholePersons(boxes: ReadonlyMap<string, readonly Sent[]>): Map<string, Sent[]> {
  const custodianOf = custodians(boxes.keys());
  const persons = new Map<string, Sent[]>();
  for (const [box, sent] of boxes) {
    const person = custodianOf.get(box) ?? box;
    if (person === box) continue;
    const all = persons.get(person) ?? [];
    persons.set(person, all);
    for (const each of sent) all.push(each);
  }
  return persons;
}
