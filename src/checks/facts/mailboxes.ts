/**
 * The mailboxes of a corpus, whatever they are kept in: an mbox, a maildir, a folder of mails and a folder of a PST are one kind of thing to a check.
 * Names what a reader recognises: the last two parts of the path.
 */
import type { CorpusView, MessageRow } from "../../model/corpus-view.ts";

/** "…/anna/Inbox.mbox" -> "anna/Inbox.mbox". */
export const boxName = (container: string): string => container.split("/").slice(-2).join("/");

/** Runs over the messages that are not inside others, mailbox by mailbox; messages of a box come in document order. */
export function byMailbox<T>(
  view: CorpusView,
  read: (message: MessageRow) => T | null,
): Map<string, T[]> {
  const boxes = new Map<string, T[]>();
  for (const message of view.messages()) {
    if (message.isInsideMessage) continue;
    const value = read(message);
    if (value === null) continue;
    const box = boxes.get(message.container);
    if (box === undefined) boxes.set(message.container, [value]);
    else box.push(value);
  }
  return boxes;
}
