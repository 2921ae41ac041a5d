/** H09: Received times go backwards on the way by more than a day. */

import { flagOf, type MessageCheck } from "../engine/check.ts";
import { furthestBack } from "../facts/backward-hops.ts";
import { comparedHeader, headerEvidence, isoSeconds, spanText } from "../facts/evidence.ts";

const LIMIT_MS = 86_400_000;

export const receivedGoesBackwards: MessageCheck = {
  scope: "message",
  id: "received-goes-backwards",
  catalogue: "H09",
  line: "transport",
  level: "medium",
  sentence: "A server stamped the message {span} earlier than the server before it on the way.",
  looksFor:
    "Two neighbouring Received headers of which the later on the way is more than a day earlier.",
  whyItMatters:
    "A message passes servers one after the other. A stamp a day before the one of the server before it was not written then and there, or one clock was wrong.",
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
    if (pair === null || pair.backMs <= LIMIT_MS) return [];
    const { before, after, backMs } = pair;
    const steps = [`${isoSeconds(before.at)} - ${isoSeconds(after.at)} = ${spanText(backMs)}`];
    const evidence = headerEvidence(
      after.header,
      isoSeconds(after.at),
      comparedHeader("the Received header below it", before.header),
      steps,
    );
    return [flagOf(receivedGoesBackwards, { span: spanText(backMs) }, [evidence])];
  },
};
