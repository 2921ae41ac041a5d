/** H11: the message has no Received header. Context only. */
import { flagOf, type MessageCheck } from "../engine/check.ts";
import { absent } from "../facts/evidence.ts";

export const noReceived: MessageCheck = {
  scope: "message",
  id: "no-received",
  catalogue: "H11",
  line: "transport",
  level: "information",
  sentence: "No server stamped the message: it has no Received header.",
  looksFor: "A message without any Received header.",
  whyItMatters:
    "Received mail is stamped by every server. Without stamps nothing but the message itself says when and how it travelled.",
  innocentCauses: [
    "sent mail and drafts, which never passed a server on the way to this folder",
    "an export from an Exchange or PST mailbox, which keeps none",
    "mail between two mailboxes of one server",
  ],
  sources: ["RFC 5321 section 4.4"],
  cost: "trivial",
  applies: ({ message }) => message.headers.length > 0,
  run: (facts) =>
    facts.first("received") !== undefined
      ? []
      : [
          flagOf(noReceived, {}, [
            { raw: "", where: absent("Received header"), steps: [], value: "", comparedWith: null },
          ]),
        ],
};
