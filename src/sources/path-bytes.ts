/** Paths as bytes, which a dump may hold in any charset. */

/** The code of a file error, e.g. "ENOENT". */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

/** The byte of "/". */
export const SLASH = 47;

/** Whether a path is a folder or in it, by bytes. */
export function isWithin(path: Buffer, folder: Buffer): boolean {
  if (!path.subarray(0, folder.length).equals(folder)) return false;
  return path.length === folder.length || folder.at(-1) === SLASH || path[folder.length] === SLASH;
}

/** Path of a name in a folder, by bytes. */
export function joinBytes(folder: Buffer, name: Uint8Array): Buffer {
  const slash = folder.at(-1) === SLASH ? Buffer.alloc(0) : Buffer.from("/");
  return Buffer.concat([folder, slash, name]);
}
