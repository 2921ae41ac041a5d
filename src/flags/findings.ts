/** Findings of the corpus checks: made when the stored ones are of another state of the catalog, stored where it can be written. */
import { corpusView } from "../catalog/corpus-view.ts";
import type { CatalogReader } from "../catalog/read-catalog.ts";
import {
  allFindings,
  documentsState,
  type FindingRow,
  findingsState,
} from "../catalog/read-flags.ts";
import type { RunInfo } from "../catalog/run-log.ts";
import { replaceFindings } from "../catalog/write/write-flags.ts";
import { withCatalogWriter } from "../catalog/write/writing.ts";
import { type CorpusResult, FINDINGS_VERSION, runCorpusChecks } from "../checks/engine/engine.ts";
import { IndexStateError } from "../errors.ts";

export interface FindingsOptions {
  readonly run: RunInfo;
  readonly now: () => number;
  /** Told which check runs, for the progress line. */
  readonly onCheck: (id: string) => void;
}

/** Whether the stored findings are those of the documents there are now. */
export function areCurrent(catalog: CatalogReader): boolean {
  return findingsState(catalog.database) === documentsState(catalog.database, FINDINGS_VERSION);
}

/** Members with the root of their family, as stored findings have them. */
function withRoots(catalog: CatalogReader, { findings }: CorpusResult): FindingRow[] {
  return findings.map((finding, findingId) => ({
    ...finding,
    findingId,
    members: finding.members.map((member) => ({
      ...member,
      rootId: catalog.document(member.docId).rootId,
    })),
  }));
}

/**
 * The findings that hold now. Runs the corpus checks when needed and stores what they say; in a folder that cannot be written, or while
 * another process writes, they are only returned.
 */
export async function currentFindings(
  catalog: CatalogReader,
  options: FindingsOptions,
): Promise<FindingRow[]> {
  if (areCurrent(catalog)) return allFindings(catalog.database);
  const state = documentsState(catalog.database, FINDINGS_VERSION);
  const result = runCorpusChecks(corpusView(catalog), options.onCheck);
  try {
    await withCatalogWriter(
      { paths: catalog.paths, run: options.run, now: options.now },
      async (writer) => {
        replaceFindings(writer.database, result.findings, result.applies, state);
        return { value: null, end: { outcome: "done", findings: result.findings.length } };
      },
    );
    return allFindings(catalog.database);
  } catch (error) {
    // Locked or read-only: the findings are good all the same, they are only made again next time
    if (error instanceof IndexStateError || isReadOnly(error)) return withRoots(catalog, result);
    throw error;
  }
}

function isReadOnly(error: unknown): boolean {
  return error instanceof Error && /EACCES|EROFS|EPERM|readonly|read-only/i.test(error.message);
}
