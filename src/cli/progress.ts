/** Progress of commands that go through sources again. */
import { sizeText } from "../render/terminal.ts";
import type { Io } from "./command.ts";

/** One line on stderr, rewritten in place: share and bytes done. Nothing where stderr is no terminal. */
export function byteProgress(
  io: Io,
  totalBytes: number,
): { bytes: (count: number) => void; end: () => void } {
  let done = 0;
  let lastAt = 0;
  return {
    bytes: (count) => {
      done += count;
      const now = io.now();
      if (!io.errIsTerminal || now - lastAt < 200) return;
      lastAt = now;
      const share = totalBytes > 0 ? Math.min(100, Math.floor((done / totalBytes) * 100)) : 100;
      io.err(`\r\u001b[K${share} %  ${sizeText(done)} of ${sizeText(totalBytes)}`);
    },
    end: () => {
      if (io.errIsTerminal) io.err("\r\u001b[K");
    },
  };
}
