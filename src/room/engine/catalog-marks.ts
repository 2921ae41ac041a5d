/** Conditions that the terminal answers from the catalog, over what a room has: source, id, conversation, tag, flag. Documents, in any order. */
import { compileGlob, literalOf } from "../../query/glob.ts";
import { leastOf } from "../../search/flag-count.ts";
import { pathTest } from "../../search/path-test.ts";
import type { RoomData } from "./data.ts";

/** A condition that cannot be met as written, in a sentence. */
export class QueryMistake extends Error {}

function flagged({ core, roots }: RoomData, pattern: string | null): number[] {
  const least = pattern === null || pattern === "*" ? 1 : leastOf(pattern);
  if (least === null) {
    if (/^[<=]/.test(pattern ?? ""))
      throw new QueryMistake("flags: takes a check id or a least number, e.g. flags:>=2");
    const { test } = compileGlob((pattern ?? "*").toLowerCase());
    return core.checks.flatMap(({ id, loud, quiet }) => (test(id) ? [...loud, ...quiet] : []));
  }
  const counts = new Map<number, number>();
  for (const { loud } of core.checks)
    for (const root of new Set(loud.map((document) => roots[document] as number)))
      counts.set(root, (counts.get(root) ?? 0) + 1);
  return [...counts].flatMap(([root, count]) => (count >= least ? [root] : []));
}

function tagged({ core }: RoomData, pattern: string | null): number[] {
  const { test } = compileGlob(pattern?.toLowerCase() ?? "*");
  return core.tags.flatMap(([tag, documents]) => (test(tag) ? documents : []));
}

/** Documents of an id: any prefix of the content id, or a Message-ID. */
async function named(data: RoomData, pattern: string, field: string): Promise<number[]> {
  const literal = (literalOf(pattern) ?? "").toLowerCase();
  if (field !== "sha256" && /[@<]/.test(literal)) {
    const wanted = literal.replace(/^<|>$/g, "");
    const entry = await data.term(wanted);
    const packed = entry?.fields.find(
      ({ field: number }) => data.core.fields[number] === "headers",
    );
    const found: number[] = [];
    for (let i = 0; i < (packed?.packed.length ?? 0); i++) {
      const document = (packed?.packed[i] as number) >>> 2;
      const { headers } = await data.detail(document);
      if (
        headers.some(
          ([name, value]) => name === "message-id" && value.toLowerCase().includes(wanted),
        )
      )
        found.push(document);
    }
    return found;
  }
  if (!/^[0-9a-f]{4,64}$/.test(literal))
    throw new QueryMistake(
      `${field}: takes 4 to 64 hex digits${field === "sha256" ? "" : ", or a Message-ID"}.`,
    );
  return (await data.ids()).flatMap((id, document) => (id.startsWith(literal) ? [document] : []));
}

/** Documents that a condition on a catalog field holds for; `pattern` as in the query tree, null asks for any value. Throws QueryMistake. */
export async function catalogMarks(
  data: RoomData,
  field: string,
  pattern: string | null,
): Promise<readonly number[]> {
  const { core, roots } = data;
  if (field === "tag") return tagged(data, pattern);
  if (field === "flag") return flagged(data, pattern);
  const all = Array.from({ length: core.count }, (_, document) => document);
  if (pattern === null) return all;
  if (field === "in") {
    const fits = core.sources.values.map(pathTest(pattern));
    return all.filter((document) => fits[core.sources.of[roots[document] as number] as number]);
  }
  if (field !== "id" && field !== "thread" && field !== "sha256")
    throw new QueryMistake(
      `${field}: is answered by the terminal alone; words of it are found here.`,
    );
  const own = await named(data, pattern, field);
  if (field !== "thread") return own;
  const threadOf = (document: number): number => {
    const thread = core.threads[document] as number;
    return thread >= 0 ? thread : (core.threads[roots[document] as number] as number);
  };
  const threads = new Set(own.map(threadOf).filter((thread) => thread >= 0));
  const alone = own.filter((document) => threadOf(document) < 0);
  return [...alone, ...all.filter((document) => threads.has(core.threads[document] as number))];
}
