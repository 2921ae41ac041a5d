/** Facets and times over all matches on a server: every value counted, by reading all buckets, never by an estimate. */
import { UserError } from "../errors.ts";
import { custodianOf } from "../search/custodians.ts";
import { type Facet, folderOf, periodOf, TIME_FACETS } from "../search/facets.ts";
import { type TimelineBar, type TimelineStep, timelineOf } from "../search/times/timeline.ts";
import type { Connection } from "./connect.ts";
import { type Dsl, notDsl, only } from "./dsl.ts";
import { readSources } from "./side.ts";

const PAGE = 5_000;
const DAY_MS = 86_400_000;

/** All values of a source of buckets with their counts. */
async function* buckets(
  connection: Connection,
  query: Dsl,
  source: Dsl,
): AsyncGenerator<readonly [value: string | number, count: number]> {
  let after: unknown;
  for (;;) {
    const reply = await connection.search(connection.index, {
      query: only([query]),
      size: 0,
      aggs: {
        values: {
          composite: {
            size: PAGE,
            sources: [{ value: source }],
            ...(after === undefined ? {} : { after }),
          },
        },
      },
    });
    const found = reply.aggregations?.["values"];
    const page = (found?.buckets ?? []) as readonly {
      key: { value: string | number };
      doc_count: number;
    }[];
    for (const { key, doc_count: count } of page) yield [key.value, count];
    after = found?.after_key;
    if (page.length < PAGE || after === undefined) return;
  }
}

/** Days on which matching families are dated, with how many: `[[1490572800000, 4]]`. */
async function days(
  connection: Connection,
  query: Dsl,
): Promise<(readonly [at: number, count: number])[]> {
  const found: (readonly [number, number])[] = [];
  const histogram = { histogram: { field: "when", interval: DAY_MS } };
  for await (const [at, count] of buckets(connection, query, histogram))
    found.push([Number(at), count]);
  return found;
}

/** The bars of a timeline over the families of a query. */
export const engineBars = async (
  connection: Connection,
  query: Dsl,
  step: TimelineStep,
): Promise<TimelineBar[]> => timelineOf(await days(connection, query), step);

/** Where the values of a facet are. */
const fieldOf = (name: string): string =>
  name === "sender"
    ? "sender"
    : ["source", "folder", "custodian"].includes(name)
      ? "source"
      : `v.${name}`;

/** What a key of a source is shown as. */
async function sourceNames(connection: Connection, name: string): Promise<(key: string) => string> {
  const paths = new Map((await readSources(connection)).map(({ key, path }) => [key, path]));
  const custodian = custodianOf([...paths.values()]);
  const shown =
    name === "source" ? (path: string) => path : name === "folder" ? folderOf : custodian;
  return (key) => shown(paths.get(key) ?? key);
}

/** One facet over `total` families. Throws UserError for tags, which are not on the server. */
export async function engineFacet(
  connection: Connection,
  query: Dsl,
  name: string,
  total: number,
): Promise<Facet> {
  if (name === "tag")
    throw new UserError("Tags stay in the local index: a server cannot count them. Search there.");
  const counts = new Map<string, number>();
  const add = (value: string, count: number): void => {
    if (value !== "") counts.set(value, (counts.get(value) ?? 0) + count);
  };
  const byTime = (TIME_FACETS as readonly string[]).includes(name);
  const field = byTime ? "when" : fieldOf(name);
  if (byTime)
    for (const [at, count] of await days(connection, query)) add(periodOf(at, name), count);
  else {
    const shown =
      field === "source" ? await sourceNames(connection, name) : (value: string) => value;
    for await (const [value, count] of buckets(connection, query, { terms: { field } }))
      add(shown(String(value)), count);
  }
  const values = [...counts].map(([value, count]) => ({ value, count }));
  values.sort((a, b) =>
    byTime || a.count === b.count ? (a.value < b.value ? -1 : 1) : b.count - a.count,
  );
  const { hits } = await connection.search(connection.index, {
    query: only([query, notDsl({ exists: { field } })]),
    size: 0,
    track_total_hits: true,
  });
  // Years beyond 9999 are dated and have no value
  const dated = byTime ? total - values.reduce((sum, { count }) => sum + count, 0) : 0;
  return { name, values, without: byTime ? dated : (hits.total?.value ?? 0) };
}
