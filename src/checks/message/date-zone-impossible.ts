/** H02: the Date header has an offset that no zone has. */
import { flagOf, type MessageCheck } from "../engine/check.ts";
import { headerEvidence } from "../facts/evidence.ts";

/** Kiribati is +14, the least is -12. Liberia kept -0:44 until 1972: before mail. */
const MAX_MINUTES = 14 * 60;

export const dateZoneImpossible: MessageCheck = {
  scope: "message",
  id: "date-zone-impossible",
  catalogue: "H02",
  line: "consistency",
  level: "medium",
  sentence: "The Date header has the offset {zone}, which no zone has.",
  looksFor: "An offset in the Date header beyond 14 hours or not a multiple of 15 minutes.",
  whyItMatters:
    "Mail programs take the offset from the system, which knows only offsets that are in use.",
  innocentCauses: [
    "a script that fills the offset itself",
    "a system whose zone was set by hand",
    "damage in a conversion",
  ],
  sources: ["RFC 5322 section 3.3", "IANA time zone database"],
  cost: "trivial",
  applies: ({ zoneMinutes }) => zoneMinutes !== null,
  run: (facts) => {
    const { zoneMinutes } = facts;
    const header = facts.first("date");
    if (zoneMinutes === null || header === undefined) return [];
    if (Math.abs(zoneMinutes) <= MAX_MINUTES && zoneMinutes % 15 === 0) return [];
    const digits = /[+-]\d{4}/.exec(header.value)?.[0] ?? `${zoneMinutes} minutes`;
    const steps = [
      `${digits} is ${zoneMinutes} minutes`,
      `${zoneMinutes} mod 15 = ${zoneMinutes % 15}`,
    ];
    return [
      flagOf(dateZoneImpossible, { zone: digits }, [headerEvidence(header, digits, null, steps)]),
    ];
  },
};
