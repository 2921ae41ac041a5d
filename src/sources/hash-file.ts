/** SHA-256 of a file, or of its beginning, read once from start to end. Only reads. */
import type { FileHandle } from "node:fs/promises";
import { openablePath } from "../file-path.ts";
import type { Sha256 } from "../model/ids.ts";
import { openRegularHandle } from "../regular-file.ts";
import { fileSource } from "../split/byte-source.ts";
import { HashingSource } from "../split/hashing-source.ts";

/** Opens a source for reading and closes it whatever `body` does. Throws what `fs` throws. */
export async function withFile<T>(
  path: string,
  body: (file: FileHandle) => Promise<T>,
): Promise<T> {
  const file = await openRegularHandle(openablePath(path));
  try {
    return await body(file);
  } finally {
    await file.close();
  }
}

/** Hash of the first `sizeBytes` bytes; null when there are not as many. */
export async function hashFile(path: string, sizeBytes: number): Promise<Sha256 | null> {
  return withFile(path, (file) => new HashingSource(fileSource(file, sizeBytes)).hashTo(sizeBytes));
}
