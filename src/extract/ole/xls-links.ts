/** Places outside the workbook that Excel's records name: external books and hyperlinks ([MS-XLS] 2.5.277, [MS-OSHARED] 2.3.7.1). */
import { guid, sliceUpTo, u16, u32 } from "../bytes.ts";
import { decodeCodePage, decodeUtf16, untilNul } from "../code-pages.ts";

/** An encoded path as people write it: "\u0001\u0001CReports\u0003a.xls" -> "C:\Reports\a.xls". */
export function decodeVirtualPath(encoded: string): string {
  const parts: string[] = [];
  for (let i = 0; i < encoded.length; i++) {
    const character = encoded[i] ?? "";
    switch (character) {
      case "\u0001": {
        // the first 1 says "encoded", a second one that a volume follows
        if (i === 0) break;
        const volume = encoded[++i] ?? "";
        parts.push(volume === "@" ? "\\\\" : `${volume}:\\`);
        break;
      }
      case "\u0002":
      case "\u0003":
        parts.push("\\");
        break;
      case "\u0004":
        parts.push("..\\");
        break;
      default:
        if (character >= " ") parts.push(character);
    }
  }
  return parts.join("");
}

const URL_MONIKER = "79eac9e0-baf9-11ce-8c82-00aa004ba90b";
const FILE_MONIKER = "00000303-0000-0000-c000-000000000046";

/** Target of a HLINK record's bytes, "" when it stays inside the workbook. Throws OutOfBytes. */
export function hyperlinkTarget(bytes: Uint8Array): string {
  let at = 8 + 16 + 4;
  const flags = u32(bytes, at);
  at += 4;
  const skipString = (): string => {
    const length = u32(bytes, at) * 2;
    const text = untilNul(decodeUtf16(sliceUpTo(bytes, at + 4, length)));
    at += 4 + length;
    return text;
  };
  if ((flags & 0x10) !== 0) skipString();
  if ((flags & 0x80) !== 0) skipString();
  if ((flags & 0x01) === 0) return "";
  if ((flags & 0x100) !== 0) return skipString();
  const kind = guid(bytes, at);
  at += 16;
  if (kind === URL_MONIKER) {
    return untilNul(decodeUtf16(sliceUpTo(bytes, at + 4, u32(bytes, at))));
  }
  if (kind !== FILE_MONIKER) return "";
  const parents = u16(bytes, at);
  const shortBytes = u32(bytes, at + 2);
  const short = sliceUpTo(bytes, at + 6, shortBytes);
  at += 6 + shortBytes + 24;
  const hasLong = at + 4 <= bytes.length && u32(bytes, at) > 0;
  const path = hasLong
    ? decodeUtf16(sliceUpTo(bytes, at + 10, u32(bytes, at + 4)))
    : untilNul(decodeCodePage(short, 1252) ?? "");
  return "..\\".repeat(Math.min(parents, 64)) + path;
}
