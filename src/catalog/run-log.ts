/**
 * The run log: every command that changes the index appends what it is about to do and how it ended, and each entry carries the hash of
 * the one before it. Whoever notes the last hash elsewhere can later tell whether anything before it was altered.
 * A log in a file its owner can write proves order and completeness against mistakes, not against the owner: docs/custody.md.
 */
import { createHash } from "node:crypto";
import type { Sha256 } from "../model/ids.ts";
import { runLogBody } from "./logged-inputs.ts";
import { blob, bytesOf, numberOf, type Sqlite, textOf } from "./sqlite.ts";
import { stateHash } from "./state-hash.ts";

/** What a run says about itself. Given by the command; names no user and no machine, which a published log would give away. */
export interface RunInfo {
  readonly command: string;
  readonly arguments: readonly string[];
  /** Where it was run: relative arguments start there. */
  readonly workingFolder: string;
  /** Of leaksift, e.g. "0.1.0". */
  readonly version: string;
  /** SHA-256 of the package-lock.json in use, "" when the program was installed without one. */
  readonly lockSha256: string;
  /** e.g. "v20.20.2". */
  readonly node: string;
  /** e.g. "linux 6.1.0 x64". */
  readonly os: string;
}

/** How a run ended: counts worth keeping, e.g. `{outcome:"done", documents:120}`. */
export interface RunEnd {
  readonly outcome: "done" | "interrupted" | "failed";
  readonly [detail: string]: string | number | null;
}

/** One entry as stored. `body` is the JSON text that is hashed after the previous hash. */
export interface RunLogEntry {
  readonly entryId: number;
  readonly body: string;
  readonly previousHash: Sha256;
  readonly hash: Sha256;
}

/** The hash before the first entry. */
const FIRST_HASH = "0".repeat(64) as Sha256;

const sha256 = (previous: Uint8Array, body: Uint8Array): Buffer =>
  createHash("sha256").update(previous).update(body).digest();

function append(database: Sqlite, body: object): void {
  const last = database.prepare("SELECT hash FROM runlog ORDER BY entryId DESC LIMIT 1").get([]);
  const previous = last === undefined ? Buffer.from(FIRST_HASH, "hex") : bytesOf(last["hash"]);
  const bytes = blob(JSON.stringify(body));
  database
    .prepare("INSERT INTO runlog (body, previousHash, hash) VALUES (?, ?, ?)")
    .run([bytes, previous, sha256(previous, bytes)]);
}

/** Appends that a run begins and returns its number. */
export function beginRun(database: Sqlite, run: RunInfo, nowMs: number): number {
  return database.transaction(() => {
    const row = database.prepare("SELECT count(*) AS n FROM runlog").get([]);
    const runId = numberOf(row?.["n"]) + 1;
    const { command, workingFolder, version, lockSha256, node, os } = run;
    append(database, {
      kind: "begin",
      run: runId,
      at: new Date(nowMs).toISOString(),
      command,
      arguments: run.arguments,
      workingFolder,
      version,
      lockSha256,
      node,
      os,
      stateBefore: stateHash(database),
    });
    return runId;
  });
}

/** Appends how the run ended. A run without this entry was killed. */
export function endRun(database: Sqlite, runId: number, end: RunEnd, nowMs: number): void {
  database.transaction(() => {
    append(database, {
      kind: "end",
      run: runId,
      at: new Date(nowMs).toISOString(),
      ...end,
      stateAfter: stateHash(database),
    });
  });
}

/** All entries, oldest first. */
export function runLog(database: Sqlite): RunLogEntry[] {
  return database
    .prepare("SELECT entryId, body, previousHash, hash FROM runlog ORDER BY entryId")
    .all([])
    .map((row) => ({
      entryId: numberOf(row["entryId"]),
      body: textOf(row["body"]),
      previousHash: bytesOf(row["previousHash"]).toString("hex") as Sha256,
      hash: bytesOf(row["hash"]).toString("hex") as Sha256,
    }));
}

export interface RunLogCheck {
  readonly entries: number;
  /** Hash of the last entry: the one to note down. */
  readonly head: Sha256;
  /** Runs that began and never ended: killed, or running now. */
  readonly unended: readonly number[];
  /** What is wrong, in words; empty when the chain is whole. */
  readonly faults: readonly string[];
}

/** Follows the chain. `state` is the state of the index now, which must be the one the last run left. */
export function checkRunLog(entries: readonly RunLogEntry[], state: Sha256): RunLogCheck {
  const faults: string[] = [];
  let previous = FIRST_HASH;
  let left: string | null = null;
  const open = new Set<number>();
  for (const entry of entries) {
    const name = `entry ${entry.entryId}`;
    if (entry.previousHash !== previous) faults.push(`${name} does not follow the one before it`);
    const hash = sha256(Buffer.from(entry.previousHash, "hex"), blob(entry.body)).toString("hex");
    if (hash !== entry.hash) faults.push(`${name} was altered: its hash does not fit its text`);
    previous = entry.hash;
    const body = runLogBody(entry.body);
    if (body.kind === "begin" && body.run !== undefined) {
      // A rebuild starts from nothing, by design.
      const rebuild = body.arguments?.includes("--rebuild") === true;
      if (left !== null && body.stateBefore !== left && !rebuild)
        faults.push(`the index was changed between two runs, before ${name}`);
      left = null; // until it ends; a run that was killed says nothing of the state it left
      open.add(body.run);
    } else if (body.kind === "end" && body.run !== undefined) {
      if (!open.delete(body.run)) faults.push(`${name} ends a run that never began`);
      left = body.stateAfter ?? null;
    } else faults.push(`${name} cannot be read`);
  }
  if (left !== null && left !== state)
    faults.push("the index is not in the state that the last run left");
  return { entries: entries.length, head: previous, unended: [...open], faults };
}
