/** The id of a message read in pieces must be that of the message held whole. */
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  canonicalSha256,
  messageBytes,
  type RecordVariant,
} from "../../src/split/message-bytes.ts";
import { streamedContentId } from "../../src/split/stream-message.ts";

const VARIANTS: readonly RecordVariant[] = ["mboxo", "mboxrd", "mboxcl", "mboxcl2", "eml", "emlx"];

/** Text made of what decides: line ends, escapes, blank lines. */
const hostileText = fc
  .array(
    fc.constantFrom(
      "\n",
      "\r\n",
      "\r",
      "\n\n",
      ">",
      ">From ",
      ">>From ",
      "From ",
      ">Fro",
      "a",
      "Subject: x",
      "7",
      " ",
    ),
    { maxLength: 40 },
  )
  .map((pieces) => pieces.join(""));

it("equals the id of the whole message for every variant", () => {
  fc.assert(
    fc.property(
      hostileText,
      fc.constantFrom(...VARIANTS),
      fc.boolean(),
      (text, variant, framed) => {
        const record = Buffer.from(framed ? `From a@b Mon Jan  1 00:00:00 2001\n${text}` : text);
        const read = (offset: number, length: number) => record.subarray(offset, offset + length);
        expect(streamedContentId(read, record.length, variant)).toBe(
          canonicalSha256(messageBytes(record, variant)),
        );
      },
    ),
    { numRuns: 1000 },
  );
});
