/** Opens a reading room as its page does, without a browser: chunks out of their scripts, postings through FlexSearch. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { Index } from "flexsearch";
import { bytesOfString } from "../../src/room/codec.ts";
import { jsonOfChunk, RoomData } from "../../src/room/engine/data.ts";
import { type FlexIndexConstructor, flexFinder } from "../../src/room/engine/flex-store.ts";
import { searchRoom } from "../../src/room/engine/search.ts";
import { TermSets } from "../../src/room/engine/term-sets.ts";
import type { RoomCore } from "../../src/room/format.ts";
import { sealer } from "../../src/room/seal.ts";

/** A script read with the character set x-user-defined: bytes from 0x80 on are in the private area. */
const asUserDefined = (bytes: Buffer): string =>
  bytes
    .toString("latin1")
    .replace(/[\x80-\xff]/g, (char) => String.fromCharCode(0xf700 + char.charCodeAt(0)));

/** Runs the script of a chunk and returns the bytes it hands over, still packed. */
function packedChunk(folder: string, name: string): Uint8Array {
  let found = "";
  const room = (_: number, text: string): void => {
    found = text;
  };
  runInNewContext(asUserDefined(readFileSync(join(folder, "data", name))), { room });
  return bytesOfString(found);
}

/** Names of all chunks. */
export const chunkNames = (folder: string): string[] => readdirSync(join(folder, "data")).sort();

/** The room in a folder. `password` and `salt` (hex) for one that is sealed. */
export async function openRoom(
  folder: string,
  password: string | null = null,
  salt = "",
): Promise<RoomData> {
  const { open } = sealer(password, Buffer.from(salt, "hex"));
  const load = async (chunk: number): Promise<Uint8Array> =>
    open(packedChunk(folder, `${String(chunk).padStart(5, "0")}.js`));
  return new RoomData(jsonOfChunk<RoomCore>(await load(0)), load);
}

/** Ids that a query finds in a room, in the order of its documents. */
export async function idsIn(data: RoomData, query: string, nowMs: number): Promise<string[]> {
  const sets = new TermSets(data, flexFinder(Index as unknown as FlexIndexConstructor, data));
  const watch = { onRead: () => undefined, stopped: () => false };
  const { hits } = await searchRoom(sets, query, { sort: "oldest", nowMs, watch });
  return Promise.all([...hits].sort((a, b) => a - b).map((hit) => data.id(hit)));
}
