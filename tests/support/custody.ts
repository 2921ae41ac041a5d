/** What custody tests share: a folder of their own, runs of the program with an expected end, its JSON. */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { leaksiftEnds } from "./cli.ts";
import { PATIENCE_MS } from "./long-run.ts";

/** A new folder that goes when the file's tests are done. */
export function testFolder(name: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `leaksift-${name}-`)));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** `leaksift ARGS… --json` in a folder, ended with `code`. */
export function json(folder: string, code: number, ...args: string[]): Record<string, unknown> {
  const { out } = leaksiftEnds(code, [...args, "--json"], { cwd: folder });
  return JSON.parse(out) as Record<string, unknown>;
}

/** Lines of `search --ids`. */
export function ids(folder: string, query: string, index: string): string[] {
  const args = ["search", query, "--ids", "--index", index];
  const { out } = leaksiftEnds(0, args, { cwd: folder, timeoutMs: PATIENCE_MS });
  return out.split("\n").filter((line) => line !== "");
}
