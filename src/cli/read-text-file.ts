/** A text file that the user names on the command line: keys, lists of queries, what colleagues sent. */
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { isFileError, UserError } from "../errors.ts";
import type { Io } from "./command.ts";

const WHY: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "you have no right to read it",
  EPERM: "you have no right to read it",
};

/** The text. Throws UserError, in words, when it cannot be read or is larger than `maxBytes`, which stops a wrong file from filling the memory. */
export function readTextFile(io: Io, path: string, maxBytes: number): string {
  const full = resolve(io.workingFolder, path);
  try {
    if (statSync(full).size > maxBytes)
      throw new UserError(
        `${path} is larger than ${Math.round(maxBytes / 1024 / 1024)} MB: that is another kind of file.`,
      );
    return readFileSync(full, "utf8");
  } catch (cause) {
    if (!isFileError(cause)) throw cause;
    const code = cause.code ?? "";
    const where = code === "ENOENT" ? `; relative names start from ${io.workingFolder}` : "";
    throw new UserError(`${path} cannot be read: ${WHY[code] ?? code}${where}.`, { cause });
  }
}
