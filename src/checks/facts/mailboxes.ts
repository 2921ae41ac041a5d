/**
 * The mailboxes of a corpus, whatever they are kept in: an mbox, a maildir, a folder of mails and a PST are one kind of thing to a check. A custodian is
 * whose mail it is: everything below one folder of the dump, however many folders the mail is sorted into.
 */
import type { CorpusView, MessageRow } from "../../model/corpus-view.ts";

/** "…/anna/Inbox.mbox" -> "anna/Inbox.mbox". */
export const boxName = (container: string): string => container.split("/").slice(-2).join("/");

/**
 * The custodian of each mailbox: the first name below the folder that all have in common. `dump/anna/Inbox` and `dump/anna/Sent` are of `dump/anna`
 * when there is a `dump/bob/Inbox` too; mailboxes of a dump of one person are their own custodians.
 */
export function custodians(containers: Iterable<string>): ReadonlyMap<string, string> {
  const paths = [...new Set(containers)].map((container) => container.split("/"));
  const [first = [], ...rest] = paths;
  let common = 0;
  while (
    common < first.length - 1 &&
    rest.every((path) => common < path.length - 1 && path[common] === first[common])
  )
    common++;
  return new Map(paths.map((path) => [path.join("/"), path.slice(0, common + 1).join("/")]));
}

/** Mails of each mailbox in document order; messages inside others are left out, copies that lie elsewhere too are in both. */
export function byMailbox<T>(
  view: CorpusView,
  read: (message: MessageRow) => T | null,
): Map<string, T[]> {
  const boxes = new Map<string, T[]>();
  const add = (message: MessageRow): void => {
    if (message.isInsideMessage) return;
    const value = read(message);
    if (value === null) return;
    const box = boxes.get(message.container);
    if (box === undefined) boxes.set(message.container, [value]);
    else box.push(value);
  };
  for (const message of view.messages()) add(message);
  for (const copy of view.copies()) add(copy);
  return boxes;
}

/** Mails named by one address: more than this share make it the owner's. */
const MIN_OWNER_SHARE = 0.6;
const MIN_MESSAGES = 30;

/** How many mails name each address, as sender or recipient. */
export interface Named {
  readonly addresses: Map<string, number>;
  messages: number;
}

/** Counts a mail for its mailbox. */
export function countNamed(box: Named, { from, to, traits }: MessageRow): void {
  box.messages++;
  const named = new Set([...from, ...to].map((who) => who.address.toLowerCase()));
  for (const address of traits?.deliveredTo ?? []) named.add(address);
  for (const address of named)
    if (address !== "") box.addresses.set(address, (box.addresses.get(address) ?? 0) + 1);
}

/** The address on most of the mail of a mailbox, null when nobody is on most of it. */
export function ownerOf({ addresses, messages }: Named): string | null {
  const [best] = [...addresses].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return best !== undefined && messages >= MIN_MESSAGES && best[1] / messages >= MIN_OWNER_SHARE
    ? best[0]
    : null;
}
