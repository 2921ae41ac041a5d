/**
 * `npm run engine [-- NODES]`: OpenSearch 3.8 on this machine to try `leaksift push` on, one node (the default) or three, on 127.0.0.1 and never as root.
 * Fetches it from Maven Central when it is not in the cache (160 MB). Ctrl-C ends it and deletes what was pushed.
 */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "./engine-server.js";

const nodes = Number(process.argv[2] ?? 1);
if (nodes !== 1 && nodes !== 3) {
  console.error("npm run engine starts one node, or three: npm run engine -- 3");
  process.exit(2);
}
console.error("Starting; the first time 160 MB are fetched from Maven Central …");
const folder = mkdtempSync(join(tmpdir(), "leaksift-engine-"));
const firstPort = 9200;
const server = await startServer({ folder, nodes, mayFetch: true, firstPort });
if (server.reason !== undefined) {
  console.error(`No server: ${server.reason}`);
  process.exit(1);
}
console.log(`It runs: ${server.urls.join(",")}
  npx leaksift push --to ${server.urls[0]}/leak
  npx leaksift search --engine ${server.urls[0]}/leak WORDS
Ctrl-C ends it and deletes what was pushed.`);
for (const signal of ["SIGINT", "SIGTERM"])
  process.once(signal, async () => {
    await server.stop();
    process.exit(0);
  });
