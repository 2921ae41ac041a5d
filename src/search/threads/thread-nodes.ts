/**
 * Messages -> who answers whom (J. Zawinski's "JWZ" threading, jwz.org/doc/threading.html, with the order of steps made definite).
 * Pure; near-linear, whatever ids a hostile message names.
 *
 * A message's own headers alone give its parent: nearest of In-Reply-To and References. Ids that nobody has become missing messages, which other
 * messages' References may join. What has no parent then: Thread-Index, and last the subject, only for a "Re:" without any reference, only
 * among people who wrote to each other. A link by subject is a guess and is marked as one.
 */
import { threadIndexSteps } from "./thread-index-steps.ts";

/** How a node hangs on its parent. */
export type LinkKind = "references" | "thread-index" | "subject";

/** What the builder is given of each message; see ThreadRow. `threadIndex` reads the header of a docId, "" when it has none. */
export interface ThreadMessage {
  readonly docId: number;
  readonly isRoot: boolean;
  readonly messageId: string;
  readonly parents: readonly string[];
  readonly subject: string;
  readonly people: readonly string[];
  readonly at: number | null;
  readonly conversation: string;
}

/** One message of a conversation, or a gap where one must have been. */
export interface ThreadNode {
  readonly messageId: string;
  /** The document that stands for it first, then others with the same Message-ID; empty when it is missing. */
  readonly docIds: readonly number[];
  readonly at: number | null;
  readonly parent: number | null;
  readonly link: LinkKind | null;
  readonly children: readonly number[];
  /** The first message of its conversation. */
  readonly top: number;
}

/** All conversations. Numbers are positions in `nodes`. */
export interface Threads {
  readonly nodes: readonly ThreadNode[];
  readonly nodeOf: ReadonlyMap<number, number>;
}

interface Draft {
  messageId: string;
  docIds: number[];
  message: ThreadMessage | null;
  parent: number | null;
  link: LinkKind | null;
  children: number[];
}

/** Prefixes of answers in the languages of the corpora; a forward begins a thread of its own. */
const REPLY = /^\s*(?:(?:re|aw|sv|vs|antw|odp|отв|rép|rif|ynt)\s*(?:\[\d{1,4}\])?\s*:\s*)+/iu;
const MAX_SUBJECT = 300;
/** A subject alone joins nothing that lies further apart: "Re: lunch" comes back every month. */
const SUBJECT_DAYS = 60;
const DAY_MS = 86_400_000;

const baseSubject = (subject: string): string =>
  subject.slice(0, MAX_SUBJECT).replace(REPLY, "").replace(/\s+/g, " ").trim().toLowerCase();

/** Drafts with a guard against circles: each tree knows its top (union-find with path halving). */
class Drafts {
  readonly list: Draft[] = [];
  private readonly byId = new Map<string, number>();
  private readonly up: number[] = [];
  private readonly top: number[] = [];

  add(messageId: string): number {
    const known = messageId === "" ? undefined : this.byId.get(messageId);
    if (known !== undefined) return known;
    const at = this.list.length;
    this.list.push({
      messageId,
      docIds: [],
      message: null,
      parent: null,
      link: null,
      children: [],
    });
    this.up.push(at);
    this.top.push(at);
    if (messageId !== "") this.byId.set(messageId, at);
    return at;
  }

  of(at: number): Draft {
    return this.list[at] as Draft;
  }

  private find(at: number): number {
    let found = at;
    while (this.up[found] !== found) {
      this.up[found] = this.up[this.up[found] as number] as number;
      found = this.up[found] as number;
    }
    return found;
  }

  /** Hangs `child` under `parent` unless it has a parent or would become its own ancestor. */
  link(child: number, parent: number, kind: LinkKind): boolean {
    const draft = this.of(child);
    if (draft.parent !== null || child === parent) return false;
    const group = this.find(parent);
    if (this.top[group] === child) return false;
    draft.parent = parent;
    draft.link = kind;
    this.of(parent).children.push(child);
    this.up[this.find(child)] = group;
    return true;
  }
}

/** A message of its own stands before one found inside another, an earlier document before a later one. */
function standsBefore(a: ThreadMessage, b: ThreadMessage): boolean {
  return a.isRoot !== b.isRoot ? a.isRoot : a.docId < b.docId;
}

function addMessages(drafts: Drafts, messages: Iterable<ThreadMessage>): Map<number, number> {
  const nodeOf = new Map<number, number>();
  for (const message of messages) {
    const at = drafts.add(message.messageId);
    const draft = drafts.of(at);
    nodeOf.set(message.docId, at);
    if (draft.message === null || standsBefore(message, draft.message)) {
      draft.message = message;
      draft.docIds.unshift(message.docId);
    } else draft.docIds.push(message.docId);
  }
  return nodeOf;
}

function linkReferences(drafts: Drafts): void {
  const count = drafts.list.length;
  const chains: number[][] = [];
  for (let at = 0; at < count; at++) {
    const { message } = drafts.of(at);
    if (message === null || message.parents.length === 0) continue;
    const chain = message.parents.map((id) => drafts.add(id));
    chains.push(chain);
    // Nearest first: one that cannot be (itself, a circle) gives way to the next.
    for (const parent of chain) if (drafts.link(at, parent, "references")) break;
  }
  for (const chain of chains) {
    for (let i = 0; i + 1 < chain.length; i++) {
      const child = chain[i] as number;
      // A message that is here has said itself whom it answers; only missing ones are joined by what others say.
      if (drafts.of(child).message === null)
        drafts.link(child, chain[i + 1] as number, "references");
    }
  }
}

/** Nodes without a parent that belong to a conversation of Outlook hang on the longest Thread-Index that theirs begins with. */
function linkThreadIndexes(drafts: Drafts, threadIndex: (docId: number) => string): void {
  const conversations = new Map<string, number[]>();
  for (const [at, { message }] of drafts.list.entries()) {
    if (message === null || message.conversation === "") continue;
    const group = conversations.get(message.conversation);
    if (group === undefined) conversations.set(message.conversation, [at]);
    else group.push(at);
  }
  for (const group of conversations.values()) {
    if (group.length < 2 || group.every((at) => drafts.of(at).parent !== null)) continue;
    const byStep = new Map<string, number>();
    const steps = group.map((at) => threadIndexSteps(threadIndex(drafts.of(at).docIds[0] ?? -1)));
    for (const [i, at] of group.entries()) {
      const own = steps[i]?.at(-1);
      if (own !== undefined && !byStep.has(own)) byStep.set(own, at);
    }
    for (const [i, at] of group.entries()) {
      const before = steps[i]?.slice(0, -1).reverse() ?? [];
      const parent = before.flatMap((step) => byStep.get(step) ?? [])[0];
      if (parent !== undefined) drafts.link(at, parent, "thread-index");
    }
  }
}

const share = (a: readonly string[], b: ReadonlySet<string>): boolean =>
  a.some((person) => person !== "" && b.has(person));

/** At most so many messages of one subject are compared with an answer: a newsletter has thousands. */
const MAX_SAME_SUBJECT = 50;

function linkSubjects(drafts: Drafts): void {
  const bySubject = new Map<string, number[]>();
  const answers: number[] = [];
  for (const [at, { message, parent }] of drafts.list.entries()) {
    if (message === null || message.at === null) continue;
    const subject = baseSubject(message.subject);
    if (subject === "") continue;
    if (parent === null && message.parents.length === 0 && REPLY.test(message.subject))
      answers.push(at);
    const group = bySubject.get(subject);
    if (group === undefined) bySubject.set(subject, [at]);
    else group.push(at);
  }
  const timeOf = (at: number): number => drafts.of(at).message?.at ?? 0;
  for (const group of bySubject.values()) group.sort((a, b) => timeOf(a) - timeOf(b) || a - b);
  for (const at of answers) {
    const { message } = drafts.of(at);
    if (message === null) continue;
    const group = bySubject.get(baseSubject(message.subject)) ?? [];
    const own = group.indexOf(at);
    const people = new Set(message.people);
    for (let i = own - 1; i >= Math.max(0, own - MAX_SAME_SUBJECT); i--) {
      const before = group[i] as number;
      if (timeOf(at) - timeOf(before) > SUBJECT_DAYS * DAY_MS) break;
      if (!share(drafts.of(before).message?.people ?? [], people)) continue;
      drafts.link(at, before, "subject");
      break;
    }
  }
}

/** The first ancestor of every draft, each path walked once: a hostile chain of a hundred thousand stays linear. */
function topsOf(drafts: readonly Draft[]): Int32Array {
  const tops = new Int32Array(drafts.length).fill(-1);
  for (let at = 0; at < drafts.length; at++) {
    const path: number[] = [];
    let top = at;
    while (tops[top] === -1) {
      path.push(top);
      const parent = drafts[top]?.parent ?? null;
      if (parent === null) break;
      top = parent;
    }
    const found = tops[top] === -1 ? top : (tops[top] as number);
    for (const each of path) tops[each] = found;
  }
  return tops;
}

/** Builds all conversations. `threadIndex` gives the Thread-Index header of a document and is asked for few. */
export function buildThreads(
  messages: Iterable<ThreadMessage>,
  threadIndex: (docId: number) => string,
): Threads {
  const drafts = new Drafts();
  const nodeOf = addMessages(drafts, messages);
  linkReferences(drafts);
  linkThreadIndexes(drafts, threadIndex);
  linkSubjects(drafts);
  const tops = topsOf(drafts.list);
  const nodes = drafts.list.map(
    ({ messageId, docIds, message, parent, link, children }, at): ThreadNode => ({
      messageId,
      docIds,
      at: message?.at ?? null,
      parent,
      link,
      children,
      top: tops[at] as number,
    }),
  );
  const order = (at: number): number => nodes[at]?.at ?? Number.POSITIVE_INFINITY;
  for (const { children } of drafts.list)
    children.sort((a, b) => (order(a) === order(b) ? a - b : order(a) - order(b)));
  return { nodes, nodeOf };
}
