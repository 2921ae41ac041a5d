/** The folder that `leaksift room` writes: nothing of other documents in it, the same bytes each time, limits, a run that was stopped. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { findIndex } from "../../src/catalog/index-folder.ts";
import { LIMITS } from "../../src/limits.ts";
import { chooseByQuery } from "../../src/room/choose.ts";
import type { RoomCore } from "../../src/room/format.ts";
import { NO_REDACTION } from "../../src/room/redact/redaction.ts";
import { RoomFolder } from "../../src/room/room-folder.ts";
import { refuseTooLarge } from "../../src/room/size.ts";
import { type WriteOptions, writeRoom } from "../../src/room/write-room.ts";
import { type OpenIndex, openIndex } from "../../src/search/open-index.ts";
import { splitPlaces } from "../../src/text-places.ts";
import { termsOf } from "../../src/tokenize.ts";
import { leaksift, leaksiftEnds } from "../support/cli.ts";
import { testFolder } from "../support/custody.ts";
import { FULL, PATIENCE_MS } from "../support/long-run.ts";
import { chunkNames, openRoom } from "../support/open-room.ts";

const NOW = Date.UTC(2026, 0, 1);
const ROOMS = FULL ? 200 : 12;

const home = testFolder("room");
let index: OpenIndex;

beforeAll(() => {
  leaksift(["index", join(process.cwd(), "sample-corpus", "clean"), "--index", "ix"], {
    cwd: home,
  });
  leaksiftEnds(0, ["flags", "--index", "ix"], { cwd: home });
  index = openIndex(findIndex(join(home, "ix"), undefined, home));
});

const OPTIONS: WriteOptions = {
  redaction: NO_REDACTION,
  withoutText: false,
  claim: null,
  cover: {
    title: "Room",
    madeBy: "tester",
    madeOn: "2026-01-01",
    query: "",
    with: [],
    redacted: [],
    withoutText: false,
    version: "0",
    restLeftOut: null,
  },
  fileOf: () => undefined,
  onProgress: () => undefined,
  stopped: () => false,
};

/** Terms of each document by its number in the index, read from the segments. */
function termsByDocument(): Map<number, Set<string>> {
  const terms = new Map<number, Set<string>>();
  for (const { reader, firstDoc } of index.segments)
    for (const entry of reader.scan(""))
      for (const { field } of entry.fields)
        for (const local of reader.postings(entry, field).documents) {
          const own = terms.get(firstDoc + local) ?? new Set();
          terms.set(firstDoc + local, own.add(entry.term));
        }
  return terms;
}

/** Everything that is written of a room but its own words: checks describe themselves, the cover repeats the query, sources are paths of these documents, types and fields are known names. */
const withoutOwnWords = (core: RoomCore): unknown => ({
  ...core,
  cover: null,
  checks: null,
  sources: null,
  custodians: null,
  types: null,
  fields: null,
});

const fileHashes = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [
        path.slice(folder.length),
        createHash("sha256").update(readFileSync(path)).digest("hex"),
      ]),
  );

describe("a room", () => {
  it(
    `holds no term, name or hash of a document outside it, for ${ROOMS} queries`,
    async () => {
      const terms = termsByDocument();
      const words = [...new Set([...terms.values()].flatMap((own) => [...own]))]
        .filter((term) => /^[a-z]{4,12}$/.test(term))
        .sort();
      const found: unknown[] = [];
      let compared = 0;
      for (let number = 0; number < ROOMS; number++) {
        const query = words[(number * 7919) % words.length] as string;
        const chosen = chooseByQuery(
          index,
          query,
          new Set(number % 2 === 0 ? [] : ["attachments"]),
          NOW,
        );
        if (chosen.documents.length === 0) continue;
        const path = join(home, `leak-${number}`);
        const folder = new RoomFolder(path, query, null);
        writeRoom(index, chosen, folder, OPTIONS);
        folder.finish();
        const data = await openRoom(path);
        const inside = new Set(chosen.documents.map(({ docId }) => docId as number));
        const own = new Set([...inside].flatMap((docId) => [...(terms.get(docId) ?? [])]));
        // No term of the dictionary, nor word of any chunk, that only other documents have
        for (const term of await data.termsFrom(""))
          if (!own.has(term)) found.push([query, "term", term]);
        const outside = new Set(words.filter((term) => !own.has(term)));
        const texts = stringsIn(withoutOwnWords(data.core));
        const heads = chosen.documents
          .map(({ docId }) => index.catalog.head(docId).toString("latin1").toLowerCase())
          .join("\n");
        for (let document = 0; document < data.core.count; document++) {
          const { label, from, to } = await data.row(document);
          const {
            flags,
            problems,
            metadata,
            kind: _,
            text: stored,
            ...detail
          } = await data.detail(document);
          const blocks = splitPlaces(stored).map(({ text }) => text);
          const values = metadata.map(({ text }) => text);
          const evidence = flags.flatMap((flag) =>
            flag.evidence.flatMap(({ raw, value }) => [raw, value]),
          );
          texts.push(label, from, to, ...stringsIn([detail, blocks, values, evidence]));
        }
        // Headers go along whole, and not each of them is searched
        for (const term of new Set(texts.flatMap(termsOf)))
          if (outside.has(term) && !heads.includes(term)) found.push([query, "word", term]);
        const ids = new Set(chosen.documents.map(({ contentId }) => contentId as string));
        for (const hash of [
          ...(await data.ids()),
          ...(texts.join(" ").match(/\b[0-9a-f]{64}\b/g) ?? []),
        ])
          if (!ids.has(hash)) found.push([query, "hash", hash]);
        compared++;
      }
      expect(found).toEqual([]);
      expect(compared).toBeGreaterThan(ROOMS / 2);
    },
    PATIENCE_MS,
  );

  it("is written byte for byte the same twice, and goes on where a run was stopped", () => {
    const chosen = chooseByQuery(index, "*", new Set(["attachments"]), NOW);
    const write = (name: string, stopAfter = Number.POSITIVE_INFINITY): unknown => {
      let asked = 0;
      const folder = new RoomFolder(join(home, name), "same", null);
      const written = writeRoom(index, chosen, folder, {
        ...OPTIONS,
        stopped: () => ++asked > stopAfter,
      });
      if (written !== null) folder.finish();
      return written;
    };
    write("one");
    write("two");
    expect(write("three", 300)).toBeNull();
    expect(existsSync(join(home, "three", "SHA256SUMS"))).toBe(false);
    write("three");
    const one = fileHashes(join(home, "one"));
    expect(Object.keys(one).length).toBeGreaterThan(10);
    expect(fileHashes(join(home, "two"))).toEqual(one);
    expect(fileHashes(join(home, "three"))).toEqual(one);
  });

  it("is refused before anything is written where it would be too large", () => {
    refuseTooLarge(LIMITS.maxRoomDocuments, LIMITS.maxRoomBytes);
    expect(() => refuseTooLarge(LIMITS.maxRoomDocuments + 1, 0)).toThrow(/Nothing was written/);
    expect(() => refuseTooLarge(1, LIMITS.maxRoomBytes + 1)).toThrow(/one for each year/);
  });

  it("never goes into a folder with other things in it, a source, or the index", () => {
    const refused = (to: string): string =>
      leaksiftEnds(2, ["room", "*", "--to", to, "--index", "ix"], { cwd: home }).err;
    leaksiftEnds(0, ["room", "devis", "--to", "full", "--index", "ix"], { cwd: home });
    expect(refused("full")).toContain("not empty");
    expect(refused(join("ix", "room"))).toContain("inside the index");
    expect(refused(join(process.cwd(), "sample-corpus", "clean", "room"))).toContain(
      "never writes into a source",
    );
  });

  it("is sealed under a password: no word of it in any byte", async () => {
    writeFileSync(join(home, "word"), "correct horse battery staple\n");
    leaksiftEnds(0, ["room", "devis", "--to", "sealed", "--password", "word", "--index", "ix"], {
      cwd: home,
    });
    const page = readFileSync(join(home, "sealed", "index.html"), "utf8");
    const salt = /&quot;salt&quot;:&quot;([0-9a-f]{32})&quot;/.exec(page)?.[1] ?? "";
    const data = await openRoom(join(home, "sealed"), "correct horse battery staple", salt);
    const { label } = await data.row(0);
    expect(label.length).toBeGreaterThan(3);
    expect(page).not.toContain(label);
    expect(existsSync(join(home, "sealed", "list-1.html"))).toBe(false);
    await expect(
      openRoom(join(home, "sealed"), "correct horse battery stable", salt),
    ).rejects.toThrow();
    for (const name of chunkNames(join(home, "sealed"))) expect(name).toMatch(/^\d{5}\.js$/);
  });
});

/** All texts in a value, without the names of its fields. */
function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
