/** T11: X-OriginalArrivalTime says one time as text and another as FILETIME. */

import { arrivalTimes } from "../clocks/arrival-filetime.ts";
import { flagOf, type MessageCheck } from "../engine/check.ts";
import {
  clockEvidence,
  comparedHeader,
  headerPlace,
  isoSeconds,
  spanText,
} from "../facts/evidence.ts";

const LIMIT_MS = 2000;

export const arrivalTimeContradictsItself: MessageCheck = {
  scope: "message",
  id: "arrival-time-contradicts-itself",
  catalogue: "T11",
  line: "clock",
  level: "medium",
  sentence: "X-OriginalArrivalTime says one time as text and another, {span} away, as a number.",
  looksFor: "An X-OriginalArrivalTime header whose text and FILETIME differ.",
  whyItMatters:
    "Exchange writes both from one value. Who changes the date by hand changes the text and easily overlooks the number.",
  innocentCauses: [
    "a converter that rewrote the text only",
    "damage in the header",
    "an Exchange version that fills one of the two differently",
  ],
  sources: ["own measurement", "[MS-DTYP] 2.3.3"],
  cost: "trivial",
  applies: (facts) => {
    const header = facts.first("x-originalarrivaltime");
    return header !== undefined && arrivalTimes(header.value.slice(0, 300)) !== null;
  },
  run: (facts) => {
    const header = facts.first("x-originalarrivaltime");
    const times = header === undefined ? null : arrivalTimes(header.value.slice(0, 300));
    if (header === undefined || times === null) return [];
    const offset = Math.abs(times.clock.epochMs - times.stated);
    if (offset <= LIMIT_MS) return [];
    const compared = {
      ...comparedHeader("the text of the same header", header),
      raw: isoSeconds(times.stated),
    };
    return [
      flagOf(arrivalTimeContradictsItself, { span: spanText(offset) }, [
        clockEvidence(times.clock, headerPlace(header), compared),
      ]),
    ];
  },
};
