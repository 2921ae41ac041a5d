/**
 * Opens a PDF with pdf.js: the options that keep it from running, painting, fetching or asking anything, what the runtime lacks for it, and files of
 * which only the attachments are encrypted.
 */
import { getDocument } from "unpdf/pdfjs";
import { asBuffer, latin1 } from "../../decode/bytes.ts";

/** Asked by pdf.js for a character map or font that is not in the file. There is nothing to give; what was asked is remembered. */
function missingDataFactory(
  asked: Set<string>,
): new () => { fetch(query: unknown): Promise<never> } {
  return class {
    async fetch(query: { kind?: string; filename?: string }): Promise<never> {
      if (query.kind === "cMapUrl") asked.add(query.filename ?? "");
      throw new Error(`${query.filename ?? "file"} is not bundled`);
    }
  };
}

interface Resizable {
  transferToFixedLength?: (this: ArrayBuffer, length?: number) => ArrayBuffer;
}

/** Node 20 has no ArrayBuffer.prototype.transferToFixedLength; without it pdf.js drops a page's drawing at its first font, without a word. */
function addWhatNodeLacks(): void {
  const prototype = ArrayBuffer.prototype as Resizable;
  prototype.transferToFixedLength ??= function (this: ArrayBuffer, length = this.byteLength) {
    const copy = new Uint8Array(length);
    copy.set(new Uint8Array(this, 0, Math.min(length, this.byteLength)));
    return copy.buffer;
  };
}

/** The task that opens the file; names of character maps it wants and does not get go to `maps`. To be destroyed by the caller. */
export function openPdf(bytes: Uint8Array, maps: Set<string>): ReturnType<typeof getDocument> {
  addWhatNodeLacks();
  return getDocument({
    data: new Uint8Array(bytes), // a copy: pdf.js takes the buffer away from its owner, and refuses a Buffer
    isEvalSupported: false,
    disableFontFace: true,
    fontExtraProperties: true,
    useSystemFonts: false,
    verbosity: 0,
    maxImageSize: 1,
    cMapUrl: "absent/",
    cMapPacked: true,
    standardFontDataUrl: "absent/",
    BinaryDataFactory: missingDataFactory(maps),
    useWorkerFetch: false,
    useWasm: false,
    enableXfa: false,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
  });
}

/**
 * The file without its encryption dictionary, where that says that streams and strings are not encrypted and only attachments are (ISO 32000-1,
 * 7.6.5: StmF and StrF "Identity", EFF another); null for any other file. Of the same length: the key's name is spoilt, nothing is moved.
 */
export function withoutAttachmentLock(bytes: Uint8Array): Uint8Array | null {
  const buffer = asBuffer(bytes);
  const text = latin1(buffer, 0, buffer.length);
  const isFor = (name: string): boolean => new RegExp(`/${name}\\s{0,9}/Identity\\b`).test(text);
  if (!isFor("StmF") || !isFor("StrF") || !/\/EFF\s{0,9}\/(?!Identity)/.test(text)) return null;
  const open = Buffer.from(buffer);
  for (const { index } of text.matchAll(/\/Encrypt(?=\s{0,9}(?:\d|<<))/g)) open[index + 7] = 0x78;
  return open;
}
