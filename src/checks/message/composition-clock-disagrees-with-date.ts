/**
 * T01-T10, T12, T13: the clock in the message's own ids says another day than the Date header.
 *
 * Two kinds of clock. Composition clocks are set when the message is written; all clocks of its delivery together are one witness. The
 * highest level needs one of each that agree with each other and not with the Date. A composition clock earlier than the Date is
 * ordinary (a draft, a reply begun before): it counts only with a witness of the other kind.
 */
import type { Evidence } from "../../model/flag.ts";
import { clockOffset } from "../clocks/message-clocks.ts";
import { flagOf, type MessageCheck } from "../engine/check.ts";
import {
  clockEvidence,
  comparedHeader,
  headerEvidence,
  isoSeconds,
  spanText,
} from "../facts/evidence.ts";
import type { FoundClock, MessageFacts } from "../facts/message-facts.ts";

const HOUR_MS = 3_600_000;
/** Any two zones are at most 26 hours apart: less is a zone mistake. */
const DISAGREE_MS = 26 * HOUR_MS;
const AGREE_MS = 2 * HOUR_MS;

interface Witness {
  readonly epochMs: number;
  readonly evidence: Evidence;
}

/** Transport times that disagree with the Date: clocks of the delivery and the first server's stamp. */
function transportWitnesses(facts: MessageFacts, sentAt: number): Witness[] {
  const date = facts.first("date");
  if (date === undefined) return [];
  const compared = comparedHeader("the Date header", date);
  const witnesses = facts.clocks
    .filter((clock) => clock.kind === "transport")
    .map((clock) => ({
      epochMs: clock.epochMs,
      evidence: clockEvidence(clock, clock.where, compared),
    }));
  const hop = facts.stamped.at(-1);
  if (hop !== undefined)
    witnesses.push({
      epochMs: hop.at,
      evidence: headerEvidence(hop.header, isoSeconds(hop.at), compared),
    });
  return witnesses.filter(({ epochMs }) => Math.abs(epochMs - sentAt) > DISAGREE_MS);
}

/** An instant for a composition clock, read in the zone of the Date header where it is a wall clock. */
const instantOf = (clock: FoundClock, facts: MessageFacts): number =>
  clock.zone === "sender" ? clock.epochMs - (facts.zoneMinutes ?? 0) * 60_000 : clock.epochMs;

const agreeMs = (clock: FoundClock): number =>
  clock.zone === "unknown" ? 14 * HOUR_MS + AGREE_MS : AGREE_MS;

export const compositionClockDisagreesWithDate: MessageCheck = {
  scope: "message",
  id: "composition-clock-disagrees-with-date",
  catalogue: "T01-T10, T13",
  line: "clock",
  level: "high",
  sentence:
    "A clock in the message's own ids says {clock}, the Date header says {date}; {witness}.",
  looksFor:
    "A time in the MIME boundary, the Message-ID or the Thread-Index that is more than 26 hours from the Date header, and whether a server's time agrees with it.",
  whyItMatters:
    "Programs put the time of writing into their ids, where nobody sees it. Who changes the Date header seldom changes these.",
  innocentCauses: [
    "a draft or a reply begun days before it was sent",
    "an old message edited and sent as new, with ids kept from the old one",
    "an archive or export that gave new ids or new dates",
    "the clock of the sender's computer was set while the message was open",
  ],
  sources: [
    "metaspike.com/gmail-mime-boundary-delimiter-timestamps",
    "[MS-OXOMSG] 2.2.1.3",
    "hex.pm/packages/thread_index",
    "own measurement of every clock: docs/checks/clocks.md",
  ],
  cost: "needs tools",
  applies: (facts) =>
    facts.sentAt !== null && facts.clocks.some((clock) => clock.kind === "composition"),
  run: (facts) => {
    const { sentAt, zoneMinutes } = facts;
    const date = facts.first("date");
    if (sentAt === null || date === undefined) return [];
    const composed = facts.clocks.filter(({ kind }) => kind === "composition");
    const offsetOf = (clock: FoundClock): number => clockOffset(clock, sentAt, zoneMinutes);
    // A clock known only up to windows says nothing against one that is known and agrees with the Date, nor of a time after the delivery
    const isConfirmed = composed.some(
      (clock) => clock.moduloMs === undefined && Math.abs(offsetOf(clock)) <= AGREE_MS,
    );
    const arrived = facts.stamped[0]?.at ?? Number.POSITIVE_INFINITY;
    const off = composed.filter(
      (clock) =>
        Math.abs(offsetOf(clock)) > DISAGREE_MS &&
        (clock.moduloMs === undefined || (!isConfirmed && clock.epochMs <= arrived + DISAGREE_MS)),
    );
    if (off.length === 0) return [];
    const witnesses = transportWitnesses(facts, sentAt);
    const compared = comparedHeader("the Date header", date);
    for (const clock of off) {
      const agreeing = witnesses.find(
        ({ epochMs }) => Math.abs(epochMs - instantOf(clock, facts)) <= agreeMs(clock),
      );
      const values = { clock: isoSeconds(clock.epochMs), date: isoSeconds(sentAt) };
      const own = clockEvidence(clock, clock.where, compared);
      if (agreeing !== undefined) {
        const witness = `a server's time, ${agreeing.evidence.value}, agrees with the clock`;
        const flag = flagOf(
          compositionClockDisagreesWithDate,
          { ...values, witness },
          [own, agreeing.evidence],
          "high",
        );
        return [{ ...flag, lines: ["clock", "transport"] }];
      }
    }
    const [first] = off;
    if (first === undefined) return [];
    const offset = clockOffset(first, sentAt, zoneMinutes);
    const level = offset > 0 ? "medium" : "information";
    const witness = `the clock is ${spanText(offset)} ${offset > 0 ? "later" : "earlier"}, and no server's time agrees with it`;
    const evidence = off.slice(0, 3).map((clock) => clockEvidence(clock, clock.where, compared));
    return [
      flagOf(
        compositionClockDisagreesWithDate,
        { clock: isoSeconds(first.epochMs), date: isoSeconds(sentAt), witness },
        evidence,
        level,
      ),
    ];
  },
};
