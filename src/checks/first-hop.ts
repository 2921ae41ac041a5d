/** The first server that stamped a message: the lowest Received header with a readable time. */
import type { Header, Hop } from "../model/message.ts";
import type { MessageFacts } from "./message-facts.ts";

/** A hop with its header and its time. */
export interface StampedHop {
  readonly hop: Hop;
  readonly header: Header;
  readonly at: number;
}

/** All hops with a readable time, topmost (latest) first. */
export function stampedHops(facts: MessageFacts): StampedHop[] {
  const headers = facts.all("received");
  return facts.message.hops.flatMap((hop, i) => {
    const header = headers[i];
    return hop.at === null || header === undefined ? [] : [{ hop, header, at: hop.at }];
  });
}

/** The earliest on the way, undefined when no hop has a time. */
export function firstHop(facts: MessageFacts): StampedHop | undefined {
  return stampedHops(facts).at(-1);
}
