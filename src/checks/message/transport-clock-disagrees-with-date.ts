/**
 * T02, T03, T12, T14, T15: clocks of the delivery are more than a day from the Date. Late and resent mail does this: context only, but for the time
 * at which Exchange took the message in, which no genuine mail measured had so far from its Date.
 */

import { clockOffset } from "../clocks/message-clocks.ts";
import { flagOf, type MessageCheck } from "../engine/check.ts";
import { clockEvidence, comparedHeader, isoSeconds, spanText } from "../facts/evidence.ts";

const DISAGREE_MS = 26 * 3_600_000;

export const transportClockDisagreesWithDate: MessageCheck = {
  scope: "message",
  id: "transport-clock-disagrees-with-date",
  catalogue: "T02, T03, T12, T13, T14, T15",
  line: "transport",
  level: "medium",
  sentence: "A server's clock says {clock}, {span} {direction} than the Date header.",
  looksFor:
    "A time in a Gmail Received id, a signature, a server-made Message-ID or a header in which Exchange states when it took the message in more than 26 hours from the Date header.",
  whyItMatters:
    "It tells when a server handled the message. All such clocks of one delivery move together and count as one.",
  innocentCauses: [
    "a message that was delivered late, sent again or redirected",
    "a list program that signed an old message",
    "scheduled mail",
    "the clock of the sender's computer was wrong",
  ],
  sources: ["RFC 6376 section 3.5", "RFC 8617", "own measurement"],
  cost: "needs tools",
  applies: (facts) =>
    facts.sentAt !== null && facts.clocks.some((clock) => clock.kind === "transport"),
  run: (facts) => {
    const { sentAt, zoneMinutes } = facts;
    const date = facts.first("date");
    if (sentAt === null || date === undefined) return [];
    const off = facts.clocks.filter(
      (clock) =>
        clock.kind === "transport" &&
        Math.abs(clockOffset(clock, sentAt, zoneMinutes)) > DISAGREE_MS,
    );
    const strong = off.find(({ name }) => name === "exchange-arrival");
    const first = strong ?? off[0];
    if (first === undefined) return [];
    const offset = clockOffset(first, sentAt, zoneMinutes);
    const values = {
      clock: isoSeconds(first.epochMs),
      span: spanText(offset),
      direction: offset > 0 ? "later" : "earlier",
    };
    const compared = comparedHeader("the Date header", date);
    return [
      flagOf(
        transportClockDisagreesWithDate,
        values,
        off.slice(0, 3).map((clock) => clockEvidence(clock, clock.where, compared)),
        strong === undefined ? "information" : "medium",
      ),
    ];
  },
};
