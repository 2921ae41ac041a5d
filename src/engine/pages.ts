/** Reads all that a query finds on a server, page by page, as it was when the reading began: a point in time, without the limit of 10,000 hits. */
import type { Connection, SearchHit } from "./connect.ts";
import type { Dsl } from "./dsl.ts";

/** How long the server keeps a point in time between two pages. */
const KEEP = "5m";

/** OpenSearch and Elasticsearch name it differently; what was found out is kept for the connection. */
const IS_OPENSEARCH = new WeakMap<Connection, boolean>();

async function openPoint(connection: Connection, index: string): Promise<string> {
  if (IS_OPENSEARCH.get(connection) !== false) {
    const { status, body } = await connection.request("POST", `/${index}/_search/point_in_time`, {
      query: { keep_alive: KEEP },
    });
    if (status >= 200 && status < 300) {
      IS_OPENSEARCH.set(connection, true);
      return String(body["pit_id"]);
    }
    if (IS_OPENSEARCH.get(connection) === true || status >= 500)
      return String(
        (
          await connection.done("POST", `/${index}/_search/point_in_time`, {
            query: { keep_alive: KEEP },
          })
        )["pit_id"],
      );
  }
  const body = await connection.done("POST", `/${index}/_pit`, { query: { keep_alive: KEEP } });
  IS_OPENSEARCH.set(connection, false);
  return String(body["id"]);
}

async function closePoint(connection: Connection, id: string): Promise<void> {
  // It ends by itself; that it could not be ended now changes no answer
  if (IS_OPENSEARCH.get(connection) === true)
    await connection.request("DELETE", "/_search/point_in_time", { body: { pit_id: [id] } });
  else await connection.request("DELETE", "/_pit", { body: { id } });
}

/** Everything the request finds, `size` hits at a time. `sort` must end in a field that no two families share. */
export async function* allPages(
  connection: Connection,
  index: string,
  request: Dsl,
  size: number,
): AsyncGenerator<readonly SearchHit[]> {
  let id = await openPoint(connection, index);
  try {
    let after: readonly unknown[] | undefined;
    for (;;) {
      const reply = await connection.search("", {
        ...request,
        size,
        track_total_hits: false,
        pit: { id, keep_alive: KEEP },
        ...(after === undefined ? {} : { search_after: after }),
      });
      id = reply.pit_id ?? id;
      const { hits } = reply.hits;
      if (hits.length > 0) yield hits;
      after = hits.at(-1)?.sort;
      if (hits.length < size || after === undefined) return;
    }
  } finally {
    await closePoint(connection, id);
  }
}
