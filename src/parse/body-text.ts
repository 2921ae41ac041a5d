/**
 * Parts -> the text a reader of the message sees, in reading order, and the files inside it in uuencode, yEnc or BinHex.
 *
 * Plain parts as they are; HTML parts as text. Where both say the same thing (multipart/alternative) the plain one is taken, and
 * then every line of the HTML one that has words which the plain one lacks: many newsletters have a plain part that only
 * says "see the HTML version", and search must find every word a reader sees.
 */

import { asBuffer } from "../decode/bytes.ts";
import { decodeText } from "../decode/charset.ts";
import { metaCharset } from "../decode/html-charset.ts";
import { htmlToText } from "../decode/html-to-text.ts";
import { LIMITS } from "../limits.ts";
import type { Attachment } from "../model/message.ts";
import type { Problem } from "../model/problem.ts";
import { endOfBase64, looksLikeBase64 } from "./base64.ts";
import { type EncodedFile, findEncodedFiles } from "./encoded-files.ts";
import { unflow } from "./flowed.ts";
import { partBytes } from "./part-bytes.ts";
import { isHtmlType, type Part, type StrayText } from "./structure.ts";
import { decodeTransfer } from "./transfer.ts";

export interface BodyText {
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly problems: readonly Omit<Problem, "locator">[];
}

interface TextPart {
  readonly html: boolean;
  readonly alternative: number;
  readonly text: string;
}

/** Text of the text parts of a message; `bytes` are the bytes the parts' offsets point into. */
export function readBodyText(
  bytes: Uint8Array,
  parts: readonly Part[],
  stray: readonly StrayText[],
): BodyText {
  const reader = new BodyReader(bytes);
  const texts: TextPart[] = [];
  for (const part of parts) {
    if (part.isText) texts.push(reader.readPart(part));
    const text = reader.readAfterBase64(part);
    if (text !== "") texts.push({ html: false, alternative: 0, text });
  }
  for (const range of stray) {
    const text = reader.readStray(range);
    if (text !== "") texts.push({ html: false, alternative: 0, text });
  }
  return reader.finish(joinTexts(texts));
}

/** Collects what turns up beside the text: encoded files and problems. */
class BodyReader {
  private readonly bytes: Uint8Array;
  private readonly attachments: Attachment[] = [];
  private readonly problems: Omit<Problem, "locator">[] = [];
  private leftBytes = LIMITS.maxBodyTextBytes;
  private undecodedBytes = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  readPart(part: Part): TextPart {
    const { decoded, steps } = partBytes(this.bytes, part);
    const html = isHtmlType(part.contentType);
    const plain = this.within(html ? decoded : this.takeEncoded(decoded, part, steps));
    const label = html && part.charset === "" ? metaCharset(decoded) : part.charset;
    const { text, charset, guessed } = decodeText(plain, label);
    if (guessed) this.noteCharset(part, charset);
    const lines = withLineFeeds(text);
    if (html) return { html, alternative: part.alternative, text: this.fromHtml(lines, part.path) };
    const unmarked = /^text\/(?:enriched|richtext)$/.test(part.contentType)
      ? withoutMarks(lines)
      : lines;
    const unwrapped = part.flowed ? unflow(unmarked, part.delSp) : unmarked;
    return { html, alternative: part.alternative, text: unwrapped };
  }

  /** A list server's footer below a base64 body, of a text or of a file, is text a reader sees. */
  readAfterBase64(part: Part): string {
    if (part.encoding !== "base64") return "";
    const raw = this.bytes.subarray(part.bodyStart, part.bodyEnd);
    const end = looksLikeBase64(raw, part.isText) ? endOfBase64(raw) : raw.length;
    if (end === raw.length) return "";
    this.problems.push({
      code: "text-after-base64",
      severity: "note",
      reason: `part ${part.path}: ${raw.length - end} bytes after the end of its base64 are read as text`,
    });
    return withLineFeeds(decodeText(this.within(raw.subarray(end)), part.charset).text);
  }

  /** What of these bytes may still be decoded: a million texts below every limit of one are bounded by their sum. */
  private within(bytes: Uint8Array): Uint8Array {
    const taken = bytes.subarray(0, this.leftBytes);
    this.leftBytes -= taken.length;
    this.undecodedBytes += bytes.length - taken.length;
    return taken;
  }

  private noteCharset(part: Part, charset: string): void {
    this.problems.push({
      code: "charset-guessed",
      severity: "note",
      reason: `part ${part.path} declares ${part.charset === "" ? "no charset" : part.charset}; read as ${charset}`,
    });
  }

  private fromHtml(html: string, path: string): string {
    const { text, cut } = htmlToText(html);
    if (cut) {
      this.problems.push({
        code: "html-limit",
        severity: "partial",
        reason: `part ${path}: HTML after the first ${LIMITS.maxHtmlChars} characters is not searched`,
      });
    }
    return text;
  }

  /** Cuts files in uuencode, yEnc and BinHex out of a text, keeping what is around them, and lists them as attachments. */
  private takeEncoded(decoded: Uint8Array, part: Part, steps: Attachment["steps"]): Uint8Array {
    const left = LIMITS.maxUuencodedBlocks - this.attachments.length;
    const found = findEncodedFiles(decoded, left + 1);
    const files = found.slice(0, left);
    if (found.length > left) {
      this.problems.push({
        code: "uuencode-limit",
        severity: "partial",
        reason: `encoded files after the first ${LIMITS.maxUuencodedBlocks} are left in the text`,
      });
    }
    if (files.length === 0) return decoded;
    const kept: Uint8Array[] = [];
    let at = 0;
    for (const file of files) {
      kept.push(decoded.subarray(at, file.start));
      at = file.end;
      this.addEncoded(decoded.subarray(file.start, file.end), file, part, steps);
    }
    kept.push(decoded.subarray(at));
    return Buffer.concat(kept);
  }

  private addEncoded(
    bytes: Uint8Array,
    { name: written, start, end, encoding, remark }: EncodedFile,
    part: Part,
    steps: Attachment["steps"],
  ): void {
    const name = decodeText(Buffer.from(written, "latin1"), part.charset).text;
    const range: Attachment["steps"][number] = {
      step: "range",
      offset: start,
      length: end - start,
    };
    this.attachments.push({
      name,
      declaredType: "",
      disposition: "attachment",
      contentId: "",
      bytes: encoding === null ? bytes : decodeTransfer(bytes, encoding),
      steps: [
        ...steps,
        range,
        ...(encoding === null ? [] : [{ step: "decode", encoding } as const]),
      ],
    });
    if (remark !== "")
      this.problems.push({
        code: "encoded-file-incomplete",
        severity: "partial",
        reason: `part ${part.path}: the file "${name.slice(0, 200)}" in the text is not whole: ${remark}`,
      });
  }

  /** Text outside all parts: kept because nothing may be lost, unless it is the phrase every mailer puts there. */
  readStray(range: StrayText): string {
    const raw = asBuffer(this.bytes).subarray(range.start, range.end);
    if (range.wholeBody) {
      const bytes =
        range.encoding === "quoted-printable" || range.encoding === "base64"
          ? decodeTransfer(raw, range.encoding)
          : raw;
      return withLineFeeds(decodeText(this.within(bytes), "").text);
    }
    if (raw.length < 8) return "";
    const text = withLineFeeds(decodeText(this.within(raw), "").text).trim();
    if (text === "" || isUsualPreamble(text)) return "";
    this.problems.push({
      code: "text-outside-parts",
      severity: "note",
      reason: `${raw.length} bytes of text stand outside the parts of a multipart`,
    });
    return text;
  }

  finish(text: string): BodyText {
    const cut = text.length > LIMITS.maxBodyTextChars;
    const more = this.undecodedBytes;
    if (cut || more > 0) {
      const beyond = cut ? LIMITS.maxBodyTextChars : text.length;
      this.problems.push({
        code: "body-limit",
        severity: "partial",
        reason: `text after the first ${beyond} characters of ${text.length} is not searched${more > 0 ? `, nor ${more} bytes of text after them` : ""}`,
      });
    }
    return {
      text: cut ? text.slice(0, LIMITS.maxBodyTextChars) : text,
      attachments: this.attachments,
      problems: this.problems,
    };
  }
}

/** Text of text/enriched (RFC 1896) and text/richtext (RFC 1341): commands and their parameters removed, "<<" is a bracket. */
function withoutMarks(text: string): string {
  return text
    .replace(/<param>[^<]{0,1000}<\/param>/gi, "")
    .replace(/<<|<(?:nl|np|\/paragraph)>|<lt>|<\/?[A-Za-z][A-Za-z0-9-]{0,60}>/gi, (mark) =>
      mark === "<<" || mark.toLowerCase() === "<lt>"
        ? "<"
        : /^<(?:nl|np|\/p)/i.test(mark)
          ? "\n"
          : "",
    );
}

/** Characters in which line ends are looked for at once: the engine notes the place of each, which of a text of nothing else fills its memory. */
const PIECE = 1 << 20;

function withLineFeeds(text: string): string {
  if (!text.includes("\r\n")) return text;
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = at + PIECE + (text.startsWith("\r\n", at + PIECE - 1) ? 1 : 0);
    pieces.push(text.slice(at, end).replaceAll("\r\n", "\n"));
    at = end;
  }
  return pieces.join("");
}

/** "This is a multi-part message in MIME format." and its translations; or only boundary leftovers without a word. */
function isUsualPreamble(text: string): boolean {
  if (text.length < 400 && /\bmime\b|multi-?part|S\/MIME|OpenPGP/i.test(text)) return true;
  return !/[\p{L}\p{N}]{2}/u.test(text) || /^--\S*$/.test(text);
}

function joinTexts(texts: readonly TextPart[]): string {
  const out: string[] = [];
  for (const part of texts) {
    if (!part.html || part.alternative === 0) {
      if (part.text.trim() !== "") out.push(part.text);
      continue;
    }
    const plain = texts.filter((other) => !other.html && other.alternative === part.alternative);
    const added = plain.length === 0 ? part.text : linesWithNewWords(plain, part.text);
    if (added.trim() !== "") out.push(added);
  }
  return out.join("\n");
}

const WORDS = /[\p{L}\p{N}]+/gu;

function linesWithNewWords(plain: readonly TextPart[], htmlText: string): string {
  const known = new Set<string>();
  for (const part of plain)
    for (const word of part.text.toLowerCase().match(WORDS) ?? []) known.add(word);
  const lines: string[] = [];
  for (const line of htmlText.split("\n")) {
    const words = line.toLowerCase().match(WORDS) ?? [];
    if (words.some((word) => !known.has(word))) lines.push(line);
  }
  return lines.join("\n");
}
