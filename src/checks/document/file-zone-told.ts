/** O07: a file tells the zone of the computer it was saved on. Context: what counts is whether it differs from others. */
import { type FileCheck, flagOf } from "../engine/check.ts";
import { comparedMetadata, metadataEvidence } from "../facts/evidence.ts";
import { toldZone, zoneText } from "../facts/file-zone.ts";

export const fileZoneTold: FileCheck = {
  scope: "file",
  id: "file-zone-told",
  catalogue: "O07",
  line: "clock",
  level: "information",
  sentence: "The file tells that the computer it was saved on was set to the zone {zone}.",
  looksFor:
    "A wall clock and a UTC clock of one moment in a Word file, or an offset stated in a PDF's times.",
  whyItMatters:
    "The difference is the zone setting of that computer at that date. It can be compared with the mail of the sender and with other files.",
  innocentCauses: [
    "travel, or a laptop that kept the zone of another place",
    "a server or a converter set to UTC",
    "a setting chosen on purpose",
  ],
  sources: [
    "[MS-DOC] Dop, dttmRevised: local time",
    "theforensicator.wordpress.com on zones of Word files",
  ],
  cost: "trivial",
  applies: (facts) => toldZone(facts.metadata) !== null,
  run: (facts) => {
    const zone = toldZone(facts.metadata);
    if (zone === null) return [];
    const { minutes, local, utc } = zone;
    const steps =
      local === utc
        ? ["the offset is written after the time"]
        : [`wall clock - UTC = ${minutes} minutes, to the nearest quarter of an hour`];
    const compared =
      local === utc ? null : comparedMetadata("the UTC time of the same moment", utc);
    return [
      flagOf(fileZoneTold, { zone: zoneText(minutes) }, [metadataEvidence(local, compared, steps)]),
    ];
  },
};
