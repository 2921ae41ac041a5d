/** T02: the time in a Gmail Received id is not that header's own stamp: ids are pasted with the header, stamps are edited. */

import { gmailReceivedId } from "../clocks/gmail-received-id.ts";
import { flagOf, type MessageCheck } from "../engine/check.ts";
import {
  clockEvidence,
  comparedHeader,
  headerPlace,
  isoSeconds,
  spanText,
} from "../facts/evidence.ts";

const LIMIT_MS = 26 * 3_600_000;

export const gmailIdContradictsReceived: MessageCheck = {
  scope: "message",
  id: "gmail-id-contradicts-received",
  catalogue: "T02",
  line: "transport",
  level: "medium",
  sentence:
    "The id in a Received header is of {inId}, the stamp of the same header is {span} away.",
  looksFor:
    "A Gmail Received header whose id holds a time more than 26 hours from the stamp of the same header.",
  whyItMatters:
    "One server writes both in the same second. A header taken over from another mail keeps the old id.",
  innocentCauses: [
    "a server clock that was wrong for both is not this: the two come from one clock",
    "an archive that rewrote the stamps of Received headers",
    "an id of another service that has the same form by chance",
  ],
  sources: ["own measurement"],
  cost: "trivial",
  applies: (facts) =>
    facts.stamped.some(({ hop }) => hop.id !== null && gmailReceivedId(hop.id) !== null),
  run: (facts) => {
    for (const { hop, header, at } of facts.stamped) {
      const clock = hop.id === null ? null : gmailReceivedId(hop.id);
      if (clock === null || Math.abs(clock.epochMs - at) <= LIMIT_MS) continue;
      const compared = {
        ...comparedHeader("the stamp of the same header", header),
        raw: hop.atText,
      };
      return [
        flagOf(
          gmailIdContradictsReceived,
          { inId: isoSeconds(clock.epochMs), span: spanText(clock.epochMs - at) },
          [clockEvidence(clock, headerPlace(header), compared)],
        ),
      ];
    }
    return [];
  },
};
