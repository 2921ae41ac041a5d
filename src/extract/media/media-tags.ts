/**
 * What tags of sound and film are called in each format, and the field each becomes. One table for QuickTime, ID3, RIFF, Vorbis comments and
 * Matroska: names are compared in lower case, without the spaces and marks in which formats differ. May not read bytes.
 */
import type { Collector } from "../collector.ts";
import { parseExifDate, parseIsoDate } from "../stated-time.ts";

/** Field -> names of tags. What is in no row is kept as "other" under its own name. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  title: [
    "title",
    "©nam",
    "titl",
    "tit2",
    "tt2",
    "inam",
    "displayname",
    "com.apple.quicktime.title",
  ],
  creator: [
    ...["artist", "author", "©art", "©aut", "auth", "perf", "tpe1", "tp1", "iart", "performer"],
    ...["composer", "©wrt", "tcom", "tcm", "director", "©dir", "com.apple.quicktime.artist"],
    ...["com.apple.quicktime.author", "com.apple.quicktime.director", "originator", "ownerid3v1"],
  ],
  people: [
    ...["encodedby", "tenc", "ten", "©enc", "itch", "ieng", "publisher", "tpub", "tpb", "town"],
    ...["albumartist", "aart", "tpe2", "tp2", "tpe3", "tpe4", "organization", "contact", "©prd"],
    ...["com.apple.quicktime.producer", "com.apple.quicktime.publisher", "producer", "icms"],
  ],
  camera: [
    ...["make", "©mak", "com.apple.quicktime.make", "model", "©mod", "com.apple.quicktime.model"],
    ...["com.android.manufacturer", "com.android.model", "manu", "modl", "cname"],
  ],
  app: [
    ...["software", "©swr", "com.apple.quicktime.software", "encoder", "©too", "tsse", "tss"],
    ...["isft", "muxingapp", "writingapp", "com.android.version", "encodersettings", "tool"],
    ...["encodinghistory", "vendor"],
  ],
  taken: ["idit", "com.apple.quicktime.creationdate", "datetimeoriginal"],
  created: [
    ...["©day", "date", "tdrc", "tdat", "tyer", "tye", "icrd", "creationtime", "dateutc"],
    ...["originationdate", "dateencoded", "tden", "yrrc", "year"],
  ],
  modified: ["tdtg", "datetagged"],
  keywords: [
    ...["comment", "comments", "©cmt", "comm", "com", "icmt", "keywords", "ikey", "kywd"],
    ...["com.apple.quicktime.comment", "com.apple.quicktime.keywords"],
  ],
  docsubject: [
    ...["description", "©des", "desc", "dscp", "subject", "isbj", "©inf", "ldes", "synopsis"],
    ...["com.apple.quicktime.description", "com.apple.quicktime.information"],
  ],
  docid: [
    ...["serialnumber", "©snm", "ufid", "ufi", "isrc", "tsrc", "originatorreference", "umid"],
    ...["com.apple.quicktime.content.identifier", "contentidentifier"],
  ],
  gps: ["©xyz", "location", "com.apple.quicktime.location.iso6709", "xyz", "gpscoordinates"],
  link: ["woas", "woaf", "wxxx", "wxx", "iurl", "url", "©url"],
};

const FIELD = new Map(
  Object.entries(NAMES).flatMap(([field, names]) => names.map((name) => [name, field] as const)),
);
const TIMES: ReadonlySet<string> = new Set(["taken", "created", "modified"]);

/** ISO 6709, e.g. "+51.4169-000.0806+012/": latitude, longitude, height. Only degrees with a fraction; others are kept as written. */
const PLACE =
  /^\s*([+-]\d{1,2}(?:\.\d{1,10})?)([+-]\d{1,3}(?:\.\d{1,10})?)([+-]\d{1,6}(?:\.\d{1,6})?)?/;

/** Adds a place as the pictures have it, and `has:gps`. */
export function addPlace(
  latitude: number,
  longitude: number,
  source: string,
  collector: Collector,
): void {
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return;
  if (latitude === 0 && longitude === 0) return; // what devices without a fix write
  collector.features.add("gps");
  collector.addValue("other", `${latitude.toFixed(6)}, ${longitude.toFixed(6)}`, source);
}

/** Adds one tag under the field of its name. `source` names format and tag, e.g. "ID3v2 TPE1". */
export function addTag(name: string, text: string, format: string, collector: Collector): void {
  const clean = text.replaceAll("\0", " ").trim();
  const key = name.toLowerCase().replace(/[\s_-]/g, "");
  const field = FIELD.get(key) ?? FIELD.get(name.toLowerCase()) ?? "other";
  const source = `${format} ${name}`;
  if (clean === "") return;
  if (field === "gps") {
    const place = PLACE.exec(clean);
    if (place === null) collector.addValue("other", clean, source);
    else {
      addPlace(Number(place[1]), Number(place[2]), source, collector);
      if (place[3] !== undefined)
        collector.addValue("other", `${Number(place[3]).toFixed(1)} m`, `${source}, height`);
    }
  } else if (TIMES.has(field)) {
    const exif = /^\d{4}-/.test(clean) ? null : parseExifDate(clean);
    collector.addTime(field, clean, exif ?? parseIsoDate(clean), source);
  } else collector.addValue(field, clean, source);
}
