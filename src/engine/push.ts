/**
 * Pushes a local index to a server: what is new since the last push, family by family in order. After each acknowledged request the place reached is
 * kept on the server in the next one, so a push that was killed goes on there; what is sent twice is the same document.
 */
import { forgottenIds } from "../catalog/forgotten.ts";
import type { CatalogReader } from "../catalog/read-catalog.ts";
import { numberOf } from "../catalog/sqlite.ts";
import type { OpenIndex } from "../search/open-index.ts";
import type { Connection } from "./connect.ts";
import { type Family, FamilyReader } from "./documents.ts";
import type { Dsl } from "./dsl.ts";
import { familyIndex, sideIndex, sideName } from "./mapping.ts";
import { indexName, sourcesOf } from "./names.ts";
import { allPages } from "./pages.ts";
import { type BulkItem, type PushProblem, sendFamilies, sendItems } from "./send.ts";
import {
  NOTHING_PUSHED,
  type PushState,
  readState,
  sideDocuments,
  sourceItems,
  stateItem,
  termItems,
} from "./side.ts";

/** A request is sent when it has so many families, or so many characters of text. */
const BATCH_FAMILIES = 500;
const BATCH_CHARS = 2_000_000;

export interface PushOptions {
  readonly shards: number;
  readonly replicas: number;
  /** Send all again, also what was pushed before. */
  readonly again: boolean;
  readonly onProgress: (families: number) => void;
  readonly onWait: (why: string) => void;
  readonly stop: AbortSignal;
}

export interface PushResult {
  /** Families acknowledged in this run. */
  readonly families: number;
  /** Families taken away because they were forgotten. */
  readonly removed: number;
  readonly problems: readonly PushProblem[];
  readonly interrupted: boolean;
}

/** Makes the two indexes where they are not there. */
async function makeIndexes(
  connection: Connection,
  { shards, replicas }: Pick<PushOptions, "shards" | "replicas">,
): Promise<void> {
  const { index } = connection;
  const make = async (name: string, body: Dsl): Promise<void> => {
    const { status } = await connection.request("HEAD", `/${name}`);
    if (status === 404) await connection.done("PUT", `/${name}`, { body });
  };
  await make(sideName(index), sideIndex(replicas));
  await make(index, familyIndex(shards, replicas));
}

/** Stands for what the checks said: how many flags and findings, and of which state of the index. */
function checksStamp({ database }: CatalogReader): string {
  const row = database
    .prepare(
      "SELECT (SELECT count(*) FROM flag) AS flags, (SELECT count(*) FROM findingmember) AS members",
    )
    .get([]);
  return `${numberOf(row?.["flags"])}/${numberOf(row?.["members"])}`;
}

/** How far the index was pushed; nothing when it was made anew since, so that its numbers mean other families. */
export async function placeReached(
  connection: Connection,
  catalog: CatalogReader,
): Promise<PushState> {
  const state = await readState(connection, indexName(catalog));
  if (state.last === "") return state;
  const row = catalog.database
    .prepare(
      "SELECT count(*) AS n FROM document WHERE docId < ? AND parentId IS NULL AND contentId = ?",
    )
    .get([state.upTo, Buffer.from(state.last, "hex")]);
  const isForgotten = forgottenIds(catalog.database).some((id) => id === state.last);
  return numberOf(row?.["n"]) > 0 || isForgotten ? state : NOTHING_PUSHED;
}

/** Whether flags of before are on the server. */
export const areChecksOld = (state: PushState, catalog: CatalogReader): boolean =>
  state.families > 0 && state.checks !== checksStamp(catalog);

/** Pushes what is not there. Throws IndexStateError when the server stops taking it; what was acknowledged stays. */
export async function push(
  connection: Connection,
  index: OpenIndex,
  options: PushOptions,
): Promise<PushResult> {
  const { catalog } = index;
  const from = indexName(catalog);
  const checks = checksStamp(catalog);
  await makeIndexes(connection, options);
  const reached = await placeReached(connection, catalog);
  const begun = options.again ? NOTHING_PUSHED : reached;
  await sendItems(
    connection,
    sourceItems(connection.index, sourcesOf(catalog).values()),
    options.onWait,
  );
  const removed = await removeForgotten(connection, forgottenIds(catalog.database));
  const reader = new FamilyReader(index, from);
  const problems: PushProblem[] = [];
  let state: PushState = { ...begun, checks: begun.families === 0 ? checks : begun.checks };
  let before: readonly BulkItem[] = [];
  let sent = 0;
  const flush = async (batch: readonly Family[]): Promise<void> => {
    const last = batch.at(-1);
    if (last === undefined) return;
    problems.push(...(await sendFamilies(connection, batch, before, options.onWait)));
    sent += batch.length;
    state = {
      ...state,
      upTo: last.rootId + 1,
      last: last.contentId,
      families: state.families + batch.length,
    };
    before = [stateItem(connection.index, from, state)];
    options.onProgress(sent);
  };
  for (const segment of index.segments) {
    if (segment.firstDoc + segment.reader.documentCount <= begun.upTo) continue;
    for (const batch of batches(reader.families(segment, begun.upTo))) {
      await flush(batch);
      if (options.stop.aborted) break;
    }
    if (options.stop.aborted) break;
  }
  await sendItems(connection, before, options.onWait);
  if (!options.stop.aborted) await pushTerms(connection, index, from, options.onWait);
  await connection.done("POST", `/${connection.index},${sideName(connection.index)}/_refresh`);
  return { families: sent, removed, problems, interrupted: options.stop.aborted };
}

function* batches(families: Iterable<Family>): Generator<Family[]> {
  let batch: Family[] = [];
  let chars = 0;
  for (const family of families) {
    batch.push(family);
    chars += family.document.rows.documents.reduce(
      (sum, { text, head }) => sum + 2 * text.length + head.length,
      1000,
    );
    if (batch.length < BATCH_FAMILIES && chars < BATCH_CHARS) continue;
    yield batch;
    batch = [];
    chars = 0;
  }
  if (batch.length > 0) yield batch;
}

/** The terms of each segment that is not there, and away with those of segments that are no more. */
async function pushTerms(
  connection: Connection,
  { segments }: OpenIndex,
  from: string,
  onWait: PushOptions["onWait"],
): Promise<void> {
  const { index } = connection;
  await connection.done("POST", `/${sideName(index)}/_refresh`);
  const wanted = new Map(
    segments.map((segment) => [
      `${segment.firstDoc}-${segment.reader.documentCount}-${segment.removed?.length ?? 0}`,
      segment,
    ]),
  );
  const there = new Set<string>();
  const old: BulkItem[] = [];
  for await (const { id, source } of sideDocuments(connection, {
    bool: { filter: [{ term: { kind: "terms" } }, { term: { from } }] },
  })) {
    const segment = String(source["segment"]);
    if (wanted.has(segment)) there.add(segment);
    else old.push({ action: "delete", index: sideName(index), id });
  }
  for (const [name, { reader }] of wanted) {
    if (there.has(name)) continue;
    let some: BulkItem[] = [];
    for (const item of termItems(index, from, name, reader)) {
      some.push(item);
      if (some.length < 50) continue;
      await sendItems(connection, some, onWait);
      some = [];
    }
    await sendItems(connection, some, onWait);
  }
  for (let at = 0; at < old.length; at += 500)
    await sendItems(connection, old.slice(at, at + 500), onWait);
}

const IDS_AT_ONCE = 1000;

/** Takes away all families of these contents, whoever pushed them. Returns how many. */
async function removeForgotten(
  connection: Connection,
  contents: readonly string[],
): Promise<number> {
  const { index } = connection;
  if (contents.length === 0) return 0;
  await connection.done("POST", `/${index}/_refresh`);
  let removed = 0;
  for (let at = 0; at < contents.length; at += IDS_AT_ONCE) {
    const query: Dsl = {
      bool: { filter: [{ terms: { "x.cid": contents.slice(at, at + IDS_AT_ONCE) } }] },
    };
    const items: BulkItem[] = [];
    for await (const hits of allPages(
      connection,
      index,
      { query, sort: [{ instance: "asc" }], _source: false },
      1000,
    ))
      for (const { _id } of hits) items.push({ action: "delete", index, id: _id });
    await sendItems(connection, items);
    removed += items.length;
  }
  if (removed > 0) await connection.done("POST", `/${index}/_refresh`);
  return removed;
}
