/** Pairs of Received headers whose times go backwards on the way. */
import type { MessageFacts, StampedHop } from "./message-facts.ts";

/** A hop and the next one on the way, which is earlier by `backMs`. */
export interface BackwardPair {
  readonly before: StampedHop;
  readonly after: StampedHop;
  readonly backMs: number;
}

/** The pair of neighbours that goes back furthest, null when times never fall. */
export function furthestBack(facts: MessageFacts): BackwardPair | null {
  const hops = facts.stamped;
  let found: BackwardPair | null = null;
  for (let i = 0; i + 1 < hops.length; i++) {
    const after = hops[i];
    const before = hops[i + 1];
    if (after === undefined || before === undefined) continue;
    const backMs = before.at - after.at;
    if (backMs > (found?.backMs ?? 0)) found = { before, after, backMs };
  }
  return found;
}
