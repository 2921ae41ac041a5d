/** A web page saved with its pictures in one file (MHTML, RFC 2557): a MIME entity, read as mail is, that is no mail. */
import type { Extraction } from "../model/extraction.ts";
import type { MetadataValue } from "../model/metadata.ts";
import { parseMessage } from "../parse/parse-message.ts";
import { SAVED_PAGE_TYPE } from "../sources/sniff.ts";
import { messageBytes } from "../split/message-bytes.ts";

/** Headers that say where and by what the page was saved. */
const SHOWN: ReadonlySet<string> = new Set([
  "snapshot-content-location",
  "content-location",
  "from",
  "date",
]);

/** The page's text, its title, where it was, and its pictures and frames as members. */
export async function readPage(bytes: Uint8Array): Promise<Extraction> {
  const page = await parseMessage({ bytes: messageBytes(bytes, "eml"), locator: [] });
  const metadata: MetadataValue[] = page.headers
    .filter(({ key, value }) => SHOWN.has(key) && value.trim() !== "")
    .map(({ name, key, value }) => ({
      field: key.endsWith("location") ? "link" : "other",
      text: value.trim(),
      state: "present",
      source: name,
    }));
  if (page.subject !== "")
    metadata.push({ field: "title", text: page.subject, state: "present", source: "Subject" });
  return {
    text: page.text === "" ? [] : [{ place: "", text: page.text }],
    metadata,
    children: page.attachments.map(({ bytes: part, name, declaredType, steps }) => ({
      bytes: part,
      name,
      declaredType,
      steps,
      metadata: [],
    })),
    problems: page.problems,
    markers: [],
    contentType: SAVED_PAGE_TYPE,
  };
}
