/** What the checks of a sender's single traits report: each names the trait and where it stands, the rest is the same. */

import type { CorpusCheck, CorpusRun, CorpusView } from "../../model/corpus-view.ts";
import type { Finding } from "../../model/flag.ts";
import { fill, quoted } from "../engine/check.ts";
import { newTraits, TRAITS } from "./sender-history.ts";

/** Messages that show a value of `trait` that their sender shows in no other mail. `place` says where it stands, e.g. "the Date header". */
export function newTraitFindings(
  view: CorpusView,
  check: Pick<CorpusCheck, "id" | "sentence">,
  trait: string,
  place: string,
): CorpusRun {
  const read = TRAITS.get(trait);
  if (read === undefined) throw new Error(`no trait is called ${trait}`);
  const { found, applies } = newTraits(view, read);
  const where = { kind: "corpus" as const, what: place };
  const findings = found.map(({ message, value, usual, total }): Finding => {
    const often = usual.map(([text, n]) => `${text} (${n})`).join(", ");
    const compared = {
      what: "the sender's other mail",
      raw: often,
      where: { kind: "corpus" as const, what: `${total - 1} mails` },
    };
    return {
      check: check.id,
      level: "information",
      sentence: fill(check.sentence, {
        value: quoted(value),
        total: total - 1,
        usual: quoted(often),
      }),
      members: [
        {
          docId: message.docId,
          evidence: [{ raw: value, where, steps: [], value, comparedWith: compared }],
        },
      ],
      evidence: [],
      rarity: 1 - found.length / Math.max(1, applies),
    };
  });
  return { findings, applies };
}
