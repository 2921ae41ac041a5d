/** `leaksift dump`: the whole index as sorted JSON lines, to compare two. Times, document numbers and segment borders are left out. */
import { createHash } from "node:crypto";
import { allFlagsOf, gapsOf, rootsOf, sourceProblems } from "../catalog/dump-rows.ts";
import { findIndex } from "../catalog/index-folder.ts";
import type { CatalogReader } from "../catalog/read-catalog.ts";
import type { StoredDocument } from "../catalog/stored-rows.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  isSet,
  type ParsedArgs,
  textValue,
} from "../cli/command.ts";
import { comparePaths } from "../file-path.ts";
import { safeJson } from "../render/escape.ts";
import { openIndex } from "../search/open-index.ts";
import { segmentContent } from "../segment/segment-content.ts";

const sha256 = (bytes: Uint8Array | string): string =>
  createHash("sha256").update(bytes).digest("hex");

/** What the segments say, by docId: as it is, or its hash, since a hash of each of a million documents fits into memory. */
function contents(index: ReturnType<typeof openIndex>, whole: boolean): Map<number, unknown> {
  const found = new Map<number, unknown>();
  for (const { reader, firstDoc, removed } of index.segments) {
    const gone = new Set(removed ?? []);
    for (const { document, ...content } of segmentContent(reader)) {
      if (gone.has(document)) continue;
      found.set(firstDoc + document, whole ? content : sha256(JSON.stringify(content)));
    }
  }
  return found;
}

/** One document; `number` and `parent` count inside the family. */
function documentLine(
  catalog: CatalogReader,
  document: StoredDocument,
  place: { readonly source: string; readonly number: number; readonly parent: number | null },
  indexed: unknown,
): unknown {
  const { docId, parentId: _p, rootId: _r, sourceId: _s, copyOf: _c, ...stored } = document;
  const text = catalog.text(docId);
  const head = catalog.head(docId);
  return {
    ...place,
    ...stored,
    copies: document.parentId === null ? catalog.countCopies(document.contentId) - 1 : 0,
    text: text === "" ? null : sha256(text),
    head: head.length === 0 ? null : sha256(head),
    metadata: catalog.metadata(docId),
    flags: allFlagsOf(catalog.database, docId),
    problems: catalog
      .problemsOf(docId)
      .map(({ problemId: _i, docId: _d, sourceId: _o, ...problem }) => JSON.stringify(problem))
      .sort(),
    indexed: indexed ?? null,
  };
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const index = openIndex(
    findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder),
  );
  try {
    const { catalog } = index;
    const indexed = contents(index, isSet(args, "terms"));
    const line = (value: unknown): void => io.out(`${safeJson(value)}\n`);
    for (const problem of sourceProblems(catalog.database, null)) line({ problem });
    for (const source of catalog.sources().sort((a, b) => comparePaths(a.path, b.path))) {
      const { sourceId, path, format, sizeBytes, sha256: hash, state, condition } = source;
      const gaps = gapsOf(catalog.database, sourceId);
      const problems = sourceProblems(catalog.database, sourceId);
      line({ path, format, sizeBytes, sha256: hash, state, condition, gaps, problems });
      for (const root of rootsOf(catalog.database, sourceId)) {
        const numbers = new Map<number, number>();
        for (const document of catalog.family(root)) {
          const number = numbers.size;
          numbers.set(document.docId, number);
          const parent =
            document.parentId === null ? null : (numbers.get(document.parentId) ?? null);
          const place = { source: source.path, number, parent };
          line(documentLine(catalog, document, place, indexed.get(document.docId)));
        }
      }
    }
    return 0;
  } finally {
    index.close();
  }
}

export const dump: CommandSpec = {
  name: "dump",
  positional: "",
  access: "read",
  summary: "Write the whole index as text, to compare two indexes",
  options: [
    INDEX_OPTION,
    {
      name: "terms",
      type: "boolean",
      description: "Every posting instead of a hash over them, to see where two differ (big)",
    },
  ],
  examples: [
    ["leaksift dump | sha256sum", "One sum for the index: equal for equal content"],
    [
      "leaksift dump --index a > a.txt; leaksift dump --index b > b.txt; diff a.txt b.txt",
      "Where two indexes differ",
    ],
  ],
  notes: [
    "The same mail gives the same lines whatever the number of workers, of runs and of segments. Source paths are part of it.",
  ],
  run,
};
