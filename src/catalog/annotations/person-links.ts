/**
 * What people say of whose an address is, in `work.sqlite`, table `personlink`: events that are only added, so that each can be undone and seen. "merge"
 * says that two addresses are of one person; "split" that one address is by itself, whatever the mail says. The latest of an address holds.
 */
import type { IndexPaths } from "../index-folder.ts";
import { blob, numberOf, textOf } from "../sqlite.ts";
import { readAnnotations, writeAnnotations } from "./annotations.ts";

const TABLE = `
CREATE TABLE IF NOT EXISTS personlink (
  entryId INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  address BLOB NOT NULL,
  other BLOB NOT NULL,
  author BLOB NOT NULL,
  atMs REAL NOT NULL
);
`;

/** One decision of one person. Addresses in lower case; `other` is "" for a split. */
export interface PersonLink {
  readonly kind: "merge" | "split";
  readonly address: string;
  readonly other: string;
  readonly author: string;
  readonly atMs: number;
}

/** Adds one decision. */
export function writePersonLink(paths: IndexPaths, link: PersonLink): void {
  writeAnnotations(paths, (work) => {
    work.exec(TABLE);
    work
      .prepare("INSERT INTO personlink (kind, address, other, author, atMs) VALUES (?, ?, ?, ?, ?)")
      .run([link.kind, blob(link.address), blob(link.other), blob(link.author), link.atMs]);
  });
}

/** All decisions, oldest first. */
export function readPersonLinks(paths: IndexPaths): readonly PersonLink[] {
  return readAnnotations(
    paths,
    (work) => {
      const table = work.prepare("SELECT 1 AS one FROM sqlite_master WHERE name = 'personlink'");
      if (table.get([]) === undefined) return [];
      return work.prepare("SELECT * FROM personlink ORDER BY entryId").all([]);
    },
    [],
  ).map((row) => ({
    kind: textOf(row["kind"]) === "split" ? "split" : "merge",
    address: textOf(row["address"]),
    other: textOf(row["other"]),
    author: textOf(row["author"]),
    atMs: numberOf(row["atMs"]),
  }));
}
