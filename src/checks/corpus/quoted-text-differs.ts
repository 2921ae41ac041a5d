/**
 * C01: a reply quotes its parent with one word changed: a number, a name or a negation.
 *
 * Trusts only near-identical lines: most quoted lines must stand in the parent word for word, and the changed one must agree in all other
 * words. Re-wrapped, interleaved and shortened quotes fall out by that.
 */

import type { CorpusCheck, CorpusRun, CorpusView, MessageRow } from "../../model/corpus-view.ts";
import type { Finding, Level } from "../../model/flag.ts";
import { fill, quoted } from "../engine/check.ts";
import { quotedLines } from "../facts/quoted-lines.ts";
import { compareLines, type LineChange } from "../facts/word-changes.ts";

const MAX_CHARS = 200_000;
const MIN_VERBATIM = 2;
const MIN_SHARE = 0.6;

/** Quoted lines of the parent's own quotes do not count: they are compared with their own parent. */
const ownLines = (text: string): string[] =>
  text.split("\n").filter((line) => !/^\s{0,3}>/.test(line));

function changesOf(view: CorpusView, reply: MessageRow, parentId: number): LineChange[] | null {
  const quotedInReply = quotedLines(view.text(reply.docId).slice(0, MAX_CHARS));
  if (quotedInReply.length < MIN_VERBATIM) return null;
  const parent = view.text(parentId).slice(0, MAX_CHARS);
  const { verbatim, looked, changes } = compareLines(ownLines(parent), quotedInReply);
  if (looked < MIN_VERBATIM) return null;
  return verbatim >= MIN_VERBATIM && verbatim / looked >= MIN_SHARE ? changes : [];
}

export const quotedTextDiffers: CorpusCheck = {
  scope: "corpus",
  id: "quoted-text-differs",
  catalogue: "C01",
  line: "consistency",
  level: "high",
  sentence:
    "The reply quotes {before} of the message it answers as {after}; the other quoted lines are there word for word.",
  looksFor:
    "A line quoted in a reply that differs from the message it answers by one number, name or negation, while the rest of the quotation is word for word.",
  whyItMatters:
    "Programs quote exactly. Either the quotation was changed, or the original in this corpus was: one of the two is not what was sent.",
  innocentCauses: [
    "the writer corrected a slip in the quotation, or masked a number",
    "the writer left out or added a word of the quotation",
    "the original was corrected and sent again under the same id",
    "a program that rewrites addresses, dates or links in quotations",
    "a charset accident",
  ],
  sources: ["own measurement of quotations in genuine mail", "idea from the Tainted Leaks report"],
  cost: "trivial",
  run: (view): CorpusRun => {
    const parents = new Map<string, number>();
    for (const { docId, messageId } of view.messages())
      if (messageId !== "" && !parents.has(messageId)) parents.set(messageId, docId);
    const findings: Finding[] = [];
    let applies = 0;
    for (const reply of view.messages()) {
      const parentId = reply.parents.length === 0 ? undefined : parents.get(reply.parents[0] ?? "");
      if (parentId === undefined || parentId === reply.docId) continue;
      const changes = changesOf(view, reply, parentId);
      if (changes === null) continue;
      applies++;
      const telling = changes.filter(({ change }) => change.kind !== "wording");
      const first = telling[0];
      if (first === undefined || changes.length > 3) continue;
      // One number or negation put in the place of another in an otherwise exact quotation is what matters. Several changes are an edited quotation,
      // and a word left out or added is also a slip of the hand: one reply of the 50k that drops a "not" was the only genuine one of this level
      const { from, to, kind } = first.change;
      const isExchange = from !== "" && to !== "" && kind !== "name";
      const level: Level = changes.length === 1 && isExchange ? "high" : "medium";
      const evidence = telling.map(({ change, before, after, line }) => ({
        raw: after.slice(0, 400),
        where: { kind: "text" as const, line },
        steps: [
          `all other words of the line agree; ${change.kind}: ${quoted(change.from)} against ${quoted(change.to)}`,
        ],
        value: change.to,
        comparedWith: {
          what: "the line in the message answered",
          raw: before.slice(0, 400),
          where: { kind: "text" as const, line: 0 },
        },
        docId: reply.docId,
      }));
      findings.push({
        check: "quoted-text-differs",
        level,
        sentence: fill(quotedTextDiffers.sentence, {
          before: quoted(first.change.from),
          after: quoted(first.change.to),
        }),
        members: [
          { docId: reply.docId, evidence },
          { docId: parentId, evidence: [] },
        ],
        evidence: [],
        rarity: 0.9,
      });
    }
    return { findings, applies };
  },
};
