/** Pages of a PDF -> text by page, comments with who wrote them, form values, links, files attached to a page. */
import type { getDocument } from "unpdf/pdfjs";
import { LIMITS } from "../../limits.ts";
import { type Collector, reasonOf } from "../collector.ts";
import { parsePdfDate } from "../stated-time.ts";
import { addLoneNumbers, countFont, type FontUse, type TextItem } from "./pdf-fonts.ts";
import type { PdfStructure } from "./pdf-structure.ts";
import { type DrawnCount, type PdfPage, wholeText } from "./pdf-text.ts";

/** An opened document of pdf.js. */
export type PdfDocument = Awaited<ReturnType<typeof getDocument>["promise"]>;

interface Annotation {
  readonly subtype?: string;
  readonly titleObj?: { readonly str?: string };
  readonly contentsObj?: { readonly str?: string };
  readonly fieldValue?: unknown;
  /** What a list of a form offers. */
  readonly options?: readonly { readonly displayValue?: string }[];
  readonly unsafeUrl?: string;
  readonly url?: string;
  readonly creationDate?: string | null;
  readonly modificationDate?: string | null;
  readonly file?: EmbeddedFile;
}

/** A file specification as pdf.js returns it. */
export interface EmbeddedFile {
  readonly rawFilename?: string;
  readonly filename?: string;
  readonly content?: unknown;
  readonly description?: string;
}

/** Comments whose title is a person (ISO 32000-1, 12.5.6.2: "by convention the text label is the user"). */
const COMMENT_KINDS: ReadonlySet<string> = new Set([
  "Text",
  "FreeText",
  "Highlight",
  "Underline",
  "Squiggly",
  "StrikeOut",
  "Stamp",
  "Ink",
  "Line",
  "Square",
  "Circle",
  "Polygon",
  "PolyLine",
  "Caret",
  "FileAttachment",
]);

/** Adds one embedded file as a child; a file without readable content is a problem. */
export function addEmbedded(file: EmbeddedFile, index: number, collector: Collector): void {
  const name = file.rawFilename ?? file.filename ?? "";
  collector.features.add("embedded");
  if (!(file.content instanceof Uint8Array)) {
    collector.addProblem(
      "embedded-file-unreadable",
      "lost",
      `embedded file "${name}" has no readable content`,
    );
    return;
  }
  const metadata =
    file.description === undefined || file.description === ""
      ? []
      : [
          {
            field: "docsubject",
            text: file.description,
            state: "present" as const,
            source: "PDF file specification /Desc",
          },
        ];
  collector.children.push({
    name,
    declaredType: "",
    bytes: file.content,
    steps: [{ step: "member", index, name }],
    metadata,
  });
}

function addAnnotation(
  annotation: Annotation,
  place: string,
  links: Set<string>,
  collector: Collector,
): void {
  const kind = annotation.subtype ?? "";
  const written = annotation.contentsObj?.str ?? "";
  const value = annotation.fieldValue;
  if (COMMENT_KINDS.has(kind)) {
    const by = annotation.titleObj?.str ?? "";
    if (by.trim() !== "") {
      collector.addValue("commentby", by, `${place} annotation /T`);
      collector.features.add("comments");
    }
    if (written !== "") collector.features.add("comments");
    for (const [key, date] of [
      ["/CreationDate", annotation.creationDate],
      ["/M", annotation.modificationDate],
    ] as const) {
      if (date)
        collector.addTime("changedat", date, parsePdfDate(date), `${place} annotation ${key}`);
    }
    collector.addText(`${place} comments`, written);
  } else if (kind === "Widget") {
    const choices = (annotation.options ?? []).map(({ displayValue = "" }) => displayValue);
    collector.addText(`${place} form choices`, choices.join("\n"));
    const text = Array.isArray(value) ? value.join("\n") : typeof value === "string" ? value : "";
    collector.addText(`${place} form`, text);
  } else collector.addText(`${place} comments`, written);
  const url = annotation.unsafeUrl ?? annotation.url ?? "";
  if (url !== "" && !links.has(url)) {
    links.add(url);
    collector.features.add("external-links");
    collector.addValue("link", url, `${place} annotation /URI`);
  }
}

/** Repeated pages times all pages, from which on the rest is left alone: no program writes such a file. */
const MAX_PAGES_PASSED = 20_000_000;

/** What the pages read so far came to. */
interface PageCount extends DrawnCount {
  chars: number;
  withoutText: number;
  failed: number;
  failure: string;
  readonly links: Set<string>;
  readonly fonts: Map<string, FontUse>;
  /** Page objects read already: a tree may list one page a million times. */
  readonly seen: Set<string>;
  repeated: number;
}

async function addPage(
  page: PdfPage,
  number: number,
  count: PageCount,
  collector: Collector,
): Promise<void> {
  const place = `page ${number}`;
  const id = page.ref === null ? "" : `${page.ref.num} ${page.ref.gen}`;
  if (id !== "" && count.seen.has(id)) {
    count.repeated++;
    return;
  }
  count.seen.add(id);
  const left = LIMITS.maxPdfTextChars - count.chars;
  const onItem = (item: TextItem): void => countFont(count.fonts, item, place);
  const { text, drawn } = await wholeText(page, left, count, onItem);
  count.chars += text.length + drawn.length;
  if (text.trim() === "" && drawn === "") count.withoutText++;
  collector.addText(place, text.slice(0, left));
  collector.addText(`${place}, as drawn`, drawn);
  for (const [index, annotation] of (await page.getAnnotations()).entries()) {
    if (index >= LIMITS.maxMetadataValues) {
      collector.addProblem(
        "too-many-annotations",
        "partial",
        `${place}: more annotations than are read`,
      );
      break;
    }
    addAnnotation(annotation, place, count.links, collector);
    if (annotation.file !== undefined)
      addEmbedded(annotation.file, number * 100_000 + index, collector);
  }
  page.cleanup();
}

/** Problems and marks that follow from all pages together. */
function addPageCount(
  count: PageCount,
  pages: number,
  names: PdfStructure["names"],
  collector: Collector,
): void {
  const images = names.get("Image") ?? 0;
  if (count.repeated > 0) {
    collector.addProblem(
      "pdf-repeated-pages",
      "note",
      `${count.repeated} pages are the same object as an earlier one`,
    );
  }
  if (count.unnamed > 0) {
    const reason = `${count.unnamed} characters are left out: their fonts do not say which they are`;
    collector.addProblem("pdf-unnamed-characters", "partial", reason);
  }
  if (count.failed > 0) {
    collector.addProblem(
      "pdf-page-unreadable",
      "partial",
      `${count.failed} of ${pages} pages: ${count.failure}`,
    );
  }
  // fonts, no picture, and not one character: what the fonts are for was not found
  if (count.chars === 0 && images === 0 && names.has("BaseFont")) {
    const reason = "the file has fonts, and no page gives text";
    collector.addProblem("pdf-no-text", "partial", reason);
  }
  if (count.withoutText === 0 || images === 0) return;
  if (count.withoutText === pages - count.repeated) collector.markers.add("needs-ocr");
  collector.addValue("other", `${count.withoutText} of ${pages}`, "PDF pages without text", {
    number: count.withoutText,
  });
}

/**
 * Adds text, comments and form values of every page; a page that cannot be read costs itself only. A document whose every page
 * is an image without text gets the marker `needs-ocr`.
 */
export async function addPages(
  document: PdfDocument,
  structure: PdfStructure,
  isLinear: boolean,
  collector: Collector,
): Promise<void> {
  const pages = Math.min(document.numPages, LIMITS.maxPdfPages);
  if (pages < document.numPages) {
    collector.addProblem(
      "pdf-too-many-pages",
      "partial",
      `${document.numPages} pages claimed, ${pages} read`,
    );
  }
  const count: PageCount = {
    chars: 0,
    withoutText: 0,
    failed: 0,
    failure: "",
    links: new Set(),
    fonts: new Map(),
    seen: new Set(),
    repeated: 0,
    drawn: 0,
    isLinear,
    unnamed: 0,
  };
  for (let number = 1; number <= pages; number++) {
    // each is found by walking the list from its beginning
    if (count.repeated * document.numPages > MAX_PAGES_PASSED) {
      const reason = `pages from ${number} on are not looked at: ${count.repeated} before are repeated`;
      collector.addProblem("pdf-too-many-pages", "partial", reason);
      break;
    }
    try {
      await addPage(await document.getPage(number), number, count, collector);
    } catch (error) {
      // pdf.js throws for one damaged page; the others are still worth reading
      count.failed++;
      count.failure ||= `page ${number}: ${reasonOf(error)}`;
    }
    if (count.chars > LIMITS.maxPdfTextChars) {
      collector.addProblem(
        "text-too-long",
        "partial",
        `text is cut at page ${number} of ${document.numPages}`,
      );
      break;
    }
  }
  addLoneNumbers(count.fonts, collector);
  addPageCount(count, pages, structure.names, collector);
}
