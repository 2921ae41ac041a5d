/** How far a search is that must read stored texts (a regular expression, an exact word): a line on a terminal once it takes longer than a second. */
import { grouped } from "../render/terminal.ts";
import type { OpenIndex } from "../search/open-index.ts";
import type { Io } from "./command.ts";

/** The clock is asked once for so many documents. */
const STEP = 128;
const FIRST_MS = 1000;
const NEXT_MS = 500;

export interface ReadProgress {
  /** Told of each stored text that is read. */
  readonly onRead: (docId: number) => void;
  /** Takes the line away. */
  readonly end: () => void;
}

/** Writes nothing unless stderr is a terminal. */
export function readProgress(io: Io, index: OpenIndex): ReadProgress {
  if (!io.errIsTerminal) return { onRead: () => undefined, end: () => undefined };
  const total = index.segments.reduce((sum, { reader }) => sum + reader.documentCount, 0);
  let documents = 0;
  let last = -1;
  let next = io.now() + FIRST_MS;
  let shown = false;
  return {
    onRead: (docId) => {
      if (docId === last) return;
      last = docId;
      if (++documents % STEP !== 0 || io.now() < next) return;
      next = io.now() + NEXT_MS;
      shown = true;
      io.err(`\r${grouped(documents)} of ${grouped(total)} documents read. Ctrl-C ends.\u001b[K`);
    },
    end: () => {
      if (shown) io.err("\r\u001b[K");
    },
  };
}
