/**
 * What the mail of one sender usually looks like, and the few of his or her mails that do not look like it. Shared by the checks of single
 * traits and by the one that counts several together.
 */
import type { CorpusView, MessageRow } from "../../model/corpus-view.ts";

/** Fewer mails show no habit. */
const MIN_HISTORY = 20;
/** A habit: so much of the other mail agrees on few values. */
const MAX_SHARE = 0;

/** One trait of a message as a comparable text; "" when the message does not show it. */
export type TraitReader = (message: MessageRow) => string;

const zoneText = (minutes: number): string => {
  const of = (n: number): string => String(Math.floor(n)).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${of(Math.abs(minutes) / 60)}${of(Math.abs(minutes) % 60)}`;
};

/** The traits compared, by name. */
export const TRAITS: ReadonlyMap<string, TraitReader> = new Map([
  ["zone", ({ zoneMinutes }: MessageRow) => (zoneMinutes === null ? "" : zoneText(zoneMinutes))],
  ["client", ({ traits }: MessageRow) => traits?.mailer ?? ""],
  ["message-id-shape", ({ traits }: MessageRow) => traits?.idShape ?? ""],
  ["charset", ({ traits }: MessageRow) => traits?.charset ?? ""],
  ["first-hop", ({ traits }: MessageRow) => networkOf(traits?.firstHop ?? "")],
]);

/** Addresses change within a provider's block: the first two numbers stand for it. */
function networkOf(ip: string): string {
  const found = /^(\d+\.\d+)\.\d+\.\d+$/.exec(ip);
  return found === null ? ip : `${found[1]}.*.*`;
}

/** A message whose trait its sender shows in no other mail. */
export interface NewTrait {
  readonly message: MessageRow;
  readonly value: string;
  /** The commonest values of the sender with their counts. */
  readonly usual: readonly (readonly [string, number])[];
  readonly total: number;
}

interface History {
  readonly counts: Map<string, number>;
  total: number;
}

/** A sender's address, "" for lists and bulk mail, which show other habits. */
function senderOf({ from, traits, docId, rootId }: MessageRow): string {
  if (docId !== rootId || traits === null || traits.bulk) return "";
  return from[0]?.address.toLowerCase() ?? "";
}

/** Messages with a value of the trait that is new for a sender of at least twenty mails with few values. `applies` counts those senders' mails. */
export function newTraits(
  view: CorpusView,
  readTrait: TraitReader,
): { found: NewTrait[]; applies: number } {
  const histories = new Map<string, History>();
  for (const message of view.messages()) {
    const sender = senderOf(message);
    const value = readTrait(message);
    if (sender === "" || value === "") continue;
    const history = histories.get(sender) ?? { counts: new Map(), total: 0 };
    histories.set(sender, history);
    history.total++;
    history.counts.set(value, (history.counts.get(value) ?? 0) + 1);
  }
  const found: NewTrait[] = [];
  let applies = 0;
  for (const message of view.messages()) {
    const history = histories.get(senderOf(message));
    const value = readTrait(message);
    if (history === undefined || value === "" || history.total < MIN_HISTORY) continue;
    applies++;
    const others = (history.counts.get(value) ?? 0) - 1;
    if (others > MAX_SHARE * history.total) continue;
    const usual = [...history.counts]
      .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
      .slice(0, 3);
    // Who shows a new value every few mails has no habit in it
    const singles = [...history.counts.values()].filter((n) => n === 1).length;
    if (singles > 1 + history.total * 0.02) continue;
    found.push({ message, value, usual, total: history.total });
  }
  return { found, applies };
}
