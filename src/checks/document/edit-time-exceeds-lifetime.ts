/** O04: more editing time than passed between creation and last saving. */
import { type FileCheck, flagOf } from "../engine/check.ts";
import { comparedMetadata, metadataEvidence, spanText } from "../facts/evidence.ts";
import { pairsOf } from "../facts/file-times.ts";

/** Minutes are counted while the file is open and rounded. */
const SLACK_MS = 3_600_000;

export const editTimeExceedsLifetime: FileCheck = {
  scope: "file",
  id: "edit-time-exceeds-lifetime",
  catalogue: "O04",
  line: "document",
  level: "information",
  sentence:
    "The file counts {edited} of editing, but only {life} lie between its creation and its last saving.",
  looksFor:
    "A total editing time more than an hour longer than the span from creation to last saving.",
  whyItMatters:
    "The counter runs while the file is open. It exceeds the life of the file when creation or saving time was changed, or the counter came from another file.",
  innocentCauses: [
    "a copy made with Save As in some versions, which gives a new creation time and keeps the counter",
    "a file made from a template that kept its counter",
    "a file open in two windows, whose times were added up",
  ],
  sources: ["own measurement"],
  cost: "trivial",
  applies: (facts) =>
    facts.first("editminutes")?.number !== undefined &&
    pairsOf(facts, "created", "modified").length > 0,
  run: (facts) => {
    const minutes = facts.first("editminutes");
    const pair = pairsOf(facts, "created", "modified")[0];
    if (minutes?.number === undefined || pair === undefined) return [];
    const [created, modified] = pair;
    const life = modified.at - created.at;
    const edited = minutes.number * 60_000;
    if (life < 0 || edited - life <= SLACK_MS) return [];
    const steps = [
      `${minutes.number} minutes = ${edited} ms; ${modified.at} - ${created.at} = ${life} ms`,
    ];
    return [
      flagOf(editTimeExceedsLifetime, { edited: spanText(edited), life: spanText(life) }, [
        metadataEvidence(minutes, comparedMetadata("the time of creation", created.value), steps),
        metadataEvidence(modified.value),
      ]),
    ];
  },
};
