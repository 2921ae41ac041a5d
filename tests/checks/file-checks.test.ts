/** File checks, each with its table. */
import { FILE_CHECKS } from "../../src/checks/engine/file-checks.ts";
import { count, file, fileTable, value, word } from "./tables.ts";

type Rows = Parameters<typeof fileTable>[1];
const table = (id: string, rows: Rows): void => {
  const check = FILE_CHECKS.find((each) => each.id === id);
  if (check === undefined) throw new Error(`no check ${id}`);
  fileTable(check, rows);
};

const CORE = "docProps/core.xml";
const core = (element: string, field: string, text: string) =>
  value(field, text, `${CORE} ${element}`);
const created = (text: string) => core("dcterms:created", "created", text);
const modified = (text: string) => core("dcterms:modified", "modified", text);
const saver = (text: string) => core("cp:lastModifiedBy", "lastsavedby", text);
const creator = (text: string) => core("dc:creator", "creator", text);
const printed = (text: string) => core("cp:lastPrinted", "printed", text);
const version = (text: string) => value("app", text, "docProps/app.xml AppVersion");
const minutes = (n: number) => count("editminutes", n, "docProps/app.xml TotalTime");
const revision = (n: number) => count("revision", n, `${CORE} cp:revision`);
const LONG = [{ place: "", text: "The association met in March. ".repeat(300) }];

table("last-saver-differs-from-creator", {
  fires: [
    ["two names", word([saver("Carl Maier")])],
    ["a name in another script", word([saver("Тарас Зимин")])],
  ],
  silent: [
    ["one name", word()],
    ["one name in other case", word([saver("ANNA WEBER ")])],
    ["no saver", word([saver("")])],
  ],
});

table("modified-before-created", {
  fires: [
    ["a day before", word([modified("2016-02-28T08:00:00Z")])],
    ["years before", word([created("2026-01-01T00:00:00Z")])],
  ],
  silent: [
    ["the same second, as a converter writes", word([modified("2016-03-01T08:00:00Z")])],
    ["a minute before, rounded", word([modified("2016-03-01T07:59:00Z")])],
    [
      "times of two clocks",
      file("application/msword", [
        value("created", "2016-03-01T10:00:00", "Dop dttmCreated", "unknown"),
        value("modified", "2016-03-01T08:00:00Z", "SummaryInformation 13 last saved"),
      ]),
    ],
    ["no time of saving", word([modified("")])],
  ],
});

table("printed-after-modified", {
  fires: [
    ["days after", word([printed("2016-03-09T08:00:00Z")])],
    ["hours after", word([printed("2016-03-04T14:30:00Z")])],
  ],
  silent: [
    ["before", word([printed("2016-03-02T08:00:00Z")])],
    ["within the hour, as a save on closing leaves it", word([printed("2016-03-04T10:50:00Z")])],
    ["never", word()],
  ],
});

table("saved-before-program-existed", {
  fires: [
    [
      "Word 2013 in 2009",
      word([created("2009-01-01T00:00:00Z"), modified("2009-02-01T00:00:00Z")]),
    ],
    [
      "Word 2016 in 2011",
      word([version("16.0000"), modified("2011-02-01T00:00:00Z"), created("2011-01-01T00:00:00Z")]),
    ],
  ],
  silent: [
    ["a version of its time", word()],
    ["a test version", word([version("16.0000"), modified("2015-01-01T00:00:00Z")])],
    ["an old creation date, kept from the original", word([created("1998-01-01T00:00:00Z")])],
    [
      "a clock that was reset to 1980, which means not set",
      word([modified("1980-01-01T00:00:00Z")]),
    ],
  ],
});

table("long-text-no-edit-time", {
  fires: [
    ["pages in no time", word([minutes(0), revision(1)], { texts: LONG })],
    ["pages in two saves", word([minutes(0), revision(2)], { texts: LONG })],
  ],
  silent: [
    ["a note", word([minutes(0), revision(1)], { texts: [{ place: "", text: "Dear Bob" }] })],
    ["worked on", word([], { texts: LONG })],
    ["saved often", word([minutes(0), revision(12)], { texts: LONG })],
  ],
});

table("edit-time-exceeds-lifetime", {
  fires: [
    ["ten days in three", word([minutes(14_400)])],
    ["two hours in one minute", word([minutes(120), modified("2016-03-01T08:01:00Z")])],
  ],
  silent: [
    ["less than its life", word()],
    ["a session left open over night", word([minutes(4_300)])],
    ["minutes rounded up", word([minutes(30), modified("2016-03-01T08:10:00Z")])],
    [
      "saved before it was created, which is another check",
      word([minutes(14_400), modified("2016-02-01T08:00:00Z")]),
    ],
  ],
});

const withLanguage = (text: string, language = "en") =>
  word([value("applang", language, "word/styles.xml w:styleId")], { texts: [{ place: "", text }] });
table("foreign-error-text", {
  fires: [
    [
      "an error text of a Cyrillic interface",
      withLanguage("See Ошибка! Недопустимый объект гиперссылки. here"),
    ],
    [
      "one in German in a French file",
      withLanguage("voir Fehler! Textmarke nicht definiert.", "fr"),
    ],
  ],
  silent: [
    ["the file's own language", withLanguage("See Error! Bookmark not defined.")],
    ["a text about errors", withLanguage("Ошибка! Что делать?")],
    [
      "a file that shows no language",
      word([], { texts: [{ place: "", text: "Fehler! Textmarke nicht definiert." }] }),
    ],
  ],
});

table("machine-traces", {
  fires: [
    [
      "a path",
      word([value("path", "C:\\Users\\anna\\Desktop\\", "xl/workbook.xml x15ac:absPath")]),
    ],
    ["a printer", word([value("printer", "\\\\print1\\laser", "xl/printerSettings1.bin DEVMODE")])],
  ],
  silent: [
    ["none", word()],
    ["an empty path", word([value("path", "", "xl/workbook.xml x15ac:absPath")])],
    [
      "a text file with a path, which names no program",
      file("text/plain", [value("path", "C:\\a", "text")]),
    ],
  ],
});

table("hidden-content", {
  fires: [
    ["a hidden sheet", word([], { features: ["hidden-sheets"], texts: LONG })],
    ["tracked changes", word([], { features: ["tracked-changes"], texts: LONG })],
  ],
  silent: [
    ["nothing hidden", word([], { texts: LONG })],
    ["macros, which are another check", word([], { features: ["macros"], texts: LONG })],
    ["no text read", word([], { features: ["hidden-sheets"] })],
  ],
});

const zipTime = value(
  "membertime",
  "2018-10-26T13:26:02",
  "zip DOS time of the earliest member",
  "unknown",
);
const app = (text: string) => value("app", text, "docProps/app.xml Application");
table("zip-layout-unlike-program", {
  fires: [
    ["Word with member times", word([zipTime])],
    ["Word for Mac with member times", word([zipTime, app("Microsoft Macintosh Word")])],
  ],
  silent: [
    ["no times, as Office writes", word()],
    ["LibreOffice", word([zipTime, app("LibreOffice/6.0"), version("")])],
    ["a plain zip", file("application/zip", [zipTime])],
  ],
});

const rsidRoot = value("docid", "", "word/settings.xml w:rsidRoot");
table("word-file-without-rsids", {
  fires: [
    ["Word without any", word([rsidRoot])],
    [
      "Word with other ids only",
      word([rsidRoot, value("docid", "{f5cc}", "word/settings.xml w:docId")]),
    ],
  ],
  silent: [
    ["Word with one", word()],
    ["another program", word([rsidRoot, app("Google Docs"), version("")])],
    [
      "a workbook, which has none",
      {
        ...word([rsidRoot]),
        type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      },
    ],
  ],
});

table("anonymised-metadata", {
  fires: [
    ["both names empty", word([creator(""), saver("")])],
    [
      "both empty in an old file",
      file("application/msword", [
        app("Microsoft Office Word"),
        value("creator", "", "SummaryInformation 4 author"),
        value("lastsavedby", "", "SummaryInformation 8 last author"),
      ]),
    ],
  ],
  silent: [
    ["both filled", word()],
    ["one empty", word([creator("")])],
    ["a converter that has no slots", file("application/msword", [app("Microsoft Office Word")])],
  ],
});

const pdf = (...values: Parameters<typeof file>[1]) => file("application/pdf", values);
const PDF_CREATED = value("created", "2016-07-04T12:22:10Z", "Info /CreationDate", "stated");
table("pdf-earlier-revision", {
  fires: [
    ["two revisions", pdf(count("other", 2, "PDF revisions"))],
    ["three revisions", pdf(count("other", 3, "PDF revisions"))],
  ],
  context: (["form", "signature"] as const).map((feature) => [
    `a ${feature}, as context`,
    file("application/pdf", [count("other", 2, "PDF revisions")], {
      features: [feature, "revisions"],
    }),
  ]),
  silent: [
    ["one", pdf(PDF_CREATED)],
    ["a linearized file", pdf(value("other", "yes", "PDF linearized"))],
    ["another type", file("image/png", [count("other", 2, "PDF revisions")])],
  ],
});

const PAGE = { texts: [{ place: "page 1", text: "word ".repeat(80) }] };
const lone = (number: string) => value("other", number, "PDF page 1, font used once");
table("pdf-number-in-other-font", {
  fires: [
    ["an amount", file("application/pdf", [lone("18400")], PAGE)],
    ["an amount with its sign", file("application/pdf", [lone("€ 1 250,00")], PAGE)],
  ],
  silent: [
    ["one font for all", file("application/pdf", [], PAGE)],
    ["a file of a few words", file("application/pdf", [lone("18400")])],
    ["another type", file("image/png", [lone("18400")], PAGE)],
  ],
});

const DOP = "Dop dttmRevised (local time)";
const SAVED = "SummaryInformation 13 last saved";
table("file-zone-told", {
  fires: [
    [
      "an old Word file, its clock two hours ahead",
      file("application/msword", [
        value("modified", "2016-03-04T12:30:00", DOP, "unknown"),
        value("modified", "2016-03-04T10:30:41Z", SAVED),
      ]),
    ],
    [
      "an offset stated in a PDF",
      pdf(value("created", "D:20160704142210+02'00'", "Info /CreationDate"), {
        ...PDF_CREATED,
        text: "D:20160704142210+02'00'",
      }),
    ],
    [
      "a tracked change in both clocks",
      word([
        value("changedat", "2016-03-04T05:30:00", "word/document.xml w:ins date", "unknown"),
        value("changedat", "2016-03-04T10:30:00Z", "word/document.xml w:ins dateUtc"),
      ]),
    ],
  ],
  silent: [
    ["UTC alone", word()],
    [
      "clocks that are no zone apart",
      file("application/msword", [
        value("modified", "2016-03-04T12:37:00", DOP, "unknown"),
        value("modified", "2016-03-04T10:30:00Z", SAVED),
      ]),
    ],
    [
      "clocks days apart",
      file("application/msword", [
        value("modified", "2016-03-09T12:30:00", DOP, "unknown"),
        value("modified", "2016-03-04T10:30:00Z", SAVED),
      ]),
    ],
    ["a time written as UTC", pdf({ ...PDF_CREATED, text: "D:20160704122210Z" })],
  ],
});

const ROOT = "root directory entry, modified";
const xls = (saved: string, written: string) =>
  file("application/vnd.ms-excel", [
    value("modified", saved, SAVED),
    value("other", written, ROOT),
  ]);
table("container-written-after-saving", {
  fires: [
    ["weeks later", xls("2012-04-02T14:40:00Z", "2012-05-20T09:02:00Z")],
    ["two days later", xls("2012-04-02T14:40:00Z", "2012-04-04T16:50:00Z")],
  ],
  silent: [
    ["the same moment", xls("2012-04-02T14:40:00Z", "2012-04-02T14:40:01Z")],
    ["a day later, as zones allow", xls("2012-04-02T14:40:00Z", "2012-04-03T15:40:00Z")],
    [
      "a container without a time",
      file("application/vnd.ms-excel", [value("modified", "2012-04-02T14:40:00Z", SAVED)]),
    ],
    ["the container first", xls("2012-05-20T09:02:00Z", "2012-04-02T14:40:00Z")],
  ],
});

const layer = (bytes: number) => count("other", bytes, "PDF content stream 5, bytes 1200+340");
table("pdf-text-over-letterhead", {
  fires: [
    ["a letter of one page", pdf(count("pages", 1, "PDF pages"), layer(812))],
    ["a letter of three pages", pdf(count("pages", 3, "PDF pages"), layer(90))],
  ],
  silent: [
    ["text without a picture", pdf(count("pages", 1, "PDF pages"))],
    [
      "slides and brochures, longer than a letter",
      pdf(count("pages", 24, "PDF pages"), layer(812)),
    ],
    ["another type", file("image/png", [count("pages", 1, "PDF pages"), layer(812)])],
    [
      "a scan without visible text",
      pdf(count("pages", 1, "PDF pages"), count("other", 1, "PDF pages without text")),
    ],
  ],
});

const xmp = (text: string, zone: "stated" | "unknown" = "stated") =>
  value("created", text, "XMP xmp:CreateDate", zone);
table("pdf-dates-disagree", {
  fires: [
    ["a day apart", pdf(PDF_CREATED, xmp("2016-07-05T15:40:10Z"))],
    ["ten minutes apart", pdf(PDF_CREATED, xmp("2016-07-04T12:32:10Z"))],
  ],
  silent: [
    ["the same", pdf(PDF_CREATED, xmp("2016-07-04T12:22:10Z"))],
    ["a zone written wrongly", pdf(PDF_CREATED, xmp("2016-07-04T14:22:10Z"))],
    ["no zone in one", pdf(PDF_CREATED, xmp("2016-07-05T10:00:00", "unknown"))],
    ["one place only", pdf(PDF_CREATED)],
  ],
});

const mod = (text: string) => value("modified", text, "Info /ModDate", "stated");
table("pdf-modified-before-created", {
  fires: [
    ["a month before", pdf(PDF_CREATED, mod("2016-06-04T12:00:00Z"))],
    ["ten minutes before", pdf(PDF_CREATED, mod("2016-07-04T12:10:00Z"))],
  ],
  silent: [
    ["after", pdf(PDF_CREATED, mod("2016-07-04T12:30:00Z"))],
    ["two hours before, a zone", pdf(PDF_CREATED, mod("2016-07-04T10:22:10Z"))],
    ["seconds before", pdf(PDF_CREATED, mod("2016-07-04T12:22:05Z"))],
  ],
});

const signed = (...values: Parameters<typeof file>[1]) =>
  file("application/pdf", values, { features: ["signature"] });
const range = (behind: number) => count("other", behind, "PDF signature /ByteRange");
table("pdf-changed-after-signature", {
  fires: [
    ["a page behind", signed(range(9170))],
    ["behind both of two", signed(range(36_685), range(12_000))],
  ],
  silent: [
    ["nothing behind", signed(range(0))],
    ["a line end behind", signed(range(2))],
    ["the second signature covers all", signed(range(9170), range(0))],
  ],
});

table("active-content", {
  fires: [
    ["macros", word([], { features: ["macros"] })],
    ["a script in a PDF", file("application/pdf", [], { features: ["javascript"] })],
  ],
  silent: [
    ["a saved web page", file("text/html", [], { features: ["javascript"] })],
    ["comments", word([], { features: ["comments"] })],
    ["a form without scripts", file("application/pdf", [], { features: ["form"] })],
  ],
});

const photo = (...values: Parameters<typeof file>[1]) =>
  file("image/jpeg", [value("camera", "Canon", "EXIF Make"), ...values]);
table("image-saved-by-editor", {
  fires: [
    ["GIMP", photo(value("app", "GIMP 2.8.10", "EXIF Software"))],
    ["Photoshop", photo(value("app", "Adobe Photoshop CS6 (Windows)", "EXIF Software"))],
  ],
  silent: [
    [
      "the camera's own program",
      photo(value("app", "Digital Photo Professional", "EXIF Software")),
    ],
    ["a phone's version", photo(value("app", "9.3.1", "EXIF Software"))],
    [
      "a drawing without a camera",
      file("image/png", [value("app", "GIMP 2.8.10", "EXIF Software")]),
    ],
  ],
});

const taken = value("taken", "2016-08-11T10:00:00", "EXIF DateTimeOriginal", "unknown");
const changed = (text: string) => value("modified", text, "EXIF DateTime", "unknown");
table("image-changed-before-taken", {
  fires: [
    ["years before", photo(taken, changed("1998-01-01T00:00:00"))],
    ["three days before", photo(taken, changed("2016-08-08T00:00:00"))],
  ],
  silent: [
    ["at once", photo(taken, changed("2016-08-11T10:00:00"))],
    ["a zone before", photo(taken, changed("2016-08-10T22:00:00"))],
    ["later", photo(taken, changed("2017-01-01T00:00:00"))],
  ],
});

const member = (text: string, utc?: string) => ({
  name: "x",
  metadata: [
    value("membertime", text, "zip DOS time", "unknown"),
    ...(utc === undefined ? [] : [value("membertime", utc, "zip extended timestamp")]),
  ],
});
const zip = (...children: ReturnType<typeof member>[]) => file("application/zip", [], { children });
const at = (second: number): string => `2016-08-11T10:00:0${second}`;
table("archive-times-all-equal", {
  fires: [
    ["five at one second", zip(...[0, 0, 0, 0, 0].map((s) => member(at(s))))],
    ["six within eight seconds", zip(...[0, 2, 4, 4, 6, 8].map((s) => member(at(s))))],
  ],
  silent: [
    ["times of their own", zip(...[1, 2, 3, 4, 5].map((d) => member(`2016-08-0${d}T10:00:00`)))],
    ["two members", zip(member(at(0)), member(at(0)))],
    [
      "a document, not an archive",
      { ...zip(...[0, 0, 0, 0, 0].map((s) => member(at(s)))), type: "application/epub" },
    ],
  ],
});

table("archive-packer-zone", {
  fires: [
    ["two hours ahead", zip(member("2016-08-11T12:00:00", "2016-08-11T10:00:00Z"))],
    ["five hours behind", zip(member("2016-08-11T05:00:00", "2016-08-11T10:00:00Z"))],
  ],
  silent: [
    ["no UTC time", zip(member("2016-08-11T12:00:00"))],
    [
      "times that are not of one moment",
      zip(member("2016-08-11T12:07:00", "2016-08-11T10:00:00Z")),
    ],
    [
      "many zones, set by a program",
      zip(...[1, 2, 3].map((h) => member(`2016-08-11T0${h}:00:00`, "2016-08-11T00:00:00Z"))),
    ],
  ],
});

const named = (name: string, type: string, text = "") =>
  file(type, [], { name, texts: [{ place: "", text }] });
table("program-under-document-name", {
  fires: [
    ["a program named as a PDF", named("invoice.pdf", "application/x-msdownload")],
    ["a shortcut named as a sheet", named("list.xlsx", "application/x-ms-shortcut")],
    ["a script named as a picture", named("photo.jpg", "text/plain", "#!/bin/sh\nid\n")],
    ["a second ending", named("invoice.pdf                    .exe", "application/x-msdownload")],
    ["a name that turns", named("invoice\u202efdp.exe", "application/x-msdownload")],
  ],
  silent: [
    ["a program by its own name", named("setup.exe", "application/x-msdownload")],
    ["a script by its own name", named("run.sh", "text/plain", "#!/bin/sh\n")],
    ["a text that shows a script", named("notes.txt", "text/plain", "#!/bin/sh\n")],
    ["a document", named("invoice.pdf", "application/pdf")],
    ["a page exported under the name of a sheet", named("report.xls", "text/html", "<table>")],
    ["two endings of documents", named("letter.pdf.docx", "application/zip")],
  ],
});
