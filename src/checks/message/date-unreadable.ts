/** H19: the Date header is no date. */
import { flagOf, type MessageCheck, quoted } from "../engine/check.ts";
import { headerEvidence } from "../facts/evidence.ts";

export const dateUnreadable: MessageCheck = {
  scope: "message",
  id: "date-unreadable",
  catalogue: "H19",
  line: "layout",
  level: "low",
  sentence: "The Date header {date} cannot be read as a date.",
  looksFor: "A Date header that is empty or no date in any form mail programs use.",
  whyItMatters:
    "Mail programs write dates in one form. What is unreadable was written by something else.",
  innocentCauses: [
    "a script that writes its mail itself",
    "damage in a conversion",
    "a month or day name in a language that is not known here",
  ],
  sources: ["RFC 5322 section 3.3"],
  cost: "trivial",
  applies: (facts) => facts.first("date") !== undefined,
  run: (facts) => {
    const header = facts.first("date");
    if (header === undefined || facts.sentAt !== null) return [];
    return [
      flagOf(dateUnreadable, { date: quoted(header.value) }, [
        headerEvidence(header, header.value.slice(0, 400)),
      ]),
    ];
  },
};
