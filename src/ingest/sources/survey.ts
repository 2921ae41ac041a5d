/**
 * The first step of a run: what of the found files is new, what became of those already known, which are to be read. Writes the changes to the
 * catalog, one transaction each; reads no message.
 */
import { closeSync, readSync } from "node:fs";
import { type SourceState, updateSource } from "../../catalog/source-rows.ts";
import type { CatalogWriter } from "../../catalog/write/write-catalog.ts";
import { isFileError } from "../../errors.ts";
import { faultPoint } from "../../fault.ts";
import { openablePath } from "../../file-path.ts";
import type { Problem } from "../../model/problem.ts";
import type { FoundFile, SourceFormat } from "../../model/source.ts";
import { openRegular } from "../../regular-file.ts";
import { SNIFF_BYTES, sniffFormat } from "../../sources/sniff.ts";
import { VolumeFinder } from "../../sources/volumes.ts";
import {
  applyAppended,
  applyChanged,
  applyTouched,
  applyTruncated,
  applyVanished,
} from "./apply-changes.ts";
import { compareSource, vanishedSources } from "./source-changes.ts";

/** How many sources each thing happened to. */
export interface SurveyCounts {
  added: number;
  unchanged: number;
  appended: number;
  changed: number;
  truncated: number;
  vanished: number;
}

export interface Survey {
  /** To be read, in the order they are committed. */
  readonly toRead: readonly SourceState[];
  /** All sources that the inputs name, those that need no reading included. */
  readonly wanted: readonly SourceState[];
  readonly counts: Readonly<SurveyCounts>;
  /** Files that could not even be looked at. */
  readonly problems: readonly Problem[];
}

export interface SurveyOptions {
  readonly catalog: CatalogWriter;
  readonly files: readonly FoundFile[];
  readonly inputs: readonly string[];
  readonly workingFolder: string;
  readonly now: () => number;
}

/** By content; a piece of an archive is a file, whatever its bytes begin like. */
function formatOf(file: FoundFile, volumes: VolumeFinder): SourceFormat {
  if (volumes.setOf(file.path) !== null) return "file";
  const handle = openRegular(openablePath(file.path));
  try {
    const head = Buffer.alloc(SNIFF_BYTES);
    const length = readSync(handle, head, 0, SNIFF_BYTES, 0);
    return sniffFormat(head.subarray(0, length), file.sizeBytes, file.path);
  } finally {
    closeSync(handle);
  }
}

function unreadable(path: string, reason: string): Problem {
  return { code: "source-unreadable", severity: "lost", reason, locator: [{ step: "file", path }] };
}

/** Files that are new to the catalog, with their format by content; unreadable ones become problems. */
function sniffNew(
  files: readonly FoundFile[],
  volumes: VolumeFinder,
  problems: Problem[],
): (FoundFile & { format: SourceFormat })[] {
  return files.flatMap((file) => {
    try {
      return [{ ...file, format: formatOf(file, volumes) }];
    } catch (error) {
      if (!isFileError(error)) throw error;
      problems.push(unreadable(file.path, error.message));
      return [];
    }
  });
}

/** What is to be read. Known sources come before new ones, each group in its own order, so that ids do not depend on timing. */
export async function survey(options: SurveyOptions): Promise<Survey> {
  const { catalog, files, now } = options;
  const problems: Problem[] = [];
  const counts = { added: 0, unchanged: 0, appended: 0, changed: 0, truncated: 0, vanished: 0 };
  const known = new Map(catalog.sources().map((source) => [source.path, source]));
  const volumes = new VolumeFinder();
  const settled = new Map<string, SourceState>();
  for (const found of files) {
    const source = known.get(found.path);
    if (source === undefined) continue;
    const now = await settle(options, source, found, volumes, counts, problems);
    settled.set(found.path, now);
  }
  const fresh = sniffNew(
    files.filter((file) => !known.has(file.path)),
    volumes,
    problems,
  );
  const added = catalog.addSources(fresh, now());
  counts.added = added.length;
  if (added.length > 0) faultPoint("source-added");
  const foundPaths = new Set(files.map((file) => file.path));
  const gone = vanishedSources(
    [...known.values()],
    options.inputs,
    options.workingFolder,
    foundPaths,
  );
  for (const source of gone) applyVanished(catalog.database, source, now());
  counts.vanished = gone.length;
  const changed = [...settled].flatMap(([path, now]) =>
    known.get(path)?.finished === true && !now.finished ? [path] : [],
  );
  const touched = [...changed, ...added.map(({ path }) => path), ...gone.map(({ path }) => path)];
  readVolumesAgain(options, volumes, touched, settled, counts);
  const wanted = [...settled.values()];
  const resumed = wanted.filter(({ finished }) => !finished);
  const byId = (a: SourceState, b: SourceState): number => a.sourceId - b.sourceId;
  return {
    toRead: [...resumed.sort(byId), ...added],
    wanted: [...wanted, ...added],
    counts,
    problems,
  };
}

/** An archive of several volumes is another archive when one of them came, went or changed: the others are read again. */
function readVolumesAgain(
  { catalog, files, now }: SurveyOptions,
  volumes: VolumeFinder,
  touched: readonly string[],
  settled: Map<string, SourceState>,
  counts: SurveyCounts,
): void {
  const companions = new Set(touched.flatMap((path) => volumes.companionsOf(path)));
  if (companions.size === 0) return;
  for (const found of files) {
    const source = settled.get(found.path);
    if (source?.finished !== true || !companions.has(found.path)) continue;
    counts.unchanged--;
    counts.changed++;
    const format = formatOf(found, volumes);
    settled.set(found.path, applyChanged(catalog.database, source, found, format, now()));
  }
}

async function settle(
  { catalog, now }: SurveyOptions,
  source: SourceState,
  found: FoundFile,
  volumes: VolumeFinder,
  counts: SurveyCounts,
  problems: Problem[],
): Promise<SourceState> {
  const { database } = catalog;
  const ofContent = (file: FoundFile): SourceFormat => formatOf(file, volumes);
  const change = await compareSource(database, source, found, ofContent);
  switch (change.kind) {
    case "same":
      if (source.finished) counts.unchanged++;
      return source.condition === "present" ? source : applyTouched(database, source, found, now());
    case "touched":
      if (source.finished) counts.unchanged++;
      return applyTouched(database, source, found, now());
    case "appended":
      counts.appended++;
      return applyAppended(database, source, found, now());
    case "changed":
      if (source.doneBytes > 0 || source.finished) counts.changed++;
      return applyChanged(database, source, found, ofContent(found), now());
    case "truncated":
      counts.truncated++;
      applyTruncated(database, source, found, change.lostBytes, now());
      return source;
    case "unreadable":
      problems.push(unreadable(source.path, change.reason));
      updateSource(
        database,
        source.sourceId,
        {},
        { kind: "unstable", detail: change.reason },
        now(),
      );
      // Not read now, and not done: the next run tries again.
      return { ...source, finished: true };
  }
}
