/** Plain text, tables, source code, JSON, Markdown: one block of text as it stands; an exported chat as its messages. */
import type { Extraction } from "../../model/extraction.ts";
import { readChat } from "../chat/find-chat.ts";
import { Collector } from "../collector.ts";
import type { ReadContext } from "../reader.ts";
import { decodeTextFile } from "./text-charset.ts";

/** Reads a text file. A file of PGP armour has no readable text: marker `encrypted`. */
export async function readPlainText(bytes: Uint8Array, context: ReadContext): Promise<Extraction> {
  const collector = new Collector();
  const text = decodeTextFile(bytes, "", collector);
  const chat = readChat(text, context.name);
  if (chat !== null)
    return {
      ...chat,
      metadata: [...collector.metadata, ...chat.metadata],
      problems: [...collector.problems, ...chat.problems],
    };
  collector.addText("", text);
  if (context.sniffedType === "application/pgp-encrypted") {
    collector.markers.add("encrypted");
    collector.addProblem("encrypted", "lost", "PGP message: a key is needed to read the text");
  }
  return collector.close();
}
