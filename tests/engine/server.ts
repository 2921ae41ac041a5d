/** One OpenSearch for the tests of a file, ended with it. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
// @ts-expect-error -- a script without types
import { startServer } from "../../scripts/engine-server.js";

interface Node {
  readonly stop: () => Promise<unknown>;
  readonly kill: () => Promise<unknown>;
}

export interface RunningServer {
  /** Why there is none; null when there is. */
  readonly reason: string | null;
  readonly url: string;
  readonly urls: readonly string[];
  readonly nodes: readonly Node[];
}

/** Starts it, or says why it cannot be started here. LEAKSIFT_ENGINE_URL names one that runs already. */
export async function runningServer(nodes = 1): Promise<RunningServer> {
  const given = process.env["LEAKSIFT_ENGINE_URL"];
  if (given !== undefined && nodes === 1)
    return { reason: null, url: given, urls: [given], nodes: [] };
  const folder = mkdtempSync(join(tmpdir(), "leaksift-server-"));
  const started = (await startServer({ folder, nodes })) as {
    reason?: string;
    urls?: string[];
    nodes?: Node[];
    stop?: () => Promise<void>;
  };
  afterAll(async () => {
    await started.stop?.();
  });
  const urls = started.urls ?? [];
  return { reason: started.reason ?? null, url: urls[0] ?? "", urls, nodes: started.nodes ?? [] };
}
