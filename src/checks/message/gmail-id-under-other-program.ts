/** A Message-ID that only Gmail's servers make, in a mail that names a program which makes its own. */
import { flagOf, type MessageCheck, quoted } from "../engine/check.ts";
import { comparedHeader, headerEvidence } from "../facts/evidence.ts";

/** Programs that write a Message-ID of their own before anything is sent. */
const OWN_IDS = /\b(?:thunderbird|seamonkey|evolution|mutt|claws mail|kmail)\b/i;
const GMAIL_ID = /^CA[\w+=-]{40,}@mail\.gmail\.com$/;

const programHeader = (facts: Parameters<MessageCheck["applies"]>[0]) =>
  facts.first("x-mailer") ?? facts.first("user-agent");

export const gmailIdUnderOtherProgram: MessageCheck = {
  scope: "message",
  id: "gmail-id-under-other-program",
  catalogue: "T04",
  line: "layout",
  level: "medium",
  sentence:
    "The Message-ID has the form that Gmail's servers make; the message names {mailer} as its program.",
  looksFor:
    "A Message-ID as Gmail's web page and application make it, in a message that names Thunderbird, Evolution, Mutt or another program that writes its own.",
  whyItMatters:
    "These programs put their own Message-ID into a message before it is sent, and Gmail keeps it. Both in one message do not come from one program.",
  innocentCauses: [
    "a draft begun in one program and sent with the other",
    "a program of that name that keeps the Message-ID it was given",
    "headers written again by an export or an archive",
  ],
  sources: ["own measurement: none in 13,430 messages that name such a program"],
  cost: "trivial",
  applies: ({ mailer }) => OWN_IDS.test(mailer),
  run: (facts) => {
    const header = facts.first("message-id");
    const program = programHeader(facts);
    if (header === undefined || program === undefined) return [];
    if (!GMAIL_ID.test(facts.message.messageId)) return [];
    const compared = comparedHeader("the program the message names", program);
    return [
      flagOf(gmailIdUnderOtherProgram, { mailer: quoted(facts.mailer) }, [
        headerEvidence(header, facts.message.messageId, compared),
      ]),
    ];
  },
};
