/** Pictures that cover a page and the text over them. */
import { describe, expect, it } from "vitest";
import { readPdf } from "../../src/extract/pdf/pdf.ts";
import { coveringPicture, readPdfLayers } from "../../src/extract/pdf/pdf-layers.ts";
import { pagesOf, pdfOf, stream } from "../support/pdf-writer.ts";

const A4: readonly [number, number] = [595, 842];
const LETTER = "BT /F1 11 Tf 50 700 Td (Dear Sir, we confirm the sum of the offer) Tj ET";
const PICTURE = "q 595 0 0 842 0 0 cm /I1 Do Q";

describe("a picture that covers the page", () => {
  it.each([
    ["text after it", `${PICTURE} ${LETTER}`, 41],
    ["a matrix in two steps", `q .24 0 0 .24 0 0 cm 2480 0 0 3508 0 0 cm /I1 Do Q ${LETTER}`, 41],
    ["a picture turned by a quarter", `q 0 842 -595 0 595 0 cm /I1 Do Q ${LETTER}`, 41],
    ["text before it only", `${LETTER} ${PICTURE}`, 0],
    ["text that is not visible, as recognition adds", `${PICTURE} BT 3 Tr (Dear Sir) Tj ET`, 0],
    ["brackets and escapes in strings", `${PICTURE} BT (a \\) (b) Do cm) Tj ET`, 14],
    ["a hex string", `${PICTURE} BT <0102030405> Tj ET`, 5],
  ])("counts %s", (_what, drawing, textBytes) => {
    expect(coveringPicture(drawing, A4)?.textBytes).toBe(textBytes);
  });

  it.each([
    ["a logo", `q 100 0 0 40 50 780 cm /I1 Do Q ${LETTER}`],
    ["a form at its own size", `q 1 0 0 1 0 0 cm /Fm1 Do Q ${LETTER}`],
    ["a matrix given back before", `q 595 0 0 842 0 0 cm Q /I1 Do ${LETTER}`],
    ["no picture", LETTER],
  ])("is not %s", (_what, drawing) => {
    expect(coveringPicture(drawing, A4)).toBeNull();
  });

  it("takes no time on operators without end", () => {
    expect(coveringPicture("q ".repeat(200_000) + "(".repeat(100_000), A4)).toBeNull();
  });
});

describe("a file", () => {
  const objects = (first: string, second: string) => ({
    ...pagesOf([""]),
    2: "<< /Type /Pages /Kids [10 0 R] /Count 1 >>",
    10: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents [11 0 R 12 0 R] /Resources << /Font << /F1 3 0 R >> /XObject << /I1 13 0 R >> >> >>",
    11: stream("", first),
    12: stream("", second),
    13: stream(
      "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
      Buffer.from([255]),
    ),
  });

  it("is read over the streams of a page, each with where it lies", async () => {
    const pdf = pdfOf(objects(PICTURE, LETTER));
    const [layer] = readPdfLayers(pdf, A4);
    expect(layer).toMatchObject({ object: 11, textBytes: 41 });
    expect(
      pdf.toString("latin1", layer?.offsetBytes, (layer?.offsetBytes ?? 0) + PICTURE.length),
    ).toBe(PICTURE);
    const context = { name: "a.pdf", declaredType: "", sniffedType: "application/pdf" };
    const read = await readPdf(pdf, context);
    expect(read.features).toContain("text-over-picture");
    expect(
      read.metadata.find(({ source }) => source.startsWith("PDF content stream"))?.number,
    ).toBe(41);
  });

  it("without text over its picture says nothing", () => {
    expect(readPdfLayers(pdfOf(objects(PICTURE, "")), A4)).toEqual([]);
  });
});
