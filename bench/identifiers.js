/**
 * How good `leaksift identifiers` is: hits of each kind drawn by seed, with the words around them, to be judged by hand; and what other programs find in the same texts.
 *
 *     node bench/identifiers.js INDEX sample [PER_KIND] [SEED]
 *     node bench/identifiers.js INDEX recall [EVERY] [PYTHON]     (every so many-th document; see identifiers/recall.py)
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { unpackDocuments } from "../dist/catalog/identifiers/document-numbers.js";
import { IdentifierStore } from "../dist/catalog/identifiers/identifier-store.js";
import { indexPaths } from "../dist/catalog/index-folder.js";
import { CatalogReader } from "../dist/catalog/read-catalog.js";
import { numberOf } from "../dist/catalog/sqlite.js";
import { IDENTIFIER_KINDS } from "../dist/identifier-kinds.js";
import { identify } from "../dist/identify/identify.js";
import { escapeLine } from "../dist/render/escape.js";
import { seededRandom } from "./random.js";

const [folder, task, ...rest] = process.argv.slice(2);
if (folder === undefined || !["sample", "recall"].includes(task)) {
  process.stderr.write("node bench/identifiers.js INDEX sample|recall …\n");
  process.exit(2);
}
const paths = indexPaths(folder);
const catalog = new CatalogReader(paths);
const store = new IdentifierStore(paths, "read");
const region = store.state()?.region || null;

/** The words around a value in the first of its documents that says it. */
function around(stored) {
  for (const docId of unpackDocuments(stored.packed).slice(0, 3)) {
    const text = catalog.text(docId);
    const { found } = identify(text, { region, kinds: new Set([stored.kind]) });
    const place = found.find(({ value }) => value === stored.value);
    if (place === undefined) continue;
    const { start, end } = place;
    return `${text.slice(Math.max(0, start - 45), start)}[[${text.slice(start, end)}]]${text.slice(end, end + 25)}`;
  }
  return "(header or metadata)";
}

function sample(perKind, seed) {
  const random = seededRandom(seed);
  for (const { name } of IDENTIFIER_KINDS) {
    const all = [...store.all(name)];
    for (let i = 0; i < perKind && all.length > 0; i++) {
      const [stored] = all.splice(Math.floor(random() * all.length), 1);
      process.stdout.write(
        `${name}\t${escapeLine(stored.value.slice(0, 80))}\t${escapeLine(around(stored).replace(/\s+/g, " "))}\n`,
      );
    }
  }
}

function recall(every, python) {
  const rows = catalog.database
    .prepare("SELECT docId FROM document WHERE docId % ? = 0 AND copyOf IS NULL")
    .all([every]);
  const lines = rows.map((row) => {
    const text = catalog.text(numberOf(row.docId)).slice(0, 200_000);
    const found = {};
    for (const { kind, value } of identify(text, { region }).found)
      found[kind] = [...(found[kind] ?? []), value];
    return JSON.stringify({ text, found });
  });
  const script = fileURLToPath(new URL("identifiers/recall.py", import.meta.url));
  const run = spawnSync(python, [script, region ?? "US"], {
    input: lines.join("\n"),
    stdio: ["pipe", "inherit", "inherit"],
  });
  process.stdout.write(`${rows.length} documents\n`);
  process.exitCode = run.status ?? 1;
}

if (task === "sample") sample(Number(rest[0] ?? 25), Number(rest[1] ?? 1));
else recall(Number(rest[0] ?? 20), rest[1] ?? "python3");
store.close();
catalog.close();
