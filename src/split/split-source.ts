/** The ranges of one source file, whatever its format: an mbox through the splitter, anything else as one range. */
import type { SourceFormat, SourceRange } from "../model/source.ts";
import { splitMbox } from "./split-mbox.ts";

/**
 * Arrays of ranges, contiguous from `startOffset` to `sizeBytes` (an array a chunk read keeps the cost per range low).
 *
 * `for await (const ranges of splitSource("/dump/a.eml", "eml", 2311, 0))` gives once
 * `[{kind:"message",offset:0,length:2311,variant:"eml"}]`. An empty file is one range of length 0, so that its name is not lost.
 * `startOffset` is 0 or where a range ended before: a file that is one range has nothing left then.
 */
export async function* splitSource(
  path: string,
  format: SourceFormat,
  sizeBytes: number,
  startOffset = 0,
): AsyncGenerator<readonly SourceRange[]> {
  if (format === "mbox") yield* splitMbox(path, sizeBytes, { startOffset });
  else if (startOffset === 0)
    yield [{ kind: "message", offset: 0, length: sizeBytes, variant: format }];
}
