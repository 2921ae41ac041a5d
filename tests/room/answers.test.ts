/** A room answers as the terminal does: the same families for drawn queries, over the whole sample corpus and over parts of it. */
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { findIndex } from "../../src/catalog/index-folder.ts";
import type { RoomData } from "../../src/room/engine/data.ts";
import { type OpenIndex, openIndex } from "../../src/search/open-index.ts";
import { searchIndex } from "../../src/search/search.ts";
import { POSTING_FIELD_NAMES } from "../../src/segment/format.ts";
import { leaksift, leaksiftEnds } from "../support/cli.ts";
import { testFolder } from "../support/custody.ts";
import { FULL, PATIENCE_MS, SEED } from "../support/long-run.ts";
import { idsIn, openRoom } from "../support/open-room.ts";

const NOW = Date.UTC(2026, 0, 1);
/** In the long form as many as make a tour of the language; in the suite enough to notice a break. */
const QUERIES = FULL ? 300 : 60;

const home = testFolder("room-answers");
let index: OpenIndex;
let whole: RoomData;
let part: RoomData;
const PART = "after:2016-06 has:attachment";

/** Ids the terminal finds, in the order of the index. */
function terminal(query: string): string[] {
  const options = { clock: { nowMs: NOW, timeZone: "UTC" }, strict: false } as const;
  const { hits } = searchIndex(index, query, { ...options, sort: "oldest", limit: 1e6, offset: 0 });
  return index.catalog.contentIds(hits.map(({ rootId }) => rootId).sort((a, b) => a - b));
}

/** Numbers from 0 to 1 that a seed gives (mulberry32). */
function draws(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Words of the corpus with a field they stand in. */
function vocabulary(): (readonly [field: string, word: string])[] {
  const found: [string, string][] = [];
  for (const { reader } of index.segments)
    for (const entry of reader.scan(""))
      for (const { field } of entry.fields)
        if (/^[\p{L}\p{N}]{2,20}$/u.test(entry.term))
          found.push([POSTING_FIELD_NAMES[field] as string, entry.term]);
  return found;
}

function drawnQueries(count: number): string[] {
  const next = draws(SEED);
  const words = vocabulary();
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const word = (): string => pick(words)[1];
  const messages = terminal("kind:message");
  const phrase = (): string => {
    const body = index.catalog.text(index.catalog.resolveId(pick(messages)).docId).split(/\s+/);
    const at = Math.floor(next() * body.length);
    return (
      body
        .slice(at, at + 2 + Math.floor(next() * 2))
        .join(" ")
        .replace(/["\\“”„«»]/g, "") || "la"
    );
  };
  const month = (): string => `2016-${String(1 + Math.floor(next() * 12)).padStart(2, "0")}`;
  const leaf = (): string =>
    pick<() => string>([
      word,
      word,
      () => pick(words).join(":"),
      () => pick(words).join(":"),
      () => `"${phrase()}"`,
      () => `"${phrase()}"~3`,
      () => `=${phrase().split(" ")[0] || "Le"}`,
      () => `${word().slice(0, 3)}*`,
      () => `*${word().slice(1)}`,
      () => `${word()}~1`,
      () => `~${word()}`,
      () => `stem:${word()}`,
      () => `/${word().slice(0, 4)}[a-z]+/i`,
      () => `date:${month()}`,
      () => `after:${month()}`,
      () =>
        pick([
          "has:attachment",
          "is:duplicate",
          "is:reply",
          "kind:file",
          "script:cyrillic",
          "lang:fr",
          "attachments:>=1",
          "size:>4kB",
          "created:*",
          "creator:*",
          "revision:<3",
        ]),
      () =>
        pick([
          "flag:*",
          "flags:>=1",
          "flag:date-*",
          "lastsavedby:script:cyrillic",
          "in:clean",
          "author:*",
          "filename:*.pdf",
          "type:xlsx",
        ]),
      () => `id:${pick(messages).slice(0, 6)}`,
      () => `thread:${pick(messages).slice(0, 10)}`,
      () => `header:${pick(["x-mailer", "received", "message-id"])}=*${word().slice(0, 2)}*`,
      () => `between:(${word()} ${word()})`,
    ])();
  const query = (depth: number): string => {
    const kind = next();
    if (depth === 0 || kind < 0.4) return leaf();
    if (kind < 0.65) return `${query(depth - 1)} ${query(depth - 1)}`;
    if (kind < 0.85) return `(${query(depth - 1)} OR ${query(depth - 1)})`;
    return `${leaf()} -(${query(depth - 1)})`;
  };
  return Array.from({ length: count }, () => query(2));
}

beforeAll(async () => {
  leaksift(["index", join(process.cwd(), "sample-corpus"), "--index", "ix"], { cwd: home });
  leaksiftEnds(0, ["flags", "--index", "ix"], { cwd: home });
  leaksiftEnds(0, ["room", "*", "--with", "attachments,copies", "--to", "whole", "--index", "ix"], {
    cwd: home,
  });
  leaksiftEnds(0, ["room", PART, "--with", "attachments,copies", "--to", "part", "--index", "ix"], {
    cwd: home,
  });
  index = openIndex(findIndex(join(home, "ix"), undefined, home));
  whole = await openRoom(join(home, "whole"));
  part = await openRoom(join(home, "part"));
});

describe("a room", () => {
  it(
    `finds what the terminal finds, for ${QUERIES} drawn queries (seed ${SEED})`,
    async () => {
      const wrong: unknown[] = [];
      let some = 0;
      for (const query of drawnQueries(QUERIES)) {
        const [here, there] = [await idsIn(whole, query, NOW), terminal(query)];
        if (there.length > 0) some++;
        if (JSON.stringify(here) !== JSON.stringify(there))
          wrong.push([query, here.length, there.length]);
      }
      expect(wrong).toEqual([]);
      expect(some).toBeGreaterThan(QUERIES / 3);
    },
    PATIENCE_MS,
  );

  it("of a part finds what the terminal finds in this part", async () => {
    for (const query of ["devis", "from:henrike", '"ci-joint"', "-brouillon", "flags:>=1"]) {
      const own = new Set(terminal(PART));
      expect(await idsIn(part, query, NOW), query).toEqual(
        terminal(query).filter((id) => own.has(id)),
      );
    }
  });
});
