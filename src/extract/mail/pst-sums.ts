/** The checksums of the header of a PST file: a changed or damaged header would else be believed. */
import { crc32 } from "node:zlib";
import { slice, u32 } from "../bytes.ts";

/** [where the checksum is, how many bytes from byte 8 on it is of] ([MS-PST] 2.2.2.6). */
const ANSI_SUMS = [[4, 471]] as const;
const UNICODE_SUMS = [...ANSI_SUMS, [524, 516]] as const;

/** The CRC-32 of a PST ([MS-PST] 5.3): begun with 0 and not turned at the end, unlike that of zlib. */
function pstCrc(bytes: Uint8Array): number {
  return (crc32(bytes, 0xffffffff) ^ 0xffffffff) >>> 0;
}

/** Tells of the first checksum that is wrong. Throws OutOfBytes for a header cut short. */
export function checkHeaderSums(
  header: Uint8Array,
  isUnicode: boolean,
  onProblem: (reason: string) => void,
): void {
  const wrong = (isUnicode ? UNICODE_SUMS : ANSI_SUMS).find(
    ([storedAt, length]) => u32(header, storedAt) !== pstCrc(slice(header, 8, length)),
  );
  if (wrong === undefined) return;
  onProblem(`the checksum of its header at byte ${wrong[0]} is wrong: it is damaged or changed`);
}
