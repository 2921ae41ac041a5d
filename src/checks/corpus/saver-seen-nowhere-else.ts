/** C07: a text stands in files as last saved by and nowhere else: not as creator, not as a correspondent, not in any text. */

import type { CorpusCheck, CorpusRun } from "../../model/corpus-view.ts";
import type { Finding, FindingMember } from "../../model/flag.ts";
import type { MetadataValue } from "../../model/metadata.ts";
import { fill, quoted } from "../engine/check.ts";
import { isDefaultName, plainName, valuesOf } from "../facts/corpus-values.ts";
import { correspondentNames } from "../facts/correspondents.ts";
import { metadataEvidence } from "../facts/evidence.ts";

/** Other roles in which a name would be known. */
const OTHER_ROLES = ["creator", "manager", "changedby", "commentby", "people", "company"];
/** More savers than this are looked for in the texts only by the rarest. */
const MAX_SEARCHED = 500;
const MIN_CHARS = 3;
const MAX_BY_HAND = 40;

interface Saver {
  readonly text: string;
  readonly members: FindingMember[];
  /** Files whose creator the corpus knows as a correspondent. */
  ofKnown: number;
}

export const saverSeenNowhereElse: CorpusCheck = {
  scope: "corpus",
  id: "saver-seen-nowhere-else",
  catalogue: "C07",
  line: "identity",
  level: "medium",
  sentence: "{files} {saver} as last saver; nothing else in the corpus has that name.",
  looksFor:
    "A last-saved-by text that occurs as no creator, no correspondent, no author of a change or comment, and in no text.",
  whyItMatters:
    "Who saves the files of a group usually also writes to it, makes files or is written about.",
  innocentCauses: [
    "a contractor, an assistant or a family member at the same computer",
    "an installation with another name: shared, default, or licensed to somebody else",
    "files that came from outside, such as forms and offers",
    "a name set on purpose",
  ],
  sources: ["own design after published analyses of a leak of 2017"],
  cost: "trivial",
  run: (view): CorpusRun => {
    const known = correspondentNames(view);
    const names = new Set<string>();
    const savers = new Map<string, Saver>();
    const seen = new Set<string>();
    for (const file of view.files()) {
      for (const field of OTHER_ROLES)
        for (const { text } of valuesOf(file, field)) names.add(plainName(text));
      if (seen.has(file.contentId)) continue;
      seen.add(file.contentId);
      const value: MetadataValue | undefined = valuesOf(file, "lastsavedby")[0];
      if (value === undefined || value.text.trim().length < MIN_CHARS || isDefaultName(value.text))
        continue;
      const key = plainName(value.text);
      const saver = savers.get(key) ?? { text: value.text, members: [], ofKnown: 0 };
      saver.members.push({ docId: file.docId, evidence: [metadataEvidence(value)] });
      if (valuesOf(file, "creator").some(({ text }) => known.has(plainName(text)))) saver.ofKnown++;
      savers.set(key, saver);
    }
    const candidates = [...savers]
      .filter(([key]) => !known.has(key) && !names.has(key))
      .sort(([, a], [, b]) => b.members.length - a.members.length || (a.text < b.text ? -1 : 1))
      .slice(0, MAX_SEARCHED);
    const mentions = view.countMentions(candidates.map(([key]) => key));
    const alone = candidates.filter(([key]) => (mentions.get(key) ?? 0) === 0);
    const findings = alone.map(
      ([, saver]): Finding => ({
        check: "saver-seen-nowhere-else",
        // Files of known people saved by an unknown one are rarer than files from outside; on very many it is a system's account
        level: saver.ofKnown >= 2 && saver.members.length <= MAX_BY_HAND ? "medium" : "low",
        sentence: fill(saverSeenNowhereElse.sentence, {
          saver: quoted(saver.text),
          files:
            saver.members.length === 1 ? "One file names" : `${saver.members.length} files name`,
        }),
        members: saver.members,
        evidence: [],
        rarity: 1 - alone.length / Math.max(1, savers.size),
      }),
    );
    return { findings, applies: savers.size };
  },
};
