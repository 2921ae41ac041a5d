/**
 * PDF -> text by page, Info and XMP apart, annotations, embedded files, earlier revisions.
 *
 * unpdf 1.7.0 and not pdfjs-dist 5.6.205: the same pdf.js 5.6.205 inside, measured on 650 files: same 25 refused, 18 against
 * 21 CPU s, same text but for 7 files with unembedded Chinese or Japanese fonts (their character maps are not bundled: a problem
 * row names them); 2 MB against 41 MB, and it starts without @napi-rs/canvas, a 33 MB native library that pdfjs-dist cannot
 * load without.
 *
 * May not render, run scripts, follow links or load fonts. To be run where memory is watched: pdf.js bounds nothing.
 */
import { LIMITS } from "../../limits.ts";
import type { Extraction } from "../../model/extraction.ts";
import { Collector, reasonOf } from "../collector.ts";
import { readXmp } from "../image/xmp.ts";
import type { ReadContext } from "../reader.ts";
import { damagedStreams, findPdfBomb } from "./pdf-bombs.ts";
import { drawsInCircles } from "./pdf-circles.ts";
import { addPdfInfo } from "./pdf-info.ts";
import { readPdfLayers } from "./pdf-layers.ts";
import { openPdf, withoutAttachmentLock } from "./pdf-open.ts";
import { addEmbedded, addPages, type EmbeddedFile, type PdfDocument } from "./pdf-pages.ts";
import { addRevisions, EARLIER_REVISION_TYPE } from "./pdf-revisions.ts";
import { type PdfStructure, readPdfStructure } from "./pdf-structure.ts";

function addStructure(structure: PdfStructure, bytes: Uint8Array, collector: Collector): void {
  const { names, revisionEnds, signedRanges } = structure;
  const has = (name: string): boolean => names.has(name);
  if (has("JS") || has("JavaScript")) collector.features.add("javascript");
  if (has("OpenAction") || has("AA")) collector.features.add("open-action");
  if (has("Launch")) collector.features.add("launch");
  if (has("EmbeddedFile")) collector.features.add("embedded");
  if (has("XFA") || has("AcroForm")) collector.features.add("form");
  if (has("URI") || has("GoToR") || has("SubmitForm")) collector.features.add("external-links");
  if (has("RichMedia")) collector.features.add("rich-media");
  if (structure.linearized) collector.addValue("other", "yes", "PDF linearized");
  if (revisionEnds.length > 1) {
    collector.features.add("revisions");
    const shown = revisionEnds.slice(0, 50).join(", ");
    const more = revisionEnds.length > 50 ? ", …" : "";
    collector.addValue(
      "other",
      `${revisionEnds.length}; end marks at ${shown}${more}`,
      "PDF revisions",
      {
        number: revisionEnds.length,
      },
    );
  }
  if (structure.trailingBytes > 0 && revisionEnds.length > 0) {
    collector.addValue(
      "other",
      String(structure.trailingBytes),
      "PDF bytes after the last end mark",
      {
        number: structure.trailingBytes,
      },
    );
  }
  if (structure.cut)
    collector.addProblem("pdf-too-many-revisions", "partial", "more end marks than are looked at");
  for (const range of signedRanges) {
    const [start = 0, first = 0, second = 0, last = 0] = range;
    const behind = bytes.length - (second + last);
    const covers = `bytes ${start}-${start + first} and ${second}-${second + last}, ${behind} bytes behind`;
    collector.features.add("signature");
    collector.addValue("other", covers, "PDF signature /ByteRange", { number: behind });
  }
}

interface OutlineItem {
  readonly title: string;
  readonly items: readonly OutlineItem[];
}

function outlineTitles(items: readonly OutlineItem[], titles: string[]): string[] {
  for (const item of items) {
    if (titles.length >= LIMITS.maxMetadataValues) break;
    titles.push(item.title);
    outlineTitles(item.items, titles);
  }
  return titles;
}

/** `read`, or null and a problem when pdf.js throws: it does so for damaged parts of files it has opened. */
async function orProblem<T>(
  what: string,
  collector: Collector,
  read: () => Promise<T>,
): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    collector.addProblem("pdf-part-unreadable", "partial", `${what}: ${reasonOf(error)}`);
    return null;
  }
}

/** Pages listed whose text lies over a picture of the whole page. */
const MAX_LAYERS = 20;

/** Adds what {@link readPdfLayers} finds, by the size of the first page. */
async function addLayers(
  document: PdfDocument,
  bytes: Uint8Array,
  collector: Collector,
): Promise<void> {
  const view = await orProblem(
    "page size",
    collector,
    async () => (await document.getPage(1)).view,
  );
  const [left = 0, bottom = 0, right = 0, top = 0] = (view ?? []) as readonly number[];
  if (right - left <= 0 || top - bottom <= 0) return;
  const layers = readPdfLayers(bytes, [right - left, top - bottom]);
  for (const { object, offsetBytes, lengthBytes, textBytes, width, height } of layers.slice(
    0,
    MAX_LAYERS,
  ))
    collector.addValue(
      "other",
      `${textBytes} bytes of text over a picture of ${Math.round(width)} x ${Math.round(height)} points`,
      `PDF content stream ${object}, bytes ${offsetBytes}+${lengthBytes}`,
      { number: textBytes },
    );
  if (layers.length > 0) collector.features.add("text-over-picture");
}

async function addDocument(
  document: PdfDocument,
  structure: PdfStructure,
  bytes: Uint8Array,
  collector: Collector,
): Promise<void> {
  const stated = await orProblem("metadata", collector, () => document.getMetadata());
  if (stated !== null) {
    addPdfInfo(stated.info as Readonly<Record<string, unknown>>, collector);
    const packet: unknown = stated.metadata?.getRaw();
    if (typeof packet === "string") readXmp(packet, collector);
    else if (structure.names.has("Encrypt") && structure.names.has("Metadata")) {
      // pdf.js takes the packets of files encrypted by versions 1 and 2 for unencrypted and then gives up on them
      collector.addProblem(
        "xmp-unreadable",
        "partial",
        "the XMP packet of an encrypted file is not read",
      );
    }
  }
  collector.addValue("pages", String(document.numPages), "PDF pages", {
    number: document.numPages,
  });
  // Without an /ID pdf.js makes one up from the bytes; that is no id the file carries
  if (structure.names.has("ID")) {
    const [first, second] = document.fingerprints;
    if (first) collector.addValue("docid", first, "trailer /ID 1");
    if (second) collector.addValue("docid", second, "trailer /ID 2");
  }
  const outline = await orProblem("outline", collector, () => document.getOutline());
  if (outline)
    collector.addText("outline", outlineTitles(outline as readonly OutlineItem[], []).join("\n"));
  const scripts = await orProblem("scripts", collector, () => document.getJSActions());
  if (scripts) collector.features.add("javascript");
  const files = await orProblem("embedded files", collector, () => document.getAttachments());
  for (const [index, file] of Object.values(
    (files ?? {}) as Record<string, EmbeddedFile>,
  ).entries()) {
    if (index >= LIMITS.maxEmbeddedChildren) {
      collector.addProblem(
        "too-many-embedded-files",
        "partial",
        "more embedded files than are read",
      );
      break;
    }
    addEmbedded(file, index, collector);
  }
  await addPages(document, structure, !drawsInCircles(bytes), collector);
  if (structure.names.has("Image")) await addLayers(document, bytes, collector);
}

/** XMP is often left readable in files that are encrypted or broken; it is found by its own tags. */
function addLoosePacket(bytes: Uint8Array, collector: Collector): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = buffer.lastIndexOf("<x:xmpmeta", undefined, "latin1");
  const end = start < 0 ? -1 : buffer.indexOf("</x:xmpmeta>", start, "latin1");
  if (end > 0) readXmp(bytes.subarray(start, end + 12), collector);
}

/**
 * Reads a PDF. Encrypted with a password: marker `encrypted`, and only what the bytes show. Example of a value:
 * `{field:"creator", text:"Anna Weber", source:"Info /Author"}`.
 */
export async function readPdf(bytes: Uint8Array, context: ReadContext): Promise<Extraction> {
  const collector = new Collector();
  const structure = readPdfStructure(bytes);
  addStructure(structure, bytes, collector);
  if (context.declaredType !== EARLIER_REVISION_TYPE) addRevisions(structure, bytes, collector);
  const bomb = findPdfBomb(bytes);
  if (bomb !== null) {
    collector.markers.add("unreadable");
    collector.addProblem(
      "pdf-bomb",
      "lost",
      `the stream at byte ${bomb} unpacks to too much; the file is not opened`,
    );
    addLoosePacket(bytes, collector);
    return collector.close();
  }
  const damaged = structure.names.has("Encrypt") ? 0 : damagedStreams(bytes);
  if (damaged > 0) {
    const reason = `${damaged} packed streams break before their end; they are read up to there`;
    collector.addProblem("pdf-stream-damaged", "partial", reason);
  }
  const maps = new Set<string>();
  try {
    await readOpened(bytes, structure, maps, collector);
  } catch (error) {
    const isLocked = error instanceof Error && error.name === "PasswordException";
    const open = isLocked ? withoutAttachmentLock(bytes) : null;
    if (open !== null) await readUnlocked(open, structure, maps, collector);
    else addFailure(error, isLocked, bytes, collector);
  }
  if (maps.size > 0) {
    collector.addProblem(
      "character-map-missing",
      "partial",
      `text in fonts that are not embedded is missing: ${[...maps].slice(0, 10).join(", ")}`,
    );
  }
  return collector.close();
}

async function readOpened(
  bytes: Uint8Array,
  structure: PdfStructure,
  maps: Set<string>,
  collector: Collector,
): Promise<void> {
  const task = openPdf(bytes, maps);
  try {
    await addDocument(await task.promise, structure, bytes, collector);
  } finally {
    await task.destroy();
  }
}

/** A file of which only the attachments are encrypted: all but them is read. */
async function readUnlocked(
  bytes: Uint8Array,
  structure: PdfStructure,
  maps: Set<string>,
  collector: Collector,
): Promise<void> {
  const before = collector.children.length;
  try {
    await readOpened(bytes, structure, maps, collector);
  } catch (error) {
    addFailure(error, false, bytes, collector);
  }
  // what pdf.js gives for them are the encrypted bytes
  const locked = collector.children.splice(before);
  const names = locked.slice(0, 20).map(({ name }) => JSON.stringify(name));
  collector.markers.add("encrypted");
  const reason = `a password is needed for the files inside: ${names.join(", ")}`;
  collector.addProblem("encrypted", "partial", reason);
}

function addFailure(
  error: unknown,
  isLocked: boolean,
  bytes: Uint8Array,
  collector: Collector,
): void {
  collector.markers.add(isLocked ? "encrypted" : "unreadable");
  collector.addProblem(
    isLocked ? "encrypted" : "pdf-unreadable",
    "lost",
    isLocked
      ? "a password is needed to read the text"
      : `no PDF that can be opened: ${reasonOf(error)}`,
  );
  addLoosePacket(bytes, collector);
}
