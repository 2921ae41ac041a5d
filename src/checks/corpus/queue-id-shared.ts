/** H25: one server gave one queue id to two different messages: a Received header was taken over from another mail. */
import type { Finding } from "../../model/flag.ts";
import { fill, quoted } from "../check.ts";
import type { CorpusCheck, CorpusRun, CorpusView } from "./corpus-view.ts";

const DAY_MS = 86_400_000;

interface Seen {
  readonly messageId: string;
  readonly docId: number;
  readonly sentAt: number | null;
}

export const queueIdShared: CorpusCheck = {
  scope: "corpus",
  id: "queue-id-shared",
  catalogue: "H25",
  line: "transport",
  level: "medium",
  sentence: "Two messages with different Message-IDs carry the same queue id {id} of one server.",
  looksFor:
    "The same server and queue id in the Received headers of messages with different Message-IDs.",
  whyItMatters:
    "A server gives every message it takes in an id of its own. Two messages share one when a Received header was copied.",
  innocentCauses: [
    "a list program that splits one message into several with new ids",
    "a server that begins its ids anew, and then the two are far apart in time",
    "a message given a second id by an archive",
  ],
  sources: ["own measurement: no shared id among 15,582 of genuine mail"],
  cost: "trivial",
  run: (view: CorpusView): CorpusRun => {
    const seen = new Map<string, Seen>();
    const findings: Finding[] = [];
    const reported = new Set<string>();
    for (const { docId, messageId, sentAt, traits } of view.messages()) {
      if (messageId === "") continue;
      for (const id of traits?.queueIds ?? []) {
        const first = seen.get(id);
        if (first === undefined) {
          seen.set(id, { messageId, docId, sentAt });
          continue;
        }
        const key = `${first.docId} ${docId}`;
        if (first.messageId === messageId || reported.has(key)) continue;
        reported.add(key);
        // Ids that count processes come round again after months
        const apart = Math.abs((first.sentAt ?? 0) - (sentAt ?? 0));
        findings.push({
          check: "queue-id-shared",
          level: apart > 300 * DAY_MS ? "low" : "medium",
          sentence: fill(queueIdShared.sentence, { id: quoted(id) }),
          members: [
            {
              docId,
              evidence: [
                {
                  raw: id,
                  where: { kind: "corpus", what: "Received headers of both" },
                  steps: [],
                  value: id,
                  comparedWith: {
                    what: "the Message-ID of the other",
                    raw: first.messageId,
                    where: { kind: "corpus", what: "Message-ID" },
                  },
                },
              ],
            },
            { docId: first.docId, evidence: [] },
          ],
          evidence: [],
          rarity: 0.9,
        });
      }
    }
    return { findings, applies: seen.size };
  },
};
