/** C02: two messages have one Message-ID, Date and sender, and texts that differ in more than a footer. */

import type { CorpusCheck, CorpusRun, CorpusView, MessageRow } from "../../model/corpus-view.ts";
import type { Finding, Level } from "../../model/flag.ts";
import { fill, quoted } from "../engine/check.ts";
import { wordsOf } from "../facts/corpus-values.ts";
import { compareLines } from "../facts/word-changes.ts";

const MAX_CHARS = 200_000;
const MAX_COPIES = 20;

/** Lines without blanks around, empty ones and quotation marks left out. */
const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.replace(/\s+/g, " ").trim())
    .filter((line) => line !== "");

/** True when one text is the other with something before or behind it: list footers, notices of gateways, cut copies. */
function isContained(a: readonly string[], b: readonly string[]): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  const text = ` ${long.join(" ")} `;
  const part = short.join(" ");
  return part === "" || text.includes(` ${part} `);
}

/** Addresses and links are rewritten by gateways, archives and whoever masks them: they say nothing of the text. */
const masked = (text: string): string =>
  text.replace(/\S*(?:@|:\/\/)\S*/g, (word) => (word.includes("@") ? "@" : "://"));

/** The first pair of lines in which the two texts differ, null when they say the same. */
function difference(
  first: string,
  second: string,
): { before: string; after: string; line: number; level: Level } | null {
  const [a, b] = [wordsOf(masked(first)), wordsOf(masked(second))];
  if (isContained(a, b)) return null;
  const [before, after] = [linesOf(masked(first)), linesOf(masked(second))];
  const known = new Set(before);
  const others = after.map((text, i) => ({ text, line: i + 1 }));
  const { verbatim, looked, changes } = compareLines(before, others);
  const telling = changes.find((each) => each.change.kind !== "wording");
  const change = telling ?? changes[0];
  if (change !== undefined) {
    const level = telling === undefined ? "medium" : "high";
    return { before: change.before, after: change.after, line: change.line, level };
  }
  const changed = others.find(({ text }) => !known.has(text));
  const back = new Set(after);
  const gone = before.find((text) => !back.has(text));
  if (changed === undefined || gone === undefined) return null;
  return {
    before: gone,
    after: changed.text,
    line: changed.line,
    level: looked > 0 && verbatim / looked >= 0.5 ? "medium" : "low",
  };
}

export const sameMessageIdDifferentBody: CorpusCheck = {
  scope: "corpus",
  id: "same-message-id-different-body",
  catalogue: "C02",
  line: "consistency",
  level: "high",
  sentence:
    "Messages with one Message-ID, sender and date say different things: {before} in one, {after} in the other.",
  looksFor:
    "Messages with the same Message-ID, From and Date whose texts differ in more than something added before or behind.",
  whyItMatters:
    "A Message-ID is given once. Two texts under one id mean that one was changed after it was sent, or that a program reuses ids.",
  innocentCauses: [
    "list programs and gateways that rewrite the text, not only add a footer",
    "a program that sends a personal version to every recipient under one id",
    "another part of the message shown as its text, or another charset",
    "a program that reuses ids",
  ],
  sources: ["RFC 5322 section 3.6.4", "notmuch test T670: elsewhere such mails are merged"],
  cost: "trivial",
  run: (view: CorpusView): CorpusRun => {
    const groups = new Map<string, MessageRow[]>();
    for (const message of view.messages()) {
      const { messageId, from, sentAt } = message;
      if (messageId === "" || sentAt === null) continue;
      const key = `${messageId}\n${from[0]?.address.toLowerCase() ?? ""}\n${sentAt}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [message]);
      else if (group.length < MAX_COPIES) group.push(message);
    }
    const findings: Finding[] = [];
    let applies = 0;
    for (const group of groups.values()) {
      const [first, ...others] = group;
      if (first === undefined || others.length === 0) continue;
      applies++;
      const text = view.text(first.docId).slice(0, MAX_CHARS);
      for (const other of others) {
        const found = difference(text, view.text(other.docId).slice(0, MAX_CHARS));
        if (found === null) continue;
        const evidence = {
          raw: found.after.slice(0, 400),
          where: { kind: "text" as const, line: found.line },
          steps: [],
          value: found.after.slice(0, 400),
          comparedWith: {
            what: "the other message with this Message-ID",
            raw: found.before.slice(0, 400),
            where: { kind: "text" as const, line: 0 },
          },
          docId: other.docId,
        };
        findings.push({
          check: "same-message-id-different-body",
          level: found.level,
          sentence: fill(sameMessageIdDifferentBody.sentence, {
            before: quoted(found.before),
            after: quoted(found.after),
          }),
          members: [
            { docId: first.docId, evidence: [] },
            { docId: other.docId, evidence: [evidence] },
          ],
          evidence: [],
          rarity: 0.9,
        });
        break;
      }
    }
    return { findings, applies };
  },
};
