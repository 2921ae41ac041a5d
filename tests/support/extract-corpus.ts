/** Finds corpus files by their first bytes, and words for comparing texts. Only inside `itWith`. */
import { closeSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import { corpusPath } from "./corpora.ts";

const MAGIC = {
  ole: "d0cf11e0a1b11ae1",
  rtf: "7b5c727466",
  tnef: "789f3e22",
  pst: "2142444e",
} as const;

export type MagicName = keyof typeof MAGIC;

const known = new Map<MagicName, string[]>();

/** Sorted paths below `docs/` and `torture/` that begin like the format. */
export function corpusFiles(kind: MagicName): string[] {
  const before = known.get(kind);
  if (before !== undefined) return before;
  const wanted = MAGIC[kind];
  const found: string[] = [];
  for (const [corpus, folder] of [
    ["documents", "docs"],
    ["torture", "torture"],
  ] as const) {
    const top = corpusPath(corpus, folder);
    for (const entry of readdirSync(top, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const head = Buffer.alloc(8);
      const file = openSync(path, "r");
      readSync(file, head, 0, 8, 0);
      closeSync(file);
      if (head.toString("hex").startsWith(wanted)) found.push(path);
    }
  }
  known.set(kind, found.sort());
  return found;
}

/** Distinct words of two characters and more, folded. */
function wordSet(text: string): Set<string> {
  return new Set(
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]{2,}/gu) ?? [],
  );
}

/** Share of the reference's words found; null when the reference has fewer than five. */
export function recallOf(reference: string, text: string): number | null {
  const wanted = wordSet(reference);
  if (wanted.size < 5) return null;
  const have = wordSet(text);
  let hits = 0;
  for (const word of wanted) if (have.has(word)) hits++;
  return hits / wanted.size;
}
