/** Brings the store of identifiers up to the documents there are, before a command reads it: says how far it is, and why it cannot. */

import {
  IdentifierStore,
  openIdentifiers,
  removeIdentifiers,
} from "../../catalog/identifiers/identifier-store.ts";
import { identifiersAre } from "../../catalog/identifiers/identifiers-are.ts";
import { type IndexPaths, lockForWriting } from "../../catalog/index-folder.ts";
import { CatalogReader } from "../../catalog/read-catalog.ts";
import type { Io } from "../../cli/command.ts";
import { IndexStateError, UserError } from "../../errors.ts";
import { IDENTIFY_VERSION } from "../../identify/identify.ts";
import { type IdentifyResult, identifyCorpus } from "../../identify/identify-corpus.ts";
import { counted, grouped } from "../../render/terminal.ts";

interface Wanted {
  /** Two capital letters, null to keep or guess. */
  readonly region: string | null;
  readonly again: boolean;
}

/** Whether what is stored is what is wanted. */
function isCurrent(paths: IndexPaths, catalog: CatalogReader, wanted: Wanted): boolean {
  const store = wanted.again ? null : openIdentifiers(paths);
  if (store === null) return false;
  try {
    const state = store.state();
    return (
      state !== null &&
      state.rules === String(IDENTIFY_VERSION) &&
      (wanted.region === null || wanted.region === state.region) &&
      identifiersAre(catalog.database, state) === "current"
    );
  } finally {
    store.close();
  }
}

function progressOf(io: Io): (documents: number, total: number) => void {
  let last = 0;
  return (documents, total) => {
    const now = io.now();
    if (!io.errIsTerminal || now - last < 200) return;
    last = now;
    io.err(
      `\r\u001b[KLooking for identifiers, once: ${grouped(documents)} of ${grouped(total)} documents`,
    );
  };
}

function runPass(
  io: Io,
  paths: IndexPaths,
  catalog: CatalogReader,
  wanted: Wanted,
): IdentifyResult {
  const lock = lockForWriting(paths);
  try {
    if (wanted.again) removeIdentifiers(paths);
    io.stopGently();
    const result = identifyCorpus(catalog, {
      paths,
      ...wanted,
      stop: io.stop,
      onProgress: progressOf(io),
    });
    if (io.errIsTerminal) io.err("\r\u001b[K");
    return result;
  } finally {
    lock.release();
  }
}

/**
 * The catalog and the store, opened. Throws IndexStateError where identifiers were never looked for and cannot be now, because another process writes; UserError on a
 * read-only disk. Where some are stored and no more can be, it says so and goes on.
 */
export function lookForIdentifiers(
  io: Io,
  paths: IndexPaths,
  wanted: Wanted,
): { readonly catalog: CatalogReader; readonly store: IdentifierStore } {
  const catalog = new CatalogReader(paths);
  try {
    if (!isCurrent(paths, catalog, wanted)) {
      try {
        const { documents, cut, isWhole } = runPass(io, paths, catalog, wanted);
        if (cut > 0)
          io.err(
            `leaksift: ${counted(cut, "document")} of ${grouped(documents)} held more than is kept of one (docs/limits.md); the rest of them was left out.\n`,
          );
        if (!isWhole)
          io.err("leaksift: stopped before the end; the same command goes on from there.\n");
      } catch (error) {
        if (!(error instanceof IndexStateError || error instanceof UserError)) throw error;
        if (wanted.again || wanted.region !== null || openIdentifiers(paths) === null) throw error;
        io.err(`leaksift: ${error.message} Shown is what was found before.\n`);
      }
    }
    return { catalog, store: new IdentifierStore(paths, "read") };
  } catch (error) {
    catalog.close();
    throw error;
  }
}
