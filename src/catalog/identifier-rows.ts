/** Every name in the index that points at somebody, each once: what a public report must not show. Read-only. */
import { createHash } from "node:crypto";
import { FIELDS } from "../fields.ts";
import type { Sha256 } from "../model/ids.ts";
import { allAnnotations, readAnnotations } from "./annotations/annotations.ts";
import { readSavedQueries } from "./annotations/saved-queries.ts";
import { openWork } from "./annotations/work.ts";
import type { IndexPaths } from "./index-folder.ts";
import type { CatalogReader } from "./read-catalog.ts";
import { bytesOf, textOf } from "./sqlite.ts";
import { unpackEnvelope } from "./stored-json.ts";

/** What names somebody or something in an index, as it stands there. */
export interface CorpusIdentifiers {
  /** Names and addresses of persons and firms: senders and recipients, metadata, who read and tagged, who handed material over. */
  readonly persons: ReadonlySet<string>;
  /** Names given to things: files, folders and sources, printers, tags, saved queries. */
  readonly things: ReadonlySet<string>;
}

/** Metadata fields whose values are names of persons and firms. */
const NAMING = FIELDS.filter((field) => field.person || field.name === "company").map(
  ({ name }) => name,
);
/** Metadata fields whose values are names of things. */
const PLACING = ["path", "printer", "template"];

/** Distinct values of some metadata fields. */
function metadataValues({ database }: CatalogReader, fields: readonly string[]): string[] {
  return database
    .prepare(
      `SELECT DISTINCT text FROM metadata WHERE state = 'present' AND field IN (${fields.map(() => "?").join()})`,
    )
    .all(fields)
    .map((row) => textOf(row["text"]));
}

/** Tags and who set them; readers of reviews. */
function workNames(paths: IndexPaths): { readonly tags: string[]; readonly people: string[] } {
  const marks = readAnnotations(paths, allAnnotations, []);
  const work = openWork(paths);
  try {
    return {
      tags: marks.flatMap(({ kind, value }) => (kind === "tag" ? [value] : [])),
      people: [...marks.map(({ author }) => author), ...(work?.readers() ?? [])],
    };
  } finally {
    work?.close();
  }
}

/** All identifiers of an index. */
export function corpusIdentifiers(catalog: CatalogReader, paths: IndexPaths): CorpusIdentifiers {
  const { database } = catalog;
  const work = workNames(paths);
  const saved = readSavedQueries(paths);
  const persons = new Set([
    ...metadataValues(catalog, NAMING),
    ...work.people,
    ...saved.map(({ author }) => author),
  ]);
  for (const row of database
    .prepare("SELECT DISTINCT envelope FROM document WHERE envelope IS NOT NULL")
    .all([])) {
    const envelope = unpackEnvelope(bytesOf(row["envelope"]));
    if (envelope === null) continue;
    const { from, to, cc, bcc } = envelope;
    for (const { name, address } of [...from, ...to, ...cc, ...bcc]) persons.add(name).add(address);
  }
  const things = new Set([
    ...metadataValues(catalog, PLACING),
    ...work.tags,
    ...saved.map(({ name }) => name),
  ]);
  for (const row of database
    .prepare("SELECT DISTINCT name FROM document WHERE name IS NOT NULL")
    .all([]))
    things.add(textOf(row["name"]));
  for (const row of database.prepare("SELECT path, receivedFrom FROM source").all([])) {
    things.add(textOf(row["path"]));
    if (row["receivedFrom"] !== null) persons.add(textOf(row["receivedFrom"]));
  }
  persons.delete("");
  things.delete("");
  return { persons, things };
}

/**
 * One hash over the ids of all documents, in order of the ids: the same for the same mail, in whatever files it came and in whatever order. Each
 * purpose has its own: one is printed, another is the key of pseudonyms.
 */
export function corpusHash(catalog: CatalogReader, purpose: "archive" | "pseudonyms"): Sha256 {
  const hash = createHash("sha256").update(`${purpose}\n`);
  for (const row of catalog.database
    .prepare("SELECT DISTINCT contentId FROM document ORDER BY contentId")
    .all([]))
    hash.update(bytesOf(row["contentId"]));
  return hash.digest("hex") as Sha256;
}
