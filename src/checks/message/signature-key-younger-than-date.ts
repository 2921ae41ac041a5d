/** T17: the message is dated before the day from which its signing key may be used. */

import { selectorDate } from "../clocks/selector-date.ts";
import { flagOf, type MessageCheck, quoted } from "../engine/check.ts";
import {
  clockEvidence,
  comparedHeader,
  headerPlace,
  isoSeconds,
  spanText,
} from "../facts/evidence.ts";

const LIMIT_MS = 26 * 3_600_000;

export const signatureKeyYoungerThanDate: MessageCheck = {
  scope: "message",
  id: "signature-key-younger-than-date",
  catalogue: "T17",
  line: "transport",
  level: "medium",
  sentence: "The message is dated {span} before the day {selector} that names its signing key.",
  looksFor:
    "A signature of Google whose selector names a day more than 26 hours after the Date header.",
  whyItMatters:
    "The key did not exist at the time in the Date header, so the message was signed later.",
  innocentCauses: [
    "an old message sent again, which was then signed again",
    "the clock of the sender's computer was wrong",
    "a draft sent long after it was written",
  ],
  sources: ["own measurement", "github.com/robertdavidgraham/hunter-dkim"],
  cost: "needs a key",
  applies: (facts) =>
    facts.sentAt !== null &&
    facts.all("dkim-signature").some((h) => selectorDate(h.value) !== null),
  run: (facts) => {
    const date = facts.first("date");
    if (facts.sentAt === null || date === undefined) return [];
    for (const header of facts.all("dkim-signature").slice(0, 10)) {
      const clock = selectorDate(header.value);
      if (clock === null || clock.epochMs - facts.sentAt <= LIMIT_MS) continue;
      const evidence = clockEvidence(
        clock,
        headerPlace(header),
        comparedHeader("the Date header", date),
      );
      const values = {
        span: spanText(clock.epochMs - facts.sentAt),
        selector: quoted(isoSeconds(clock.epochMs).slice(0, 10)),
      };
      return [flagOf(signatureKeyYoungerThanDate, values, [evidence])];
    }
    return [];
  },
};
