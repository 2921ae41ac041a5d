/** Z01: an archive that states member times both as wall clock and as UTC tells the zone of the computer that packed it. Context. */
import { type FileCheck, flagOf } from "../engine/check.ts";
import { comparedMetadata, metadataEvidence } from "../facts/evidence.ts";
import type { FileFacts } from "../facts/file-facts.ts";

const QUARTER_MS = 900_000;
const MAX_MS = 14 * 3_600_000;

/** Offset in minutes of the packer's zone as one member tells it, with its two values; null when it tells none. */
function offsetOf(member: FileFacts["children"][number]) {
  const times = member.metadata.filter((value) => value.field === "membertime");
  const local = times.find((value) => value.time?.zoneSource === "unknown");
  const utc = times.find((value) => value.time?.zoneSource === "format");
  if (local?.time === undefined || utc?.time === undefined) return null;
  const difference = local.time.epochMs - utc.time.epochMs;
  const quarters = Math.round(difference / QUARTER_MS);
  if (Math.abs(difference) > MAX_MS || Math.abs(difference - quarters * QUARTER_MS) > 3000)
    return null;
  return { minutes: quarters * 15, local, utc };
}

/** `+0200` for 120. */
function zoneText(minutes: number): string {
  const of = (n: number): string => String(Math.floor(n)).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${of(Math.abs(minutes) / 60)}${of(Math.abs(minutes) % 60)}`;
}

export const archivePackerZone: FileCheck = {
  scope: "file",
  id: "archive-packer-zone",
  catalogue: "Z01",
  line: "clock",
  level: "information",
  sentence: "The archive was packed on a computer set to {zones}.",
  looksFor: "Zip members whose wall-clock time and UTC time differ by whole quarters of an hour.",
  whyItMatters: "The difference is the zone setting of the packing computer at that date.",
  innocentCauses: [
    "a server set to UTC",
    "a laptop that kept the zone of another place",
    "times set by the program that packed",
  ],
  sources: ["APPNOTE.TXT section 4.5.5", "Info-ZIP extra field 0x5455"],
  cost: "trivial",
  applies: (facts) => facts.children.some((child) => offsetOf(child) !== null),
  run: (facts) => {
    const found = facts.children.flatMap((child) => offsetOf(child) ?? []);
    const zones = [...new Set(found.map(({ minutes }) => minutes))].sort((a, b) => a - b);
    const first = found[0];
    // More than summer and winter time of one zone is no zone setting
    if (first === undefined || zones.length > 2) return [];
    const steps = [`wall clock - UTC = ${first.minutes} minutes`];
    return [
      flagOf(archivePackerZone, { zones: zones.map(zoneText).join(" and ") }, [
        metadataEvidence(
          first.local,
          comparedMetadata("the UTC time of the same member", first.utc),
          steps,
        ),
      ]),
    ];
  },
};
