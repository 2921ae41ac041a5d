/**
 * What the bytes of a PDF say about its history and its active content, without a PDF library: end marks and the revisions they
 * close, the signature ranges, the names that make a file act. A library shows only the last revision.
 *
 * One pass over the bytes; stream bodies are jumped over, so that neither packed data nor an embedded PDF counts. May not
 * resolve objects.
 */
import { LIMITS } from "../../limits.ts";

/** Names looked for (pdfid's list, ISO 32000-1), with `#xx` escapes undone: hiding "/JavaScript" as "/J#61vaScript" is old. */
const NAMES: ReadonlySet<string> = new Set([
  "JS",
  "JavaScript",
  "OpenAction",
  "AA",
  "Launch",
  "EmbeddedFile",
  "RichMedia",
  "XFA",
  "AcroForm",
  "Encrypt",
  "Metadata",
  "Linearized",
  "ByteRange",
  "Sig",
  "Image",
  "BaseFont",
  "ID",
  "URI",
  "SubmitForm",
  "ImportData",
  "GoToR",
]);

/** What {@link readPdfStructure} returns; offsets are bytes from the start of the file. */
export interface PdfStructure {
  /** Where each revision ends (behind its end mark and line end), oldest first; the last is the file as it is. */
  readonly revisionEnds: readonly number[];
  /** `startxref` value of each revision, in the same order. */
  readonly crossReferences: readonly number[];
  readonly linearized: boolean;
  /** Bytes behind the last end mark that are more than white space. */
  readonly trailingBytes: number;
  /** How often each name stands outside streams. */
  readonly names: ReadonlyMap<string, number>;
  /** Four numbers of each signature: offset, length, offset, length. */
  readonly signedRanges: readonly (readonly number[])[];
  /** True when more end marks stand in the file than were looked at. */
  readonly cut: boolean;
}

const SPACE: ReadonlySet<number> = new Set([0, 9, 10, 12, 13, 32]);
/** White space and delimiters end a name (ISO 32000-1, 7.2.2). */
const NAME_ENDS: ReadonlySet<number> = new Set([...SPACE, ...Buffer.from("()<>[]{}/%").values()]);
const MAX_NAME_BYTES = 48;

function latin1(bytes: Buffer, from: number, to: number): string {
  return bytes.toString("latin1", from, to);
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && SPACE.has(bytes[at] ?? -1)) at++;
  return at;
}

/** The unsigned number at `at`, null when there is none or it is absurd. */
function numberAt(bytes: Buffer, at: number): number | null {
  const digits = /^\d{1,15}/.exec(latin1(bytes, at, at + 16))?.[0];
  return digits === undefined ? null : Number(digits);
}

function nameAt(bytes: Buffer, slash: number): string {
  let name = "";
  for (let at = slash + 1; at < bytes.length && name.length < MAX_NAME_BYTES; at++) {
    const byte = bytes[at] ?? 0;
    if (NAME_ENDS.has(byte)) break;
    const escaped = byte === 0x23 ? /^[0-9a-fA-F]{2}$/.exec(latin1(bytes, at + 1, at + 3)) : null;
    if (escaped !== null) at += 2;
    name +=
      escaped === null
        ? String.fromCharCode(byte)
        : String.fromCharCode(Number.parseInt(escaped[0], 16));
  }
  return name;
}

function byteRangeAt(bytes: Buffer, at: number): readonly number[] | null {
  const m = /^\s*\[\s*(\d{1,15})\s+(\d{1,15})\s+(\d{1,15})\s+(\d{1,15})\s*\]/.exec(
    latin1(bytes, at, at + 120),
  );
  return m === null ? null : m.slice(1).map(Number);
}

/** The number after the `startxref` that an end mark at `mark` closes, null when none stands before it. */
function startxrefBefore(bytes: Buffer, mark: number): number | null {
  const from = Math.max(0, mark - 64);
  const keyword = latin1(bytes, from, mark).lastIndexOf("startxref");
  return keyword < 0 ? null : numberAt(bytes, skipSpace(bytes, from + keyword + 9));
}

function isKeyword(bytes: Buffer, at: number, word: string): boolean {
  return latin1(bytes, at, at + word.length) === word;
}

/**
 * Reads the structure. Example: a file saved twice gives `{revisionEnds:[9120, 14022], crossReferences:[8800, 13700], …}`.
 * Never fails: a file that is no PDF has no end mark.
 */
export function readPdfStructure(input: Uint8Array): PdfStructure {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  const ends: number[] = [];
  const crossReferences: number[] = [];
  const names = new Map<string, number>();
  const signedRanges: (readonly number[])[] = [];
  let cut = false;
  let endless = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === 0x2f) {
      const name = nameAt(bytes, at);
      if (!NAMES.has(name)) continue;
      names.set(name, (names.get(name) ?? 0) + 1);
      if (name === "ByteRange" && signedRanges.length < 100) {
        const range = byteRangeAt(bytes, at + 10);
        if (range !== null) signedRanges.push(range);
      }
    } else if (byte === 0x73 && isKeyword(bytes, at, "stream")) {
      // "endstream" is never seen here: the jump below lands behind it
      const follows = bytes[at + 6];
      if (follows !== 10 && follows !== 13) continue;
      const end = endless ? -1 : bytes.indexOf("endstream", at + 6, "latin1");
      // Searched in vain once is enough: a file of "stream" lines would be searched to its end for each
      if (end < 0) endless = true;
      else at = end + 8;
    } else if (byte === 0x25 && isKeyword(bytes, at, "%%EOF")) {
      if (ends.length >= LIMITS.maxPdfEndMarks) {
        cut = true;
        break;
      }
      const crossReference = startxrefBefore(bytes, at);
      if (crossReference === null) continue;
      const lineEnd =
        bytes[at + 5] === 13 && bytes[at + 6] === 10
          ? 2
          : bytes[at + 5] === 10 || bytes[at + 5] === 13
            ? 1
            : 0;
      ends.push(at + 5 + lineEnd);
      crossReferences.push(crossReference);
    }
  }
  // A linearized file closes its first page with an end mark of its own (startxref 0): that is no revision (Annex F)
  const linearized = names.has("Linearized") && isKeywordNearStart(bytes);
  if (linearized && ends.length > 1) {
    ends.shift();
    crossReferences.shift();
  }
  const lastEnd = ends.at(-1) ?? bytes.length;
  const trailing = skipSpace(bytes, lastEnd);
  return {
    revisionEnds: ends,
    crossReferences,
    linearized,
    trailingBytes: bytes.length - trailing,
    names,
    signedRanges,
    cut,
  };
}

function isKeywordNearStart(bytes: Buffer): boolean {
  return latin1(bytes, 0, 1024).includes("/Linearized");
}
