/** Words of a text for comparing readers, and all text and attachments of a message with the messages inside it. */
import { createHash } from "node:crypto";
import { decodeText } from "../../src/decode/charset.ts";
import { htmlToText } from "../../src/decode/html-to-text.ts";
import { parseMessage } from "../../src/parse/parse-message.ts";

/** Lower-case words; those with U+FFFD, which a reader could not decode, are left out. */
export function wordsOf(text: string): Set<string> {
  const words =
    text
      .toLowerCase()
      .normalize("NFC")
      .match(/[\p{L}\p{N}\uFFFD]+/gu) ?? [];
  return new Set(words.filter((word) => !word.includes("\uFFFD")));
}

/** Hex SHA-256 of bytes. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export interface Everything {
  /** Headers, body, text attachments, and the same of the messages inside. */
  readonly text: string;
  readonly hashes: readonly string[];
}

const MAX_DEPTH = 8;

/** All that can be found in a message once the queue has opened the messages inside it. */
export async function readEverything(bytes: Uint8Array, depth = 0): Promise<Everything> {
  const message = await parseMessage({ bytes, locator: [] });
  const texts = [message.subject, message.text];
  for (const header of message.headers) texts.push(`${header.name}: ${header.value}`);
  const hashes: string[] = [];
  for (const file of message.attachments) {
    hashes.push(sha256Of(file.bytes));
    if (file.declaredType === "message/rfc822" && depth < MAX_DEPTH) {
      const inner = await readEverything(file.bytes, depth + 1);
      texts.push(inner.text);
      hashes.push(...inner.hashes);
    } else if (/^(?:text|message)\/|^[^/]*$/.test(file.declaredType)) {
      const { text } = decodeText(file.bytes, "");
      texts.push(text, htmlToText(text).text);
    }
  }
  return { text: texts.join("\n"), hashes };
}
