/**
 * Part -> its decoded bytes and the locator steps that lead to them, and the replay of such steps.
 *
 * The raw bytes are the evidence: an attachment is what its steps give, not what a mail library hands out.
 */

import { asBuffer } from "../decode/bytes.ts";
import type { DecodeName, LocatorStep } from "../model/locator.ts";
import { looksLikeBase64 } from "./base64.ts";
import { type HeaderScan, scanHeaders } from "./header-scan.ts";
import { splitParts } from "./part-walk.ts";
import { splitRegular } from "./regular-walk.ts";
import type { Part, Structure } from "./structure.ts";
import { decodeTransfer } from "./transfer.ts";

const ENCODINGS = new Map<string, DecodeName>([
  ["base64", "base64"],
  ["quoted-printable", "quoted-printable"],
  ["x-uuencode", "uuencode"],
  ["uuencode", "uuencode"],
  ["x-uue", "uuencode"],
  ["uue", "uuencode"],
]);

export interface PartBytes {
  /** As they stand in the message. */
  readonly raw: Uint8Array;
  readonly decoded: Uint8Array;
  /** `[{step:"mimePart",path:"2"},{step:"decode",encoding:"base64"}]`; no decode step for 7bit, 8bit, binary and unknown encodings. */
  readonly steps: readonly LocatorStep[];
}

/** Bytes of a part; those that are labelled base64 but plainly are not stay as they are. */
export function partBytes(message: Uint8Array, part: Part): PartBytes {
  const raw = message.subarray(part.bodyStart, part.bodyEnd);
  const encoding = ENCODINGS.get(part.encoding);
  const steps: LocatorStep[] = [{ step: "mimePart", path: part.path }];
  if (encoding === undefined || (encoding === "base64" && !looksLikeBase64(raw, part.isText)))
    return { raw, decoded: raw, steps };
  steps.push({ step: "decode", encoding });
  return { raw, decoded: decodeTransfer(raw, encoding), steps };
}

/** Splits a scanned message into parts: a regular one by itself, any other with mailparser. */
export function splitScanned(scan: HeaderScan): Structure {
  return splitRegular(scan) ?? splitWithMailparser(scan);
}

/** Splits a scanned message into parts with mailparser, the reference. */
export function splitWithMailparser(scan: HeaderScan): Structure {
  const bytes = asBuffer(scan.bytes);
  const lines = scan.headers
    .filter((header) => header.key.startsWith("content-"))
    .map((header) => bytes.subarray(header.offsetBytes, header.offsetBytes + header.lengthBytes));
  return splitParts(scan.bytes, lines, scan.bodyOffsetBytes);
}

/**
 * Replays a mimePart step: the undecoded body of the leaf part with that number, e.g. `replayPart(bytes, "2.1")`; the whole
 * message for ""; null when there is no such part.
 */
export function replayPart(messageBytes: Uint8Array, partPath: string): Uint8Array | null {
  if (partPath === "") return messageBytes;
  const scan = scanHeaders(messageBytes);
  const part = splitScanned(scan).parts.find((one) => one.path === partPath);
  return part === undefined ? null : scan.bytes.subarray(part.bodyStart, part.bodyEnd);
}
