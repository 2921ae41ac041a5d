/** H07: the Date header is more than a week earlier than the first server's stamp. */
import { flagOf, type MessageCheck } from "../engine/check.ts";
import { comparedHeader, headerEvidence, isoSeconds, spanText } from "../facts/evidence.ts";

const LIMIT_MS = 7 * 86_400_000;

export const dateWeekBeforeFirstHop: MessageCheck = {
  scope: "message",
  id: "date-week-before-first-hop",
  catalogue: "H07",
  line: "transport",
  level: "medium",
  sentence:
    "The Date header is {span} earlier than the stamp of the first server that took the message in.",
  looksFor: "A Date more than seven days before the time in the lowest Received header.",
  whyItMatters:
    "Mail usually leaves within minutes. A long gap means it waited, was sent again later, or one clock was set.",
  innocentCauses: [
    "a draft that was sent later by a program that keeps the date of writing",
    "a message that waited in a queue or in an outbox without a connection",
    "a message sent again, or put into another mailbox, long after",
    "the clock of the sender's computer was wrong",
  ],
  sources: ["RFC 5321 section 4.4"],
  cost: "trivial",
  applies: (facts) => facts.sentAt !== null && facts.stamped.at(-1) !== undefined,
  run: (facts) => {
    const hop = facts.stamped.at(-1);
    const header = facts.first("date");
    if (hop === undefined || header === undefined || facts.sentAt === null) return [];
    const offset = hop.at - facts.sentAt;
    if (offset <= LIMIT_MS) return [];
    const steps = [`${isoSeconds(hop.at)} - ${isoSeconds(facts.sentAt)} = ${spanText(offset)}`];
    const evidence = headerEvidence(
      header,
      isoSeconds(facts.sentAt),
      comparedHeader("the lowest Received header", hop.header),
      steps,
    );
    return [flagOf(dateWeekBeforeFirstHop, { span: spanText(offset) }, [evidence])];
  },
};
