/** H12: no Message-ID on a message that passed a server. */
import { flagOf, type MessageCheck } from "../engine/check.ts";
import { absent } from "../facts/evidence.ts";

export const messageIdMissing: MessageCheck = {
  scope: "message",
  id: "message-id-missing",
  catalogue: "H12",
  line: "layout",
  level: "low",
  sentence: "The message passed a server and has no Message-ID header.",
  looksFor: "A message with Received headers and without a Message-ID.",
  whyItMatters: "Mail programs give every message one, and servers add it when it lacks.",
  innocentCauses: [
    "a conversion that dropped it",
    "a script or device that writes its mail itself",
    "very old mail",
  ],
  sources: ["RFC 5322 section 3.6.4"],
  cost: "trivial",
  applies: (facts) => facts.first("received") !== undefined,
  run: (facts) =>
    facts.first("message-id") !== undefined
      ? []
      : [
          flagOf(messageIdMissing, {}, [
            {
              raw: "",
              where: absent("Message-ID header"),
              steps: [],
              value: "",
              comparedWith: null,
            },
          ]),
        ],
};
