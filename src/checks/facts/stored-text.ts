/** Stored text of a file as lines: places (page, sheet) are no text. */

/** Lines of all blocks, the separators of places taken out (see text-places.ts for the form). */
export function splitStored(stored: string): string[] {
  return stored
    .split("\u001e")
    .map((block) => block.slice(block.indexOf("\u001f") + 1))
    .flatMap((block) => block.split("\n"));
}
