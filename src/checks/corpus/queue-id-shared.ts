/** H25: one server gave one queue id to two different messages: a Received header was taken over from another mail. */

import type { CorpusCheck, CorpusRun, CorpusView } from "../../model/corpus-view.ts";
import type { Finding } from "../../model/flag.ts";
import { fill, quoted } from "../engine/check.ts";
import { registeredDomain } from "../facts/domains.ts";

const DAY_MS = 86_400_000;
const SESSION_MS = 3_600_000;
/** Ids of a few hexadecimal digits (inode and fraction of a second) come round again; ids made of the time, a counter and letters do not. */
const COMES_ROUND = /^(?:[0-9A-F]{1,12}|\d+|.{0,9})$/;
const MAX_SHARED = 3;
const MAX_SHARED_SHARE = 0.01;

interface Seen {
  readonly messageId: string;
  readonly docId: number;
  readonly sentAt: number | null;
  readonly sender: string;
  readonly subject: string;
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
    "a server that begins its ids again; then the two are far apart in time",
    "a message given a second id by an archive",
  ],
  sources: ["own measurement: no shared id among 15,582 of genuine mail"],
  cost: "trivial",
  run: (view: CorpusView): CorpusRun => {
    const seen = new Map<string, Seen>();
    const found: { server: string; finding: Finding }[] = [];
    const reported = new Set<string>();
    const ofServer = new Map<string, { ids: number; shared: number }>();
    for (const { docId, messageId, sentAt, traits, from, subject } of view.messages()) {
      if (messageId === "") continue;
      const sender = from[0]?.address.toLowerCase() ?? "";
      for (const id of traits?.queueIds ?? []) {
        const first = seen.get(id);
        const server = registeredDomain(id.slice(0, id.indexOf(" ")));
        const counts = ofServer.get(server) ?? { ids: 0, shared: 0 };
        ofServer.set(server, counts);
        if (first === undefined) {
          counts.ids++;
          seen.set(id, { messageId, docId, sentAt, sender, subject });
          continue;
        }
        const key = `${first.docId} ${docId}`;
        if (first.messageId === messageId || reported.has(key)) continue;
        const apart = Math.abs((first.sentAt ?? 0) - (sentAt ?? 0));
        // Several mails handed in over one connection may carry the id of the connection
        if (first.sender === sender && apart <= SESSION_MS) continue;
        // A list that gives the copies of one message new ids
        if (first.subject === subject && apart <= SESSION_MS) continue;
        reported.add(key);
        counts.shared++;
        const comesRound = COMES_ROUND.test(id.slice(id.indexOf(" ") + 1));
        found.push({
          server,
          finding: {
            check: "queue-id-shared",
            level: comesRound && apart > 300 * DAY_MS ? "low" : "medium",
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
          },
        });
      }
    }
    // A server that repeats ids as a habit (one for each connection, say) gives none that tell messages apart
    const repeats = (server: string): boolean => {
      const { ids, shared } = ofServer.get(server) ?? { ids: 0, shared: 0 };
      return shared > MAX_SHARED && shared / ids > MAX_SHARED_SHARE;
    };
    const findings = found.filter(({ server }) => !repeats(server)).map(({ finding }) => finding);
    return { findings, applies: seen.size };
  },
};
