/** H13: the Message-ID is not of the form the standard gives. */
import { flagOf, type MessageCheck, quoted } from "../engine/check.ts";
import { headerEvidence } from "../facts/evidence.ts";

/** Brackets, something, "@", something; comments behind are allowed. Looser than the standard: old programs use any printable sign. */
const FORM = /^\s*<[^<>\s@]{1,300}(?:@[^<>\s@]{0,300})+>/;

export const messageIdMalformed: MessageCheck = {
  scope: "message",
  id: "message-id-malformed",
  catalogue: "H13",
  line: "layout",
  level: "low",
  sentence: "The Message-ID {id} is not of the form the standard gives.",
  looksFor: "A Message-ID without brackets, without an at sign or with blanks.",
  whyItMatters:
    "Mail programs write well-formed ids; an odd one points to a script, a converter or a hand.",
  innocentCauses: [
    "a script or bulk mailer",
    "a conversion from another mail system",
    "a gateway to a system with ids of another form",
  ],
  sources: ["RFC 5322 section 3.6.4"],
  cost: "trivial",
  applies: (facts) => facts.first("message-id") !== undefined,
  run: (facts) => {
    const header = facts.first("message-id");
    if (header === undefined || FORM.test(header.value)) return [];
    return [
      flagOf(messageIdMalformed, { id: quoted(header.value) }, [
        headerEvidence(header, header.value.slice(0, 400)),
      ]),
    ];
  },
};
