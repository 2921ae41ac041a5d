/**
 * The one file that reaches a network: requests to OpenSearch or Elasticsearch by OpenSearch's client, which speaks to both. Only bin/leaksift-engine.js
 * loads it. What a server answers becomes a value or one sentence; an answer that is not whole is never passed on.
 */
import { Client, errors } from "@opensearch-project/opensearch";
import { IndexStateError, type UserError } from "../errors.ts";
import { authOf, caOf, type Environment, targetOf } from "./access.ts";
import type { Dsl } from "./dsl.ts";

/** How a request ended. 4xx and 5xx are statuses here, not exceptions. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export interface RequestOptions {
  readonly body?: Dsl | undefined;
  /** Lines of a bulk request. */
  readonly bulk?: string | undefined;
  readonly query?: Readonly<Record<string, string | number | boolean>> | undefined;
  readonly timeoutMs?: number | undefined;
}

const REQUEST_MS = 60_000;

/** The time was up, or the line broke, before an answer: whether the server did what was asked is not known. */
export class UnknownOutcome extends IndexStateError {}

const shortened = (text: string): string => (text.length > 300 ? `${text.slice(0, 300)} …` : text);

/** What the server says went wrong: `{error: {reason, root_cause: [{reason}]}}`, or words of a proxy before it. */
export function reasonOf(body: unknown): string {
  const error = (body as { error?: unknown })?.error;
  if (typeof error === "string") return shortened(error);
  const found = error as
    | {
        reason?: string;
        root_cause?: readonly { reason?: string }[];
        failed_shards?: readonly { reason?: { reason?: string } }[];
      }
    | undefined;
  return shortened(
    found?.root_cause?.[0]?.reason ??
      found?.failed_shards?.[0]?.reason?.reason ??
      found?.reason ??
      "no reason given",
  );
}

/** A server with one index of families. */
export class Connection {
  readonly index: string;
  readonly nodes: readonly string[];
  private readonly client: Client;

  /** Throws UserError for an address that is refused, and where the secrets cannot be read. Sends nothing yet. */
  constructor(url: string, env: Environment) {
    const { nodes, index } = targetOf(url);
    this.index = index;
    this.nodes = nodes;
    this.client = new Client({
      nodes: [...nodes],
      ...authOf(env),
      ...caOf(env),
      maxRetries: 0, // whoever asks decides: a write that was perhaps done is not simply sent again
    });
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  /** One request. A read is tried once on each node. Throws UnknownOutcome without an answer, IndexStateError for refused secrets. */
  async request(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const isRead = method === "GET" || path.endsWith("/_search") || path.endsWith("/_count");
    for (let tries = isRead ? this.nodes.length : 1; ; tries--) {
      try {
        return await this.once(method, path, options);
      } catch (error) {
        if (!(error instanceof UnknownOutcome) || tries <= 1) throw error;
      }
    }
  }

  private async once(
    method: string,
    path: string,
    { body, bulk, query, timeoutMs }: RequestOptions,
  ): Promise<Answer> {
    try {
      const { statusCode, body: said } = await this.client.transport.request(
        {
          method,
          path,
          ...(body === undefined ? {} : { body }),
          ...(bulk === undefined ? {} : { bulkBody: bulk }),
          ...(query === undefined ? {} : { querystring: { ...query } }),
        },
        { requestTimeout: timeoutMs ?? REQUEST_MS, maxRetries: 0 },
      );
      return { status: statusCode ?? 0, body: (said ?? {}) as Record<string, unknown> };
    } catch (error) {
      return this.answerOf(error);
    }
  }

  private answerOf(error: unknown): Answer {
    if (error instanceof errors.ResponseError) {
      const status = error.statusCode ?? 0;
      const said = error.body;
      if (status === 401)
        throw new IndexStateError(
          "The server does not accept the password or key, or none was given. See LEAKSIFT_ENGINE_USER, LEAKSIFT_ENGINE_PASSWORD, LEAKSIFT_ENGINE_API_KEY, LEAKSIFT_ENGINE_AUTH in docs/engine.md.",
        );
      if (status === 403)
        throw new IndexStateError(
          `The server forbids this to the user given: ${reasonOf(said)}. docs/engine.md lists the rights that are needed.`,
        );
      return {
        status,
        body: typeof said === "object" && said !== null ? said : { error: String(said ?? "") },
      };
    }
    if (error instanceof errors.TimeoutError)
      throw new UnknownOutcome(
        `${this.nodes[0]} did not answer in time. Whether it did what was asked is not known.`,
        { cause: error },
      );
    if (error instanceof errors.DeserializationError)
      throw new UnknownOutcome(
        `What answers at ${this.nodes[0]} is not OpenSearch or Elasticsearch, or its answer was cut off.`,
        { cause: error },
      );
    if (error instanceof errors.OpenSearchClientError)
      throw new UnknownOutcome(
        `${this.nodes.join(", ")} cannot be reached: ${shortened(error.message)}${/certificate|self.signed|CERT/i.test(error.message) ? ". For an authority of your own set LEAKSIFT_ENGINE_CA to its PEM file" : ""}`,
        { cause: error },
      );
    throw error;
  }

  /** As {@link request}; throws IndexStateError for any status but 2xx. */
  async done(method: string, path: string, options: RequestOptions = {}): Promise<Answer["body"]> {
    const answer = await this.request(method, path, options);
    if (answer.status >= 200 && answer.status < 300) return answer.body;
    throw refused(this.index, answer);
  }

  /** A search over all shards of an index of this server. Throws IndexStateError when a shard is missing or its time was up: a part is no answer. */
  async search(index: string, body: Dsl, timeoutMs?: number): Promise<SearchReply> {
    const path = index === "" ? "/_search" : `/${index}/_search`;
    const answer = await this.request("POST", path, {
      body,
      // A point in time brings its own settings, and this one is refused beside it by some versions
      query: { allow_partial_search_results: false },
      timeoutMs,
    });
    if (answer.status !== 200) throw refused(this.index, answer);
    const reply = answer.body as unknown as SearchReply & {
      timed_out?: boolean;
      _shards?: { total: number; successful: number; failed: number };
    };
    const { total = 0, successful = -1, failed = 1 } = reply._shards ?? {};
    if (reply.timed_out === true || successful < total || failed > 0)
      throw new IndexStateError(
        `Only ${successful} of ${total} parts of the index ${this.index} answered: nothing is printed, for what is missing could be what you look for. See the state of the cluster: GET /_cluster/health`,
      );
    return reply;
  }
}

/** What a search answers with. */
export interface SearchReply {
  readonly hits: {
    readonly total?: { readonly value: number; readonly relation: string };
    readonly hits: readonly SearchHit[];
  };
  readonly aggregations?: Readonly<Record<string, Aggregation>>;
  readonly pit_id?: string;
}

export interface SearchHit {
  readonly _id: string;
  readonly _score: number | null;
  readonly _source?: Readonly<Record<string, unknown>>;
  readonly sort?: readonly unknown[];
  readonly fields?: Readonly<Record<string, readonly unknown[]>>;
  readonly matched_queries?: readonly string[];
  readonly inner_hits?: Readonly<
    Record<
      string,
      {
        readonly hits: {
          readonly hits: readonly { readonly _nested: { readonly offset: number } }[];
        };
      }
    >
  >;
}

/** Any aggregation; the parts that were asked for are there. */
export interface Aggregation {
  readonly doc_count?: number;
  readonly after_key?: Readonly<Record<string, unknown>>;
  readonly buckets?:
    | readonly (Aggregation & { readonly key: unknown })[]
    | Readonly<Record<string, Aggregation>>;
  readonly [name: string]: unknown;
}

/** Words for a server that could not do what was asked. */
function refused(index: string, { status, body }: Answer): UserError {
  const reason = reasonOf(body);
  if (status === 404)
    return new IndexStateError(
      `There is no index ${index} on the server. Fill it: leaksift push --to URL`,
    );
  if (
    status === 503 ||
    /all shards failed|no_shard_available|shards_partial|Partial shards failure/i.test(
      JSON.stringify(body),
    )
  )
    return new IndexStateError(
      `A part of the index ${index} does not answer (${reason}): nothing is printed, for what is missing could be what you look for. See the state of the cluster: GET /_cluster/health`,
    );
  return new IndexStateError(`The server refused (${status}): ${reason}`);
}
