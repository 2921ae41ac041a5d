/** One DKIM signature stands in messages with different Message-IDs: it was made of one of them at most. */

import type { CorpusCheck, CorpusRun, CorpusView } from "../../model/corpus-view.ts";
import type { Finding } from "../../model/flag.ts";
import { fill, quoted } from "../engine/check.ts";

interface Seen {
  readonly docId: number;
  readonly messageId: string;
}

export const signatureShared: CorpusCheck = {
  scope: "corpus",
  id: "signature-shared",
  catalogue: "K03",
  line: "consistency",
  level: "medium",
  sentence: "Two messages with different Message-IDs carry the same signature of {domain}.",
  looksFor: "The same value of a DKIM signature in messages with different Message-IDs.",
  whyItMatters:
    "A signature is made of one message. In another with its own Message-ID it was copied, or one of the two ids was changed.",
  innocentCauses: [
    "a list or an archive that gave a copy of the message a new id",
    "a forwarder that sends the same message on under an id of its own",
    "a program that writes ids again when it moves mail to another mailbox",
  ],
  sources: ["RFC 6376 section 3.5"],
  cost: "needs tools",
  run: (view: CorpusView): CorpusRun => {
    const seen = new Map<string, Seen>();
    const reported = new Set<string>();
    const findings: Finding[] = [];
    for (const { docId, messageId, traits } of view.messages()) {
      if (messageId === "") continue;
      for (const seal of traits?.seals ?? []) {
        const first = seen.get(seal);
        if (first === undefined) {
          seen.set(seal, { docId, messageId });
          continue;
        }
        const key = `${first.docId} ${docId}`;
        if (first.messageId === messageId || reported.has(key)) continue;
        reported.add(key);
        const [domain = "", value = ""] = seal.split(" ");
        const evidence = {
          raw: value,
          where: { kind: "corpus", what: "b= of the DKIM-Signature of both" },
          steps: [],
          value: messageId,
          comparedWith: {
            what: "the Message-ID of the other",
            raw: first.messageId,
            where: { kind: "corpus", what: "Message-ID" },
          },
        } as const;
        findings.push({
          check: "signature-shared",
          level: "medium",
          sentence: fill(signatureShared.sentence, { domain: quoted(domain) }),
          members: [
            { docId, evidence: [evidence] },
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
