/** H24: one Thread-Index conversation id in mails that share neither subject nor people. */

import type { CorpusCheck, CorpusRun, CorpusView, MessageRow } from "../../model/corpus-view.ts";
import type { Finding } from "../../model/flag.ts";
import { fill } from "../engine/check.ts";
import { plainName } from "../facts/corpus-values.ts";

const MAX_GROUP = 500;

const subjectOf = (message: MessageRow): string =>
  plainName(
    message.subject
      .replace(/^(?:\s*(?:re|fwd?|aw|wg|tr|sv|rif)\s*(?:\[\d+\])?\s*:)+/i, "")
      .replace(/\[[^\]]{1,40}\]/g, ""),
  );

const peopleOf = (message: MessageRow): Set<string> =>
  new Set([...message.from, ...message.to].map(({ address }) => address.toLowerCase()));

export const conversationIdReused: CorpusCheck = {
  scope: "corpus",
  id: "conversation-id-reused",
  catalogue: "H24",
  line: "layout",
  level: "low",
  sentence:
    "{count} mails have the same Outlook conversation id, some of which share neither subject nor people.",
  looksFor:
    "A Thread-Index conversation id in two mails with different subjects and no correspondent in common.",
  whyItMatters:
    "The id is made at random when a conversation begins. It is shared only by what was made from one another.",
  innocentCauses: [
    "an old mail used as the pattern for a new one",
    "a mail merge from one draft",
    "a subject changed on forwarding to other people",
  ],
  sources: ["[MS-OXOMSG] 2.2.1.3", "community.metaspike.com/t/175"],
  cost: "needs tools",
  run: (view: CorpusView): CorpusRun => {
    const groups = new Map<string, MessageRow[]>();
    for (const message of view.messages()) {
      const id = message.traits?.conversation ?? "";
      if (id === "" || /^0+$/.test(id)) continue;
      const group = groups.get(id);
      if (group === undefined) groups.set(id, [message]);
      else if (group.length < MAX_GROUP) group.push(message);
    }
    const findings: Finding[] = [];
    for (const [id, group] of groups) {
      const first = group[0];
      if (first === undefined) continue;
      const people = peopleOf(first);
      const other = group.find(
        (message) =>
          subjectOf(message) !== subjectOf(first) &&
          ![...peopleOf(message)].some((who) => people.has(who)),
      );
      if (other === undefined) continue;
      findings.push({
        check: "conversation-id-reused",
        level: "low",
        sentence: fill(conversationIdReused.sentence, { count: group.length }),
        members: [first, other].map(({ docId }) => ({ docId, evidence: [] })),
        evidence: [
          {
            raw: id,
            where: { kind: "corpus", what: "bytes 6 to 21 of Thread-Index" },
            steps: [],
            value: id,
            comparedWith: null,
          },
        ],
        rarity: 1 - 1 / Math.max(2, groups.size),
      });
    }
    return { findings, applies: groups.size };
  },
};
