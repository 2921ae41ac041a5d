/**
 * Signed mail of a corpus, sorted so that a mail can be held against its siblings: same mailbox, same signer, same list or none, same form of body,
 * near in time. Keeps a few numbers a signed mail.
 */

import type { CorpusView, MessageRow } from "../../model/corpus-view.ts";
import type { MessageTraits } from "../../model/traits.ts";

/** A signed mail. */
export interface SignedMail {
  readonly docId: number;
  readonly container: string;
  readonly traits: MessageTraits;
  /** Sent, else received; null when neither is known. */
  readonly at: number | null;
}

/** How many of a mail's siblings have the body as signed, in the narrowest stretch of time that holds enough. */
export interface Siblings {
  /** Without the mail itself. */
  readonly count: number;
  readonly intact: number;
  /** "in May 2016", "from March 2016 to July 2016", "of any date". */
  readonly period: string;
}

/** Signed bodies of one mailbox. */
export interface Container {
  readonly name: string;
  readonly signed: number;
  readonly differing: readonly SignedMail[];
  /** More than half differ: what wrote the mailbox changed bodies, and no single one means anything. */
  readonly isAltered: boolean;
}

/** Fewer signed mails say nothing of a mailbox. */
const MIN_SIGNED = 10;
const ALTERED_SHARE = 0.5;

/** A body whose beginning only was signed counts neither way. */
const isCounted = ({ traits }: SignedMail): boolean => traits.signedBody !== "part";
/** Whether the body is as it was signed. */
const isIntact = ({ traits }: SignedMail): boolean => traits.signedBody === "";

function* signedMails(view: CorpusView): Generator<SignedMail> {
  for (const message of view.messages()) {
    const { docId, container, traits, isInsideMessage } = message;
    // A mail attached to a mail was written anew by the program that attached it
    if (traits === null || traits.signer === "" || isInsideMessage) continue;
    const mail = { docId, container, traits, at: instantOf(message) };
    if (isCounted(mail)) yield mail;
  }
}

const instantOf = ({ sentAt, receivedAt }: MessageRow): number | null => sentAt ?? receivedAt;

/** All signed mail by mailbox. */
export function containersOf(view: CorpusView): Container[] {
  const byName = new Map<string, { signed: number; differing: SignedMail[] }>();
  for (const mail of signedMails(view)) {
    const known = byName.get(mail.container) ?? { signed: 0, differing: [] };
    byName.set(mail.container, known);
    known.signed++;
    if (!isIntact(mail)) known.differing.push(mail);
  }
  return [...byName].map(([name, { signed, differing }]) => ({
    name,
    signed,
    differing,
    isAltered: signed >= MIN_SIGNED && differing.length > signed * ALTERED_SHARE,
  }));
}

/** Mail of one kind by time: `intact[i]` of the first `i` are intact. */
interface Group {
  readonly times: readonly number[];
  readonly intact: readonly number[];
  /** With those that have no time. */
  readonly count: number;
  readonly intactCount: number;
}

const MONTHS_AROUND: readonly number[] = [0, 1, 3, 6, 12];

function firstAtOrAfter(times: readonly number[], at: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

const monthText = (at: number): string =>
  new Date(at).toLocaleDateString("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });

function groupOf(mails: readonly SignedMail[]): Group {
  const dated = mails
    .flatMap((mail) => (mail.at === null ? [] : [{ at: mail.at, good: isIntact(mail) ? 1 : 0 }]))
    .sort((a, b) => a.at - b.at);
  const intact = [0];
  for (const { good } of dated) intact.push((intact.at(-1) ?? 0) + good);
  return {
    times: dated.map(({ at }) => at),
    intact,
    count: mails.length,
    intactCount: mails.filter(isIntact).length,
  };
}

/** Siblings of a mail that is not intact, from the narrowest stretch with `enough` of them. */
function siblingsIn(group: Group, at: number | null, enough: number): Siblings {
  if (at !== null && Math.abs(at) < 8e15) {
    const day = new Date(at);
    for (const months of MONTHS_AROUND) {
      const [year, month] = [day.getUTCFullYear(), day.getUTCMonth()];
      const [start, end] = [Date.UTC(year, month - months), Date.UTC(year, month + months + 1)];
      const [from, to] = [firstAtOrAfter(group.times, start), firstAtOrAfter(group.times, end)];
      const count = to - from - 1;
      if (count < enough) continue;
      const intact = (group.intact[to] ?? 0) - (group.intact[from] ?? 0);
      const [first, last] = [monthText(start), monthText(end - 1)];
      return { count, intact, period: months === 0 ? `in ${first}` : `from ${first} to ${last}` };
    }
  }
  return { count: group.count - 1, intact: group.intactCount, period: "of any date" };
}

const kindOf = ({ container, traits }: SignedMail): string =>
  `${container}\n${traits.relay}\n${traits.bodyForm}`;
const signerKindOf = (mail: SignedMail): string => `${kindOf(mail)}\n${mail.traits.signer}`;

/** Finds siblings: of the same signer, and of any signer. */
export interface SiblingFinder {
  readonly ofSigner: (mail: SignedMail, enough: number) => Siblings;
  readonly ofAnySigner: (mail: SignedMail, enough: number) => Siblings;
}

/** Sorts the signed mail of a corpus into groups. One pass. */
export function siblingFinder(view: CorpusView): SiblingFinder {
  const lists = new Map<string, SignedMail[]>();
  for (const mail of signedMails(view)) {
    for (const key of [kindOf(mail), signerKindOf(mail)]) {
      const list = lists.get(key);
      if (list === undefined) lists.set(key, [mail]);
      else list.push(mail);
    }
  }
  const groups = new Map<string, Group>();
  const group = (key: string): Group => {
    const known = groups.get(key) ?? groupOf(lists.get(key) ?? []);
    groups.set(key, known);
    return known;
  };
  return {
    ofSigner: (mail, enough) => siblingsIn(group(signerKindOf(mail)), mail.at, enough),
    ofAnySigner: (mail, enough) => siblingsIn(group(kindOf(mail)), mail.at, enough),
  };
}
