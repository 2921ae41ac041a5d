/** Queries made of what real mails say, seeded: words as they stand side by side, senders, file names, days; most of them find something. */
import type { DateExpression, LeafNode, QueryNode } from "../../src/query/tree.ts";
import { termsOf } from "../../src/tokenize.ts";
import type { PlainFamily } from "./plain-corpus.ts";

/** Mulberry32: a small seeded generator, so that a failing query can be made again. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const TEXT_FIELDS = ["subject", "body", "from", "to", "cc", "attachment", "filename", "creator"];

class QueryMaker {
  private readonly families: readonly PlainFamily[];
  private readonly random: () => number;

  constructor(families: readonly PlainFamily[], seed: number) {
    this.families = families;
    this.random = randomFrom(seed);
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  private pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  private chance(share: number): boolean {
    return this.random() < share;
  }

  /** Terms as they stand side by side in a field of some document. */
  private passage(length: number): { field: string; terms: string[] } {
    for (;;) {
      const document = this.pick(this.pick(this.families));
      const field = this.pick(TEXT_FIELDS);
      const value = this.pick(document.texts[field] ?? [""]);
      const terms = termsOf(value.slice(0, 20_000));
      if (terms.length < length) continue;
      const start = this.below(terms.length - length + 1);
      return { field, terms: terms.slice(start, start + length) };
    }
  }

  private misspelt(term: string): string {
    const at = this.below(term.length);
    return this.chance(0.5)
      ? term.slice(0, at) + term.slice(at + 1)
      : `${term.slice(0, at)}x${term.slice(at)}`;
  }

  private wildcard(term: string): string {
    const at = this.below(term.length + 1);
    const to = Math.min(term.length, at + this.below(3));
    const rest = term.slice(to);
    if (at < 2 && rest.length < 2) return `${term}*`;
    return `${term.slice(0, at)}${this.chance(0.7) ? "*" : "?"}${rest}`;
  }

  private date(): DateExpression {
    const at = new Date(this.pick(this.families)[0]?.numbers["date"]?.[0] ?? 0);
    const precision = this.below(3);
    return {
      kind: "calendar",
      year: Math.max(1000, at.getUTCFullYear()),
      month: precision > 0 ? at.getUTCMonth() + 1 : null,
      day: precision > 1 ? at.getUTCDate() : null,
      hour: null,
      minute: null,
      second: null,
      zoneMinutes: null,
    };
  }

  private words(): LeafNode {
    const kind = this.below(10);
    const { field: home, terms } = this.passage(kind < 4 ? 1 : 2 + this.below(2));
    const field = this.chance(0.5) ? null : home;
    const [term = "", second = ""] = terms;
    if (kind < 4) return { kind: "term", field, text: term, exact: false };
    if (kind === 4 && term.length > 2)
      return { kind: "pattern", field, pattern: this.wildcard(term) };
    if (kind === 5 && term.length > 4)
      return {
        kind: "fuzzy",
        field,
        text: this.misspelt(term),
        distance: this.chance(0.5) ? 1 : 2,
      };
    const near = kind > 7;
    const words = near && this.chance(0.5) ? [second, term] : terms;
    const wild = this.chance(0.2) && second.length > 2;
    return {
      kind: "phrase",
      field,
      slots: words.map((text, i) =>
        wild && i === 1
          ? { kind: "pattern", pattern: `${text.slice(0, 2)}*` }
          : { kind: "word", text },
      ),
      slop: near ? 1 + this.below(8) : 0,
      exact: false,
    };
  }

  private leaf(): LeafNode {
    const kind = this.below(20);
    switch (kind) {
      case 0: {
        const low = { date: this.date(), side: "start" as const };
        const high = { date: this.date(), side: "end" as const };
        return { kind: "timeRange", field: "date", low, high: this.chance(0.5) ? high : null };
      }
      case 1: {
        const value = 500 * 2 ** this.below(10);
        return {
          kind: "numberRange",
          field: this.pick(["size", "filesize"]),
          low: { value, inclusive: this.chance(0.5) },
          high: null,
        };
      }
      case 2:
        return {
          kind: "presence",
          field: this.pick(["cc", "filename", "attachment", "subject", "author"]),
        };
      case 3: {
        const domain = this.pick(this.pick(this.families)[0]?.tokens["domain"] ?? ["example.org"]);
        return { kind: "term", field: "domain", text: domain ?? "example.org", exact: false };
      }
      case 4: {
        const id = this.pick(this.pick(this.pick(this.families)).tokens["ids"] ?? ["1"]);
        return { kind: "term", field: null, text: id ?? "1", exact: false };
      }
      case 5:
        return {
          kind: "term",
          field: "kind",
          text: this.pick(["message", "attachment"]),
          exact: false,
        };
      case 6: {
        const [a = "a", b = "b"] = [this.passage(1).terms[0], this.passage(1).terms[0]];
        const person = (text: string) => ({
          kind: "term" as const,
          field: null,
          text,
          exact: false,
        });
        return { kind: "between", people: [person(a), person(b)] };
      }
      default:
        return this.words();
    }
  }

  /** Conditions on files side by side, so that they make a group. */
  private fileGroup(): QueryNode[] {
    const group: QueryNode[] = [
      { kind: "term", field: "kind", text: "attachment", exact: false },
      {
        kind: "pattern",
        field: "filename",
        pattern: this.pick(["*a*", "*.doc", "*.txt", "i*", "*e"]),
      },
      { kind: "numberRange", field: "filesize", low: { value: 2000, inclusive: true }, high: null },
    ];
    const some = group.filter(() => this.chance(0.7));
    return some.map((node) => (this.chance(0.25) ? { kind: "not", operand: node } : node));
  }

  node(depth: number): QueryNode {
    const kind = this.random();
    if (depth === 0 || kind < 0.4) return this.leaf();
    if (kind < 0.5) return { kind: "not", operand: this.node(depth - 1) };
    const operands = Array.from({ length: 2 + this.below(2) }, () => this.node(depth - 1));
    if (kind < 0.65) return { kind: "or", operands };
    return {
      kind: "and",
      operands: this.chance(0.3) ? [...operands, ...this.fileGroup()] : operands,
    };
  }
}

/** `count` queries. */
export function realTrees(
  families: readonly PlainFamily[],
  count: number,
  seed: number,
): QueryNode[] {
  const maker = new QueryMaker(families, seed);
  return Array.from({ length: count }, () => maker.node(2));
}
