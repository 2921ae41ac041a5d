/** K06: more than half of the signed bodies of a mailbox are not as signed. Says something of the mailbox and nothing of any mail in it. */

import type { CorpusCheck, CorpusRun, CorpusView } from "../../model/corpus-view.ts";
import { fill } from "../engine/check.ts";
import { containersOf } from "../facts/signed-siblings.ts";

const MAX_EXAMPLES = 5;

export const signedBodiesDifferWidely: CorpusCheck = {
  scope: "corpus",
  id: "signed-bodies-differ-widely",
  catalogue: "K06",
  line: "consistency",
  level: "low",
  sentence:
    "Container altered: of {signed} signed mails in one mailbox, {differing} do not have the body that was signed.",
  looksFor:
    "A mailbox with ten or more signed mails, more than half of which have another body than their DKIM signatures state.",
  whyItMatters:
    "What wrote the mailbox changed the bodies of its mail. A single body that differs says nothing here, and mails of it cannot be held against their signatures.",
  innocentCauses: [
    "a list that adds a footer to every mail",
    "an export or a mail program that rewrites lines, charsets or attachments",
    "lines beginning with From that were marked in the mailbox",
    "line ends changed by a copy in text mode",
  ],
  sources: ["RFC 6376 section 3.4", "own measurement of ways to write a mailbox"],
  cost: "trivial",
  run: (view: CorpusView): CorpusRun => {
    const containers = containersOf(view);
    const findings = containers
      .filter(({ isAltered }) => isAltered)
      .map(({ name, signed, differing }) => ({
        check: "signed-bodies-differ-widely",
        level: "low" as const,
        sentence: fill(signedBodiesDifferWidely.sentence, { signed, differing: differing.length }),
        members: differing.slice(0, MAX_EXAMPLES).map(({ docId }) => ({ docId, evidence: [] })),
        evidence: [
          {
            raw: String(differing.length),
            where: { kind: "corpus" as const, what: `signed mail of ${name}` },
            steps: [
              `${differing.length} of ${signed} = ${((100 * differing.length) / signed).toFixed(1)} %; the first ${Math.min(MAX_EXAMPLES, differing.length)} are named`,
            ],
            value: String(differing.length),
            comparedWith: null,
          },
        ],
        rarity: 0.5,
      }));
    return { findings, applies: containers.length };
  },
};
