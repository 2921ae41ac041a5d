/** H01: the weekday that the Date header names is not the weekday of its date. */
import { flagOf, type MessageCheck } from "../engine/check.ts";
import { headerEvidence } from "../facts/evidence.ts";

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
/** English names only: a localised day name is left alone. */
const NAMED = /^\s*(sun|mon|tue|wed|thu|fri|sat)[a-z]*,?\s/i;
const DAY_MS = 86_400_000;

export const dateWeekdayWrong: MessageCheck = {
  scope: "message",
  id: "date-weekday-wrong",
  catalogue: "H01",
  line: "consistency",
  level: "medium",
  sentence: "The Date header names {named}, its date is a {computed}.",
  looksFor: "A weekday in the Date header that is not the weekday of the date beside it.",
  whyItMatters:
    "Mail programs compute the weekday from the date. The two differ when one of them was written by hand.",
  innocentCauses: [
    "a program with a faulty calendar, usually a script or a mail merge",
    "an archive that rewrote the date and kept the weekday",
    "a weekday computed in another zone than the date",
  ],
  sources: ["RFC 5322 section 3.3: the day of the week must be that of the date"],
  cost: "trivial",
  applies: ({ sentAt, message }) => sentAt !== null && NAMED.test(message.date?.text ?? ""),
  run: (facts) => {
    const { sentAt, zoneMinutes } = facts;
    const header = facts.first("date");
    const named = NAMED.exec(facts.message.date?.text ?? "")?.[1]?.toLowerCase();
    if (header === undefined || sentAt === null || named === undefined) return [];
    const wall = sentAt + (zoneMinutes ?? 0) * 60_000;
    const dayOf = (ms: number): string => DAYS[new Date(ms).getUTCDay()] ?? "";
    const computed = dayOf(wall);
    if (computed.toLowerCase() === named) return [];
    const steps = [
      `${new Date(wall).toISOString().slice(0, 10)} is day ${Math.floor(wall / DAY_MS)} since 1970-01-01, a Thursday`,
      `(${Math.floor(wall / DAY_MS)} + 4) mod 7 = ${new Date(wall).getUTCDay()}, ${computed}`,
    ];
    const stated = DAYS.find((day) => day.toLowerCase() === named) ?? named;
    return [
      flagOf(dateWeekdayWrong, { named: stated, computed }, [
        headerEvidence(header, stated, null, steps),
      ]),
    ];
  },
};
