/**
 * Lines typed before, in the index folder: private (0600), can be switched off and purged. Beside the index because it says what someone looked
 * for in this material; never in the home folder.
 */
import { join } from "node:path";
import {
  HISTORY,
  OUR_FILES,
  readOwnFile,
  removeOwnFile,
  replaceOwnFile,
} from "../catalog/index-trust.ts";
import { isFileError } from "../errors.ts";

const OFF = "# off\n";
const MAX_LINES = 1000;
/** A thousand lines of a person are far less. */
const MAX_BYTES = 1 << 20;

/** Kept lines, oldest first. `on` is false when it was switched off. */
export interface History {
  readonly on: boolean;
  readonly lines: readonly string[];
}

/** What is kept in an index folder; on and empty when there is nothing. */
export function loadHistory(indexFolder: string): History {
  const text = readOwnFile(join(indexFolder, HISTORY), MAX_BYTES);
  if (text === null) return { on: true, lines: [] };
  if (text.startsWith(OFF)) return { on: false, lines: [] };
  const lines = text.split("\n").filter((line) => line !== "");
  return { on: true, lines: lines.slice(-MAX_LINES) };
}

/** Writes the history; an empty one that is on leaves no file. Returns false where the folder cannot be written (a read-only disk). */
export function saveHistory(indexFolder: string, { on, lines }: History): boolean {
  try {
    if (on && lines.length === 0) removeOwnFile(indexFolder, HISTORY, OUR_FILES);
    else {
      const kept = on ? lines.slice(-MAX_LINES).map((line) => line.replace(/[\r\n]+/g, " ")) : [];
      const text = `${on ? "" : OFF}${kept.map((line) => `${line}\n`).join("")}`;
      replaceOwnFile(join(indexFolder, HISTORY), text);
    }
    return true;
  } catch (error) {
    if (isFileError(error) && ["EACCES", "EPERM", "EROFS", "ENOSPC"].includes(error.code ?? ""))
      return false;
    throw error;
  }
}
