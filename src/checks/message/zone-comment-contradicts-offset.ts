/** H26: the zone name in brackets does not have the offset beside it. */
import { flagOf, type MessageCheck } from "../engine/check.ts";
import { headerEvidence } from "../facts/evidence.ts";

/** Offsets in minutes a zone name stands for. Names that stand for several zones list all of them. */
const OFFSETS = new Map<string, readonly number[]>([
  ["GMT", [0]],
  ["UTC", [0]],
  ["EST", [-300, 600, 660]],
  ["EDT", [-240, 660]],
  ["CST", [-360, 480, -300, 570, 630]],
  ["CDT", [-300, -240]],
  ["MST", [-420]],
  ["MDT", [-360]],
  ["PST", [-480]],
  ["PDT", [-420]],
  ["CET", [60]],
  ["CEST", [120]],
  ["MET", [60]],
  ["MEST", [120]],
  ["EET", [120]],
  ["EEST", [180]],
  ["WET", [0]],
  ["WEST", [60]],
  ["BST", [60, 360]],
  ["IST", [330, 60, 120]],
  ["MSK", [180, 240]],
  ["JST", [540]],
  ["KST", [540]],
  ["AEST", [600]],
  ["NZST", [720]],
  ["NZDT", [780]],
]);
const COMMENT = /([+-])(\d\d)(\d\d)\s*\(([A-Za-z]{3,5})\)/;

export const zoneCommentContradictsOffset: MessageCheck = {
  scope: "message",
  id: "zone-comment-contradicts-offset",
  catalogue: "H26",
  line: "consistency",
  level: "low",
  sentence:
    "The Date header has the offset {offset} and the zone name {zone}, which has another offset.",
  looksFor:
    "A zone name in brackets behind the offset of the Date header that is used for other offsets only.",
  whyItMatters:
    "Programs take both from one setting. They differ when one was written by hand or by a program that knows one name only.",
  innocentCauses: [
    "a zone name that several zones use",
    "a server whose zone file is out of date, often around the change to summer time",
    "a script that always writes one name",
  ],
  sources: ["IANA time zone database", "own measurement"],
  cost: "trivial",
  applies: (facts) => {
    const found = COMMENT.exec(facts.first("date")?.value.slice(0, 200) ?? "");
    return found !== null && OFFSETS.has((found[4] ?? "").toUpperCase());
  },
  run: (facts) => {
    const header = facts.first("date");
    const found = COMMENT.exec(header?.value.slice(0, 200) ?? "");
    if (header === undefined || found === null) return [];
    const [, sign, hours, minutes, name = ""] = found;
    const offset = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
    const known = OFFSETS.get(name.toUpperCase());
    if (known === undefined || known.includes(offset)) return [];
    const steps = [
      `${name} means ${known.join(" or ")} minutes, ${sign}${hours}${minutes} is ${offset}`,
    ];
    return [
      flagOf(zoneCommentContradictsOffset, { offset: `${sign}${hours}${minutes}`, zone: name }, [
        headerEvidence(header, `${offset} minutes`, null, steps),
      ]),
    ];
  },
};
