/** H04: X-Mailer names Outlook, the boundary is not one that Outlook writes. */
import { flagOf, type MessageCheck, quoted } from "../engine/check.ts";
import { comparedHeader, headerEvidence } from "../facts/evidence.ts";

const OUTLOOK = /^microsoft (?:office )?outlook(?: express)?(?:,| \d|$)/i;
/** Outlook's own, and that of Exchange when it hands the message on. */
const OWN = /^(?:----=_NextPart_|----_?=?_NextPart|_\d{3}_|----_=_NextPart)/;

export const outlookWithoutItsBoundary: MessageCheck = {
  scope: "message",
  id: "outlook-without-its-boundary",
  catalogue: "H04",
  line: "layout",
  level: "low",
  sentence:
    "X-Mailer says {mailer}, the boundary {boundary} is not of the form that program writes.",
  looksFor:
    "A message that names Outlook or Outlook Express as its program, with a MIME boundary of another form.",
  whyItMatters:
    "Programs write boundaries in one form of their own. Another form means another program wrote the message, or something on the way rewrote it.",
  innocentCauses: [
    "a gateway, virus scanner or list program that rebuilt the message",
    "a bulk mailer that names Outlook to pass filters",
    "Outlook for Mac, which writes other boundaries",
  ],
  sources: ["own measurement"],
  cost: "trivial",
  applies: ({ boundary, mailer }) => boundary !== "" && OUTLOOK.test(mailer),
  run: (facts) => {
    const header = facts.first("content-type");
    const mailer = facts.first("x-mailer");
    if (header === undefined || mailer === undefined || OWN.test(facts.boundary)) return [];
    const evidence = headerEvidence(
      header,
      facts.boundary,
      comparedHeader("the program the message names", mailer),
    );
    return [
      flagOf(
        outlookWithoutItsBoundary,
        { mailer: quoted(facts.mailer), boundary: quoted(facts.boundary) },
        [evidence],
      ),
    ];
  },
};
