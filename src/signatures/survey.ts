/** Signatures of many messages counted: by state, by key, by source. Pure. */
import {
  type Caution,
  SIGNATURE_STATES,
  type SignatureReading,
  type SignatureState,
} from "./reading.ts";
import { messageState } from "./verify.ts";

export type MessageState = SignatureState | "unsigned";

/** Order of every list. */
export const MESSAGE_STATES: readonly MessageState[] = [...SIGNATURE_STATES, "unsigned"];

/** One checked message. */
export interface CheckedMessage {
  /** 64 hex digits. */
  readonly id: string;
  readonly sentAt: number | null;
  readonly source: string;
  /** List or forwarder it came through, "" when it came direct. */
  readonly relay: string;
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

/** Signed mail of one month. `intact`: body as signed, not verified. `altered`: a body or header is not the one signed. */
export interface MonthCounts {
  readonly month: string;
  readonly verified: number;
  readonly intact: number;
  readonly altered: number;
  readonly unsigned: number;
}

export interface RelayCounts {
  readonly relay: string;
  readonly signed: number;
  readonly altered: number;
}

export interface SignatureCounts {
  readonly messages: number;
  readonly states: Readonly<Record<MessageState, number>>;
  readonly keys: readonly KeyCounts[];
  /** Signed mail by month of its Date ("2017-03", "undated"), in order: the map of a mailbox. */
  readonly months: readonly MonthCounts[];
  /** Lists and forwarders through which signed mail came whose body is not the signed one, the busiest first. */
  readonly relays: readonly RelayCounts[];
  /** Sources that hold a signed message. */
  readonly sources: readonly SourceCounts[];
  readonly cautions: Readonly<Partial<Record<Caution, number>>>;
}

const EMPTY_STATES = Object.fromEntries(SIGNATURE_STATES.map((state) => [state, 0])) as Readonly<
  Record<SignatureState, number>
>;

const NO_MONTH = { verified: 0, intact: 0, altered: 0, unsigned: 0 };
const GROUPS: Readonly<Record<MessageState, keyof typeof NO_MONTH>> = {
  verified: "verified",
  "key-unknown": "intact",
  "key-forbids": "intact",
  unchecked: "unsigned",
  "headers-differ": "altered",
  differs: "altered",
  "body-differs": "altered",
  unreadable: "unsigned",
  unsigned: "unsigned",
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
  private readonly months = new Map<string, MonthCounts>();
  private readonly relays = new Map<string, RelayCounts>();

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
    this.addToMap(message, state);
    for (const signature of message.signatures) this.addKey(signature, message.sentAt);
    const found = new Set(message.signatures.flatMap(({ cautions }) => cautions));
    for (const caution of found) this.cautions.set(caution, (this.cautions.get(caution) ?? 0) + 1);
    return { ...message, state };
  }

  private addToMap(
    { sentAt, relay }: Pick<CheckedMessage, "sentAt" | "relay">,
    state: MessageState,
  ): void {
    const month = sentAt === null ? "undated" : new Date(sentAt).toISOString().slice(0, 7);
    const known = this.months.get(month) ?? { ...NO_MONTH, month };
    const group = GROUPS[state];
    this.months.set(month, { ...known, [group]: known[group] + 1 });
    if (state === "unsigned") return;
    const through = this.relays.get(relay) ?? { relay, signed: 0, altered: 0 };
    this.relays.set(relay, {
      relay,
      signed: through.signed + 1,
      altered: through.altered + (group === "altered" ? 1 : 0),
    });
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
      months: [...this.months.values()].sort((a, b) => (a.month < b.month ? -1 : 1)),
      relays: [...this.relays.values()]
        .filter(({ altered }) => altered > 0)
        .sort((a, b) => b.altered - a.altered || (a.relay < b.relay ? -1 : 1)),
      sources: [...this.sources.values()]
        .filter(({ signed }) => signed > 0)
        .sort((a, b) => (a.source < b.source ? -1 : 1)),
      cautions: Object.fromEntries(
        [...this.cautions].sort(([a], [b]) => (a < b ? -1 : 1)),
      ) as Partial<Record<Caution, number>>,
    };
  }
}
