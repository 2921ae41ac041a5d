/** `leaksift push --to URL`: says what will be sent and where to, asks, sends, says what is there. */
import { createInterface } from "node:readline/promises";
import { findIndex } from "../catalog/index-folder.ts";
import { type Io, isSet, numberValue, type ParsedArgs, textValue } from "../cli/command.ts";
import { EXIT, UserError } from "../errors.ts";
import { escapeLine, safeJson } from "../render/escape.ts";
import { counted, grouped, sizeText } from "../render/terminal.ts";
import { type OpenIndex, openIndex } from "../search/open-index.ts";
import { Connection } from "./connect.ts";
import { areChecksOld, type PushResult, placeReached, push } from "./push.ts";
import { checkMade } from "./side.ts";

/** Families and bytes that are not on the server. */
function volumeFrom({ catalog }: OpenIndex, fromDoc: number): { families: number; bytes: number } {
  const row = catalog.database
    .prepare(
      "SELECT count(*) AS families, total(sizeBytes) AS bytes FROM document WHERE parentId IS NULL AND docId >= ?",
    )
    .get([fromDoc]);
  return { families: Number(row?.["families"] ?? 0), bytes: Number(row?.["bytes"] ?? 0) };
}

/** Throws UserError unless a person says yes here, or said so before. */
async function askFirst(io: Io, args: ParsedArgs, what: string): Promise<void> {
  io.err(`${what}\n`);
  if (isSet(args, "yes")) return;
  if (!io.inIsTerminal) throw new UserError("Nothing was sent. Say so with --yes.");
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const said = await reader.question("Send it? Type yes: ");
  reader.close();
  if (said.trim().toLowerCase() !== "yes") throw new UserError("Nothing was sent.");
}

function report(
  io: Io,
  args: ParsedArgs,
  connection: Connection,
  { families, removed, problems, interrupted }: PushResult,
): number {
  if (isSet(args, "json")) {
    io.out(
      `${safeJson({ formatVersion: 1, index: connection.index, families, removed, interrupted, problems })}\n`,
    );
  } else {
    const gone =
      removed === 0
        ? ""
        : `, ${counted(removed, "forgotten family", "forgotten families")} taken away there`;
    io.out(`${counted(families, "family", "families")} sent${gone}.\n`);
    for (const { contentId, reason } of problems)
      io.err(`leaksift: ${contentId.slice(0, 12)}: ${escapeLine(reason)}\n`);
  }
  if (interrupted) {
    io.err("Stopped. What was acknowledged is kept: push again to go on.\n");
    return EXIT.interrupted;
  }
  return problems.length > 0 ? EXIT.someUnread : EXIT.done;
}

/** Runs the command. */
export async function runPush(io: Io, args: ParsedArgs): Promise<number> {
  const url = textValue(args, "to");
  if (url === undefined)
    throw new UserError("Where to? E.g. leaksift push --to https://search.example.org:9200/leak");
  const connection = new Connection(url, io.env);
  const index = openIndex(
    findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder),
  );
  try {
    const isThere = await checkMade(connection);
    if (isSet(args, "verify")) {
      const { runVerify } = await import("./run-verify.ts");
      return await runVerify(io, args, connection, index);
    }
    const again = isSet(args, "again");
    const reached = isThere ? await placeReached(connection, index.catalog) : null;
    const { families, bytes } = volumeFrom(index, again ? 0 : (reached?.upTo ?? 0));
    if (families > 0)
      await askFirst(
        io,
        args,
        `The text of ${counted(families, "family", "families")} (${sizeText(bytes)} of mail and files) will be sent to ${connection.nodes.map((node) => new URL(node).host).join(", ")}, index ${connection.index}. Whoever can read there can read all of it.`,
      );
    if (!again && reached !== null && areChecksOld(reached, index.catalog))
      io.err(
        "leaksift: flags have changed since families were pushed; those there are of before. Send all again with --again.\n",
      );
    io.stopGently();
    const result = await push(connection, index, {
      shards: numberValue(args, "shards") ?? 1,
      replicas: numberValue(args, "replicas") ?? 0,
      again,
      stop: io.stop,
      onProgress: (done) => {
        if (io.errIsTerminal) io.err(`\r\u001b[K${grouped(done)} of ${grouped(families)} families`);
      },
      onWait: (why) => {
        if (io.errIsTerminal) io.err(`\r\u001b[KWaiting: ${escapeLine(why)}`);
      },
    });
    if (io.errIsTerminal) io.err("\r\u001b[K");
    return report(io, args, connection, result);
  } finally {
    index.close();
    await connection.close();
  }
}
