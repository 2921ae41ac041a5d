/**
 * Fetches OpenSearch (or, for tests, Elasticsearch) from Maven Central into a cache and starts one or three nodes on 127.0.0.1, never as root.
 * Nothing here is shipped with leaksift: it is for trying `leaksift push` and for the tests.
 */
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { homedir } from "node:os";
import { join } from "node:path";

/** A user without rights of its own; the servers refuse root. */
const NOBODY = 65534;

/** Java's home, of at least that version: from JAVA_HOME, the usual folder, or the java on the path. Null when there is none. */
export function findJava(least) {
  const folder = "/usr/lib/jvm";
  const homes = [
    process.env.JAVA_HOME ?? "",
    ...(existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []),
  ];
  let best = null;
  for (const home of homes) {
    const program = join(home, "bin/java");
    if (home === "" || !existsSync(program)) continue;
    const said = spawnSync(program, ["-version"], { encoding: "utf8" });
    const version = Number(/version "(\d+)/.exec(said.stderr ?? "")?.[1] ?? 0);
    if (version >= least && (best === null || version < best.version)) best = { home, version };
  }
  return best?.home ?? null;
}

/** The servers that can be started: Maven's name, folder inside the archive, the least Java. */
export const SERVERS = {
  opensearch: {
    artifact: "org.opensearch.distribution.integ-test-zip:opensearch:3.8.0",
    folder: "opensearch-3.8.0",
    java: 21,
    name: "opensearch",
  },
  elasticsearch7: {
    artifact: "org.elasticsearch.distribution.integ-test-zip:elasticsearch:7.17.7",
    folder: "elasticsearch-7.17.7",
    java: 17,
    name: "elasticsearch",
  },
  elasticsearch9: {
    artifact: "org.elasticsearch.distribution.integ-test-zip:elasticsearch:9.2.0",
    folder: "elasticsearch-9.2.0",
    java: 21,
    name: "elasticsearch",
  },
};

/** As root the server runs as nobody, who may not look into the home of root. */
const cacheFolder = () =>
  process.env.LEAKSIFT_ENGINE_CACHE ||
  (isRoot() ? "/var/cache/leaksift-engine" : join(homedir(), ".cache/leaksift-engine"));

/** `{place, java}` of a server, or `{reason}` why it cannot be had here. One that is not in the cache is fetched where that is allowed: it is 160 MB. */
export function fetchServer(kind, mayFetch) {
  const { artifact, folder, java } = SERVERS[kind];
  const home = findJava(java);
  if (home === null) return { reason: `there is no Java ${java} or later here` };
  const cache = cacheFolder();
  const place = join(cache, folder);
  if (existsSync(join(place, "bin"))) return { place, java: home };
  if (!mayFetch) return { reason: `${folder} is not in ${cache}: npm run engine fetches it` };
  for (const [tool, words] of [
    ["mvn", ["--version"]],
    ["unzip", ["-v"]],
  ])
    if (spawnSync(tool, words).status !== 0) return { reason: `${tool} is not installed` };
  mkdirSync(cache, { recursive: true });
  const got = spawnSync(
    "mvn",
    [
      "-B",
      "-q",
      "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy",
      `-Dartifact=${artifact}:zip`,
      `-DoutputDirectory=${cache}`,
    ],
    { encoding: "utf8", timeout: 300_000 },
  );
  const archive = join(cache, `${folder}.zip`);
  if (got.status !== 0 || !existsSync(archive))
    return { reason: `${folder} could not be fetched from Maven Central` };
  const part = join(cache, `part-${process.pid}`);
  if (spawnSync("unzip", ["-q", archive, "-d", part]).status !== 0)
    return { reason: `${archive} cannot be unpacked` };
  cpSync(join(part, folder), place, { recursive: true });
  rmSync(part, { recursive: true });
  rmSync(archive);
  return { place, java: home };
}

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const isRoot = () => process.getuid?.() === 0;

function ownFolder(path) {
  mkdirSync(path, { recursive: true });
  if (isRoot()) chownSync(path, NOBODY, NOBODY);
}

/** One node, started; `stop` ends it, `kill` as a power failure does. */
function startNode({ kind, place, java, folder, number, httpPort, ports, heapMb }) {
  const { name } = SERVERS[kind];
  const isOpenSearch = name === "opensearch";
  const home = join(folder, `node-${number}`);
  ownFolder(home);
  const conf = join(home, "config");
  cpSync(join(place, "config"), conf, { recursive: true });
  // Its logs would go into the program's own folder, where nobody may write
  const options = join(conf, "jvm.options");
  const kept = readFileSync(options, "utf8")
    .split("\n")
    .filter(
      (line) =>
        !/Xlog|Xloggc|HeapDump|ErrorFile|GCLog|PrintGC|PrintTenuring|PrintApplication/.test(line),
    );
  writeFileSync(options, kept.join("\n"));
  for (const part of ["data", "logs", "tmp"]) ownFolder(join(home, part));
  const asNobody = isRoot() ? { uid: NOBODY, gid: NOBODY } : {};
  if (isRoot()) spawnSync("chown", ["-R", `${NOBODY}:${NOBODY}`, home]);
  const upper = isOpenSearch ? "OPENSEARCH" : "ES";
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    [`${upper}_JAVA_HOME`]: java,
    [`${upper}_PATH_CONF`]: conf,
    [`${upper}_TMPDIR`]: join(home, "tmp"),
    [`${upper}_JAVA_OPTS`]: `-Xms${heapMb}m -Xmx${heapMb}m -XX:TieredStopAtLevel=1`,
  };
  // Made before the node starts, which would ask where it cannot be answered
  spawnSync(join(place, `bin/${name}-keystore`), ["create"], { env, ...asNobody, input: "" });
  const single = ports.length === 1;
  const settings = {
    "cluster.name": "leaksift-try",
    "node.name": `n${number}`,
    "path.data": join(home, "data"),
    "path.logs": join(home, "logs"),
    "network.host": "127.0.0.1",
    "http.port": httpPort,
    "transport.port": ports[number - 1],
    "cluster.routing.allocation.disk.threshold_enabled": "false",
    ...(kind === "elasticsearch9" ? { "xpack.security.enabled": "false" } : {}),
    ...(single
      ? { "discovery.type": "single-node" }
      : {
          "discovery.seed_hosts": ports.map((port) => `127.0.0.1:${port}`).join(","),
          [`cluster.initial_${isOpenSearch ? "cluster_manager" : "master"}_nodes`]: ports
            .map((_, i) => `n${i + 1}`)
            .join(","),
        }),
  };
  const words = Object.entries(settings).map(([key, value]) => `-E${key}=${value}`);
  const out = openSync(join(home, "out.txt"), "a");
  const child = spawn(join(place, `bin/${name}`), words, {
    env,
    cwd: home,
    detached: true,
    stdio: ["ignore", out, out],
    ...asNobody,
  });
  let failed = false;
  const ended = new Promise((resolve) => {
    child.once("exit", resolve);
    child.once("error", () => {
      failed = true; // not started at all: no exit follows
      resolve();
    });
  });
  const signal = (which) => {
    try {
      process.kill(-child.pid, which);
    } catch {
      // it has ended
    }
    return ended;
  };
  return {
    url: `http://127.0.0.1:${httpPort}`,
    home,
    ended,
    isOver: () => failed || child.exitCode !== null || child.signalCode !== null,
    stop: () => signal("SIGTERM"),
    kill: () => signal("SIGKILL"),
  };
}

async function answers(node, wanted) {
  try {
    const said = await fetch(`${node.url}/_cluster/health`);
    const { number_of_nodes: nodes = 0, status } = await said.json();
    return said.ok && status !== "red" && nodes >= wanted;
  } catch {
    return false;
  }
}

/**
 * Starts `nodes` nodes below `folder`. Returns `{urls, nodes, stop}`, or `{reason}` where it cannot: no Java, nothing fetched, not started in time.
 */
export async function startServer({
  kind = "opensearch",
  nodes: count = 1,
  folder,
  heapMb = 512,
  seconds = 240,
  firstPort,
  mayFetch = process.env.LEAKSIFT_ENGINE_FETCH === "1",
}) {
  const fetched = fetchServer(kind, mayFetch);
  if (fetched.reason !== undefined) return fetched;
  ownFolder(folder);
  chmodSync(folder, 0o755);
  const ports = [];
  const httpPorts = [];
  for (let i = 0; i < count; i++) {
    ports.push(await freePort());
    httpPorts.push(firstPort === undefined ? await freePort() : firstPort + i);
  }
  const start = (number) =>
    startNode({ kind, ...fetched, folder, number, httpPort: httpPorts[number - 1], ports, heapMb });
  const nodes = ports.map((_, i) => start(i + 1));
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  const end = Date.now() + seconds * 1000;
  for (const node of nodes) {
    while (!(await answers(node, count))) {
      if (Date.now() > end || node.isOver()) {
        const said = readFileSync(join(node.home, "out.txt"), "utf8").slice(-2000);
        await stop();
        return { reason: `the server did not start: ${said}` };
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
  /** Starts a node again in its place. */
  const restart = (number) => {
    nodes[number - 1] = start(number);
    return nodes[number - 1];
  };
  return { urls: nodes.map((node) => node.url), nodes, stop, restart };
}
