/** Ids on standard input, for every command that takes ids: `-` stands for what `--ids` of another command prints. */
import { UserError } from "../errors.ts";
import type { Io } from "./command.ts";

/** The word that stands for ids on standard input. */
export const FROM_STDIN = "-";
/** A million ids and more; what is longer is no list of ids. */
const MAX_STDIN_BYTES = 128 * 1024 * 1024;

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_STDIN_BYTES)
      throw new UserError(
        "More than 128 MB on standard input: expected a list of document ids, one on each line, as --ids prints them.",
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("latin1");
}

/** Ids on standard input, one a line; empty lines are left out. Throws UserError for a line that is none. */
async function idsFromStdin(io: Io): Promise<string[]> {
  if (io.inIsTerminal) io.err("Ids, one a line; Ctrl-D ends them.\n");
  const lines = (await readStdin()).split(/\r?\n/);
  return lines.flatMap((line, i) => {
    const id = line.trim();
    if (id === "") return [];
    if (/^[0-9a-f]{4,64}$/i.test(id)) return [id];
    const shown = id.length > 40 ? `${id.slice(0, 40)} …` : id;
    throw new UserError(
      `Line ${i + 1} of standard input is not an id: "${shown}". Lists print them with --ids: leaksift search invoice --ids | leaksift …`,
    );
  });
}

/** The words with `-` replaced by the ids on standard input. */
export async function withStdin(io: Io, words: readonly string[]): Promise<readonly string[]> {
  const at = words.indexOf(FROM_STDIN);
  if (at < 0) return words;
  return [...words.slice(0, at), ...(await idsFromStdin(io)), ...words.slice(at + 1)];
}
