/**
 * THE field table. The index, the query parser, `leaksift fields`, completion and docs/fields.md all read it;
 * nothing else lists fields. Adding a field = adding a row here and filling it in ingest/.
 */
import { IDENTIFIER_KINDS } from "./identifier-kinds.ts";

/**
 * - `text`: tokenized, has positions, phrases work.
 * - `token`: whole values, folded like text but not split (addresses, hashes, `is:` words).
 * - `time` / `number`: numeric column, ranges and sorting.
 * - `catalog`: answered from the catalog, not from postings (source, id, any header).
 */
export type FieldType = "text" | "token" | "time" | "number" | "catalog";

/**
 * - `family`: evaluated over the whole family; words may be spread over body and attachments.
 * - `file`: adjacent conditions on file fields inside one AND group must hold for the same file.
 */
export type FieldLevel = "family" | "file";

export interface FieldSpec {
  /** As typed before the colon, lower case. Never renamed: saved queries hold it. */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly type: FieldType;
  readonly level: FieldLevel;
  /** Searched by a word without a field. */
  readonly inDefault: boolean;
  /** BM25F weight; 0 for fields that never rank. */
  readonly weight: number;
  /** True for values that name a person; `author:` searches all of them. */
  readonly person: boolean;
  /** A field with no postings of its own: a condition on it is an OR over these. */
  readonly unionOf: readonly string[] | null;
  readonly description: string;
  readonly example: string;
}

type Row = Partial<Omit<FieldSpec, "name" | "type" | "description" | "example">>;

const field = (
  name: string,
  type: FieldType,
  description: string,
  example: string,
  row: Row = {},
): FieldSpec => ({
  aliases: [],
  level: "family",
  inDefault: false,
  weight: type === "text" ? 1 : 0,
  person: false,
  unionOf: null,
  ...row,
  name,
  type,
  description,
  example,
});

const fileField = (
  name: string,
  type: FieldType,
  description: string,
  example: string,
  row: Row = {},
): FieldSpec => field(name, type, description, example, { level: "file", ...row });

export const FIELDS: readonly FieldSpec[] = [
  // Message text
  field("subject", "text", "Subject of the message", "subject:invoice", {
    inDefault: true,
    weight: 3,
    aliases: ["s"],
  }),
  field("body", "text", "Text of the message body", 'body:"table for four"', {
    inDefault: true,
    aliases: ["b"],
  }),
  field("from", "text", "Name and address of From and Sender", "from:anna", {
    inDefault: true,
    weight: 2,
    aliases: ["sender", "f"],
  }),
  field("to", "text", "Names and addresses of To, Cc and Bcc", "to:accounts@example.org", {
    inDefault: true,
    aliases: ["recipient", "t"],
  }),
  field("cc", "text", "Names and addresses of Cc", "cc:anna", { weight: 0 }),
  field("bcc", "text", "Names and addresses of Bcc", "bcc:anna", { weight: 0 }),
  field("replyto", "text", "Names and addresses of Reply-To", "replyto:example.org", { weight: 0 }),
  field(
    "envelope",
    "text",
    "Return-Path, Delivered-To, Resent-To and other headers of delivery; recipients a journal names",
    "envelope:anna@example.org",
    { weight: 0 },
  ),
  field(
    "attachment",
    "text",
    "Text inside attachments, loose files and archive members",
    "attachment:guarantee",
    { inDefault: true, aliases: ["text", "content"] },
  ),
  field(
    "ocr",
    "text",
    "Text that another program read (leaksift reread): OCR, an office program, a file made elsewhere; words without a field are looked for in it too",
    "ocr:guarantee",
    { weight: 0, unionOf: ["ocr"] },
  ),
  fileField(
    "filename",
    "text",
    "Name of an attachment, loose file or archive member",
    "filename:budget.xlsx",
    { inDefault: true, weight: 2, aliases: ["file", "fn"] },
  ),
  field(
    "ids",
    "token",
    "Addresses, phone and invoice numbers, hashes, account numbers, as whole tokens",
    "ids:INV-2041-77",
    { inDefault: true, weight: 1 },
  ),
  field(
    "headers",
    "token",
    "Message-ID, References, List-Id, X-Mailer, Received hosts and addresses",
    "headers:mx1.example.org",
  ),
  field(
    "domain",
    "token",
    "Domain of any correspondent, of Reply-To and delivery, and of its parents",
    "domain:example.org",
  ),
  field(
    "participants",
    "text",
    "Names and addresses of everyone on the message",
    "participants:weber",
    { weight: 0, aliases: ["participant"], unionOf: ["from", "to"] },
  ),
  field("mailer", "text", "X-Mailer or User-Agent header", "mailer:thunderbird", {
    weight: 0,
    aliases: ["client"],
  }),
  // Kind of document
  field(
    "has",
    "token",
    "What a message carries: attachment, gps, macros, comments, undecodable, empty-metadata …",
    "has:attachment",
  ),
  field(
    "is",
    "token",
    "State: reply, orphan, bulk, duplicate, deleted, encrypted, unreadable, needs-ocr, mistyped; inbound, outbound, internal …",
    "is:bulk",
  ),
  field(
    "label",
    "token",
    "Label that a person or program gave the message",
    'label:"Projekt Falke"',
    {
      aliases: ["labels"],
    },
  ),
  field(
    "threadid",
    "token",
    "Id that a provider gave the conversation (X-GM-THRID)",
    "threadid:1561734567890123999",
  ),
  field("kind", "token", "message, attachment, file or member", "kind:attachment", {
    level: "file",
  }),
  fileField(
    "type",
    "token",
    "File type by content: pdf, xlsx, jpeg, or a whole media type",
    "type:pdf",
    { aliases: ["filetype"] },
  ),
  field("lang", "token", "Language of the text, two letters", "lang:fr", { aliases: ["language"] }),
  field("script", "token", "Writing system found in the text", "script:cyrillic"),
  field(
    "flag",
    "catalog",
    "A check that fired, by id, or how many different ones at least",
    "flag:saved-after-sent",
    { aliases: ["flags"] },
  ),
  // Times and sizes
  field("date", "time", "Date header, else time of receipt", "date:2017-03-20..2017-04-02", {
    aliases: ["sent"],
  }),
  field("received", "time", "Time of the topmost Received header", "received:2017-04"),
  field("size", "number", "Bytes of the message or loose file", "size:>5MB", {
    aliases: ["bytes"],
  }),
  field("attachments", "number", "How many files the message carries", "attachments:>=3"),
  field(
    "hour",
    "catalog",
    "Hour of sending by the sender's clock, 0 to 23; over midnight too",
    "hour:22..5",
  ),
  field("hourutc", "catalog", "Hour of sending in UTC", "hourutc:22..5"),
  field("weekday", "catalog", "Day of sending by the sender's clock", "weekday:sat..sun"),
  // Answered from the catalog
  field("in", "catalog", "Source, folder or custodian the document came from", "in:inbox.mbox", {
    aliases: ["source", "folder", "custodian"],
  }),
  field("id", "catalog", "Content id (any unique prefix) or Message-ID", "id:3f9a01c2"),
  field("thread", "catalog", "All messages of the conversation of this id", "thread:3f9a01c2"),
  field(
    "header",
    "catalog",
    "Any header by name: header:NAME=value",
    "header:x-originating-ip=10.*",
  ),
  field("tag", "catalog", "A tag you gave", "tag:read"),
  field("sha256", "catalog", "SHA-256 of a message, attachment or file", "sha256:9f86d0"),
  // Answered from the store of identifiers, which `leaksift identifiers` makes
  ...IDENTIFIER_KINDS.map(({ name, what, example }) => field(name, "catalog", what, example)),
  // Authorship metadata, one field each: they answer different questions
  fileField("author", "text", "Any person-like metadata value, whatever its role", "author:weber", {
    aliases: ["person"],
    weight: 0,
    unionOf: ["creator", "lastsavedby", "manager", "changedby", "commentby", "people"],
  }),
  fileField("creator", "text", "Creator or author as stored in the file", "creator:anna", {
    person: true,
    weight: 0,
  }),
  fileField(
    "lastsavedby",
    "text",
    "Who the file says saved it last",
    "lastsavedby:script:cyrillic",
    { person: true, weight: 0, aliases: ["lastmodifiedby"] },
  ),
  fileField("company", "text", "Company property", "company:*", { weight: 0 }),
  fileField("manager", "text", "Manager property", "manager:*", { person: true, weight: 0 }),
  fileField("title", "text", "Title property of the file", "title:budget", { weight: 0 }),
  fileField("docsubject", "text", "Subject property of the file", "docsubject:loan", { weight: 0 }),
  fileField("keywords", "text", "Keywords, category and comments properties", "keywords:draft", {
    weight: 0,
  }),
  fileField("template", "text", "Template the file was made from", "template:normal.dotm", {
    weight: 0,
  }),
  fileField(
    "app",
    "text",
    "Application and version that wrote the file; PDF creator and producer; camera software",
    "app:excel",
    { weight: 0, aliases: ["application", "producer"] },
  ),
  fileField(
    "applang",
    "token",
    "Language of the application's interface as the file betrays it",
    "applang:ru",
    { aliases: ["uilang"] },
  ),
  fileField("codepage", "token", "Code page of the property set or document", "codepage:1251"),
  fileField("changedby", "text", "Authors of tracked changes", "changedby:weber", {
    person: true,
    weight: 0,
  }),
  fileField("commentby", "text", "Authors of comments", "commentby:weber", {
    person: true,
    weight: 0,
  }),
  fileField(
    "people",
    "text",
    "People parts, reviewers, contact names in the file",
    "people:weber",
    { person: true, weight: 0 },
  ),
  fileField("path", "text", "Absolute paths found in the file", 'path:"c users"', { weight: 0 }),
  fileField("printer", "text", "Printer names found in the file", "printer:laserjet", {
    weight: 0,
  }),
  fileField(
    "link",
    "text",
    "External links, attached templates, data connections",
    "link:fileserver",
    { weight: 0 },
  ),
  fileField("sheet", "text", "Sheet, style and slide-master names", "sheet:feuil1", { weight: 0 }),
  fileField("camera", "text", "Camera make and model", "camera:canon", { weight: 0 }),
  fileField(
    "docid",
    "token",
    "Ids a file carries: rsids, PDF ids, XMP document ids",
    "docid:00a77b3e",
  ),
  fileField(
    "other",
    "text",
    "Other metadata values, each named in show --metadata",
    "other:draft",
    { weight: 0 },
  ),
  fileField("created", "time", "Creation time stored in the file", "created:2012"),
  fileField("modified", "time", "Time of last saving stored in the file", "modified:2017-03-27"),
  fileField("printed", "time", "Time of last printing stored in the file", "printed:*"),
  fileField("taken", "time", "Time a picture was taken", "taken:2016-08"),
  fileField("membertime", "time", "Time an archive states for its member", "membertime:2017-03-27"),
  fileField("changedat", "time", "Times of tracked changes and comments", "changedat:2017"),
  fileField("revision", "number", "Revision count", "revision:<3"),
  fileField("editminutes", "number", "Total editing time in minutes", "editminutes:0"),
  fileField("pages", "number", "Pages, slides or sheets", "pages:>100"),
  fileField("filesize", "number", "Bytes of the file itself", "filesize:>1MB"),
];

const byName = new Map<string, FieldSpec>();
for (const spec of FIELDS) {
  byName.set(spec.name, spec);
  for (const alias of spec.aliases) byName.set(alias, spec);
}

/** The field of that name or alias (any case), undefined when there is none. */
export function findField(name: string): FieldSpec | undefined {
  return byName.get(name.toLowerCase());
}

/** Fields with postings in a segment, in the order that gives them their number there. Order is part of the index format. */
export const POSTING_FIELDS: readonly FieldSpec[] = FIELDS.filter(
  (f) => (f.type === "text" || f.type === "token") && f.unionOf === null,
);

/** Fields with a numeric column in a segment, in column order. Order is part of the index format. */
export const COLUMN_FIELDS: readonly FieldSpec[] = FIELDS.filter(
  (f) => f.type === "time" || f.type === "number",
);

/** Metadata fields whose values are suggested: who made, saved, managed or commented a file, its company and title. */
export const NAME_METADATA: readonly string[] = FIELDS.filter(
  ({ name, person }) => person || name === "company" || name === "title",
).map(({ name }) => name);

/** Names that are not fields of their own but forms of one: `after:D` is `date:D..`, `before:D` is `date:..D`. */
const _DATE_SHORTHANDS = ["after", "before"] as const;
