/** C11: mail from one mailbox of the corpus to the owner of another that is missing there, where nearly all other such mail is on both sides. */

import type { CorpusCheck, CorpusRun, CorpusView, MessageRow } from "../../model/corpus-view.ts";
import type { Finding } from "../../model/flag.ts";
import { fill, quoted } from "../engine/check.ts";

const MIN_MESSAGES = 30;
/** The owner is on at least so much of the mail of a mailbox. */
const MIN_OWNER_SHARE = 0.6;
const MIN_PAIR = 20;
/** More missing than this and the other mailbox is simply another selection. */
const MAX_MISSING_SHARE = 0.2;

interface Mailbox {
  readonly ids: Set<string>;
  readonly addresses: Map<string, number>;
  messages: number;
}

/** The address on most of the mail of a mailbox, null when nobody is on most of it. */
function ownerOf({ addresses, messages }: Mailbox): string | null {
  const [best] = [...addresses].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return best !== undefined && messages >= MIN_MESSAGES && best[1] / messages >= MIN_OWNER_SHARE
    ? best[0]
    : null;
}

const lower = (text: string): string => text.toLowerCase();

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
    const boxes = new Map<string, Mailbox>();
    for (const { container, messageId, from, to } of view.messages()) {
      const box = boxes.get(container) ?? { ids: new Set(), addresses: new Map(), messages: 0 };
      boxes.set(container, box);
      box.messages++;
      if (messageId !== "") box.ids.add(messageId);
      for (const address of new Set([...from, ...to].map((who) => lower(who.address))))
        box.addresses.set(address, (box.addresses.get(address) ?? 0) + 1);
    }
    const idsOf = new Map<string, Set<string>>();
    const ownerOfBox = new Map<string, string>();
    for (const [container, box] of boxes) {
      const owner = ownerOf(box);
      if (owner === null || owner === "") continue;
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
