/** Every name of a person, address and file in the catalog, each once: what a public report must not show. Read-only. */
import { createHash } from "node:crypto";
import { FIELDS } from "../fields.ts";
import type { Sha256 } from "../model/ids.ts";
import type { CatalogReader } from "./read-catalog.ts";
import { bytesOf, textOf } from "./sqlite.ts";
import { unpackEnvelope } from "./stored-json.ts";

/** Names, addresses and file names as they stand in the corpus. */
export interface CorpusIdentifiers {
  readonly names: ReadonlySet<string>;
  readonly addresses: ReadonlySet<string>;
  readonly fileNames: ReadonlySet<string>;
}

/** Metadata fields whose values are names: those that name persons, and firms. */
const NAMING = FIELDS.filter((field) => field.person || field.name === "company").map(
  ({ name }) => name,
);

/** All identifiers of the corpus: senders and recipients, person-like metadata, names of files and of sources. */
export function corpusIdentifiers(catalog: CatalogReader): CorpusIdentifiers {
  const names = new Set<string>();
  const addresses = new Set<string>();
  const fileNames = new Set<string>();
  const { database } = catalog;
  for (const row of database
    .prepare("SELECT DISTINCT envelope FROM document WHERE envelope IS NOT NULL")
    .all([])) {
    const envelope = unpackEnvelope(bytesOf(row["envelope"]));
    if (envelope === null) continue;
    for (const { name, address } of [
      ...envelope.from,
      ...envelope.to,
      ...envelope.cc,
      ...envelope.bcc,
    ]) {
      if (name !== "") names.add(name);
      if (address !== "") addresses.add(address);
    }
  }
  for (const row of database
    .prepare(
      `SELECT DISTINCT text FROM metadata WHERE state = 'present' AND field IN (${NAMING.map(() => "?").join()})`,
    )
    .all(NAMING))
    names.add(textOf(row["text"]));
  for (const row of database
    .prepare("SELECT DISTINCT name FROM document WHERE name IS NOT NULL")
    .all([]))
    fileNames.add(textOf(row["name"]));
  for (const row of database.prepare("SELECT path FROM source").all([])) {
    const path = textOf(row["path"]);
    fileNames.add(path.slice(path.lastIndexOf("/") + 1));
  }
  return { names, addresses, fileNames };
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
