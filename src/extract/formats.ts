/**
 * What is read of each format, by what, and what is not: the table of docs/formats.md. A test holds it to the code: every media type that has a reader is in a row,
 * and every row names the test whose file proves it.
 */

/** A row of the table. */
export interface FormatRow {
  readonly name: string;
  /** Media types as the reader table has them; a type that ends with "." stands for all that begin so. */
  readonly types: readonly string[];
  /** Marks in the order of {@link FORMAT_READS}: what of each is read, "" for nothing. */
  readonly text: string;
  readonly people: string;
  readonly times: string;
  readonly places: string;
  readonly children: string;
  readonly by: string;
  readonly notRead: string;
  /** A test file below tests/, and words of the name of a test in it. */
  readonly proof: readonly [file: string, test: string];
}

/** The columns of what is read. @public: the script of the pages reads it */
export const FORMAT_READS = ["text", "people", "times", "places", "children"] as const;

const OURS = "own reader";

type Said = Partial<Pick<FormatRow, (typeof FORMAT_READS)[number] | "by" | "notRead">>;

const row = (
  name: string,
  types: readonly string[],
  said: Said,
  proof: FormatRow["proof"],
): FormatRow => ({
  text: "",
  people: "",
  times: "",
  places: "",
  children: "",
  by: OURS,
  notRead: "",
  ...said,
  name,
  types,
  proof,
});

const OOXML = "application/vnd.openxmlformats-officedocument.";

/** Every format with a reader. */
export const FORMATS: readonly FormatRow[] = [
  row(
    "Word, Excel, PowerPoint since 2007 (OOXML)",
    [
      OOXML,
      "application/vnd.ms-excel.",
      "application/vnd.ms-word.",
      "application/vnd.ms-powerpoint.",
    ],
    {
      text: "body, headers, notes, comments, deleted text, cells, slides, charts",
      people: "creator, last saver, changes, comments, people parts",
      times: "created, saved, printed, changes, member times",
      children: "pictures, embedded files, macros as bytes",
      notRead: "formulas; text in pictures",
    },
    ["extract/ooxml-properties.test.ts", "properties of OOXML"],
  ),
  row(
    "OpenDocument",
    ["application/vnd.oasis.opendocument.", "application/vnd.sun.xml."],
    {
      text: "all",
      people: "creator, last saver, changes, comments",
      times: "created, saved, printed, changes",
      children: "pictures, embedded files",
      notRead: "encrypted documents",
    },
    ["extract/odf.test.ts", "gives who made and who saved it last"],
  ),
  row(
    "Word, Excel, PowerPoint 97 to 2003, Outlook .msg (compound files)",
    [
      "application/x-ole-storage",
      "application/msword",
      "application/vnd.ms-excel",
      "application/vnd.ms-powerpoint",
      "application/vnd.ms-outlook",
    ],
    {
      text: "all, of Excel since 2; of .msg the message",
      people: "property sets, changes, comments, correspondents",
      times: "created, saved, printed, sent, received",
      children: "embedded files, attachments",
      notRead: "Word 2, Works, Publisher and Visio: a row says so",
    },
    ["extract/ole-metadata.test.ts", "property sets"],
  ),
  row(
    "Pages, Numbers, Keynote since '09 (iWork)",
    ["application/zip"],
    {
      text: "text, notes, cells, comments, table names",
      people: "authors of comments; of '09 the author",
      times: "member times",
      children: "pictures and other members",
      notRead: "formulas; which cell is in which row",
    },
    ["extract/evidence-formats.test.ts", "reads text, cells, names, comments"],
  ),
  row(
    "RTF",
    ["application/rtf"],
    {
      text: "all, deleted text apart",
      people: "author, operator, changes",
      times: "created, saved, printed",
      children: "embedded objects",
      notRead: "drawings",
    },
    ["extract/rtf.test.ts", "reads the info group, local times and numbers"],
  ),
  row(
    "PDF",
    ["application/pdf"],
    {
      text: "by page, forms, comments, earlier revisions",
      people: "author, comments",
      times: "Info and XMP",
      children: "embedded files, earlier revisions",
      by: "unpdf (pdf.js) in a child process, and an own reader of its structure",
      notRead: "text in pictures: is:needs-ocr",
    },
    ["extract/pdf.test.ts", "gives text by page"],
  ),
  row(
    "JPEG, TIFF, HEIC, HEIF, AVIF, WebP, PNG, GIF, JPEG XL, Photoshop",
    [
      "image/jpeg",
      "image/tiff",
      "image/heic",
      "image/heif",
      "image/avif",
      "image/webp",
      "image/png",
      "image/gif",
      "image/jxl",
      "image/vnd.adobe.photoshop",
    ],
    {
      text: "captions and comments",
      people: "artist, owner, creator",
      times: "taken, changed, GPS clock",
      places: "EXIF GPS",
      notRead: "text in the picture; maker notes other than those named in the reader",
    },
    ["extract/image.test.ts", "gives the place as decimal degrees"],
  ),
  row(
    "HTML",
    ["text/html"],
    {
      text: "all; of Telegram exports the messages",
      people: "author, last author",
      times: "created, saved",
      notRead: "pictures it links to",
    },
    ["extract/text-files.test.ts", "names author, last author and program as Word writes them"],
  ),
  row(
    "XML and SVG",
    ["application/xml", "image/svg+xml"],
    {
      text: "text and attributes",
      people: "Dublin Core, office documents of one file",
      times: "the same",
    },
    ["extract/text-files.test.ts", "gives text, attributes, the drawing program"],
  ),
  row(
    "Contacts and appointments (vCard, iCalendar)",
    ["text/vcard", "text/calendar"],
    {
      text: "all",
      people: "names, organizer, attendees",
      times: "created, changed, revision",
      children: "attached files and pictures",
    },
    ["extract/text-files.test.ts", "reads folded lines, escapes and people"],
  ),
  row(
    "Plain text, tables, source code, JSON",
    ["text/", "application/json", "application/pgp-encrypted"],
    { text: "all, in any charset", notRead: "PGP messages without a key" },
    ["extract/text-files.test.ts", "plain text"],
  ),
  row(
    "Exported chats: WhatsApp, Slack, Telegram, Teams, Graph, Signal",
    ["text/plain", "application/json", "text/html"],
    {
      text: "each message a document",
      people: "sender",
      times: "sent; a clock without zone is said to be one",
      notRead: "files that the export names and does not hold",
    },
    ["extract/chat.test.ts", "finds messages by sender, date and word, and their thread"],
  ),
  row(
    "winmail.dat (TNEF)",
    ["application/vnd.ms-tnef"],
    {
      text: "the message",
      people: "correspondents",
      times: "sent, received, of attachments",
      children: "attachments",
    },
    ["extract/messages.test.ts", "gives subject, body and attachments"],
  ),
  row(
    "S/MIME and CMS",
    ["application/pkcs7-mime"],
    {
      text: "what is signed",
      people: "signer",
      children: "the message inside",
      notRead: "encrypted messages without a key",
    },
    ["extract/read-cms.test.ts", "hand out what is signed"],
  ),
  row(
    "Zip",
    ["application/zip", "application/epub+zip", "application/java-archive"],
    { times: "member times", children: "members", notRead: "encrypted members" },
    ["extract/archives.test.ts", "are the same documents from RAR 4, RAR 5, tar and zip"],
  ),
  row(
    "RAR",
    ["application/vnd.rar", "application/x-rar"],
    {
      people: "owner on Unix",
      times: "member times",
      children: "members",
      by: "node-unrar-js in a child process, and an own reader of its headers",
      notRead: "encrypted members",
    },
    ["extract/archives.test.ts", "RAR 4: local time in steps of two seconds"],
  ),
  row(
    "tar and gzip",
    ["application/x-tar", "application/gzip"],
    {
      people: "owner",
      times: "member times",
      children: "members",
      notRead: "holes of sparse files",
    },
    ["extract/archives.test.ts", "tar: UTC, user name, numbers"],
  ),
  row(
    "7z, cab, iso, lzh, arj, cpio, ar, bzip2, xz, zstd, .Z",
    [
      "application/x-7z-compressed",
      "application/vnd.ms-cab-compressed",
      "application/x-iso9660-image",
      "application/x-lzh",
      "application/x-arj",
      "application/x-cpio",
      "application/x-archive",
      "application/x-bzip2",
      "application/x-xz",
      "application/zstd",
      "application/x-compress",
    ],
    {
      times: "member times",
      children: "members",
      by: "7z-wasm in a child process",
      notRead: "encrypted archives",
    },
    ["extract/archives.test.ts", "archives of other packers"],
  ),
  row(
    "SQLite",
    ["application/vnd.sqlite3"],
    {
      text: "all tables; of chats (iMessage, WhatsApp, Skype, Signal, SMS) each message a document",
      people: "sender and room of a chat message",
      times: "of chat messages; of browser history and mail as text",
      children: "pictures and documents kept in cells",
      notRead: "deleted rows; the write-ahead log beside the file; encrypted databases",
    },
    ["extract/sqlite.test.ts", "every table is text"],
  ),
  row(
    "BinHex 4.0",
    ["application/mac-binhex40"],
    { children: "both forks", notRead: "what a resource fork holds" },
    ["extract/binhex.test.ts", "the data fork is a file of its own"],
  ),
  row(
    "Sound and film",
    ["audio/", "video/"],
    {
      people: "artist, composer and other tags",
      times: "made, as the container states",
      places: "where the camera writes them",
      notRead: "what is said and shown",
    },
    ["extract/media.test.ts", "says when, where and with what it was made"],
  ),
  row(
    "Windows shortcuts",
    ["application/x-ms-shortcut"],
    {
      text: "target, arguments",
      people: "machine name, MAC address, volume serial number",
      times: "of the target",
      notRead: "the list of shell items",
    },
    ["extract/evidence-formats.test.ts", "say target, volume, arguments, machine"],
  ),
  row(
    "Binary property lists",
    ["application/vnd.apple.plist"],
    { text: "keys with values", notRead: "bytes inside" },
    ["extract/evidence-formats.test.ts", "are read as keys with values"],
  ),
];
