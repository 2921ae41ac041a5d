/**
 * C08: a name or an application word in a file stands in a script that hardly any other document of this corpus uses. Symmetric: a Latin
 * saver in a Cyrillic corpus counts the same. Says "script"; alone it is never above medium.
 */

import type { CorpusCheck, CorpusRun, CorpusView } from "../../model/corpus-view.ts";
import type { Finding, FindingMember, Level } from "../../model/flag.ts";
import type { MetadataValue } from "../../model/metadata.ts";
import { fill, quoted } from "../engine/check.ts";
import { isDefaultName, plainName } from "../facts/corpus-values.ts";
import { correspondentNames } from "../facts/correspondents.ts";
import { metadataEvidence } from "../facts/evidence.ts";
import { mainScript } from "../facts/script-of.ts";

const FIELDS = new Set([
  "lastsavedby",
  "creator",
  "manager",
  "company",
  "changedby",
  "commentby",
  "people",
  "path",
]);
/** A script in more than this share of messages is at home here. */
const AT_HOME = 0.02;
const MIN_DOCUMENTS = 20;

/** How many documents show each script: subject and names of messages, names of files. */
function scriptShares(view: CorpusView): { shares: ReadonlyMap<string, number>; total: number } {
  const counts = new Map<string, number>();
  let total = 0;
  const add = (text: string): void => {
    const script = mainScript(text);
    if (script === null) return;
    total++;
    counts.set(script, (counts.get(script) ?? 0) + 1);
  };
  for (const { subject, from, to } of view.messages())
    add(
      `${subject} ${from.map(({ name }) => name).join(" ")} ${to
        .slice(0, 5)
        .map(({ name }) => name)
        .join(" ")}`,
    );
  for (const { name } of view.files()) add(name.replace(/\.[A-Za-z0-9]{1,5}$/, ""));
  return { shares: new Map([...counts].map(([script, n]) => [script, n / total])), total };
}

/** A saver counts more than what a file brings from where it was made, and most on files that others made: a translator saves files of the own making. */
function levelOf({ field }: MetadataValue, ofOthers: number): Level {
  if (field !== "lastsavedby") return "information";
  return ofOthers >= 2 ? "medium" : "low";
}

export const foreignScriptMetadata: CorpusCheck = {
  scope: "corpus",
  id: "foreign-script-metadata",
  catalogue: "C08",
  line: "identity",
  level: "medium",
  sentence:
    "{count} files carry text in {script} script, such as {text} as {field}; {share} % of the documents here show that script.",
  looksFor:
    "A name, company or path in a file, in a script that less than two percent of the documents of this corpus show.",
  whyItMatters:
    "It shows where files passed through an installation that the rest of the corpus does not show. A script is not a place and not a people.",
  innocentCauses: [
    "colleagues, suppliers and translators who write in that script",
    "a template or form from elsewhere",
    "an installation in another language, bought or copied",
    "a value set on purpose",
  ],
  sources: ["Unicode Scripts.txt", "own design"],
  cost: "trivial",
  run: (view): CorpusRun => {
    const { shares, total } = scriptShares(view);
    const known = correspondentNames(view);
    const groups = new Map<
      string,
      { script: string; value: MetadataValue; members: FindingMember[]; ofOthers: number }
    >();
    let applies = 0;
    const seen = new Set<string>();
    for (const file of view.files()) {
      if (seen.has(file.contentId)) continue;
      seen.add(file.contentId);
      let has = false;
      const evidence = new Map<string, MetadataValue>();
      for (const value of file.metadata) {
        if (value.state !== "present" || !FIELDS.has(value.field)) continue;
        if (isDefaultName(value.text) || known.has(plainName(value.text))) continue;
        has = true;
        const script = mainScript(value.text);
        // Paths are in Latin letters everywhere
        if (script === null || (script === "Latin" && value.field === "path")) continue;
        if ((shares.get(script) ?? 0) >= AT_HOME) continue;
        const key = `${script}\n${plainName(value.text)}`;
        if (!evidence.has(key)) evidence.set(key, value);
      }
      if (has) applies++;
      for (const [key, value] of evidence) {
        const script = key.slice(0, key.indexOf("\n"));
        const group = groups.get(key) ?? { script, value, members: [], ofOthers: 0 };
        const made = file.metadata.find(
          ({ field, state }) => field === "creator" && state === "present",
        );
        if (made !== undefined && plainName(made.text) !== plainName(value.text)) group.ofOthers++;
        group.members.push({ docId: file.docId, evidence: [metadataEvidence(value)] });
        groups.set(key, group);
      }
    }
    if (total < MIN_DOCUMENTS) return { findings: [], applies };
    const findings = [...groups.values()].map(({ script, value, members, ofOthers }): Finding => {
      const share = shares.get(script) ?? 0;
      return {
        check: "foreign-script-metadata",
        level: levelOf(value, ofOthers),
        sentence: fill(foreignScriptMetadata.sentence, {
          count: members.length,
          script,
          text: quoted(value.text),
          field: value.field,
          share: (share * 100).toFixed(1),
        }),
        members,
        evidence: [],
        rarity: 1 - share / AT_HOME,
      };
    });
    return { findings, applies };
  },
};
