/** C11: mail from one custodian of the corpus to another that is missing there, where nearly all other such mail is on both sides. */

import type { CorpusCheck, CorpusRun, CorpusView, MessageRow } from "../../model/corpus-view.ts";
import type { Finding } from "../../model/flag.ts";
import { fill, quoted } from "../engine/check.ts";
import { countNamed, custodians, type Named, ownerOf } from "../facts/mailboxes.ts";

const MIN_PAIR = 20;
/** More missing than this and the other mailbox is simply another selection. */
const MAX_MISSING_SHARE = 0.2;

interface Mailbox extends Named {
  readonly ids: Set<string>;
}

const lower = (text: string): string => text.toLowerCase();

/** The mailboxes of all mails, copies included. */
function* containersOf(view: CorpusView): Generator<string> {
  for (const { container } of view.messages()) yield container;
  for (const { container } of view.copies()) yield container;
}

export const oneSidedMail: CorpusCheck = {
  scope: "corpus",
  id: "one-sided-mail",
  catalogue: "C11",
  line: "consistency",
  level: "low",
  sentence:
    "{missing} of {total} mails from {sender} to {recipient} are in the sender's mailbox and not in the recipient's, where the others are.",
  looksFor:
    "Two mailboxes of one corpus that share nearly all mail between their owners, and the mails that only the sender's holds.",
  whyItMatters:
    "A mail that only one of two mailboxes holds was deleted, filtered, or never delivered; or it was put into the other.",
  innocentCauses: [
    "the recipient deleted or moved it",
    "a filter or a full mailbox",
    "a folder that was not part of the source",
  ],
  sources: ["own design"],
  cost: "trivial",
  run: (view: CorpusView): CorpusRun => {
    const custodianOf = custodians(containersOf(view));
    const boxes = new Map<string, Mailbox>();
    const persons = new Map<string, Named>();
    const add = (message: MessageRow): void => {
      const { container, messageId } = message;
      const box = boxes.get(container) ?? { ids: new Set(), addresses: new Map(), messages: 0 };
      boxes.set(container, box);
      countNamed(box, message);
      if (messageId !== "") box.ids.add(messageId);
      const key = custodianOf.get(container) ?? container;
      const person = persons.get(key) ?? { addresses: new Map(), messages: 0 };
      persons.set(key, person);
      countNamed(person, message);
    };
    for (const message of view.messages()) add(message);
    for (const copy of view.copies()) add(copy);
    const idsOf = new Map<string, Set<string>>();
    const ownerOfBox = new Map<string, string>();
    for (const [container, box] of boxes) {
      // A small folder is of the person whose other folders are around it
      const person = persons.get(custodianOf.get(container) ?? container);
      const owner = ownerOf(box) ?? (person === undefined ? null : ownerOf(person));
      if (owner === null) continue;
      ownerOfBox.set(container, owner);
      const ids = idsOf.get(owner) ?? new Set();
      for (const id of box.ids) ids.add(id);
      idsOf.set(owner, ids);
    }
    const pairs = new Map<string, { total: number; missing: MessageRow[] }>();
    for (const message of view.messages()) {
      const owner = ownerOfBox.get(message.container);
      const sender = lower(message.from[0]?.address ?? "");
      if (owner === undefined || owner !== sender || message.messageId === "") continue;
      for (const recipient of new Set(message.to.map(({ address }) => lower(address)))) {
        const theirs = idsOf.get(recipient);
        if (theirs === undefined || recipient === sender) continue;
        const key = `${sender}\n${recipient}`;
        const pair = pairs.get(key) ?? { total: 0, missing: [] };
        pairs.set(key, pair);
        pair.total++;
        if (!theirs.has(message.messageId)) pair.missing.push(message);
      }
    }
    const findings: Finding[] = [];
    for (const [key, { total, missing }] of pairs) {
      if (total < MIN_PAIR || missing.length === 0 || missing.length / total > MAX_MISSING_SHARE)
        continue;
      const [sender = "", recipient = ""] = key.split("\n");
      findings.push({
        check: "one-sided-mail",
        level: "low",
        sentence: fill(oneSidedMail.sentence, {
          missing: missing.length,
          total,
          sender: quoted(sender),
          recipient: quoted(recipient),
        }),
        members: missing.slice(0, 100).map(({ docId }) => ({ docId, evidence: [] })),
        evidence: [],
        rarity: 1 - missing.length / total,
      });
    }
    return { findings, applies: pairs.size };
  },
};
