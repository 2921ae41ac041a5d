/** C14: Word files of different creators share revision ids that hardly any other file has: parts of one came from the other. */

import type { CorpusCheck, CorpusRun, CorpusView, FileRow } from "../../model/corpus-view.ts";
import type { Finding } from "../../model/flag.ts";
import { fill, quoted } from "../engine/check.ts";
import { firstValue, plainName, valuesOf } from "../facts/corpus-values.ts";
import { metadataEvidence } from "../facts/evidence.ts";

/** An id in more files than this belongs to a template of the house. */
const MAX_FILES = 4;
/** One shared id is two percent of unrelated pairs; several are not chance. */
const MIN_SHARED = 2;

export const sharedRsids: CorpusCheck = {
  scope: "corpus",
  id: "shared-rsids",
  catalogue: "C14",
  line: "document",
  level: "low",
  sentence:
    "The Word files {first} and {second} have different creators and share {count} revision ids that no more than a few files here have.",
  looksFor:
    "Two Word files with different creators that share two or more revision ids found in at most four files.",
  whyItMatters:
    "Revision ids are random and stay when a file is copied or text is carried over with its formats. One file was made from the other or both from a third.",
  innocentCauses: [
    "a colleague's file used as the pattern",
    "a template shared by few",
    "text pasted from one into the other",
  ],
  sources: ["Didriksen 2014: 2 of 100 unrelated files share one id", "Spennemann and Singh 2023"],
  cost: "needs tools",
  run: (view: CorpusView): CorpusRun => {
    const byRsid = new Map<string, FileRow[]>();
    const seen = new Set<string>();
    let applies = 0;
    for (const file of view.files()) {
      if (seen.has(file.contentId) || !file.type.includes("wordprocessingml")) continue;
      seen.add(file.contentId);
      const rsids = valuesOf(file, "docid").filter(({ source }) => source.includes("w:rsid"));
      if (rsids.length > 0) applies++;
      for (const { text } of rsids.slice(0, 500)) {
        const list = byRsid.get(text);
        if (list === undefined) byRsid.set(text, [file]);
        else if (list.length <= MAX_FILES) list.push(file);
      }
    }
    const pairs = new Map<string, { a: FileRow; b: FileRow; shared: string[] }>();
    for (const [rsid, files] of byRsid) {
      if (files.length < 2 || files.length > MAX_FILES) continue;
      for (const [i, a] of files.entries()) {
        for (const b of files.slice(i + 1)) {
          const key = `${a.docId} ${b.docId}`;
          const pair = pairs.get(key) ?? { a, b, shared: [] };
          pair.shared.push(rsid);
          pairs.set(key, pair);
        }
      }
    }
    const findings: Finding[] = [];
    for (const { a, b, shared } of pairs.values()) {
      const [first, second] = [firstValue(a, "creator"), firstValue(b, "creator")];
      if (shared.length < MIN_SHARED || first === undefined || second === undefined) continue;
      if (
        plainName(first.text) === plainName(second.text) ||
        plainName(a.name) === plainName(b.name)
      )
        continue;
      findings.push({
        check: "shared-rsids",
        level: "low",
        sentence: fill(sharedRsids.sentence, {
          first: quoted(a.name),
          second: quoted(b.name),
          count: shared.length,
        }),
        members: [
          { docId: a.docId, evidence: [metadataEvidence(first)] },
          { docId: b.docId, evidence: [metadataEvidence(second)] },
        ],
        evidence: [
          {
            raw: shared.slice(0, 10).join(", "),
            where: { kind: "corpus", what: "word/settings.xml w:rsid of both" },
            steps: [],
            value: String(shared.length),
            comparedWith: {
              what: "files here that have these ids",
              raw: `at most ${MAX_FILES} of ${applies}`,
              where: { kind: "corpus", what: "Word files" },
            },
          },
        ],
        rarity: 0.8,
      });
    }
    return { findings, applies };
  },
};
