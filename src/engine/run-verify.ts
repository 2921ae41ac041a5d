/** `leaksift push --to URL --verify`: whether a server answers as the local index does. Compares how many families there are, a hash over all ids, and 300 drawn queries. Sends nothing. */
import { createHash } from "node:crypto";
import { type Io, isSet, type ParsedArgs } from "../cli/command.ts";
import { EXIT } from "../errors.ts";
import { printQuery } from "../query/print-query.ts";
import type { QueryNode } from "../query/tree.ts";
import { escapeLine, safeJson } from "../render/escape.ts";
import { grouped } from "../render/terminal.ts";
import type { OpenIndex } from "../search/open-index.ts";
import { readQuery, type SearchOptions, searchIndex } from "../search/search.ts";
import { UNLIMITED } from "../search/time-budget.ts";
import type { Connection } from "./connect.ts";
import { indexName } from "./names.ts";
import { EngineSearch } from "./search-engine.ts";
import { sideDocuments } from "./side.ts";

const QUERIES = 300;

/** Words of the index spread evenly over its dictionaries, so that every run draws the same. */
function drawnWords({ segments }: OpenIndex, count: number): string[] {
  const words: string[] = [];
  for (const { reader } of segments) {
    const all: string[] = [];
    for (const { term } of reader.scan("")) if (/^[\p{L}\p{N}]+$/u.test(term)) all.push(term);
    const step = Math.max(1, Math.floor((all.length * segments.length) / count));
    for (let at = 0; at < all.length; at += step) words.push(all[at] as string);
  }
  return words.slice(0, count);
}

const word = (text: string): QueryNode => ({ kind: "term", field: null, text, exact: false });

/** A word, a beginning, two words, one without the other, in turn. */
function queryOf(words: readonly string[], at: number): string {
  const one = words[at] ?? "a";
  const other = words[(at * 7 + 1) % words.length] ?? "b";
  const nodes: readonly QueryNode[] = [
    word(one),
    { kind: "pattern", field: null, pattern: `${one.slice(0, 3)}*` },
    { kind: "or", operands: [word(one), word(other)] },
    { kind: "and", operands: [word(one), { kind: "not", operand: word(other) }] },
  ];
  return printQuery(nodes[at % nodes.length] as QueryNode);
}

interface Told {
  readonly total: number;
  readonly copies: number;
  readonly files: number;
  /** SHA-256 over the sorted content ids. */
  readonly ids: string;
}

const hashOf = (ids: readonly string[]): string =>
  createHash("sha256")
    .update([...ids].sort().join("\n"))
    .digest("hex");

function local(index: OpenIndex, text: string, options: SearchOptions): Told {
  const { total, copies, files, roots } = searchIndex(index, text, options);
  return { total, copies, files, ids: hashOf(index.catalog.contentIds(roots())) };
}

async function there(connection: Connection, text: string, options: SearchOptions): Promise<Told> {
  const search = await EngineSearch.begin(connection, readQuery(text, options), UNLIMITED);
  const ids: string[] = [];
  for await (const id of search.ids("newest")) ids.push(id);
  const { total, copies, files } = await search.counts();
  return { total, copies, files, ids: hashOf(ids) };
}

/** Whether other local indexes were pushed to the same place. */
async function hasOthers(connection: Connection, from: string): Promise<boolean> {
  for await (const { source } of sideDocuments(connection, { term: { kind: "state" } }))
    if (source["from"] !== from) return true;
  return false;
}

/** Runs the comparison; code 3 when something differs. */
export async function runVerify(
  io: Io,
  args: ParsedArgs,
  connection: Connection,
  index: OpenIndex,
): Promise<number> {
  if (await hasOthers(connection, indexName(index.catalog)))
    io.err("leaksift: other indexes were pushed there too, so more is found there than here.\n");
  const words = drawnWords(index, QUERIES);
  const drawn = words.map((_, at) => queryOf(words, at));
  const options: SearchOptions = {
    clock: { nowMs: io.now(), timeZone: "UTC" },
    sort: "newest",
    limit: 0,
    offset: 0,
    strict: false,
    saved: () => undefined,
    timeoutSeconds: 0,
  };
  const different: { query: string; local: Told; server: Told }[] = [];
  for (const query of ["*", ...drawn]) {
    const [here, server] = [local(index, query, options), await there(connection, query, options)];
    if (JSON.stringify(here) !== JSON.stringify(server))
      different.push({ query, local: here, server });
  }
  const all = local(index, "*", options);
  if (isSet(args, "json")) {
    const asked = drawn.length + 1;
    io.out(`${safeJson({ formatVersion: 1, families: all.total, asked, different })}\n`);
  } else {
    io.out(
      `${grouped(drawn.length + 1)} queries compared, ${grouped(all.total)} families here: ${different.length === 0 ? "all alike" : `${grouped(different.length)} differ`}.\n`,
    );
    for (const { query, local: here, server } of different.slice(0, 10))
      io.out(
        `  ${escapeLine(query)}: ${here.total} here, ${server.total} there; ids ${here.ids.slice(0, 12)}, ${server.ids.slice(0, 12)}\n`,
      );
  }
  return different.length === 0 ? EXIT.done : EXIT.someUnread;
}
