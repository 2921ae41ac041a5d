/**
 * XMP packets (ISO 16684-1) of PDF files and images -> metadata values, each named "XMP prefix:property".
 *
 * Kept apart from a PDF's Info dictionary and a picture's EXIF: that the two disagree is evidence. Prefixes come from the
 * namespace, never from the file's own choice of prefix. A DOCTYPE ends the reading: XMP has none, entity bombs do.
 */
import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from "saxes";
import { LIMITS } from "../../limits.ts";
import type { Collector } from "../collector.ts";
import { parseIsoDate } from "../stated-time.ts";

const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

const PREFIXES = new Map<string, string>([
  ["http://purl.org/dc/elements/1.1/", "dc"],
  ["http://ns.adobe.com/xap/1.0/", "xmp"],
  ["http://ns.adobe.com/xap/1.0/mm/", "xmpMM"],
  ["http://ns.adobe.com/xap/1.0/rights/", "xmpRights"],
  ["http://ns.adobe.com/xap/1.0/g/img/", "xmpGImg"],
  ["http://ns.adobe.com/xap/1.0/sType/ResourceEvent#", "stEvt"],
  ["http://ns.adobe.com/xap/1.0/sType/ResourceRef#", "stRef"],
  ["http://ns.adobe.com/pdf/1.3/", "pdf"],
  ["http://ns.adobe.com/pdfx/1.3/", "pdfx"],
  ["http://ns.adobe.com/photoshop/1.0/", "photoshop"],
  ["http://ns.adobe.com/tiff/1.0/", "tiff"],
  ["http://ns.adobe.com/exif/1.0/", "exif"],
  ["http://ns.adobe.com/exif/1.0/aux/", "aux"],
  ["http://cipa.jp/exif/1.0/", "exifEX"],
  ["http://ns.adobe.com/lightroom/1.0/", "lr"],
  ["http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/", "Iptc4xmpCore"],
  ["http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "Iptc4xmpExt"],
  ["http://ns.microsoft.com/photo/1.0/", "MicrosoftPhoto"],
  ["adobe:ns:meta/", "x"],
]);

/** Property (last named element) -> field. What is not here goes to `other` under its own name. */
const FIELD = new Map<string, string>([
  ["dc:creator", "creator"],
  ["dc:contributor", "people"],
  ["dc:publisher", "company"],
  ["dc:title", "title"],
  ["dc:description", "docsubject"],
  ["dc:subject", "keywords"],
  ["lr:hierarchicalSubject", "keywords"],
  ["pdf:Keywords", "keywords"],
  ["pdf:Author", "creator"],
  ["pdf:Creator", "app"],
  ["pdf:Producer", "app"],
  ["pdf:Title", "title"],
  ["pdf:Subject", "docsubject"],
  ["pdf:CreationDate", "created"],
  ["pdf:ModDate", "modified"],
  ["pdfx:Company", "company"],
  ["pdfx:Manager", "manager"],
  ["pdfx:Author", "creator"],
  ["pdfx:Comments", "keywords"],
  ["pdfx:LastSavedBy", "lastsavedby"],
  ["xmp:Author", "creator"],
  ["xmp:CreatorTool", "app"],
  ["xmp:CreateDate", "created"],
  ["xmp:ModifyDate", "modified"],
  ["xmp:BaseURL", "link"],
  ["xmpRights:Owner", "people"],
  ["xmpMM:DocumentID", "docid"],
  ["xmpMM:InstanceID", "docid"],
  ["xmpMM:OriginalDocumentID", "docid"],
  ["xmpMM:LastURL", "path"],
  ["xmpMM:ManageTo", "link"],
  ["stRef:documentID", "docid"],
  ["stRef:instanceID", "docid"],
  ["stRef:originalDocumentID", "docid"],
  ["stRef:filePath", "path"],
  ["stEvt:instanceID", "docid"],
  ["stEvt:when", "changedat"],
  ["photoshop:DocumentAncestors", "docid"],
  ["photoshop:Headline", "title"],
  ["photoshop:CaptionWriter", "people"],
  ["photoshop:DateCreated", "taken"],
  ["tiff:Artist", "creator"],
  ["tiff:Make", "camera"],
  ["tiff:Model", "camera"],
  ["tiff:Software", "app"],
  ["tiff:ImageDescription", "docsubject"],
  ["tiff:DateTime", "modified"],
  ["exif:DateTimeOriginal", "taken"],
  ["exif:DateTimeDigitized", "created"],
  ["exif:ImageUniqueID", "docid"],
  ["aux:OwnerName", "people"],
  ["aux:SerialNumber", "docid"],
  ["aux:LensSerialNumber", "docid"],
  ["exifEX:CameraOwnerName", "people"],
  ["exifEX:BodySerialNumber", "docid"],
  ["exifEX:LensSerialNumber", "docid"],
  ["Iptc4xmpCore:CiEmailWork", "people"],
]);

/** Some cameras capitalise: "dc:Creator" is read as dc:creator. */
const FIELD_IN_ANY_CASE = new Map([...FIELD].map(([name, field]) => [name.toLowerCase(), field]));

const AGENT_ROLES: ReadonlySet<string> = new Set(["dc:creator", "dc:contributor", "dc:publisher"]);
const TIME_FIELDS: ReadonlySet<string> = new Set(["created", "modified", "taken", "changedat"]);
/** `other` values that are times: kept there because they say neither created nor saved of the file itself. */
const OTHER_TIMES: ReadonlySet<string> = new Set([
  "xmp:MetadataDate",
  "pdfx:SourceModified",
  "exif:GPSTimeStamp",
  "dc:date",
]);
/** Pictures in base64, raw-converter sliders and schema descriptions say nothing of who made the file. */
const SKIPPED_PROPERTIES: ReadonlySet<string> = new Set(["xmp:Thumbnails", "xmpGImg:image"]);
const SKIPPED_NAMESPACES: ReadonlySet<string> = new Set([
  "http://ns.adobe.com/camera-raw-settings/1.0/",
  "http://www.aiim.org/pdfa/ns/extension/",
  "http://www.aiim.org/pdfa/ns/schema#",
  "http://www.aiim.org/pdfa/ns/property#",
  "http://ns.adobe.com/xmp/note/",
]);

interface OpenElement {
  /** "" for the elements of RDF itself. */
  readonly property: string;
  readonly skipped: boolean;
  text: string;
  hasChild: boolean;
}

/** So much broken markup is no XMP. */
const MAX_FAULTS = 50;

class Stop extends Error {}

function addProperty(collector: Collector, path: readonly string[], text: string): void {
  const property = path.at(-1) ?? "";
  const source = `XMP ${path.join("/")}`;
  if (property.startsWith("exif:GPS")) collector.features.add("gps");
  // Inkscape: dc:creator > cc:Agent > dc:title holds a person, not a title
  const role = path.slice(0, -1).find((outer) => AGENT_ROLES.has(outer)) ?? property;
  const field = FIELD.get(role) ?? FIELD_IN_ANY_CASE.get(role.toLowerCase()) ?? "other";
  if (TIME_FIELDS.has(field) || OTHER_TIMES.has(property)) {
    collector.addTime(field, text, parseIsoDate(text), source);
  } else collector.addValue(field, text, source);
}

function decodePacket(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const wide = (first === 0xff && second === 0xfe) || (first === 0x3c && second === 0);
  const wideBig = (first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c);
  const charset = wide ? "utf-16le" : wideBig ? "utf-16be" : "utf-8";
  return new TextDecoder(charset).decode(bytes);
}

/** A walk over one packet. */
class XmpReader {
  private readonly collector: Collector;
  private readonly stack: OpenElement[] = [];
  private readonly seen = new Set<string>();
  private faults = 0;
  /** Depth of rdf:RDF, 0 outside. */
  private inRdf = 0;
  /** The first fault, "" for none. */
  fault = "";
  /** Values beyond the limit. */
  dropped = 0;

  constructor(collector: Collector) {
    this.collector = collector;
  }

  /** Reads XML; what is before a fault is kept. */
  read(text: string): void {
    const parser = new SaxesParser({ xmlns: true });
    parser.on("doctype", () => {
      throw new Stop("a document type declaration");
    });
    // The parser goes on after a fault: an unbound prefix must not cost the author who is named after it
    parser.on("error", (error) => {
      this.fault ||= error.message;
      this.faults++;
      if (this.faults > MAX_FAULTS) throw new Stop(error.message);
    });
    parser.on("opentag", (tag) => this.open(tag));
    parser.on("text", (part) => this.addText(part));
    parser.on("closetag", () => this.close());
    try {
      parser.write(text).close();
    } catch (error) {
      // Only our own Stop: anything else is a bug in this file or in the parser
      if (!(error instanceof Stop)) throw error;
      this.fault = error.message;
    }
  }

  private emit(path: readonly string[], value: string): void {
    const clean = value.replaceAll("\0", "");
    const key = `${path.join("/")}\n${clean}`;
    if (path.length === 0 || this.seen.has(key)) return;
    if (this.seen.size >= LIMITS.maxXmpValues) {
      this.dropped++;
      return;
    }
    this.seen.add(key);
    addProperty(this.collector, path, clean);
  }

  private path(): string[] {
    return this.stack.map((element) => element.property).filter((property) => property !== "");
  }

  private open(tag: SaxesTagNS): void {
    if (this.stack.length >= LIMITS.maxXmlDepth) throw new Stop("elements nested too deep");
    const parent = this.stack.at(-1);
    if (parent !== undefined) parent.hasChild = true;
    const isRdf = tag.uri === RDF;
    if (isRdf && tag.local === "RDF") this.inRdf = this.stack.length + 1;
    const isFrame = isRdf || this.inRdf === 0 || tag.uri === "adobe:ns:meta/";
    const property = isFrame ? "" : `${PREFIXES.get(tag.uri) ?? tag.prefix}:${tag.local}`;
    const skipped =
      (parent?.skipped ?? false) ||
      SKIPPED_PROPERTIES.has(property) ||
      SKIPPED_NAMESPACES.has(tag.uri);
    this.stack.push({ property, skipped, text: "", hasChild: false });
    for (const attribute of Object.values(tag.attributes)) this.addAttribute(attribute, skipped);
  }

  private addAttribute(
    { uri, local, prefix: own, value }: SaxesAttributeNS,
    skipped: boolean,
  ): void {
    const prefix = PREFIXES.get(uri) ?? own;
    if (uri === RDF && local === "resource" && !skipped) {
      this.emit(this.path(), value);
      return;
    }
    if (prefix === "x" && local === "xmptk") {
      this.collector.addValue("other", value, "XMP x:xmptk");
      return;
    }
    const isProperty =
      uri !== "" && uri !== RDF && prefix !== "xml" && prefix !== "xmlns" && this.inRdf > 0;
    if (!isProperty || skipped || SKIPPED_NAMESPACES.has(uri)) return;
    const name = `${prefix}:${local}`;
    if (!SKIPPED_PROPERTIES.has(name)) this.emit([...this.path(), name], value);
  }

  private addText(part: string): void {
    const top = this.stack.at(-1);
    if (top !== undefined && !top.skipped && top.text.length <= LIMITS.maxMetadataChars)
      top.text += part;
  }

  private close(): void {
    const top = this.stack.at(-1);
    if (top !== undefined && !top.hasChild && !top.skipped && this.inRdf > 0 && top.text !== "")
      this.emit(this.path(), top.text);
    this.stack.pop();
    if (this.stack.length < this.inRdf) this.inRdf = 0;
  }
}

/**
 * Adds what one packet says, e.g. `{field:"creator", text:"Anna Weber", source:"XMP dc:creator"}`; a packet that is not XML
 * gives a problem and what is before the fault.
 */
export function readXmp(packet: string | Uint8Array, collector: Collector): void {
  const whole = typeof packet === "string" ? packet : decodePacket(packet);
  if (whole.length > LIMITS.maxXmpChars) {
    const reason = `XMP packet of ${whole.length} characters is cut`;
    collector.addProblem("xmp-too-big", "partial", reason);
  }
  // Packets are padded with blanks or NULs for in-place edits; XML ends at the last bracket
  const from = Math.max(whole.indexOf("<"), 0);
  const text = whole.slice(from, Math.min(whole.lastIndexOf(">") + 1, from + LIMITS.maxXmpChars));
  if (text === "") return;
  const reader = new XmpReader(collector);
  reader.read(text);
  if (reader.dropped > 0) {
    const reason = `${reader.dropped} values of an XMP packet beyond the first ${LIMITS.maxXmpValues} are not kept`;
    collector.addProblem("too-many-values", "partial", reason);
  }
  if (reader.fault !== "") {
    const reason = `XMP packet is not well-formed: ${reader.fault.slice(0, 200)}`;
    collector.addProblem("xmp-damaged", "partial", reason);
  }
}
