/** Records sources with their hashes, and how they were received, without reading any mail: what is done on the day a dump arrives. */

import { refuseIndexInSource } from "../catalog/index-folder.ts";
import { addSourceEvent, type Custody, setCustody, setSourceHash } from "../catalog/source-rows.ts";
import type { WritingOptions } from "../catalog/write/writing.ts";
import { withCatalogWriter } from "../catalog/write/writing.ts";
import { isFileError } from "../errors.ts";
import { setSourceProblem } from "../ingest/sources/apply-changes.ts";
import { compareSums, type SumsList, type SumsResult } from "../ingest/sources/compare-sums.ts";
import { commitSourceProblems } from "../ingest/sources/source-problems.ts";
import { type SurveyCounts, survey } from "../ingest/sources/survey.ts";
import { findFiles } from "../sources/find-files.ts";
import { hashFile } from "../sources/hash-file.ts";

export interface IntakeOptions extends Omit<WritingOptions, "beforeOpening"> {
  readonly inputs: readonly string[];
  readonly workingFolder: string;
  readonly custody: Custody;
  readonly sums: SumsList | null;
  readonly stop: AbortSignal;
  readonly onProgress: (doneBytes: number, totalBytes: number) => void;
}

export interface IntakeResult {
  readonly recorded: number;
  readonly bytes: number;
  readonly notRead: number;
  readonly changes: Readonly<SurveyCounts>;
  readonly sums: SumsResult | null;
  readonly interrupted: boolean;
}

/** Finds and hashes. Throws UserError for a mistake, IndexStateError for a lock. */
export async function intake(options: IntakeOptions): Promise<IntakeResult> {
  const { paths, inputs, workingFolder, now } = options;
  refuseIndexInSource(paths.folder, inputs);
  const found = await findFiles(inputs, { cwd: workingFolder, exclude: [paths.folder] });
  return withCatalogWriter(options, async (catalog) => {
    const { database } = catalog;
    const plan = await survey({ catalog, files: found.files, inputs, workingFolder, now });
    const problems = [...found.problems, ...plan.problems];
    commitSourceProblems(database, problems, inputs, workingFolder);
    const wanted = plan.wanted.filter((source) => source.sha256 === "");
    const totalBytes = wanted.reduce((sum, source) => sum + source.sizeBytes, 0);
    let bytes = 0;
    let recorded = 0;
    let notRead = problems.filter((problem) => problem.severity === "lost").length;
    for (const { sourceId, path, sizeBytes } of wanted) {
      if (options.stop.aborted) break;
      const reason = await hashSource(sourceId, path, sizeBytes);
      if (reason === "") recorded++;
      else notRead++;
      bytes += sizeBytes;
      options.onProgress(bytes, totalBytes);
    }
    setCustody(
      database,
      plan.wanted.map((source) => source.sourceId),
      options.custody,
      now(),
    );
    const interrupted = options.stop.aborted;
    const sums =
      options.sums === null || interrupted
        ? null
        : compareSums(database, options.sums, plan.wanted, now());
    const value = { recorded, bytes, notRead, changes: plan.counts, sums, interrupted };
    return { value, end: { outcome: interrupted ? "interrupted" : "done", recorded } };

    async function hashSource(sourceId: number, path: string, sizeBytes: number): Promise<string> {
      let reason = "it became shorter while it was read";
      try {
        const sha256 = await hashFile(path, sizeBytes);
        if (sha256 !== null) {
          database.transaction(() => setSourceHash(database, sourceId, sha256, sizeBytes, now()));
          return "";
        }
      } catch (error) {
        if (!isFileError(error)) throw error;
        reason = error.message;
      }
      database.transaction(() => {
        setSourceProblem(database, sourceId, {
          code: "source-unreadable",
          severity: "lost",
          reason: `It cannot be read (${reason}). Run the same command again once it can.`,
          locator: [{ step: "file", path }],
        });
        addSourceEvent(database, sourceId, { kind: "unstable", detail: reason }, now());
      });
      return reason;
    }
  });
}
