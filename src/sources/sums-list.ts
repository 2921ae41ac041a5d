/**
 * Reads a list of SHA-256 sums as `sha256sum` (GNU, busybox) or BSD's `sha256` write it: what the person who handed over the files
 * says they were. Pure: text in, entries out; and writes one.
 */
import { isAbsolute, resolve } from "node:path";
import { UserError } from "../errors.ts";
import { openablePath } from "../file-path.ts";
import type { Sha256 } from "../model/ids.ts";

export interface SumEntry {
  readonly sha256: Sha256;
  /** Absolute: names in the list start from the folder the list lies in. */
  readonly path: string;
  /** Line in the list, from 1. */
  readonly line: number;
}

const GNU = /^(\\?)([0-9a-fA-F]{64}) [ *](.+)$/;
const BSD = /^SHA256 \((.+)\) = ([0-9a-fA-F]{64})$/;

/** GNU writes a backslash before a line whose name holds a backslash or newline, and escapes them in it. */
function unescaped(name: string): string {
  return name.replace(/\\([\\nr])/g, (_, char: string) =>
    char === "n" ? "\n" : char === "r" ? "\r" : "\\",
  );
}

const NAMES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r" };

/**
 * One line as GNU `sha256sum` writes it and reads it, in bytes, since a name need not be UTF-8: `9f86…  /dump/a.mbox`, and for a name that holds a backslash or a line
 * end `\\9f86…  /dump/a\\nb`.
 */
export function sumsLine(sha256: Sha256, path: string): Buffer {
  const bytes = Buffer.from(openablePath(path));
  const name = bytes.toString("latin1").replace(/[\\\n\r]/g, (char) => NAMES[char] ?? char);
  const mark = name.length === bytes.length ? "" : "\\";
  return Buffer.from(`${mark}${sha256}  ${name}\n`, "latin1");
}

/**
 * Entries in order, e.g. `[{sha256:"9f86…", path:"/dump/a.mbox", line:1}]`. Empty lines and lines that begin with "#" are left out.
 * Throws UserError naming the line for anything else, and for a file named twice with different sums.
 */
export function readSumsList(text: string, folder: string): SumEntry[] {
  const entries = new Map<string, SumEntry>();
  for (const [i, raw] of text.split("\n").entries()) {
    const row = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    if (row.trim() === "" || row.startsWith("#")) continue;
    const gnu = GNU.exec(row);
    const bsd = gnu === null ? BSD.exec(row) : null;
    const digits = gnu?.[2] ?? bsd?.[2];
    const name = gnu === null ? bsd?.[1] : gnu[1] === "\\" ? unescaped(gnu[3] ?? "") : gnu[3];
    if (digits === undefined || name === undefined) {
      throw new UserError(
        `Line ${i + 1} of the list of sums is none: it should be 64 hex digits, two spaces, a file name, as "sha256sum" writes it.`,
      );
    }
    const path = isAbsolute(name) ? resolve(name) : resolve(folder, name);
    const sha256 = digits.toLowerCase() as Sha256;
    const known = entries.get(path);
    if (known !== undefined && known.sha256 !== sha256)
      throw new UserError(`The list of sums names ${name} twice, with different sums.`);
    entries.set(path, { sha256, path, line: i + 1 });
  }
  return [...entries.values()];
}
