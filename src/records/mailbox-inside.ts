/** Messages of a mailbox that is itself a document (an mbox in an archive, a PST file), as family.ts queues them. Pure; opens nothing. */
import type { PstSource } from "../extract/mail/pst-store.ts";
import { type PstItem, readPst } from "../extract/mail/read-pst.ts";
import type { DocumentKind } from "../model/document.ts";
import type { Extraction } from "../model/extraction.ts";
import type { LocatorStep } from "../model/locator.ts";
import type { MetadataValue } from "../model/metadata.ts";
import { bytesSource } from "../split/byte-source.ts";
import { messageBytes } from "../split/message-bytes.ts";
import { splitMboxSource } from "../split/split-mbox.ts";

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

/** Messages of an mbox held in memory, and in words the bytes of it that are no message. */
export async function mboxMessages(
  mailbox: Uint8Array,
): Promise<{ found: FoundMessage[]; gaps: string[] }> {
  const found: FoundMessage[] = [];
  const gaps: string[] = [];
  for await (const ranges of splitMboxSource(bytesSource(mailbox))) {
    for (const range of ranges) {
      const { offset, length } = range;
      if (range.kind === "gap") {
        gaps.push(
          `bytes ${offset} to ${offset + length} of the mailbox belong to no message: ${range.reason}`,
        );
        continue;
      }
      const { variant } = range;
      if (variant === "file" || variant === "eml")
        throw new Error("the mbox splitter gave no mbox record");
      found.push({
        kind: "message",
        bytes: messageBytes(mailbox.subarray(offset, offset + length), variant),
        name: "",
        declaredType: "message/rfc822",
        steps: [
          { step: "range", offset, length },
          { step: "decode", encoding: variant },
        ],
        metadata: [],
      });
    }
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
