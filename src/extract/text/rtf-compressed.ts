/** Unpacks the RTF that mail programs store packed ("LZFu", [MS-OXRTFCP]): a 4 KB window, seventeen bytes at most for two. */
import { LIMITS } from "../../limits.ts";
import { sliceUpTo, u32 } from "../bytes.ts";

/** What the window holds before the first byte ([MS-OXRTFCP] 2.1.2.1). */
const FIRST_WINDOW =
  "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript " +
  "\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par " +
  "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

const WINDOW = 4096;
const PACKED = 0x75465a4c;
const PLAIN = 0x414c454d;

/** The RTF, or as much of it as the bytes give. Throws OutOfBytes when there is no header. */
export function unpackRtf(bytes: Uint8Array, onProblem: (reason: string) => void): Uint8Array {
  const rawBytes = u32(bytes, 4);
  const kind = u32(bytes, 8);
  if (kind === PLAIN) return sliceUpTo(bytes, 16, rawBytes);
  if (kind !== PACKED) {
    onProblem("packed RTF of no known kind");
    return new Uint8Array(0);
  }
  // two bytes become seventeen at most, whatever the header claims
  const most = Math.min(rawBytes, LIMITS.maxUnpackedBytes, bytes.length * 9);
  const out = new Uint8Array(most);
  const window = new Uint8Array(WINDOW);
  let write = Buffer.from(FIRST_WINDOW, "latin1").copy(window);
  let made = 0;
  let at = 16;
  const put = (value: number): void => {
    out[made++] = value;
    window[write] = value;
    write = (write + 1) % WINDOW;
  };
  while (at < bytes.length && made < most) {
    const flags = bytes[at++] ?? 0;
    for (let bit = 0; bit < 8 && made < most && at < bytes.length; bit++) {
      if (((flags >> bit) & 1) === 0) {
        put(bytes[at++] ?? 0);
        continue;
      }
      const token = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
      at += 2;
      const from = token >> 4;
      // a reference to the place being written ends the data
      if (from === write) return out.subarray(0, made);
      const length = (token & 0xf) + 2;
      for (let i = 0; i < length && made < most; i++) put(window[(from + i) % WINDOW] ?? 0);
    }
  }
  if (made < rawBytes) onProblem(`packed RTF gives ${made} of ${rawBytes} bytes`);
  return out.subarray(0, made);
}
