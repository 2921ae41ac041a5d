/** What message checks look at: a message with its headers by name and the clocks found in its ids, worked out once for all checks. */
import type { Place } from "../../model/flag.ts";
import type { Header, Hop, Message } from "../../model/message.ts";
import type { DecodedClock } from "../clocks/decoded-clock.ts";
import type { SignedBodyReading } from "./signed-body.ts";

/** Which witness a clock is: set when the message is written, or by a server that takes it in. */
export type ClockKind = "composition" | "transport";

/** A clock found in one message. */
export interface FoundClock extends DecodedClock {
  /** Name of the decoder: "gmail-boundary". */
  readonly name: string;
  readonly kind: ClockKind;
  readonly where: Place;
}

/** A hop with its header and its time. */
export interface StampedHop {
  readonly hop: Hop;
  readonly header: Header;
  readonly at: number;
}

export interface MessageFacts {
  readonly message: Message;
  /** Stored bytes behind the header block, null where only the headers are at hand. */
  readonly body: Uint8Array | null;
  /** The header block as stored, null where only the headers are at hand. */
  readonly head: Uint8Array | null;
  /** Hops with a readable time, topmost (latest) first; the last is the first server on the way. */
  readonly stamped: readonly StampedHop[];
  /** All headers of that key (lower case), in order. */
  readonly all: (key: string) => readonly Header[];
  readonly first: (key: string) => Header | undefined;
  /** X-Mailer, else User-Agent; "" when the message names no program. */
  readonly mailer: string;
  /** Boundary of the outermost multipart, "" when there is none. */
  readonly boundary: string;
  readonly clocks: readonly FoundClock[];
  /** The Date header as an instant, null when there is none to read. */
  readonly sentAt: number | null;
  readonly zoneMinutes: number | null;
  /** What its signatures say of the body; null for unsigned mail and where the body is not at hand. */
  readonly signedBody: SignedBodyReading | null;
}
