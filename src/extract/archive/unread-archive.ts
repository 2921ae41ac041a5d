/** Archives nobody here takes apart (cab, lzh, iso, Z, zstd): said as a problem, so that their content is not lost in silence. */
import type { Extraction } from "../../model/extraction.ts";
import { Collector } from "../collector.ts";
import type { ReadContext } from "../reader.ts";

/** One problem `format-not-read` and the marker `unreadable`. */
export async function readUnreadArchive(
  _bytes: Uint8Array,
  context: ReadContext,
): Promise<Extraction> {
  const collector = new Collector();
  collector.markers.add("unreadable");
  collector.addProblem(
    "format-not-read",
    "lost",
    `files inside ${context.sniffedType} are not read`,
  );
  return collector.close();
}
