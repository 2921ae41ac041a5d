/** H18: the subject says reply, and no header says to what. Context only. */
import { flagOf, type MessageCheck, quoted } from "../engine/check.ts";
import { absent, headerPlace } from "../facts/evidence.ts";

const REPLY = /^\s*(?:re|aw|sv|rif|antw|vs)\s*(?:\[\d{1,3}\])?\s*:/i;

export const replyWithoutReferences: MessageCheck = {
  scope: "message",
  id: "reply-without-references",
  catalogue: "H18",
  line: "consistency",
  level: "information",
  sentence: "The subject {subject} says reply; neither In-Reply-To nor References says to what.",
  looksFor:
    "A subject that begins with Re: or its like on a message without In-Reply-To and References.",
  whyItMatters:
    "Programs that answer a message name it in a header. One typed by hand to look like an answer names none.",
  innocentCauses: [
    "old programs and Exchange, which write none",
    "phones",
    "a subject kept when a new message was begun",
  ],
  sources: ["RFC 5322 section 3.6.4"],
  cost: "trivial",
  applies: ({ message }) => REPLY.test(message.subject),
  run: (facts) => {
    const { message } = facts;
    const header = facts.first("subject");
    if (header === undefined || message.inReplyTo.length > 0 || message.references.length > 0)
      return [];
    // Exchange keeps the thread in its own header
    if (facts.first("thread-index") !== undefined || facts.first("in-reply-to") !== undefined)
      return [];
    return [
      flagOf(replyWithoutReferences, { subject: quoted(message.subject) }, [
        {
          raw: header.value.slice(0, 400),
          where: headerPlace(header),
          steps: [],
          value: message.subject.slice(0, 400),
          comparedWith: {
            what: "headers that name the message answered",
            raw: "",
            where: absent("In-Reply-To, References"),
          },
        },
      ]),
    ];
  },
};
