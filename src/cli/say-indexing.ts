/** Says beside every answer that indexing still runs, and how far it is. */
import { findIndex } from "../catalog/index-folder.ts";
import { readIndexingState } from "../catalog/indexing-state.ts";
import { counted } from "../render/terminal.ts";
import { type Io, type ParsedArgs, textValue } from "./command.ts";

/** A state this old is of a run that was killed: a living one writes it each second. */
const STALE_MS = 15_000;

/** "indexing: 31 %, 4,120 messages so far" on stderr while a run writes this index; nothing else. Throws UserError when there is no index. */
export function sayIndexing(io: Io, args: ParsedArgs): void {
  const paths = findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder);
  const state = readIndexingState(paths);
  if (state === null) return;
  const percent = Math.floor(state.percent);
  if (Math.abs(io.now() - state.atMs) < STALE_MS)
    io.err(`indexing: ${percent} %, ${counted(state.messages, "message")} so far\n`);
  else
    io.err(
      `Indexing was stopped at ${percent} %. Run the same "leaksift index" command again: it goes on from there.\n`,
    );
}
