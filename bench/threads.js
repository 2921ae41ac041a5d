/**
 * Who answers whom, beside the JWZ algorithm as written down in tests/support/jwz_threads.py, and notmuch where its tree is given.
 *
 *     node bench/threads.js INDEX FOLDER [NOTMUCH.json]
 *
 * FOLDER holds the same messages as the index, one file each; NOTMUCH.json is `notmuch show --format=json --body=false --entire-thread=true '*'`. Prints for how many
 * messages the nearest ancestor that is there is the same. The reference knows no subjects: a link by subject is a guess, marked as one, and counted apart.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { indexPaths } from "../dist/catalog/index-folder.js";
import { CatalogReader } from "../dist/catalog/read-catalog.js";
import { readThreads } from "../dist/search/threads/conversations.js";

const [index, folder, notmuchFile] = process.argv.slice(2);
if (index === undefined || folder === undefined)
  throw new Error("usage: node bench/threads.js INDEX FOLDER [NOTMUCH.json]");

const bare = (id) => id.replace(/^<|>$/g, "");

/** Message-ID -> {parent, link} of every message that is there. */
function ourParents() {
  const catalog = new CatalogReader(indexPaths(index));
  const { nodes } = readThreads(catalog);
  const parents = new Map();
  for (const node of nodes) {
    if (node.docIds.length === 0 || node.messageId === "") continue;
    let at = node.parent;
    while (at !== null && nodes[at].docIds.length === 0) at = nodes[at].parent;
    parents.set(bare(node.messageId), {
      parent: at === null ? null : bare(nodes[at].messageId),
      link: node.link,
    });
  }
  catalog.close();
  return parents;
}

/** Message-ID -> parent in notmuch's tree. */
function notmuchParents(path) {
  const parents = new Map();
  const stack = JSON.parse(readFileSync(path, "utf8")).flatMap((thread) =>
    thread.map((tree) => [tree, null]),
  );
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const [[message, answers], parent] = next;
    if (message !== null) parents.set(message.id, parent);
    for (const answer of answers) stack.push([answer, message === null ? parent : message.id]);
  }
  return parents;
}

const script = fileURLToPath(new URL("../tests/support/jwz_threads.py", import.meta.url));
const python = execFileSync("python3", [script, folder], { encoding: "utf8", maxBuffer: 2 ** 30 });
const reference = new Map(Object.entries(JSON.parse(python)));
const notmuch = notmuchFile === undefined ? null : notmuchParents(notmuchFile);
const ours = ourParents();

/** Counts over the messages that every side knows; where notmuch is given, over those on whose parent the two others agree. */
function compare(isCounted) {
  const counts = { messages: 0, same: 0, subject: 0, onlyOurs: 0, onlyTheirs: 0, other: 0 };
  for (const [id, parent] of reference) {
    const own = ours.get(id);
    if (own === undefined || !isCounted(id, parent)) continue;
    counts.messages++;
    if (own.parent === parent) counts.same++;
    else if (own.link === "subject") counts.subject++;
    else if (parent === null) counts.onlyOurs++;
    else if (own.parent === null) counts.onlyTheirs++;
    else counts.other++;
  }
  const share = ((counts.same + counts.subject) / counts.messages) * 100;
  return { ...counts, "same or a marked guess, %": Number(share.toFixed(3)) };
}

const rows = { reference: compare(() => true) };
if (notmuch !== null)
  rows["reference and notmuch agree"] = compare(
    (id, parent) => notmuch.has(id) && notmuch.get(id) === parent,
  );
process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
