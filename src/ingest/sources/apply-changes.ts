/**
 * Writes what source-changes.ts found out: each change in one transaction, so that a crash leaves it done or not done. Documents of a changed
 * source are taken out before it is read again; what vanished or was cut short stays in the index and is marked.
 */

import { addSourceEvent, type SourceState, updateSource } from "../../catalog/source-rows.ts";
import { blob, numberOf, type Sqlite, textOf } from "../../catalog/sqlite.ts";
import { removeFamilies, rootsOfSource } from "../../catalog/write/remove-documents.ts";
import { faultPoint } from "../../fault.ts";
import type { Locator } from "../../model/locator.ts";
import type { Problem } from "../../model/problem.ts";
import type { FoundFile, SourceFormat } from "../../model/source.ts";

/** A problem of a source as a whole, with no document. Replaces an older one of the same code. */
export function setSourceProblem(database: Sqlite, sourceId: number, problem: Problem): void {
  dropSourceProblems(database, sourceId, [problem.code]);
  database
    .prepare(
      "INSERT INTO problem (docId, sourceId, code, severity, reason, locator) VALUES (NULL, ?, ?, ?, ?, ?)",
    )
    .run([
      sourceId,
      problem.code,
      problem.severity,
      blob(problem.reason),
      blob(JSON.stringify(problem.locator)),
    ]);
}

/** Takes back problems of a source as a whole that no longer hold. */
export function dropSourceProblems(
  database: Sqlite,
  sourceId: number,
  codes: readonly string[],
): void {
  for (const code of codes) {
    database
      .prepare("DELETE FROM problem WHERE sourceId = ? AND docId IS NULL AND code = ?")
      .run([sourceId, code]);
  }
}

/** Takes back what is known of a source from a byte on: families, gaps, problems of ranges. */
function forgetFrom(database: Sqlite, sourceId: number, offset: number): void {
  removeFamilies(database, rootsOfSource(database, sourceId, offset));
  database.prepare("DELETE FROM gap WHERE sourceId = ? AND offset >= ?").run([sourceId, offset]);
  const rows = database
    .prepare("SELECT problemId, locator FROM problem WHERE sourceId = ? AND docId IS NULL")
    .all([sourceId]);
  for (const row of rows) {
    const [, range] = JSON.parse(textOf(row["locator"])) as Locator;
    if (offset === 0 || (range?.step === "range" && range.offset >= offset)) {
      database.prepare("DELETE FROM problem WHERE problemId = ?").run([numberOf(row["problemId"])]);
    }
  }
}

/** The source has other bytes than before: it is to be read anew from its start. */
export function applyChanged(
  database: Sqlite,
  source: SourceState,
  found: FoundFile,
  format: SourceFormat,
  nowMs: number,
): SourceState {
  const { sourceId } = source;
  const { sizeBytes, modifiedAtMs } = found;
  database.transaction(() => {
    forgetFrom(database, sourceId, 0);
    updateSource(
      database,
      sourceId,
      {
        format,
        sizeBytes,
        modifiedAtMs,
        condition: "present",
        state: "pending",
        doneBytes: 0,
        forgetHash: true,
      },
      {
        kind: "changed",
        sizeBytes: source.sizeBytes,
        sha256: source.sha256,
        detail: `it had ${source.sizeBytes} bytes and has ${sizeBytes} now`,
      },
      nowMs,
    );
  });
  faultPoint("source-reset");
  return {
    ...source,
    format,
    sizeBytes,
    modifiedAtMs,
    sha256: "",
    condition: "present",
    doneBytes: 0,
    finished: false,
  };
}

/** The source grew. Its last record is read again, since it may have been cut when the file was copied while mail came in. */
export function applyAppended(
  database: Sqlite,
  source: SourceState,
  found: FoundFile,
  nowMs: number,
): SourceState {
  const { sourceId } = source;
  const { sizeBytes, modifiedAtMs } = found;
  const row = database
    .prepare(
      "SELECT max(recordOffset) AS last FROM document WHERE sourceId = ? AND parentId IS NULL",
    )
    .get([sourceId]);
  const doneBytes = typeof row?.["last"] === "number" ? row["last"] : 0;
  database.transaction(() => {
    forgetFrom(database, sourceId, doneBytes);
    updateSource(
      database,
      sourceId,
      {
        sizeBytes,
        modifiedAtMs,
        condition: "present",
        state: "partial",
        doneBytes,
        forgetHash: true,
      },
      {
        kind: "appended",
        sizeBytes: source.sizeBytes,
        sha256: source.sha256,
        detail: `it had ${source.sizeBytes} bytes and has ${sizeBytes} now`,
      },
      nowMs,
    );
  });
  faultPoint("source-reset");
  return {
    ...source,
    sizeBytes,
    modifiedAtMs,
    sha256: "",
    condition: "present",
    doneBytes,
    finished: false,
  };
}

/** The same bytes with another time, or a source that was gone and is there again. */
export function applyTouched(
  database: Sqlite,
  source: SourceState,
  found: FoundFile,
  nowMs: number,
): SourceState {
  const { sourceId } = source;
  const { modifiedAtMs, sizeBytes } = found;
  const kind = source.condition === "present" ? "touched" : "returned";
  database.transaction(() => {
    dropSourceProblems(database, sourceId, [
      "source-vanished",
      "source-truncated",
      "source-unstable",
    ]);
    updateSource(
      database,
      sourceId,
      { modifiedAtMs, sizeBytes, condition: "present" },
      { kind },
      nowMs,
    );
  });
  return { ...source, modifiedAtMs, condition: "present" };
}

/** The source ends early; its records stay in the index though some can no longer be read again. */
export function applyTruncated(
  database: Sqlite,
  source: SourceState,
  found: FoundFile,
  lostBytes: number,
  nowMs: number,
): void {
  const { sourceId, path } = source;
  const offset = found.sizeBytes;
  const reason = `${path} has ${found.sizeBytes} bytes; ${source.sizeBytes} were indexed. What was indexed stays and can be searched, but the last ${lostBytes} bytes can no longer be shown raw, exported or verified.`;
  database.transaction(() => {
    setSourceProblem(database, sourceId, {
      code: "source-truncated",
      severity: "partial",
      reason,
      locator: [
        { step: "file", path },
        { step: "range", offset, length: lostBytes },
      ],
    });
    if (source.condition === "truncated") return;
    updateSource(
      database,
      sourceId,
      { condition: "truncated" },
      { kind: "truncated", sizeBytes: found.sizeBytes, detail: reason },
      nowMs,
    );
  });
}

/** The source is gone; its documents stay. */
export function applyVanished(database: Sqlite, source: SourceState, nowMs: number): void {
  const { sourceId, path } = source;
  const reason = `${path} is no longer there. What was indexed from it stays and can be searched, but not shown raw, exported or verified. If it was moved: leaksift sources relocate OLD NEW.`;
  database.transaction(() => {
    setSourceProblem(database, sourceId, {
      code: "source-vanished",
      severity: "partial",
      reason,
      locator: [{ step: "file", path }],
    });
    if (source.condition === "vanished") return;
    updateSource(
      database,
      sourceId,
      { condition: "vanished" },
      { kind: "vanished", detail: reason },
      nowMs,
    );
  });
}

/** The source changed while it was read: what was read may mix old and new bytes. The next run compares and reads again. */
export function markUnstable(
  database: Sqlite,
  source: SourceState,
  detail: string,
  nowMs: number,
): void {
  const { sourceId, path } = source;
  database.transaction(() => {
    setSourceProblem(database, sourceId, {
      code: "source-unstable",
      severity: "partial",
      reason: `${path} changed while it was read: ${detail}. Run the same command again when nothing writes to it.`,
      locator: [{ step: "file", path }],
    });
    updateSource(
      database,
      sourceId,
      { condition: "unstable" },
      { kind: "unstable", detail },
      nowMs,
    );
  });
}

/** Hash of a source that was recorded before does not fit what was read now. */
export function noteDifferent(
  database: Sqlite,
  source: SourceState,
  sha256: string,
  nowMs: number,
): void {
  database.transaction(() => {
    setSourceProblem(database, source.sourceId, {
      code: "source-differs",
      severity: "partial",
      reason: `${source.path} had the SHA-256 ${source.sha256} when it was recorded and has ${sha256} now, with the same size and time. What is indexed is what it holds now.`,
      locator: [{ step: "file", path: source.path }],
    });
    addSourceEvent(
      database,
      source.sourceId,
      { kind: "changed", sha256: source.sha256, detail: "found while indexing" },
      nowMs,
    );
  });
}
