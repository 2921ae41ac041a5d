/** H06: the Date header is more than a day later than the first server's stamp. */
import { flagOf, type MessageCheck } from "../engine/check.ts";
import { comparedHeader, headerEvidence, isoSeconds, spanText } from "../facts/evidence.ts";

const LIMIT_MS = 86_400_000;
/** An offset that no zone has leaves the instant open by as much: then only what is later by more than that counts. */
const MAX_ZONE_MINUTES = 14 * 60;
const limitOf = (zoneMinutes: number | null): number =>
  Math.abs(zoneMinutes ?? 0) <= MAX_ZONE_MINUTES
    ? LIMIT_MS
    : LIMIT_MS + (Math.abs(zoneMinutes ?? 0) + MAX_ZONE_MINUTES) * 60_000;

export const dateAfterFirstHop: MessageCheck = {
  scope: "message",
  id: "date-after-first-hop",
  catalogue: "H06",
  line: "transport",
  level: "medium",
  sentence:
    "The Date header is {span} later than the stamp of the first server that took the message in.",
  looksFor: "A Date more than a day after the time in the lowest Received header.",
  whyItMatters:
    "A message cannot be written after a server took it in; one of the two clocks is wrong or was set.",
  innocentCauses: [
    "the clock of the sender's computer was wrong: look at other mail of that sender",
    "the clock of the first server was wrong: look at other mail through it",
    "an archive that gave the message a new Date",
  ],
  sources: ["RFC 5321 section 4.4", "metaspike.com/imap-internal-date"],
  cost: "trivial",
  applies: (facts) => facts.sentAt !== null && facts.stamped.at(-1) !== undefined,
  run: (facts) => {
    const hop = facts.stamped.at(-1);
    const header = facts.first("date");
    if (hop === undefined || header === undefined || facts.sentAt === null) return [];
    const offset = facts.sentAt - hop.at;
    if (offset <= limitOf(facts.zoneMinutes)) return [];
    const steps = [`${isoSeconds(facts.sentAt)} - ${isoSeconds(hop.at)} = ${spanText(offset)}`];
    const evidence = headerEvidence(
      header,
      isoSeconds(facts.sentAt),
      comparedHeader("the lowest Received header", hop.header),
      steps,
    );
    return [flagOf(dateAfterFirstHop, { span: spanText(offset) }, [evidence])];
  },
};
