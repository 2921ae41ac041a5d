/** H08: the Date header is between an hour and a week earlier than the first server's stamp. Context only. */
import { flagOf, type MessageCheck } from "../engine/check.ts";
import { comparedHeader, headerEvidence, isoSeconds, spanText } from "../facts/evidence.ts";

const FROM_MS = 3_600_000;
const TO_MS = 7 * 86_400_000;

export const dateBeforeFirstHop: MessageCheck = {
  scope: "message",
  id: "date-before-first-hop",
  catalogue: "H08",
  line: "transport",
  level: "information",
  sentence:
    "The Date header is {span} earlier than the stamp of the first server that took the message in.",
  looksFor: "A Date between one hour and seven days before the time in the lowest Received header.",
  whyItMatters: "It tells that the message waited. It is common, so it never counts alone.",
  innocentCauses: [
    "a newsletter or mailing that is sent out over hours",
    "a computer without a connection, or a clock some hours off",
    "a zone set wrongly: look whether the gap is a whole number of hours",
  ],
  sources: ["RFC 5321 section 4.4"],
  cost: "trivial",
  applies: (facts) => facts.sentAt !== null && facts.stamped.at(-1) !== undefined,
  run: (facts) => {
    const hop = facts.stamped.at(-1);
    const header = facts.first("date");
    if (hop === undefined || header === undefined || facts.sentAt === null) return [];
    const offset = hop.at - facts.sentAt;
    if (offset <= FROM_MS || offset > TO_MS) return [];
    const steps = [`${isoSeconds(hop.at)} - ${isoSeconds(facts.sentAt)} = ${spanText(offset)}`];
    const evidence = headerEvidence(
      header,
      isoSeconds(facts.sentAt),
      comparedHeader("the lowest Received header", hop.header),
      steps,
    );
    return [flagOf(dateBeforeFirstHop, { span: spanText(offset) }, [evidence])];
  },
};
