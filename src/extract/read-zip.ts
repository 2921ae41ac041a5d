/** Tells what a zip is (OOXML, ODF, plain archive) by its members, and reads it. */
import type { Extraction } from "../model/extraction.ts";
import type { ReadContext } from "./read-file.ts";

/** Placeholder wiring until the zip reader lands: claims nothing. */
export async function readZip(_bytes: Uint8Array, _context: ReadContext): Promise<Extraction> {
  return { text: [], metadata: [], children: [], problems: [], markers: [] };
}
