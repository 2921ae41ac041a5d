/** P01 over the corpus: words of a PDF's earlier revision were replaced in the last one. */

import type { CorpusCheck, CorpusRun, CorpusView } from "../../model/corpus-view.ts";
import type { Finding } from "../../model/flag.ts";
import { fill, quoted } from "../engine/check.ts";
import { splitStored } from "../facts/stored-text.ts";
import { compareLines } from "../facts/word-changes.ts";

const MAX_CHARS = 200_000;

export const pdfRevisionTextChanged: CorpusCheck = {
  scope: "corpus",
  id: "pdf-revision-text-changed",
  catalogue: "P01",
  line: "consistency",
  level: "medium",
  sentence: "An earlier revision inside the PDF says {before} where the last one says {after}.",
  looksFor:
    "Lines of a PDF that differ in one word from the same line of an earlier revision kept in the same file.",
  whyItMatters: "The file itself shows what it said before it was changed.",
  innocentCauses: [
    "a correction by the author",
    "a form whose fields were filled in",
    "a page number, date or version updated on saving",
  ],
  sources: ["ISO 32000-1 section 7.5.6"],
  cost: "needs tools",
  run: (view: CorpusView): CorpusRun => {
    const findings: Finding[] = [];
    let applies = 0;
    for (const revision of view.files()) {
      if (revision.parentId === null || !/^revision \d{1,6} of \d{1,6}$/.test(revision.name))
        continue;
      applies++;
      const before = splitStored(view.text(revision.docId).slice(0, MAX_CHARS));
      const after = splitStored(view.text(revision.parentId).slice(0, MAX_CHARS));
      const { changes } = compareLines(
        before,
        after.map((text, i) => ({ text, line: i + 1 })),
      );
      const telling = changes.find(({ change }) => change.kind !== "wording") ?? changes[0];
      if (telling === undefined) continue;
      const { change, line } = telling;
      findings.push({
        check: "pdf-revision-text-changed",
        level: change.kind === "wording" ? "low" : "medium",
        sentence: fill(pdfRevisionTextChanged.sentence, {
          before: quoted(change.from),
          after: quoted(change.to),
        }),
        members: [
          {
            docId: revision.parentId,
            evidence: [
              {
                raw: telling.after.slice(0, 400),
                where: { kind: "text", line },
                steps: ["all other words of the line agree"],
                value: change.to,
                comparedWith: {
                  what: `the ${revision.name} in the same file`,
                  raw: telling.before.slice(0, 400),
                  where: { kind: "text", line: 0 },
                },
              },
            ],
          },
          { docId: revision.docId, evidence: [] },
        ],
        evidence: [],
        rarity: 0.8,
      });
    }
    return { findings, applies };
  },
};
