/** One mail of a mailbox has other line ends than all the rest. */
import type { CorpusCheck, CorpusRun, CorpusView } from "../../model/corpus-view.ts";
import type { Finding } from "../../model/flag.ts";
import { fill, quoted } from "../engine/check.ts";
import { boxName, byMailbox } from "../facts/mailboxes.ts";

const MIN_MESSAGES = 50;
/** More than so many, and the box was put together from several. */
const MAX_OTHERS = 3;

const NAMES = { "": "LF", crlf: "CR LF", mixed: "both LF and CR LF" } as const;

export const lineEndsUnlikeMailbox: CorpusCheck = {
  scope: "corpus",
  id: "line-ends-unlike-mailbox",
  catalogue: "Z02",
  line: "layout",
  level: "low",
  sentence:
    "The lines of the mail end with {own}; those of the {total} other mails in {box} end with {usual}.",
  looksFor:
    "At most three mails with other line ends than all others of a mailbox of fifty mails or more.",
  whyItMatters:
    "One program writes all mails of a mailbox in one way. A mail that came in by another way, or was edited on another system, is seen by its line ends.",
  innocentCauses: [
    "a mail that was dragged into the folder from another program",
    "a program that writes what it sent in another way than what it received",
    "a mailbox put together from several: then many mails differ, and the check stays silent",
  ],
  sources: ["own design"],
  cost: "trivial",
  run: (view: CorpusView): CorpusRun => {
    const boxes = byMailbox(view, ({ docId, traits }) =>
      traits === null ? null : { docId, lineEnds: traits.lineEnds },
    );
    const findings: Finding[] = [];
    let applies = 0;
    for (const [box, mails] of boxes) {
      if (mails.length < MIN_MESSAGES) continue;
      applies += mails.length;
      for (const usual of ["", "crlf"] as const) {
        const others = mails.filter(({ lineEnds }) => lineEnds !== usual);
        if (others.length === 0 || others.length > MAX_OTHERS) continue;
        for (const { docId, lineEnds } of others)
          findings.push({
            check: "line-ends-unlike-mailbox",
            level: "low",
            sentence: fill(lineEndsUnlikeMailbox.sentence, {
              own: NAMES[lineEnds],
              usual: NAMES[usual],
              box: quoted(boxName(box)),
              total: mails.length - others.length,
            }),
            members: [{ docId, evidence: [] }],
            evidence: [
              {
                raw: NAMES[lineEnds],
                where: { kind: "corpus", what: `line ends of ${mails.length} mails` },
                steps: [],
                value: `${others.length} of ${mails.length}`,
                comparedWith: null,
              },
            ],
            rarity: 0.9,
          });
      }
    }
    return { findings, applies };
  },
};
