/** H10: Received times go backwards on the way by ten minutes to a day. */

import { flagOf, type MessageCheck } from "../engine/check.ts";
import { furthestBack } from "../facts/backward-hops.ts";
import { comparedHeader, headerEvidence, isoSeconds, spanText } from "../facts/evidence.ts";

const LIMIT_MS = 600_000;
const TO_MS = 86_400_000;

export const receivedClockSkew: MessageCheck = {
  scope: "message",
  id: "received-clock-skew",
  catalogue: "H10",
  line: "transport",
  level: "information",
  sentence: "A server stamped the message {span} earlier than the server before it on the way.",
  looksFor:
    "Two neighbouring Received headers of which the later on the way is ten minutes to a day earlier.",
  whyItMatters:
    "Servers whose clocks differ are common. It is context for other times of the message.",
  innocentCauses: [
    "the clock of one server was wrong: look at other mail through it",
    "a server that writes its zone wrongly",
    "a message fetched from a mailbox and handed in again, so that the upper headers are of another journey",
  ],
  sources: [
    "RFC 5321 section 4.4",
    "own measurement: at one minute a third of genuine mail would be flagged",
  ],
  cost: "trivial",
  applies: (facts) => facts.stamped.length > 1,
  run: (facts) => {
    const pair = furthestBack(facts);
    if (pair === null || pair.backMs <= LIMIT_MS || pair.backMs > TO_MS) return [];
    const { before, after, backMs } = pair;
    const steps = [`${isoSeconds(before.at)} - ${isoSeconds(after.at)} = ${spanText(backMs)}`];
    const evidence = headerEvidence(
      after.header,
      isoSeconds(after.at),
      comparedHeader("the Received header below it", before.header),
      steps,
    );
    return [flagOf(receivedClockSkew, { span: spanText(backMs) }, [evidence])];
  },
};
