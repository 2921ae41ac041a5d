/** Texts made elsewhere -> pages: hOCR, ALTO, plain text with form feeds. Linear expressions over bounded input; marks of the formats are all that is looked for. */
import { htmlToText } from "../decode/html-to-text.ts";

/** One page as a file states it. */
export interface ImportedPage {
  readonly text: string;
  /** Mean of its words in percent, null where none is stated. */
  readonly confidence: number | null;
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

const plain = (markup: string): string => htmlToText(markup).text.replaceAll(/\s+/g, " ").trim();

/** hOCR 1.2: pages, lines and words are elements by class; `x_wconf` is the confidence of a word in percent. */
function readHocr(text: string): ImportedPage[] {
  return text
    .split(/<div[^>]{0,500}class=["']ocr_page["']/)
    .slice(1)
    .map((page) => {
      const lines = page.split(
        /(?=<span[^>]{0,500}class=["']ocr_(?:line|header|caption|textfloat)["'])/,
      );
      const words = [...page.matchAll(/x_wconf\s{1,5}(\d{1,3})/g)].map((found) => Number(found[1]));
      const body = lines
        .map((line) => plain(line.replace(/^[^<]*>/, "")))
        .filter((each) => each !== "");
      return { text: body.join("\n"), confidence: mean(words) };
    });
}

/** ALTO (Library of Congress): `<String CONTENT="word" WC="0.93"/>` inside `<TextLine>` inside `<Page>`. */
function readAlto(text: string): ImportedPage[] {
  return text
    .split(/<(?:\w{1,20}:)?Page[\s>]/)
    .slice(1)
    .map((page) => {
      const sure: number[] = [];
      const lines = page.split(/<(?:\w{1,20}:)?TextLine[\s>]/).map((line) =>
        [...line.matchAll(/<(?:\w{1,20}:)?String\s([^>]{0,4000})>/g)]
          .map(([, attributes = ""]) => {
            const confidence = /\bWC=["']([\d.]{1,10})["']/.exec(attributes)?.[1];
            if (confidence !== undefined) sure.push(Number(confidence) * 100);
            return plain(
              /\bCONTENT=(?:"([^"]*)"|'([^']*)')/.exec(attributes)?.slice(1).join("") ?? "",
            );
          })
          .join(" "),
      );
      return { text: lines.filter((line) => line !== "").join("\n"), confidence: mean(sure) };
    });
}

/** The pages of a text file, by what it is. Example: two pages of plain text with a form feed between them. */
export function importedPages(text: string): ImportedPage[] {
  const head = text.slice(0, 20_000);
  if (/class=["']ocr_page["']/.test(head)) return readHocr(text);
  if (/<(?:\w{1,20}:)?alto[\s>]/i.test(head)) return readAlto(text);
  return text.split("\f").map((page) => ({ text: page.trim(), confidence: null }));
}

/** What the name of a file says it is a text of: a content id of eight digits and more, else a name without its last ending, in lower case. */
export function namedBy(fileName: string): { readonly id: string } | { readonly name: string } {
  const stem = fileName.replace(/\.(?:txt|hocr|html?|xml|alto|pdf)$/i, "");
  return /^[0-9a-f]{8,64}$/i.test(stem) ? { id: stem.toLowerCase() } : { name: stem.toLowerCase() };
}
