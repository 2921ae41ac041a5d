/**
 * What a page of a PDF draws, glyph by glyph, where its text alone is not enough: text that pdf.js leaves out of its text content (outside the page's
 * box, in parts it takes for hidden), and characters that a font maps to nothing while the name of the glyph says what it is.
 *
 * Dearer than the text, so it is asked for only where text is short or holds such characters. Nothing is painted.
 */
import { OPS } from "unpdf/pdfjs";
import type { PdfPage } from "./pdf-text.ts";

/** One shape as pdf.js gives it to its painter. */
interface Glyph {
  readonly unicode?: string;
  readonly originalCharCode?: number;
}

/** `text` in the order of drawing, a line a piece; `glyphs` counts what is no space. `named` is what each glyph without a character is by its name, in order; null where the name says nothing. */
export interface DrawnText {
  readonly text: string;
  readonly glyphs: number;
  readonly named: readonly (string | null)[];
}

const CONTROLS = /[\0-\x08\x0b\x0c\x0e-\x1f]/g;

/** Whether a text holds characters that no text holds, which fonts give for shapes they do not name. */
export const hasControls = (text: string): boolean => text.search(CONTROLS) >= 0;

/** Glyph names of the Adobe Glyph List that are not the letter itself and stand in words. */
const NAMES = new Map<string, string>([
  ...["ff", "fi", "fl", "ffi", "ffl", "ft", "tt", "ti", "tf", "st", "ij", "oe", "ae"].map(
    (name): [string, string] => [name, name],
  ),
  ["quoteright", "’"],
  ["quoteleft", "‘"],
  ["quotedblleft", "“"],
  ["quotedblright", "”"],
  ["hyphen", "-"],
  ["endash", "–"],
  ["emdash", "—"],
  ["bullet", "•"],
  ["ellipsis", "…"],
  ["germandbls", "ß"],
  ["dotlessi", "ı"],
  ["space", " "],
]);

/** Text of a glyph's name: "ffi", "f_f_i", "uni0416", "u1F600", "Eacute"; null when it says nothing ("g33"). */
export function textOfGlyphName(name: string): string | null {
  const base = name.replace(/\..*$/, "");
  if (base.includes("_")) {
    const parts = base.split("_").map(textOfGlyphName);
    return parts.includes(null) ? null : parts.join("");
  }
  const known = NAMES.get(base);
  if (known !== undefined) return known;
  if (/^[A-Za-z]$/.test(base)) return base;
  const code = /^(?:uni([0-9A-F]{4})|u([0-9A-F]{4,6}))$/.exec(base);
  const point = Number.parseInt(code?.[1] ?? code?.[2] ?? "", 16);
  return point >= 0x20 && point <= 0x10ffff ? String.fromCodePoint(point) : null;
}

/** Operators that begin a new piece of text. */
const BREAKS: ReadonlySet<number> = new Set([
  OPS.beginText,
  OPS.moveText,
  OPS.setLeadingMoveText,
  OPS.setTextMatrix,
  OPS.nextLine,
]);
/** A step back of more than this many thousandths of an em is a space between words. */
const WORD_GAP = -180;

/** Reads what the page draws, at most about `maxChars` characters of it. */
export async function drawnText(page: PdfPage, maxChars: number): Promise<DrawnText> {
  const { fnArray, argsArray } = await page.getOperatorList();
  const pieces: string[] = [];
  const named: (string | null)[] = [];
  let [font, glyphs, chars] = ["", 0, 0];
  for (const [n, operator] of fnArray.entries()) {
    if (chars > maxChars) break;
    const [first] = (argsArray[n] ?? []) as readonly unknown[];
    if (operator === OPS.setFont) font = String(first);
    else if (BREAKS.has(operator)) pieces.push("\n");
    else if (operator === OPS.showText && Array.isArray(first)) {
      for (const each of first as readonly (Glyph | number | null)[]) {
        if (typeof each === "number" && each < WORD_GAP) pieces.push(" ");
        if (typeof each !== "object" || each === null) continue;
        let text = each.unicode ?? "";
        if (hasControls(text)) {
          const name = glyphName(page, font, each.originalCharCode);
          named.push(name);
          text = name ?? "";
        }
        pieces.push(text);
        chars += text.length;
        if (text.trim() !== "") glyphs++;
      }
    }
  }
  return {
    text: pieces
      .join("")
      .replace(/\s*\n\s*/g, "\n")
      .trim(),
    glyphs,
    named,
  };
}

/** What a font calls the shape of a code, by the differences its encoding states; null when it does not say. */
function glyphName(page: PdfPage, font: string, code: number | undefined): string | null {
  if (code === undefined || !page.commonObjs.has(font)) return null;
  const { differences } = page.commonObjs.get(font) as { differences?: readonly unknown[] };
  const name = differences?.[code];
  return typeof name === "string" ? textOfGlyphName(name) : null;
}

/** The text with each such character replaced by what its glyph is called, or left out; and how many were left out. */
export function withoutControls(
  text: string,
  named: readonly (string | null)[],
): { readonly text: string; readonly lost: number } {
  // only where both orders agree in number is it known which is which
  const fits = (text.match(CONTROLS) ?? []).length === named.length;
  let [at, lost] = [0, 0];
  const clean = text.replace(CONTROLS, () => {
    const name = fits ? named[at++] : null;
    if (typeof name !== "string") lost++;
    return name ?? "";
  });
  return { text: clean, lost };
}
