/** What must have existed: messages that others answer and that are not in the catalog. Who quoted them, who had them, and their text as the quotations give it. */
import { corpusView } from "../catalog/corpus-view.ts";
import type { CatalogReader } from "../catalog/read-catalog.ts";
import { introductionOf, quotedLines } from "../checks/facts/quoted-lines.ts";

/** A message of the corpus that answers the absent one. */
interface Answer {
  readonly docId: number;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly sentAt: number | null;
}

/** A message that is not there. Example: `{messageId:"7b1f@example.org", answers:[…], count:3, hadBy:["anna@example.org"]}`. */
export interface MissingMail {
  readonly messageId: string;
  /** Messages that answer it, oldest first; at most {@link MAX_ANSWERS}. */
  readonly answers: readonly Answer[];
  readonly count: number;
  /** Who had it: addresses that answered. */
  readonly hadBy: readonly string[];
}

/** Its text as an answer quotes it. */
export interface Rebuilt {
  /** The answer that quotes most of the text. */
  readonly docId: number;
  /** The line in front of the quotation, "" without one: it often names writer and time. */
  readonly introduction: string;
  readonly text: string;
}

const MAX_ANSWERS = 20;
/** Texts beyond this are not taken apart. */
const MAX_TEXT_CHARS = 200_000;

interface Draft {
  readonly answers: Answer[];
  readonly hadBy: Set<string>;
  count: number;
}

/** Subject without "Re:" and the like. */
export const plainSubject = (subject: string): string =>
  subject.replace(/^(?:\s*(?:re|aw|sv|antw|fwd?|wg|tr)\s*(?:\[\d+\])?\s*:)+\s*/i, "");

const byTime = (a: Answer, b: Answer): number =>
  (a.sentAt ?? Number.MAX_SAFE_INTEGER) - (b.sentAt ?? Number.MAX_SAFE_INTEGER) ||
  a.docId - b.docId;

/** Absent originals, those that most people answered first, then by number of answers and id. `roots` keeps to answers in these families; null takes all. */
export function missingMail(
  catalog: CatalogReader,
  roots: ReadonlySet<number> | null,
): MissingMail[] {
  const view = corpusView(catalog);
  const present = new Set<string>();
  for (const { messageId } of view.messages()) if (messageId !== "") present.add(messageId);
  const absent = new Map<string, Draft>();
  for (const { docId, rootId, parents, from, to, subject, sentAt } of view.messages()) {
    const messageId = parents[0];
    if (messageId === undefined || present.has(messageId)) continue;
    if (roots !== null && !roots.has(rootId)) continue;
    const draft = absent.get(messageId) ?? { answers: [], hadBy: new Set(), count: 0 };
    absent.set(messageId, draft);
    draft.count++;
    const sender = from[0]?.address.toLowerCase() ?? "";
    if (sender !== "" && draft.hadBy.size < MAX_ANSWERS) draft.hadBy.add(sender);
    if (draft.answers.length < MAX_ANSWERS)
      draft.answers.push({ docId, from: sender, to: to[0]?.address ?? "", subject, sentAt });
  }
  return [...absent]
    .map(([messageId, { answers, hadBy, count }]) => ({
      messageId,
      answers: answers.toSorted(byTime),
      hadBy: [...hadBy].sort(),
      count,
    }))
    .sort(
      (a, b) =>
        b.hadBy.length - a.hadBy.length ||
        b.count - a.count ||
        (a.messageId < b.messageId ? -1 : 1),
    );
}

/** The longest quotation of an absent message in its answers, null when none quotes it. */
export function rebuilt(catalog: CatalogReader, { answers }: MissingMail): Rebuilt | null {
  let best: Rebuilt | null = null;
  for (const { docId } of answers) {
    const text = catalog.text(docId).slice(0, MAX_TEXT_CHARS);
    const lines = quotedLines(text);
    const quotation = lines
      .map((line) => line.text)
      .join("\n")
      .trim();
    if (quotation.length > (best?.text.length ?? 0))
      best = { docId, introduction: introductionOf(text, lines[0]), text: quotation };
  }
  return best;
}
