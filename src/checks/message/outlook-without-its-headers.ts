/** H05: X-Mailer names Outlook and none of the headers Outlook or Exchange add is there. */
import { flagOf, type MessageCheck, quoted } from "../engine/check.ts";
import { absent } from "../facts/evidence.ts";

const OUTLOOK = /^microsoft (?:office )?outlook(?:,| \d|$)/i;
const OWN = [
  "x-mimeole",
  "thread-index",
  "x-originalarrivaltime",
  "x-ms-has-attach",
  "x-ms-tnef-correlator",
  "thread-topic",
];

export const outlookWithoutItsHeaders: MessageCheck = {
  scope: "message",
  id: "outlook-without-its-headers",
  catalogue: "H05",
  line: "layout",
  level: "low",
  sentence:
    "X-Mailer says {mailer}; X-MimeOLE, Thread-Index, X-OriginalArrivalTime and the other headers of that program are not there.",
  looksFor:
    "A message that names Outlook (not Outlook Express) and has none of the headers that Outlook or Exchange add.",
  whyItMatters: "Every Outlook since 1997 adds at least one of them.",
  innocentCauses: [
    "an export or archive that keeps only some headers; look at other mail of the same mailbox",
    "Outlook for Mac",
    "a bulk mailer that names Outlook to pass filters",
  ],
  sources: ["own measurement"],
  cost: "trivial",
  applies: ({ mailer }) => OUTLOOK.test(mailer),
  run: (facts) => {
    const header = facts.first("x-mailer");
    if (header === undefined || OWN.some((key) => facts.first(key) !== undefined)) return [];
    return [
      flagOf(outlookWithoutItsHeaders, { mailer: quoted(facts.mailer) }, [
        {
          raw: header.value.slice(0, 400),
          where: {
            kind: "header",
            name: header.name,
            offsetBytes: header.offsetBytes,
            lengthBytes: header.lengthBytes,
          },
          steps: [],
          value: facts.mailer,
          comparedWith: {
            what: "headers of that program",
            raw: "",
            where: absent(`none of ${OWN.join(", ")}`),
          },
        },
      ]),
    ];
  },
};
