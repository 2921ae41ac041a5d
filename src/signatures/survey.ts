/** Signatures of many messages counted: by state, by key, by source. Pure. */
import type { Caution, SignatureReading, SignatureState } from "./verify.ts";
import { messageState } from "./verify.ts";

export type MessageState = SignatureState | "unsigned";

/** Order of every list. */
export const MESSAGE_STATES: readonly MessageState[] = [
  "verified",
  "key-unknown",
  "headers-differ",
  "body-differs",
  "unreadable",
  "unsigned",
];

/** One checked message. */
export interface CheckedMessage {
  /** 64 hex digits. */
  readonly id: string;
  readonly sentAt: number | null;
  readonly source: string;
  readonly state: MessageState;
  readonly signatures: readonly SignatureReading[];
}

export interface KeyCounts {
  readonly keyName: string;
  readonly states: Readonly<Record<SignatureState, number>>;
  /** Dates of the first and last message that uses it (ms); a lower bound of the time it was in use. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
}

export interface SourceCounts {
  readonly source: string;
  readonly messages: number;
  readonly signed: number;
  readonly bodyDiffers: number;
}

export interface SignatureCounts {
  readonly messages: number;
  readonly states: Readonly<Record<MessageState, number>>;
  readonly keys: readonly KeyCounts[];
  /** Sources that hold a signed message. */
  readonly sources: readonly SourceCounts[];
  readonly cautions: Readonly<Partial<Record<Caution, number>>>;
}

const EMPTY_STATES: Readonly<Record<SignatureState, number>> = {
  verified: 0,
  "key-unknown": 0,
  "headers-differ": 0,
  "body-differs": 0,
  unreadable: 0,
};

const least = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);
const most = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);

/** Adds messages one by one and gives the counts: memory grows with keys and sources only. */
export class SignatureSurvey {
  private messages = 0;
  private readonly states: Record<MessageState, number> = { ...EMPTY_STATES, unsigned: 0 };
  private readonly keys = new Map<string, KeyCounts>();
  private readonly sources = new Map<string, SourceCounts>();
  private readonly cautions = new Map<Caution, number>();

  add(message: Omit<CheckedMessage, "state">): CheckedMessage {
    const state = messageState(message.signatures);
    this.messages++;
    this.states[state]++;
    const source = this.sources.get(message.source) ?? {
      source: message.source,
      messages: 0,
      signed: 0,
      bodyDiffers: 0,
    };
    this.sources.set(message.source, {
      ...source,
      messages: source.messages + 1,
      signed: source.signed + (state === "unsigned" ? 0 : 1),
      bodyDiffers: source.bodyDiffers + (state === "body-differs" ? 1 : 0),
    });
    for (const signature of message.signatures) this.addKey(signature, message.sentAt);
    const found = new Set(message.signatures.flatMap(({ cautions }) => cautions));
    for (const caution of found) this.cautions.set(caution, (this.cautions.get(caution) ?? 0) + 1);
    return { ...message, state };
  }

  private addKey({ keyName, state }: SignatureReading, sentAt: number | null): void {
    if (keyName === "") return;
    const known = this.keys.get(keyName) ?? {
      keyName,
      states: EMPTY_STATES,
      firstAt: null,
      lastAt: null,
    };
    this.keys.set(keyName, {
      keyName,
      states: { ...known.states, [state]: known.states[state] + 1 },
      firstAt: least(known.firstAt, sentAt),
      lastAt: most(known.lastAt, sentAt),
    });
  }

  counts(): SignatureCounts {
    const uses = ({ states }: KeyCounts): number =>
      Object.values(states).reduce((sum, n) => sum + n, 0);
    return {
      messages: this.messages,
      states: this.states,
      keys: [...this.keys.values()].sort(
        (a, b) => uses(b) - uses(a) || (a.keyName < b.keyName ? -1 : 1),
      ),
      sources: [...this.sources.values()]
        .filter(({ signed }) => signed > 0)
        .sort((a, b) => (a.source < b.source ? -1 : 1)),
      cautions: Object.fromEntries(
        [...this.cautions].sort(([a], [b]) => (a < b ? -1 : 1)),
      ) as Partial<Record<Caution, number>>,
    };
  }
}
