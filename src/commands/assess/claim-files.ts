/** Reading claim files, and opening index and work file for the commands about claims. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Before } from "../../assess/assess-claim.ts";
import { claimHash, questionId } from "../../assess/claim-hash.ts";
import { readClaim } from "../../assess/read-claim.ts";
import { type LedgerKind, openWork, WorkStore } from "../../catalog/annotations/work.ts";
import { findIndex, type IndexPaths } from "../../catalog/index-folder.ts";
import { type Io, type ParsedArgs, textValue } from "../../cli/command.ts";
import { isFileError, UserError } from "../../errors.ts";
import type { Claim } from "../../model/claim.ts";

/** The claim of a file. Throws UserError when it cannot be read, with line and column for what is wrong in it. */
export function claimOf(io: Io, path: string): Claim {
  let text: string;
  try {
    text = readFileSync(resolve(io.workingFolder, path), "utf8");
  } catch (cause) {
    if (!isFileError(cause)) throw cause;
    throw new UserError(
      `The claim file ${path} cannot be read (${cause.code}). Two come with leaksift in claims/; "leaksift assess init" writes another.`,
      { cause },
    );
  }
  return readClaim(path, text);
}

/** The index a command is about. */
export function pathsOf(io: Io, args: ParsedArgs): IndexPaths {
  return findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder);
}

/** What was marked and done before on this index. */
export function before(paths: IndexPaths, claim: Claim): Before {
  const work = openWork(paths);
  if (work === null) return { marks: [], ledger: [], ledgerIntact: true };
  try {
    const { entries, intact } = work.ledger();
    return { marks: work.marks(questionId(claim)), ledger: entries, ledgerIntact: intact };
  } finally {
    work.close();
  }
}

/** Notes in the ledger what was done. An index that cannot be written is said so and the command goes on. */
export function note(
  io: Io,
  paths: IndexPaths,
  claim: Claim,
  kind: LedgerKind,
  body: unknown,
): void {
  let work: WorkStore;
  try {
    work = new WorkStore(paths, "write");
  } catch (error) {
    // A finished index may lie on a read-only medium: reading it must work all the same
    if (!(error instanceof Error)) throw error;
    io.err(
      "leaksift: the ledger of claims cannot be written here, so this run is not counted among the variants.\n",
    );
    return;
  }
  try {
    work.append({
      kind,
      claimId: claim.id,
      claimHash: claimHash(claim),
      body: JSON.stringify(body),
      atMs: io.now(),
    });
  } finally {
    work.close();
  }
}
