/**
 * Part -> its decoded bytes and the locator steps that lead to them, and the replay of such steps.
 *
 * The raw bytes are the evidence: an attachment is what its steps give, not what a mail library hands out.
 */

import { Buffer } from "node:buffer";
import { asBuffer } from "../decode/bytes.ts";
import type { DecodeName, LocatorStep } from "../model/locator.ts";
import { looksLikeBase64 } from "./base64.ts";
import { firstHeader, type HeaderScan, scanHeaders } from "./header-scan.ts";
import { splitParts } from "./part-walk.ts";
import { splitRegular } from "./regular-walk.ts";
import type { Part, Structure } from "./structure.ts";
import { decodeTransfer } from "./transfer.ts";

/** Encodings by the letters and digits of their names: mailers write "base64;", "x-base64", "BASE64, 7bit" and quoted_printable. */
const ENCODINGS = new Map<string, DecodeName | "none">([
  ["base64", "base64"],
  ["b64", "base64"],
  ["b", "base64"],
  ["quoted-printable", "quoted-printable"],
  ["quotedprintable", "quoted-printable"],
  ["quotedprint", "quoted-printable"],
  ["qp", "quoted-printable"],
  ["q", "quoted-printable"],
  ["uuencode", "uuencode"],
  ["uuencoded", "uuencode"],
  ["uue", "uuencode"],
  ["yenc", "yenc"],
  ["7bit", "none"],
  ["8bit", "none"],
  ["8bits", "none"],
  ["7bits", "none"],
  ["binary", "none"],
  ["none", "none"],
  ["us", "none"],
  ["usascii", "none"],
  ["utf8", "none"],
  ["text", "none"],
  ["plain", "none"],
  ["", "none"],
]);

/** What undoes a Content-Transfer-Encoding as written: "none" for what needs nothing, undefined for a name nobody knows. */
export function transferEncoding(written: string): DecodeName | "none" | undefined {
  const known = ENCODINGS.get(written);
  if (known !== undefined) return known;
  for (const word of written
    .toLowerCase()
    .slice(0, 100)
    .split(/[\s;,]+/)) {
    const name = word.replace(/[^a-z0-9]/g, "");
    if (name === "") continue;
    return ENCODINGS.get(name) ?? ENCODINGS.get(name.replace(/^x/, ""));
  }
  return "none";
}

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
  const encoding = transferEncoding(part.encoding);
  const steps: LocatorStep[] = [{ step: "mimePart", path: part.path }];
  if (encoding === undefined || encoding === "none") return { raw, decoded: raw, steps };
  if (encoding === "base64" && !looksLikeBase64(raw, part.isText))
    return { raw, decoded: raw, steps };
  steps.push({ step: "decode", encoding });
  return { raw, decoded: decodeTransfer(raw, encoding), steps };
}

/** Scans headers; a multipart whose whole body is in base64 against RFC 2045 section 6.4 is given with the body decoded, so that it has parts. */
export function scanMessage(bytes: Uint8Array): HeaderScan {
  const scan = scanHeaders(bytes);
  const written = firstHeader(scan.headers, "content-transfer-encoding")?.value ?? "";
  if (transferEncoding(written) !== "base64") return scan;
  const type = firstHeader(scan.headers, "content-type")?.value ?? "";
  if (!/^multipart\//i.test(type)) return scan;
  const body = asBuffer(scan.bytes).subarray(scan.bodyOffsetBytes);
  if (body.indexOf("\n--") >= 0 || body[0] === 0x2d || !looksLikeBase64(body, false)) return scan;
  const decoded = decodeTransfer(body, "base64");
  const head = asBuffer(scan.bytes).subarray(0, scan.bodyOffsetBytes);
  return { ...scan, bytes: Buffer.concat([head, decoded]) };
}

/** A way to split a scanned message into parts. */
export type Split = (scan: HeaderScan) => Structure;

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
  const scan = scanMessage(messageBytes);
  const part = splitScanned(scan).parts.find((one) => one.path === partPath);
  return part === undefined ? null : scan.bytes.subarray(part.bodyStart, part.bodyEnd);
}
