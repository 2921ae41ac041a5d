/**
 * The folder an export is written to: new or empty, outside of every source and of the index; every file is created, never overwritten, and hashed
 * while it is written.
 */
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { UserError } from "../errors.ts";
import type { Sha256 } from "../model/ids.ts";

/** The real path of the nearest ancestor that exists, with the rest appended. */
function realPathOf(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const parent = dirname(path);
  return parent === path ? path : join(realPathOf(parent), basename(path));
}

const isInside = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/** Throws UserError when a path to write to lies in the index, in a folder that was indexed, or is a source file itself. */
export function refuseTarget(path: string, index: string, sources: readonly string[]): void {
  const real = realPathOf(resolve(path));
  if (isInside(real, realPathOf(index)))
    throw new UserError(`${path} lies inside the index. Choose another place.`);
  for (const source of sources) {
    if (isInside(real, realPathOf(source)))
      throw new UserError(
        `${path} lies inside ${source}, which was indexed, and leaksift never writes into a source. Choose another place.`,
      );
  }
}

/** A new folder to write to: never overwrites, never leaves itself, syncs what it wrote. */
export class ExportFolder {
  readonly path: string;
  private readonly sums: { readonly name: string; readonly sha256: Sha256 }[] = [];
  bytes = 0;

  /** Creates the folder, private to the user. Throws UserError when it is there and not empty. */
  constructor(path: string) {
    this.path = path;
    if (existsSync(path) && (!statSync(path).isDirectory() || readdirSync(path).length > 0))
      throw new UserError(
        `${path} is there and not empty. Name a new folder: nothing is ever overwritten.`,
      );
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
  }

  get files(): number {
    return this.sums.length;
  }

  /** Writes a file; `name` is made of safe names and "/". Returns its hash. */
  write(name: string, content: Uint8Array | string): Sha256 {
    const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, bytes, { flag: "wx", mode: 0o600 });
    const sha256 = createHash("sha256").update(bytes).digest("hex") as Sha256;
    this.sums.push({ name, sha256 });
    this.bytes += bytes.length;
    return sha256;
  }

  /** Takes the folder away again when nothing was written to it. True when it did. */
  dropIfEmpty(): boolean {
    if (this.files > 0) return false;
    rmdirSync(this.path);
    return true;
  }

  /** Writes SHA256SUMS over everything written so far and returns its own hash: the one to note down. */
  finish(): Sha256 {
    const lines = this.sums.map(({ name, sha256 }) => `${sha256}  ${name}\n`);
    return this.write("SHA256SUMS", lines.join(""));
  }
}
