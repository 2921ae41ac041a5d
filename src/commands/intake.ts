/** `leaksift intake DUMP…`: records hashes and how the sources were received, before anything is indexed. */
import { chooseIndex } from "../catalog/index-folder.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  isSet,
  JSON_OPTION,
  type ParsedArgs,
  textValue,
} from "../cli/command.ts";
import { CUSTODY_OPTIONS, custodyOf, sumsLines, sumsOf } from "../cli/custody-options.ts";
import { placeWarning } from "../cli/place-warning.ts";
import { runInfo } from "../cli/run-info.ts";
import { intake as takeIn } from "../custody/intake.ts";
import { EXIT, UserError } from "../errors.ts";
import { escapeLine, safeJson } from "../render/escape.ts";
import { counted, sizeText } from "../render/terminal.ts";

async function run(io: Io, args: ParsedArgs): Promise<number> {
  if (args.positional.length === 0)
    throw new UserError('Name what came in: files or folders, e.g. "leaksift intake ~/dump".');
  const paths = chooseIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder);
  io.err(placeWarning(paths.folder, io.env));
  io.stopGently();
  let lastAt = 0;
  const result = await takeIn({
    paths,
    inputs: args.positional,
    workingFolder: io.workingFolder,
    custody: custodyOf(args),
    sums: sumsOf(io, args),
    run: runInfo(io, "intake", args),
    now: io.now,
    stop: io.stop,
    onProgress: (done, total) => {
      const now = io.now();
      if (!io.errIsTerminal || now - lastAt < 200) return;
      lastAt = now;
      io.err(`\r\u001b[K${sizeText(done)} of ${sizeText(total)} hashed`);
    },
  });
  if (io.errIsTerminal) io.err("\r\u001b[K");
  if (isSet(args, "json"))
    io.out(`${safeJson({ formatVersion: 1, index: paths.folder, ...result })}\n`);
  else {
    io.out(
      `${counted(result.recorded, "source")} recorded with SHA-256 (${sizeText(result.bytes)}); nothing is indexed yet.\n`,
    );
    for (const line of sumsLines(result.sums)) io.out(`${line}\n`);
    if (result.notRead > 0)
      io.out(`${counted(result.notRead, "file")} could not be read: leaksift problems\n`);
    io.out(
      `Index: ${escapeLine(paths.folder)}. Next: leaksift index with the same names; leaksift sources\n`,
    );
  }
  if (result.interrupted) return EXIT.interrupted;
  const { vanished, truncated } = result.changes;
  const different = (result.sums?.different.length ?? 0) + (result.sums?.missing.length ?? 0);
  return result.notRead + different + vanished + truncated > 0 ? EXIT.someUnread : EXIT.done;
}

export const intake: CommandSpec = {
  name: "intake",
  positional: "DUMP…",
  access: "write",
  summary: "Record hashes of sources and who gave them, without indexing",
  options: [INDEX_OPTION, ...CUSTODY_OPTIONS, JSON_OPTION],
  examples: [
    [
      "leaksift intake ~/dump --received-from source-7 --received-at 2017-05-05",
      "Record what came in, the day it came",
    ],
    ["leaksift intake ~/dump --sums ~/dump/SHA256SUMS", "Compare with the list that came with it"],
  ],
  notes: [
    '"index" records the same while it reads; intake is for the day when there is no time to index.',
  ],
  run,
};
