/**
 * The other end of reader-process.ts: reads one file at a time with a third-party reader and sends back what it says. A process of its own,
 * since the heap limit of a thread bounds neither Buffers nor WebAssembly. Opens no file and no connection; its output streams are closed.
 */
import { readFile } from "../extract/read-file.ts";
import type { FromReader, ToReader } from "./reader-process.ts";

process.on("message", (request: ToReader) => {
  readFile(request.bytes, request.context).then(
    (extraction) => {
      const answer: FromReader = { extraction, error: "" };
      process.send?.(answer);
    },
    (error: unknown) => {
      // The parent turns this into a problem row: a bug in a reader must not end the run.
      const answer: FromReader = {
        extraction: null,
        error: error instanceof Error ? error.message : String(error),
      };
      process.send?.(answer);
    },
  );
});
process.on("disconnect", () => process.exit(0));
