/**
 * The folder of a room while it is written: numbered chunks, each a script, and what is done so far. A run that was stopped goes on after the last
 * batch that is whole; a folder with anything else in it is refused. What is kept in between is sealed like the rest.
 */
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "../errors.ts";
import { scriptOf } from "./codec.ts";
import { type Sealer, sealer } from "./seal.ts";

const PARTIAL = "unfinished";
const STATE = join(PARTIAL, "room.json");

/** What a stopped run left: for which room, and its salt. */
interface State {
  readonly key: string;
  readonly salt: string;
}

/** Name of a chunk: a number, whatever it holds. */
const chunkName = (chunk: number): string => `data/${String(chunk).padStart(5, "0")}.js`;

/** Throws UserError when the folder holds anything that a stopped run for the same room did not leave. */
function stateOf(path: string, key: string): State | null {
  if (!existsSync(path) || readdirSync(path).length === 0) return null;
  const known = existsSync(join(path, STATE))
    ? (JSON.parse(readFileSync(join(path, STATE), "utf8")) as Partial<State>)
    : null;
  if (known === null)
    throw new UserError(
      `${path} is there and not empty. Name a new folder: nothing is ever overwritten.`,
    );
  if (known.key !== key || typeof known.salt !== "string")
    throw new UserError(
      `${path} holds the beginning of another room: another query, other options, or the index has changed. Name a new folder, or remove this one.`,
    );
  return { key, salt: known.salt };
}

/** A folder that a room is written to. */
export class RoomFolder {
  readonly path: string;
  readonly sealer: Sealer;
  private readonly sums = new Map<string, string>();
  private nextChunk = 1;
  bytes = 0;

  /** Opens a new folder, or one that a stopped run for the same `key` left. Throws UserError for any other. */
  constructor(path: string, key: string, password: string | null) {
    this.path = path;
    const state = stateOf(path, key);
    const salt = state === null ? undefined : Buffer.from(state.salt, "hex");
    this.sealer = sealer(password, salt);
    mkdirSync(join(path, PARTIAL), { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
    if (state === null)
      writeFileSync(
        join(path, STATE),
        JSON.stringify({ key, salt: Buffer.from(this.sealer.salt ?? []).toString("hex") }),
        { mode: 0o600 },
      );
  }

  /** Writes a file as it is; `name` is made of safe names and "/". */
  file(name: string, content: Uint8Array | string): void {
    const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, bytes, { mode: 0o600 });
    this.sums.set(name, createHash("sha256").update(bytes).digest("hex"));
    this.bytes += bytes.length;
  }

  /** Seals bytes and writes them as the script of a chunk; returns its number. */
  chunk(bytes: Uint8Array, number = this.nextChunk++): number {
    this.file(chunkName(number), scriptOf(number, this.sealer.seal(bytes)));
    return number;
  }

  private batchPath(batch: number): string {
    return join(this.path, PARTIAL, `batch-${batch}`);
  }

  /** What a stopped run noted of a batch; null when it is not whole. Its chunks count as written. */
  batch<T>(batch: number): T | null {
    const path = this.batchPath(batch);
    if (!existsSync(path)) return null;
    const noted = JSON.parse(
      Buffer.from(this.sealer.open(readFileSync(path))).toString("utf8"),
    ) as {
      readonly nextChunk: number;
      readonly value: T;
    };
    for (let chunk = this.nextChunk; chunk < noted.nextChunk; chunk++) {
      const bytes = readFileSync(join(this.path, chunkName(chunk)));
      this.sums.set(chunkName(chunk), createHash("sha256").update(bytes).digest("hex"));
      this.bytes += bytes.length;
    }
    this.nextChunk = noted.nextChunk;
    return noted.value;
  }

  /** Notes a batch as whole, in one step. */
  noteBatch(batch: number, value: unknown): void {
    const path = this.batchPath(batch);
    const text = JSON.stringify({ nextChunk: this.nextChunk, value });
    writeFileSync(`${path}.new`, this.sealer.seal(Buffer.from(text, "utf8")), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }

  /** Keeps bytes between two runs. */
  keep(name: string, bytes: Uint8Array): void {
    writeFileSync(join(this.path, PARTIAL, name), this.sealer.seal(bytes), { mode: 0o600 });
  }

  /** What {@link keep} kept. */
  kept(name: string): Uint8Array {
    return this.sealer.open(readFileSync(join(this.path, PARTIAL, name)));
  }

  /** Removes what only a stopped run needs and writes SHA256SUMS. Returns its own hash: the one to note down. */
  finish(): string {
    rmSync(join(this.path, PARTIAL), { recursive: true });
    const lines = [...this.sums]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, sum]) => `${sum}  ${name}\n`);
    this.file("SHA256SUMS", lines.join(""));
    return this.sums.get("SHA256SUMS") ?? "";
  }
}
