/** Messages of a mailbox that is itself a document (an mbox in an archive, a PST file), as family.ts queues them. Pure; opens nothing. */
import type { PstSource } from "../extract/mail/pst-pages.ts";
import { type PstItem, readPst } from "../extract/mail/read-pst.ts";
import type { DocumentKind } from "../model/document.ts";
import type { Extraction } from "../model/extraction.ts";
import type { LocatorStep } from "../model/locator.ts";
import type { MetadataValue } from "../model/metadata.ts";
import type { SourceRange } from "../model/source.ts";
import { OLD_MAILBOX_TYPES } from "../sources/sniff.ts";
import { bytesSource } from "../split/byte-source.ts";
import { messageBytes } from "../split/message-bytes.ts";
import { splitMboxSource } from "../split/split-mbox.ts";
import { OLD_MAILBOXES, splitOldMailbox } from "../split/split-old-mailbox.ts";

export const PST_TYPE = "application/vnd.ms-outlook-pst";

/** A message found: its bytes, its place in the mailbox. */
export interface FoundMessage {
  readonly kind: Extract<DocumentKind, "message">;
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly declaredType: string;
  readonly steps: readonly LocatorStep[];
  readonly metadata: readonly MetadataValue[];
  readonly extraction?: Extraction;
}

/** Ranges of a mailbox in memory, by its type. */
async function rangesOf(mailbox: Uint8Array, type: string): Promise<readonly SourceRange[]> {
  const old = OLD_MAILBOXES.find((format) => OLD_MAILBOX_TYPES[format] === type);
  if (old !== undefined) return splitOldMailbox(mailbox, old);
  const ranges: SourceRange[] = [];
  for await (const some of splitMboxSource(bytesSource(mailbox))) ranges.push(...some);
  return ranges;
}

/** Messages of a mailbox held in memory, and in words the bytes of it that are no message. */
export async function mailboxMessages(
  mailbox: Uint8Array,
  type: string,
): Promise<{ found: FoundMessage[]; gaps: string[] }> {
  const found: FoundMessage[] = [];
  const gaps: string[] = [];
  for (const range of await rangesOf(mailbox, type)) {
    const { offset, length } = range;
    if (range.kind === "gap") {
      gaps.push(
        `bytes ${offset} to ${offset + length} of the mailbox belong to no message: ${range.reason}`,
      );
      continue;
    }
    const { variant } = range;
    if (variant === "file") throw new Error("a splitter of mailboxes gave a file");
    const steps: LocatorStep[] = [{ step: "range", offset, length }];
    if (variant !== "eml") steps.push({ step: "decode", encoding: variant });
    found.push({
      kind: "message",
      bytes: messageBytes(mailbox.subarray(offset, offset + length), variant),
      name: "",
      declaredType: "message/rfc822",
      steps,
      metadata: [],
    });
  }
  return { found, gaps };
}

/**
 * The bytes that stand for a PST item, which is stored as properties in many places of the file: the JSON of what was read. Its id is their
 * SHA-256, so the same item has the same id in two copies of a PST. Attachments count by their bytes.
 */
function pstItemBytes({ extraction }: PstItem): Buffer {
  const files = extraction.children.map((child) => [
    child.name,
    Buffer.from(child.bytes).toString("base64"),
  ]);
  return Buffer.from(JSON.stringify([extraction.message ?? null, files]), "utf8");
}

/** Messages of a PST, one at a time. A message attached to another comes as a message of its own after its carrier. */
export function* pstMessages(
  file: PstSource,
  onProblem: (reason: string) => void,
): Generator<FoundMessage> {
  for (const item of readPst(file, onProblem)) {
    yield {
      kind: "message",
      bytes: pstItemBytes(item),
      name: "",
      declaredType: "",
      steps: item.steps,
      metadata:
        item.folder === ""
          ? []
          : [{ field: "other", text: item.folder, state: "present", source: "PST folder" }],
      extraction: { ...item.extraction, contentType: "application/vnd.ms-outlook" },
    };
  }
}
