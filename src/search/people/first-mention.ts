/**
 * Who knew of something when: for each person the first mail in which they wrote what a query finds, received it, or were shown it in a quotation or
 * a file. A mail that somebody received is not a mail that somebody read.
 */
import type { QueryNode } from "../../query/tree.ts";
import type { OpenIndex } from "../open-index.ts";
import { type SearchOptions, searchIndex } from "../search.ts";
import { markFinder } from "../shown/marks.ts";
import { addressKey, recipientsOf } from "./addresses.ts";
import { ownPart } from "./own-part.ts";
import type { People, Person } from "./people.ts";

/** How a person met it. `wrote`: in their own words. `received`: in a mail to them, in the sender's words. `shown`: quoted, or in a file. */
export type MentionKind = "wrote" | "received" | "shown";

/** A mail that mentions it. */
export interface Mention {
  readonly kind: MentionKind;
  readonly at: number;
  readonly docId: number;
}

/** A person with the first mail of each kind. */
export interface FirstMentions {
  readonly person: Person;
  /** The earliest of the three. */
  readonly first: Mention;
  readonly wrote: Mention | null;
  readonly received: Mention | null;
  readonly shown: Mention | null;
}

export interface Mentions {
  /** Whoever met it first is first. */
  readonly people: readonly FirstMentions[];
  /** Messages that the query found, those of them without a date, and loose files, which nobody sent. */
  readonly messages: number;
  readonly undated: number;
  readonly looseFiles: number;
  /** Documents that the time did not suffice for. */
  readonly notLookedAt: number;
  readonly problems: ReturnType<typeof searchIndex>["problems"];
}

/** Whether the query has a part that only the text can answer; else what it finds is taken as what the sender wrote. */
function asksText(node: QueryNode): boolean {
  switch (node.kind) {
    case "and":
    case "or":
      return node.operands.some(asksText);
    case "term":
    case "pattern":
    case "fuzzy":
    case "stem":
    case "name":
    case "phrase":
    case "regex":
      return node.field === null || node.field === "body" || node.field === "subject";
    default:
      return false;
  }
}

/** First mentions of what a query finds, by person. */
export function firstMentions(
  index: OpenIndex,
  people: People,
  query: string,
  options: Pick<SearchOptions, "clock" | "timeoutSeconds" | "onRead">,
): Mentions {
  const { catalog } = index;
  const answer = searchIndex(index, query, {
    ...options,
    sort: "oldest",
    limit: Number.MAX_SAFE_INTEGER,
    offset: 0,
    strict: false,
  });
  const inBody = markFinder(answer.plan, "body");
  const inSubject = markFinder(answer.plan, "subject");
  const hasText = asksText(answer.tree);
  const found = new Map<Person, Map<MentionKind, Mention>>();
  const note = (address: string, kind: MentionKind, at: number, docId: number): void => {
    const person = people.of(address);
    if (person === undefined) return;
    const own = found.get(person) ?? new Map<MentionKind, Mention>();
    if (!own.has(kind)) own.set(kind, { kind, at, docId });
    found.set(person, own);
  };
  let undated = 0;
  for (const { rootId } of answer.hits) {
    const { envelope, sentAt, docId } = catalog.document(rootId);
    if (envelope === null) continue;
    if (sentAt === null) {
      undated++;
      continue;
    }
    const isReply = /^\s*(?:re|aw|sv|tr|wg|fwd?|fw)\s*:/i.test(envelope.subject);
    const isOwn =
      !hasText ||
      inBody(ownPart(catalog.text(docId))).length > 0 ||
      (!isReply && inSubject(envelope.subject).length > 0);
    const sender = addressKey(envelope.from[0]?.address ?? "");
    note(sender, isOwn ? "wrote" : "shown", sentAt, docId);
    for (const address of recipientsOf(envelope).keys())
      if (address !== sender) note(address, isOwn ? "received" : "shown", sentAt, docId);
  }
  const rows = [...found].map(([person, own]): FirstMentions => {
    const all = [...own.values()].sort((a, b) => a.at - b.at || a.docId - b.docId);
    const [first] = all;
    if (first === undefined) throw new Error("a person without a mention");
    const of = (kind: MentionKind): Mention | null => own.get(kind) ?? null;
    return { person, first, wrote: of("wrote"), received: of("received"), shown: of("shown") };
  });
  return {
    // Of one mail the sender stays before those it went to
    people: rows.sort((a, b) => a.first.at - b.first.at || a.first.docId - b.first.docId),
    messages: answer.total - answer.looseFiles,
    undated,
    looseFiles: answer.looseFiles,
    notLookedAt: answer.notLookedAt + answer.stopped,
    problems: answer.problems,
  };
}
