/** Files where exiftool and leaksift disagree and the bytes were looked at: what they say. Anything not listed here counts as a disagreement. */
export const SETTLED = new Map([
  ["60460.xls", "exiftool reads the property set of an embedded Word document"],
  ["word_with_embeded.doc", "exiftool reads the property set of an embedded presentation"],
  ["Bug53380_3.doc", "exiftool reads the property set of an embedded document"],
  ["53379.doc", "exiftool reads the property set of an embedded document"],
  ["testWPSAttachment.xls", "exiftool reads the property set of an embedded document"],
  ["poi-fuzz.xls", "fuzzed: a control character that exiftool drops, a time of the year 21,000"],
  ["44643.xls", "FILETIME 94670460000000000 is 1901-01-01; exiftool's clock wraps to 2269"],
  ["testEXCEL_dateFormats.xls", "AppVersion is a user-defined property there, and read as one"],
  ["testEXCEL_extra_metadata.xls", "AppVersion is a user-defined property there, and read as one"],
  ["Bug45877.doc", "the edit time slot holds an instant: kept as other, exiftool prints a date"],
  ["56482.xls", "the edit time slot holds an instant, as above"],
  ["ParagraphStylesShorterThanCharStyles.ppt", "the edit time slot holds an instant, as above"],
  ["47950_lower.doc", "stream names in lower case, which exiftool does not find"],
  ["simple_lower_case.doc", "stream names in lower case, which exiftool does not find"],
  ["issue18030.pdf", "the dates are texts such as (false): kept as written, no time"],
  ["poppler-67295-0.pdf", "the page tree claims 9999999999 pages and has one"],
  [
    "436857.pdf",
    "/creator and /Creator both stand in Info; exiftool's JSON keeps the last, leaksift both",
  ],
  ["60384.xlsx", "AppVersion is a custom property there, and read as one"],
  [
    "testPDF_PDFEncodedStringInXMP.pdf",
    "UTF-16 in octal escapes inside XMP: decoded, exiftool prints the escapes",
  ],
  [
    "testJPEG_commented_pspcs2mac.jpg",
    "Mac text without a stated charset: marked undecodable with its bytes, exiftool reads it as 1252",
  ],
]);
