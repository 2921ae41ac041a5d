/**
 * Lines typed before, in the index folder: private (0600), can be switched off and purged. Beside the index because it says what someone looked
 * for in this material; never in the home folder.
 */
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isFileError } from "../errors.ts";

const FILE_NAME = "prompt-history";
const OFF = "# off\n";
const MAX_LINES = 1000;

/** Kept lines, oldest first. `on` is false when it was switched off. */
export interface History {
  readonly on: boolean;
  readonly lines: readonly string[];
}

const pathOf = (indexFolder: string): string => join(indexFolder, FILE_NAME);

/** What is kept in an index folder; on and empty when there is nothing. */
export function loadHistory(indexFolder: string): History {
  const path = pathOf(indexFolder);
  if (!existsSync(path)) return { on: true, lines: [] };
  const text = readFileSync(path, "utf8");
  if (text.startsWith(OFF)) return { on: false, lines: [] };
  const lines = text.split("\n").filter((line) => line !== "");
  return { on: true, lines: lines.slice(-MAX_LINES) };
}

/** Writes the history; an empty one that is on leaves no file. Returns false where the folder cannot be written (a read-only disk). */
export function saveHistory(indexFolder: string, { on, lines }: History): boolean {
  const path = pathOf(indexFolder);
  try {
    if (on && lines.length === 0) rmSync(path, { force: true });
    else {
      const kept = on ? lines.slice(-MAX_LINES).map((line) => line.replace(/[\r\n]+/g, " ")) : [];
      writeFileSync(path, `${on ? "" : OFF}${kept.map((line) => `${line}\n`).join("")}`, {
        mode: 0o600,
      });
      chmodSync(path, 0o600); // an older file keeps its mode otherwise
    }
    return true;
  } catch (error) {
    if (isFileError(error) && ["EACCES", "EPERM", "EROFS", "ENOSPC"].includes(error.code ?? ""))
      return false;
    throw error;
  }
}
