/** Where a server may be and how secrets reach it: what would send mail unguarded, or show a password to others, is refused before a connection is opened. */
import { chmodSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, it } from "vitest";
import { authOf, caOf, targetOf } from "../../src/engine/access.ts";
import { Connection } from "../../src/engine/connect.ts";
import { testFolder } from "../support/custody.ts";

const folder = testFolder("engine-access");

it.each([
  ["http://search.example.org:9200/leak", /not encrypted/],
  ["http://10.0.0.7:9200/leak", /not encrypted/],
  ["http://127.0.0.1.example.org/leak", /not encrypted/],
  ["https://anna:secret@example.org/leak", /LEAKSIFT_ENGINE_USER/],
  ["https://example.org/leak?x=1", /more than a host/],
  ["https://example.org/Leak", /not a name for an index/],
  ["https://example.org/leak-side", /not a name for an index/],
  ["https://example.org/_all", /not a name for an index/],
  ["https://a.example.org/leak,http://b.example.org/leak", /not encrypted/],
  ["example.org", /not a URL/],
])("refuses %s", (url, why) => {
  expect(() => targetOf(url)).toThrow(why);
});

it("takes https anywhere, plain http on this machine, several hosts, and names the index", () => {
  expect(targetOf("https://a.example.org:9200/leak,https://b.example.org")).toEqual({
    nodes: ["https://a.example.org:9200", "https://b.example.org"],
    index: "leak",
  });
  expect(targetOf("http://127.0.0.1:9200")).toEqual({
    nodes: ["http://127.0.0.1:9200"],
    index: "leaksift",
  });
});

it("reads secrets from the environment, or from a file that nobody else can read", () => {
  const file = join(folder, "secret");
  writeFileSync(file, "anna:pass:word\n");
  chmodSync(file, 0o644);
  expect(() => authOf({ LEAKSIFT_ENGINE_AUTH: file })).toThrow(/chmod 600/);
  chmodSync(file, 0o600);
  expect(authOf({ LEAKSIFT_ENGINE_AUTH: file })).toEqual({
    auth: { username: "anna", password: "pass:word" },
  });
  writeFileSync(file, "ApiKey abc==");
  expect(authOf({ LEAKSIFT_ENGINE_AUTH: file })).toEqual({
    headers: { authorization: "ApiKey abc==" },
  });
  expect(authOf({ LEAKSIFT_ENGINE_USER: "a", LEAKSIFT_ENGINE_PASSWORD: "b" })).toEqual({
    auth: { username: "a", password: "b" },
  });
  expect(authOf({})).toEqual({});
  expect(() => caOf({ LEAKSIFT_ENGINE_CA: join(folder, "none") })).toThrow(/cannot be read/);
});

/** A server that answers everything in one way. */
async function answering(status: number, body: string): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(status, { "content-type": "application/json" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/leak`, server };
}

const HITS = '"hits":{"total":{"value":583,"relation":"eq"},"hits":[]}';

it.each([
  [200, `{"_shards":{"total":3,"successful":2,"failed":0},${HITS}}`, /Only 2 of 3 parts/],
  [200, `{"_shards":{"total":3,"successful":3,"failed":1},${HITS}}`, /Only 3 of 3 parts/],
  [200, `{"timed_out":true,"_shards":{"total":3,"successful":3,"failed":0},${HITS}}`, /parts/],
  [200, `{${HITS}}`, /parts/],
  [503, '{"error":{"reason":"all shards failed"}}', /does not answer/],
  [404, '{"error":{"reason":"no such index"}}', /no index leak/],
  [401, '{"error":"Unauthorized"}', /password or key/],
  [403, '{"error":{"reason":"no permissions"}}', /forbids/],
  [200, "{not json", /not OpenSearch|cut off/],
])("an answer of %i %s is no answer: one sentence, code 4", async (status, body, why) => {
  const { url, server } = await answering(status, body);
  const connection = new Connection(url, {});
  try {
    const asked = connection.search("leak", { query: { match_all: {} } });
    await expect(asked).rejects.toThrow(why);
    await expect(asked).rejects.toMatchObject({ exitCode: 4 });
  } finally {
    await connection.close();
    server.close();
  }
});

it("a connection that is cut in the middle of an answer says that the outcome is unknown", async () => {
  const server = createServer((request) => {
    request.resume();
    request.socket.write(
      "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{",
    );
    request.socket.destroySoon();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const connection = new Connection(`http://127.0.0.1:${port}/leak`, {});
  await expect(connection.request("POST", "/_bulk", { bulk: "{}\n" })).rejects.toMatchObject({
    name: "Error",
    exitCode: 4,
  });
  await connection.close();
  server.close();
});
