/** What the files in an archive of several volumes say, for the document of one volume: all members with the head, nothing but a row with the others. */
import { EMPTY_EXTRACTION } from "../extract/read-file.ts";
import type { ReadContext } from "../extract/reader.ts";
import type { Extraction } from "../model/extraction.ts";
import type { VolumePart } from "../records/volume-bytes.ts";
import { joinedSteps, wholeName } from "../records/volume-bytes.ts";

/** Damage that a volume behind the last one would explain. */
const CUT_SHORT = new Set(["archive-damaged", "gzip-truncated", "tar-truncated", "zip-damaged"]);

/** Reads the joined archive with `read`; its children get the step that joins the volumes before their own. */
export async function readVolumeFiles(
  volume: VolumePart,
  context: ReadContext,
  read: (bytes: Uint8Array, context: ReadContext) => Promise<Extraction>,
): Promise<Extraction> {
  const { joined, problems, metadata } = volume;
  if (joined === null) return { ...EMPTY_EXTRACTION, problems, metadata };
  const { bytes, starts: volumeStarts, count } = joined;
  const found = await read(bytes, { ...context, name: wholeName(context.name), volumeStarts });
  const isCutShort =
    problems.length === 0 && found.problems.some(({ code }) => CUT_SHORT.has(code));
  const reason = `the archive does not end with volume ${count}: volume ${count + 1} may be missing`;
  return {
    ...found,
    metadata: [...metadata, ...found.metadata],
    problems: [
      ...problems,
      ...(isCutShort
        ? [{ code: "archive-volume-missing", severity: "partial", reason } as const]
        : []),
      ...found.problems,
    ],
    children: found.children.map((child) => ({
      ...child,
      steps: joinedSteps(joined, child.steps),
    })),
  };
}
