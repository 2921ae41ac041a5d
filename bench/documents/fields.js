/** What exiftool calls a field and where our readers say it stands, by format, and whether two values say the same. */

/** Tags whose values are names: for them every disagreement is listed. */
const PERSONS =
  /(?:Author|LastModifiedBy|LastSavedBy|Company|Manager|Artist|OwnerName|By-line|Writer-Editor|Initial-creator)$|^XMP-dc:Creator$|^XML:(?:Core.*)?Creator$|^XMP-dc:Creator$/;

/** `[tag, field, source]`; `source` is a regular expression on where our value stands. */
const OOXML = [
  ["XMP-dc:Creator", "creator", /dc:creator$/],
  ["XML:Creator", "creator", /dc:creator$/],
  ["XML:CorePropertiesCreator", "creator", /dc:creator$/],
  ["XML:LastModifiedBy", "lastsavedby", /cp:lastModifiedBy$/],
  ["XML:CorePropertiesLastModifiedBy", "lastsavedby", /cp:lastModifiedBy$/],
  ["XML:Company", "company", /app\.xml/i],
  ["XML:Manager", "manager", /app\.xml/i],
  ["XMP-dc:Title", "title", /dc:title$/],
  ["XMP-dc:Subject", "docsubject", /dc:subject$/],
  ["XMP-dc:Description", "keywords", /dc:description$/],
  ["XML:Keywords", "keywords", /cp:keywords$/],
  ["XML:Category", "keywords", /cp:category$/],
  ["XML:CreateDate", "created", /dcterms:created$/],
  ["XML:ModifyDate", "modified", /dcterms:modified$/],
  ["XML:LastPrinted", "printed", /cp:lastPrinted$/],
  ["XML:RevisionNumber", "revision", /cp:revision$/],
  ["XML:Template", "template", /app\.xml/i],
  ["XML:Application", "app", /Application$/],
  ["XML:AppVersion", "app", /AppVersion$/],
  ["XML:TotalEditTime", "editminutes", /TotalTime$/],
];
const ODF = [
  ["XMP-meta:Initial-creator", "creator", /./],
  ["XMP-dc:Creator", "lastsavedby", /./],
  ["XMP-dc:Title", "title", /./],
  ["XMP-dc:Subject", "docsubject", /./],
  ["XMP-meta:Creation-date", "created", /./],
  ["XMP-dc:Date", "modified", /./],
  ["XMP-meta:Editing-cycles", "revision", /./],
  ["XMP-meta:Generator", "app", /./],
];
const OLE = [
  ["Author", "creator", "SummaryInformation 4 "],
  ["LastModifiedBy", "lastsavedby", "SummaryInformation 8 "],
  ["Company", "company", "DocumentSummaryInformation 15 "],
  ["Manager", "manager", "DocumentSummaryInformation 14 "],
  ["Title", "title", "SummaryInformation 2 "],
  ["Subject", "docsubject", "SummaryInformation 3 "],
  ["Keywords", "keywords", "SummaryInformation 5 "],
  ["Comments", "keywords", "SummaryInformation 6 "],
  ["Category", "keywords", "DocumentSummaryInformation 2 "],
  ["Template", "template", "SummaryInformation 7 "],
  ["Software", "app", "SummaryInformation 18 "],
  ["AppVersion", "app", "DocumentSummaryInformation 23 "],
  ["RevisionNumber", "revision", "SummaryInformation 9 "],
  ["TotalEditTime", "editminutes", "SummaryInformation 10 "],
  ["CreateDate", "created", "SummaryInformation 12 "],
  ["ModifyDate", "modified", "SummaryInformation 13 "],
  ["LastPrinted", "printed", "SummaryInformation 11 "],
  ["Pages", "pages", "SummaryInformation 14 "],
  ["Slides", "pages", "DocumentSummaryInformation 7 "],
  ["Words", "other", "SummaryInformation 15 "],
  ["Characters", "other", "SummaryInformation 16 "],
].map(([tag, field, source]) => [`FlashPix:${tag}`, field, new RegExp(`^${source}`)]);
const RTF = [
  ["Author", "creator", "author"],
  ["LastModifiedBy", "lastsavedby", "operator"],
  ["Company", "company", "company"],
  ["Title", "title", "title"],
  ["Subject", "docsubject", "subject"],
  ["Keywords", "keywords", "keywords"],
  ["CreateDate", "created", "creatim"],
  ["ModifyDate", "modified", "revtim"],
  ["LastPrinted", "printed", "printim"],
  ["RevisionNumber", "revision", "version"],
  ["Pages", "pages", "nofpages"],
  ["Words", "other", "nofwords"],
].map(([tag, field, word]) => [`RTF:${tag}`, field, new RegExp(`^\\\\${word}(?: |$)`)]);

const exact = (list) =>
  list.map(([tag, source]) => [tag, null, new RegExp(`^${source.replaceAll(/[/:]/g, "\\$&")}$`)]);
const XMP = [
  ["XMP-dc:Creator", "XMP dc:creator"],
  ["XMP-dc:Title", "XMP dc:title"],
  ["XMP-xmp:CreatorTool", "XMP xmp:CreatorTool"],
  ["XMP-xmp:CreateDate", "XMP xmp:CreateDate"],
  ["XMP-xmp:ModifyDate", "XMP xmp:ModifyDate"],
  ["XMP-xmpMM:DocumentID", "XMP xmpMM:DocumentID"],
  ["XMP-xmpMM:InstanceID", "XMP xmpMM:InstanceID"],
];
const PDF = exact([
  ["PDF:Author", "Info /Author"],
  ["PDF:Company", "Info /Company"],
  ["PDF:Title", "Info /Title"],
  ["PDF:Subject", "Info /Subject"],
  ["PDF:Creator", "Info /Creator"],
  ["PDF:Producer", "Info /Producer"],
  ["PDF:CreateDate", "Info /CreationDate"],
  ["PDF:ModifyDate", "Info /ModDate"],
  ["PDF:PageCount", "PDF pages"],
  ["XMP-pdf:Producer", "XMP pdf:Producer"],
  ...XMP,
]);
const PICTURE = exact([
  ["IFD0:Make", "EXIF Make"],
  ["IFD0:Model", "EXIF Model"],
  ["IFD0:Software", "EXIF Software"],
  ["IFD0:Artist", "EXIF Artist"],
  ["IFD0:Copyright", "EXIF Copyright"],
  ["IFD0:ImageDescription", "EXIF ImageDescription"],
  ["IFD0:ModifyDate", "EXIF DateTime"],
  ["ExifIFD:DateTimeOriginal", "EXIF DateTimeOriginal"],
  ["ExifIFD:CreateDate", "EXIF DateTimeDigitized"],
  ["ExifIFD:UserComment", "EXIF UserComment"],
  ["ExifIFD:OwnerName", "EXIF CameraOwnerName"],
  ["IPTC:By-line", "IPTC By-line"],
  ["IPTC:Caption-Abstract", "IPTC Caption-Abstract"],
  ["IPTC:ObjectName", "IPTC ObjectName"],
  ["IPTC:Writer-Editor", "IPTC Writer-Editor"],
  ["XMP-exif:DateTimeOriginal", "XMP exif:DateTimeOriginal"],
  ["File:Comment", "picture comment"],
  ["PNG:Software", "PNG Software"],
  ["PNG:ModifyDate", "PNG tIME"],
  ...XMP,
]);

/** Formats by what exiftool calls a file, with the share of values, names apart, that has to agree. */
export const FORMATS = [
  {
    name: "OOXML",
    types: /^(?:DOC[XM]|DOT[XM]|XLS[XMB]|XLT[XM]|XLAM|PPT[XM]|PPS[XM]|POT[XM]|THMX)$/,
    magic: "504b",
    fields: OOXML,
    aim: 0.99,
  },
  { name: "ODF", types: /^OD[TSPF]$/, magic: "504b", fields: ODF, aim: 0.99 },
  { name: "OLE2", types: /./, magic: "d0cf11e0", fields: OLE, aim: 0.98 },
  { name: "PDF", types: /^PDF$/, magic: "", fields: PDF, aim: 0.98 },
  { name: "RTF", types: /^RTF$/, magic: "7b5c727466", fields: RTF, aim: 0.95 },
  {
    name: "pictures",
    types: /^(?:JPEG|PNG|TIFF|WEBP|GIF|HEIF|HEIC|JPS)$/,
    magic: "",
    fields: PICTURE,
    aim: 0.95,
  },
];

/** True for tags whose values are names. */
export const isPerson = (tag) => PERSONS.test(tag);

const flat = (value) =>
  [...String(value)]
    .map((char) => (char < " " ? " " : char))
    .join("")
    .replaceAll(/\s+/g, " ")
    .trim();
const isTime = (tag) => /(?:Date|-date|LastPrinted|DateTimeOriginal)$/.test(tag);
const digits = (text, count) => text.replaceAll(/\D/g, "").slice(0, count);
const MINUTES = { second: 1 / 60, s: 1 / 60, minute: 1, m: 1, hour: 60, h: 60, day: 1440, d: 1440 };

/** exiftool prints an edit time rounded to a tenth of its unit: "1.4 hours". */
function sameMinutes(wanted, value) {
  const [, amount, unit] = /^([\d.]+) (second|minute|hour|day|s|m|h|d)/.exec(wanted) ?? [];
  if (unit === undefined)
    return Number(wanted) === value.number || (Number(wanted) === 0 && value.number === 0);
  const step = unit.startsWith("d") ? 144 : unit.startsWith("h") ? 6 : 1;
  return Math.abs(Math.floor(Number(amount) * MINUTES[unit]) - (value.number ?? 0)) <= step;
}

function sameTime(wanted, value) {
  // Ours is an instant where the format defines one, as exiftool prints FILETIMEs; else both are as written.
  const width = value.source.startsWith("\\") ? 12 : 14;
  const instant = digits(new Date(value.time?.epochMs ?? 0).toISOString(), width);
  return (
    digits(wanted, width) === instant ||
    digits(wanted, width) === digits(value.text.replace(/^D:/, ""), width)
  );
}

/** exiftool writes control characters as dots, and numbers of JSON without trailing zeros. */
function sameText(wanted, text) {
  const plain = (each) =>
    flat(each)
      .replaceAll(/[\s.]+/g, " ")
      .trim();
  return plain(wanted) === plain(text) || (text !== "" && Number(wanted) === Number(text));
}

/** True when one of our values, or all of them together, says what exiftool says. */
export function agrees(tag, truth, values) {
  const list = Array.isArray(truth) ? truth : [truth];
  const wanted = flat(list.join(", "));
  const present = values.filter((value) => value.state === "present");
  if (tag.endsWith("TotalEditTime")) return present.some((value) => sameMinutes(wanted, value));
  if (isTime(tag)) {
    const isNone =
      wanted === "" || digits(wanted, 8) === "00000000" || /^[\d.]+(?: s)?$/.test(wanted);
    return isNone ? present.length === 0 : present.some((value) => sameTime(wanted, value));
  }
  if (wanted === "") return present.length === 0;
  const texts = present.map((value) => value.text);
  return [...texts, texts.join(", "), texts.join("; ")].some(
    (text) => sameText(wanted, text) || sameText(list.join("; "), text),
  );
}
