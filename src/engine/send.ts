/**
 * Sends families so that nothing is lost and nothing is doubled, whatever breaks: ids say the same on every try and every machine, a request without an
 * answer is sent again, a request that is too much for the server is halved, a family it refuses for good becomes a problem that is said.
 */
import { setTimeout as pause } from "node:timers/promises";
import { IndexStateError } from "../errors.ts";
import { type Connection, reasonOf, UnknownOutcome } from "./connect.ts";
import { type Family, packed } from "./documents.ts";
import { shrunk } from "./shrink.ts";

/** A family that is not there as it is in the local index. */
export interface PushProblem {
  readonly contentId: string;
  readonly reason: string;
}

/** A line of a bulk request and what follows it. */
export interface BulkItem {
  readonly action: "create" | "index" | "delete";
  readonly index: string;
  readonly id: string;
  readonly body?: object;
}

interface ItemReply {
  readonly status: number;
  readonly error?: { readonly reason?: string; readonly type?: string };
}

/** Tries of one request, with growing pauses: about three minutes in all. */
const TRIES = 12;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;

/** A family beyond this is cut before it is sent: a server takes 100 MB in one request. */
const MAX_FAMILY_BYTES = 40_000_000;

/** A write that stays refused in this way waits for a person, not for time. */
const STUCK = /not in primary mode|read.only.allow.delete|index .*read-only|flood.stage/i;

const lines = (items: readonly BulkItem[]): string =>
  items
    .map(({ action, index, id, body }) => {
      const head = JSON.stringify({ [action]: { _index: index, _id: id } });
      return body === undefined ? `${head}\n` : `${head}\n${JSON.stringify(body)}\n`;
    })
    .join("");

function stuck(reason: string): IndexStateError {
  return new IndexStateError(
    /primary mode/.test(reason)
      ? `A part of the index takes no writes (${reason}): restart the node that holds it, then push again; what was acknowledged is kept.`
      : `The server takes no writes (${reason}): its disk is nearly full. Make room, then push again; what was acknowledged is kept.`,
  );
}

/** Whether the server asks to try again later. */
const isBusy = (status: number): boolean =>
  status === 429 || status === 502 || status === 503 || status === 504;

/** One request, sent again until it is answered. Returns the status of the whole, or the answers by item. */
async function sendOnce(
  connection: Connection,
  items: readonly BulkItem[],
  onWait: (why: string) => void,
): Promise<number | readonly ItemReply[]> {
  const bulk = lines(items);
  for (
    let tries = 1, wait = FIRST_PAUSE_MS;
    ;
    tries++, wait = Math.min(LONGEST_PAUSE_MS, wait * 2)
  ) {
    try {
      const { status, body } = await connection.request("POST", "/_bulk", {
        bulk,
        query: { timeout: "30s" },
      });
      if (status >= 200 && status < 300)
        return (body["items"] as readonly Record<string, ItemReply>[]).map(
          (item) => Object.values(item)[0] as ItemReply,
        );
      if (STUCK.test(reasonOf(body))) throw stuck(reasonOf(body));
      if (status === 413 || status === 429) return status;
      if (!isBusy(status) || tries >= TRIES)
        throw new IndexStateError(
          `The server refused to take mail (${status}): ${reasonOf(body)}. What was acknowledged is kept: push again to go on.`,
        );
    } catch (error) {
      // Perhaps it was done and perhaps not; the same ids make a second time harmless
      if (!(error instanceof UnknownOutcome)) throw error;
      if (tries >= TRIES)
        throw new IndexStateError(
          `${error.message} What was acknowledged is kept: push again to go on.`,
          { cause: error },
        );
      onWait(error.message);
    }
    await pause(wait);
  }
}

/** Sends items until each is answered for good, in halves where all at once is too much. Returns the answers in the order of the items. */
export async function sendItems(
  connection: Connection,
  items: readonly BulkItem[],
  onWait: (why: string) => void = () => undefined,
): Promise<ItemReply[]> {
  const replies = new Array<ItemReply>(items.length);
  const send = async (places: readonly number[], tries: number): Promise<void> => {
    if (places.length === 0) return;
    const answer = await sendOnce(
      connection,
      places.map((place) => items[place] as BulkItem),
      onWait,
    );
    if (typeof answer === "number") {
      if (places.length > 1) {
        const half = places.length >> 1;
        await send(places.slice(0, half), tries);
        return send(places.slice(half), tries);
      }
      // Alone and still too much: pressure passes, a document that is too large does not
      if (answer === 413 || tries >= TRIES) {
        replies[places[0] as number] = {
          status: 413,
          error: { reason: "too large for this server" },
        };
        return;
      }
      onWait("the server has too much to do");
      await pause(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries));
      return send(places, tries + 1);
    }
    const again: number[] = [];
    for (const [i, reply] of answer.entries()) {
      const place = places[i] as number;
      replies[place] = reply;
      const reason = reply.error?.reason ?? "";
      if (STUCK.test(reason)) throw stuck(reason);
      if (isBusy(reply.status) || (reply.status >= 500 && tries < TRIES)) again.push(place);
    }
    if (again.length === 0) return;
    if (tries >= TRIES)
      throw new IndexStateError(
        `The server keeps refusing: ${replies[again[0] as number]?.error?.reason ?? "no reason given"}. What was acknowledged is kept: push again to go on.`,
      );
    await pause(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries));
    return send(again, tries + 1);
  };
  await send([...items.keys()], 1);
  return replies;
}

/** The instances that hold these ids on the server. */
async function holders(
  connection: Connection,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  // By number, not by search: what was written a moment ago is seen
  const body = await connection.done("POST", `/${connection.index}/_mget`, {
    body: { ids },
    query: { _source_includes: "instance" },
  });
  const docs = body["docs"] as readonly {
    _id: string;
    found?: boolean;
    _source?: { instance?: string };
  }[];
  return new Map(
    docs.flatMap(({ _id, found, _source }) =>
      found === true ? [[_id, _source?.instance ?? ""] as const] : [],
    ),
  );
}

/**
 * Sends families. The first of a content stands under the content's id, its copies under ids of their own; whoever creates the first id is first,
 * on whichever machine. Returns what could not be sent whole.
 */
export async function sendFamilies(
  connection: Connection,
  families: readonly Family[],
  before: readonly BulkItem[],
  onWait: (why: string) => void,
): Promise<PushProblem[]> {
  const problems: PushProblem[] = [];
  const { index } = connection;
  const ready = families.map((family) => {
    const { document, cut } = shrunk(family, MAX_FAMILY_BYTES);
    for (const reason of cut) problems.push({ contentId: family.contentId, reason });
    return { ...family, document };
  });
  const held = await holders(
    connection,
    ready.filter(({ document }) => !document.first).map(({ contentId }) => contentId),
  );
  const itemOf = (
    { contentId, document }: (typeof ready)[number],
    holder: string | undefined,
  ): BulkItem => {
    if (holder === undefined && document.first)
      return { action: "create", index, id: contentId, body: packed(document) };
    const isFirst = holder === document.instance;
    return {
      action: "index",
      index,
      id: isFirst ? contentId : document.instance,
      body: packed({ ...document, first: isFirst }),
    };
  };
  const items = ready.map((family) => itemOf(family, held.get(family.contentId)));
  const replies = (await sendItems(connection, [...before, ...items], onWait)).slice(before.length);
  const conflicts = ready.filter((_, i) => replies[i]?.status === 409);
  const owners = await holders(
    connection,
    conflicts.map(({ contentId }) => contentId),
  );
  const second = await sendItems(
    connection,
    conflicts.map((family) => itemOf(family, owners.get(family.contentId) ?? "")),
    onWait,
  );
  const failed = [...ready.entries()].flatMap(([i, family]) => {
    const reply = replies[i];
    return reply !== undefined && reply.status !== 409 && reply.status >= 400
      ? [{ family, reply }]
      : [];
  });
  for (const [i, family] of conflicts.entries()) {
    const reply = second[i];
    if (reply !== undefined && reply.status >= 400) failed.push({ family, reply });
  }
  for (const { family, reply } of failed)
    problems.push(
      ...(await sendSmaller(
        connection,
        family,
        reply,
        (each) => itemOf(each, owners.get(each.contentId) ?? held.get(each.contentId)),
        onWait,
      )),
    );
  return problems;
}

/** A family that was refused, sent again with less in it where it was too large. */
async function sendSmaller<F extends Family>(
  connection: Connection,
  family: F,
  reply: ItemReply,
  itemOf: (family: F) => BulkItem,
  onWait: (why: string) => void,
): Promise<PushProblem[]> {
  const { contentId } = family;
  let last = reply;
  for (let most = MAX_FAMILY_BYTES / 4; last.status === 413 && most > 100_000; most /= 4) {
    const { document, cut } = shrunk(family, most);
    const [again] = await sendItems(connection, [itemOf({ ...family, document })], onWait);
    last = again ?? last;
    if (last.status < 300) return cut.map((reason) => ({ contentId, reason }));
  }
  return [{ contentId, reason: `refused by the server: ${last.error?.reason ?? last.status}` }];
}
