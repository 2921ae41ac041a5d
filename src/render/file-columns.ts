/** Columns of a list of files: what a file is, what carries it, and everything it says of itself. Every corpus string is escaped where it is written. */
import type { StoredDocument } from "../catalog/stored-rows.ts";
import type { MetadataValue } from "../model/metadata.ts";
import { typeLabel } from "../type-names.ts";
import type { Column } from "./columns.ts";
import { addressText } from "./message-view.ts";
import { cellOf, METADATA_COLUMNS } from "./metadata-columns.ts";
import { isoTime } from "./terminal.ts";

/** A file as a line of the list. What costs a look into the catalog is asked for by the columns that show it. */
export interface FileRow {
  readonly file: StoredDocument;
  /** The message or file it is in; null for a loose file. */
  readonly parent: StoredDocument | null;
  /** The message or loose file at the top. */
  readonly root: StoredDocument;
  readonly source: () => string;
  readonly metadata: () => readonly MetadataValue[];
  /** Codes of what could not be read in it. */
  readonly problems: () => readonly string[];
}

const nameOf = (document: StoredDocument | null): string =>
  document === null
    ? ""
    : document.kind === "message"
      ? (document.envelope?.subject ?? "")
      : document.name;

/** What `files --fields` takes, in the order shown by help and completion. */
export const FILE_COLUMNS: readonly Column<FileRow>[] = [
  { name: "id", description: "Id of the file, all 64 digits", cell: ({ file }) => file.contentId },
  { name: "filename", description: "Its name", cell: ({ file }) => file.name },
  { name: "kind", description: "attachment, file or member", cell: ({ file }) => file.kind },
  { name: "type", description: "Type by content, short", cell: ({ file }) => typeLabel(file.type) },
  { name: "mediatype", description: "Media type by content", cell: ({ file }) => file.type },
  {
    name: "declaredtype",
    description: "Media type the mail declares",
    cell: ({ file }) => file.declaredType,
  },
  { name: "sizeBytes", description: "Bytes", cell: ({ file }) => file.sizeBytes },
  { name: "sha256", description: "SHA-256 of its bytes", cell: ({ file }) => file.contentId },
  {
    name: "parent",
    description: "Id of the message or file it is in",
    cell: ({ parent }) => parent?.contentId ?? "",
  },
  {
    name: "parentname",
    description: "Subject or name of that",
    cell: ({ parent }) => nameOf(parent),
  },
  {
    name: "message",
    description: "Id of the message or loose file at the top",
    cell: ({ root }) => root.contentId,
  },
  {
    name: "subject",
    description: "Subject of that message",
    cell: ({ root }) => root.envelope?.subject ?? "",
  },
  {
    name: "from",
    description: "Senders of that message",
    cell: ({ root }) => (root.envelope?.from ?? []).map(addressText).join(", "),
  },
  {
    name: "to",
    description: "To of that message",
    cell: ({ root }) => (root.envelope?.to ?? []).map(addressText).join(", "),
  },
  {
    name: "sentAt",
    description: "Date header of that message",
    cell: ({ root }) => isoTime(root.sentAt),
  },
  { name: "source", description: "Where it came from", cell: (row) => row.source() },
  {
    name: "problems",
    description: "What could not be read in it",
    cell: (row) => row.problems().join(" "),
  },
  ...METADATA_COLUMNS.map(({ name, description, values }) => ({
    name,
    description,
    cell: (row: FileRow) => cellOf(values(row.metadata())),
  })),
];
