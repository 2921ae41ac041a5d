/** H19: the Date header names no zone, or an offset without its sign. */
import { flagOf, type MessageCheck, quoted } from "../engine/check.ts";
import { headerEvidence } from "../facts/evidence.ts";

export const dateWithoutZone: MessageCheck = {
  scope: "message",
  id: "date-without-zone",
  catalogue: "H19",
  line: "layout",
  level: "low",
  sentence: "The Date header {date} names no zone with a sign.",
  looksFor: "A readable Date header without offset or zone name, or whose offset lacks its sign.",
  whyItMatters:
    "Mail programs always write the zone. Without it the time is known only to within 26 hours.",
  innocentCauses: [
    "a script or device that writes its mail itself",
    "a conversion that dropped it",
    "a zone name that is not in use any more",
  ],
  sources: ["RFC 5322 section 3.3"],
  cost: "trivial",
  applies: ({ sentAt }) => sentAt !== null,
  run: (facts) => {
    const header = facts.first("date");
    // A message stored as properties has its date from there, not from the header
    if (header === undefined || facts.message.date?.text !== header.value) return [];
    if (facts.zoneMinutes !== null && facts.message.date.zoneUnsigned !== true) return [];
    return [
      flagOf(dateWithoutZone, { date: quoted(header.value) }, [
        headerEvidence(header, header.value.slice(0, 400)),
      ]),
    ];
  },
};
