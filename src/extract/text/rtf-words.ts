/** Tables of RTF 1.9.1: what font charsets, character words and destinations mean. Data only. */

/** Font charset numbers -> code pages (RTF 1.9.1, "Font table"); 0 and 1 mean the document's own. */
export const PAGE_BY_CHARSET = new Map<number, number>([
  [77, 10000],
  [78, 10001],
  [79, 10003],
  [80, 10008],
  [81, 10002],
  [83, 10005],
  [84, 10004],
  [85, 10006],
  [86, 10081],
  [87, 10021],
  [88, 10029],
  [89, 10007],
  [128, 932],
  [129, 949],
  [130, 1361],
  [134, 936],
  [136, 950],
  [161, 1253],
  [162, 1254],
  [163, 1258],
  [177, 1255],
  [178, 1256],
  [186, 1257],
  [204, 1251],
  [222, 874],
  [238, 1250],
  [254, 437],
  [255, 850],
]);

/** Control words that stand for a character. */
export const CHARACTERS = new Map<string, string>([
  ["par", "\n"],
  ["line", "\n"],
  ["row", "\n"],
  ["nestrow", "\n"],
  ["page", "\n"],
  ["sect", "\n"],
  ["column", "\n"],
  ["softline", "\n"],
  ["\n", "\n"],
  ["\r", "\n"],
  ["tab", "\t"],
  ["cell", "\t"],
  ["nestcell", "\t"],
  ["emdash", "—"],
  ["endash", "–"],
  ["emspace", "\u2003"],
  ["enspace", "\u2002"],
  ["bullet", "•"],
  ["lquote", "‘"],
  ["rquote", "’"],
  ["ldblquote", "“"],
  ["rdblquote", "”"],
  ["~", "\u00a0"],
  ["-", ""],
  ["_", "-"],
  ["\\", "\\"],
  ["{", "{"],
  ["}", "}"],
]);

/** Destinations that are never text, whether or not a \* stands before them. */
export const SKIPPED: ReadonlySet<string> = new Set([
  "colortbl",
  "pict",
  "nonshppict",
  "themedata",
  "colorschememapping",
  "datastore",
  "latentstyles",
  "listtable",
  "listoverridetable",
  "xmlnstbl",
  "filetbl",
  "pnseclvl",
  "datafield",
  "bkmkstart",
  "bkmkend",
  "mhtmltag",
  "wgrffmtfilter",
  "panose",
  "falt",
  "fname",
  "listname",
  "sp",
  "shprslt",
  "pntext",
  "pntxta",
  "pntxtb",
]);

/** Starred words that are no destinations, or whose group holds text of the page. */
export const TRANSPARENT: ReadonlySet<string> = new Set([
  "cs",
  "ts",
  "ds",
  "shpinst",
  "do",
  "shppict",
]);

/** Destinations the state machine itself needs. */
export const OWN: ReadonlySet<string> = new Set(["fonttbl", "upr"]);

/** Destination -> field, for text inside \info and at the top of the file. */
export const INFO_FIELDS = new Map<string, string>([
  ["author", "creator"],
  ["operator", "lastsavedby"],
  ["company", "company"],
  ["manager", "manager"],
  ["title", "title"],
  ["subject", "docsubject"],
  ["keywords", "keywords"],
  ["category", "keywords"],
  ["doccomm", "keywords"],
  ["comment", "keywords"],
  ["hlinkbase", "link"],
  ["template", "template"],
  ["generator", "app"],
]);

/** \info times: local, to the minute. */
export const INFO_TIMES = new Map<string, string>([
  ["creatim", "created"],
  ["revtim", "modified"],
  ["printim", "printed"],
  ["buptim", "other"],
]);

/** \info numbers. */
export const INFO_NUMBERS = new Map<string, string>([
  ["version", "revision"],
  ["edmins", "editminutes"],
  ["nofpages", "pages"],
  ["nofwords", "other"],
  ["nofchars", "other"],
  ["nofcharsws", "other"],
  ["vern", "other"],
  ["id", "other"],
]);
