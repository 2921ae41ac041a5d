/** Pictures and scanned PDFs -> text, by an installed tesseract; pages of a PDF are drawn by pdftoppm of poppler. Both get their input through a pipe. */
import type { RereadPage } from "../model/reread.ts";
import { findProgram, type ProgramEnd, runBounded } from "./bounded-program.ts";

/** Of one page: an A4 page at 300 dpi takes tesseract 200 MB and seconds. */
const PAGE_CAPS = { memoryKb: 900 * 1024, seconds: 120, outputBytes: 64 * 1024 * 1024 };
/** Pages of one PDF that are drawn. */
const MAX_PAGES = 2_000;
const DPI = 300;

/** What is installed and asked for. */
export interface OcrPrograms {
  readonly tesseract: string;
  readonly pdftoppm: string | null;
  readonly isolate: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** As it is stored: "tesseract 5.3.0 (eng+deu)". */
  readonly program: string;
  readonly languages: string;
  readonly tessdata: string;
}

/** A tesseract with its languages, or in words what is missing. */
export type FoundOcr = { readonly programs: OcrPrograms } | { readonly missing: string };

const INSTALL =
  "Install it (Debian, Ubuntu: apt install tesseract-ocr poppler-utils; macOS: brew install tesseract poppler; languages are packages like tesseract-ocr-deu)";

/** Looks for the programs and asks tesseract for its version and languages. `languages` like "eng+deu", "" for English or what there is. */
export async function findOcr(
  path: string | undefined,
  languages: string,
  tessdata: string,
  stop: AbortSignal,
): Promise<FoundOcr> {
  const tesseract = findProgram("tesseract", path);
  if (tesseract === null) return { missing: `tesseract is not installed. ${INSTALL}.` };
  const env = { PATH: path ?? "", OMP_THREAD_LIMIT: "1", LC_ALL: "C.UTF-8" };
  const data = tessdata === "" ? [] : ["--tessdata-dir", tessdata];
  const ask = (words: readonly string[], isolate: readonly string[] = []): Promise<ProgramEnd> =>
    runBounded([tesseract, ...words], Buffer.alloc(0), PAGE_CAPS, { isolate, env, stop });
  const version = /tesseract\s+v?([\d.]+)/.exec(textOf(await ask(["--version"])))?.[1] ?? "";
  const listed = textOf(await ask([...data, "--list-langs"]))
    .split("\n")
    .slice(1);
  const there = listed.map((line) => line.trim()).filter((line) => line !== "" && line !== "osd");
  const chosen = languages !== "" ? languages : there.includes("eng") ? "eng" : (there[0] ?? "");
  const absent = chosen.split("+").filter((language) => !there.includes(language));
  if (chosen === "" || absent.length > 0)
    return {
      missing: `tesseract has no language ${absent.join(", ")}. It has: ${there.join(", ")}. More: apt install tesseract-ocr-deu (and the like), or --tessdata DIR.`,
    };
  const unshare = findProgram("unshare", path);
  const alone = unshare === null ? [] : [unshare, "--user", "--net", "--map-root-user"];
  const works = alone.length > 0 && (await ask(["--version"], alone)).failure === "";
  return {
    programs: {
      tesseract,
      pdftoppm: findProgram("pdftoppm", path),
      isolate: works ? alone : [],
      env,
      program: `tesseract ${version} (${chosen})`,
      languages: chosen,
      tessdata,
    },
  };
}

const textOf = ({ output }: ProgramEnd): string => output?.toString("utf8") ?? "";

/** Words of a table as tesseract prints it (TSV), in lines and paragraphs, and their mean confidence. */
export function readTsv(tsv: string): {
  readonly text: string;
  readonly confidence: number | null;
} {
  let text = "";
  let line = "";
  let block = "";
  let sum = 0;
  let count = 0;
  for (const row of tsv.split("\n")) {
    const cells = row.split("\t");
    const word = cells[11]?.trim() ?? "";
    if (cells[0] !== "5" || word === "") continue;
    const ownBlock = cells.slice(1, 4).join(".");
    const ownLine = `${ownBlock}.${cells[4]}`;
    if (text !== "") text += ownBlock !== block ? "\n\n" : ownLine !== line ? "\n" : " ";
    text += word;
    block = ownBlock;
    line = ownLine;
    const confidence = Number(cells[10]);
    if (confidence >= 0) {
      sum += confidence;
      count++;
    }
  }
  return { text, confidence: count === 0 ? null : sum / count };
}

/** One picture as text. Pages that are turned and columns are found by tesseract itself (page segmentation 1). */
async function readPicture(
  picture: Uint8Array,
  { tesseract, languages, tessdata, ...how }: OcrPrograms,
  stop: AbortSignal,
): Promise<{
  readonly text: string;
  readonly confidence: number | null;
  readonly failure: string;
}> {
  const data = tessdata === "" ? [] : ["--tessdata-dir", tessdata];
  const words = ["stdin", "stdout", ...data, "-l", languages, "--dpi", String(DPI)];
  const run = (segmentation: string): Promise<ProgramEnd> =>
    runBounded([tesseract, ...words, "--psm", segmentation, "tsv"], picture, PAGE_CAPS, {
      ...how,
      stop,
    });
  let end = await run("1");
  // Of a picture with few characters its turn cannot be told, which ends some versions
  if (end.output === null && /osd|few characters|code 1/i.test(end.failure)) end = await run("3");
  if (end.output === null) return { text: "", confidence: null, failure: end.failure };
  return { ...readTsv(end.output.toString("utf8")), failure: "" };
}

/** One page of a PDF, drawn. Null behind the last. */
async function drawnPage(
  pdf: Uint8Array,
  page: number,
  pdftoppm: string,
  programs: OcrPrograms,
  stop: AbortSignal,
): Promise<ProgramEnd | null> {
  const words = ["-r", String(DPI), "-gray", "-png", "-f", String(page), "-l", String(page), "-"];
  const end = await runBounded([pdftoppm, ...words], pdf, PAGE_CAPS, { ...programs, stop });
  const isBehind =
    page > 1 && (end.output?.length === 0 || /wrong page range|code 99/i.test(end.failure));
  return isBehind ? null : end;
}

/** The pages of a picture or PDF, each as it is read; what cannot be read says why. `onPage` is told before each. */
export async function readByOcr(
  contentId: string,
  bytes: Uint8Array,
  isPdf: boolean,
  programs: OcrPrograms,
  { stop, onPage }: { readonly stop: AbortSignal; readonly onPage: (page: number) => void },
): Promise<RereadPage[]> {
  const pages: RereadPage[] = [];
  const add = (page: number, read: Pick<RereadPage, "text" | "confidence" | "failure">): void => {
    pages.push({ contentId, kind: "ocr", page, program: programs.program, ...read });
  };
  const failed = (page: number, failure: string): void =>
    add(page, { text: "", confidence: null, failure });
  if (!isPdf) {
    onPage(1);
    add(1, await readPicture(bytes, programs, stop));
    return pages;
  }
  if (programs.pdftoppm === null) {
    failed(1, "pdftoppm is not installed (poppler-utils), which draws the pages of a PDF");
    return pages;
  }
  for (let page = 1; page <= MAX_PAGES && !stop.aborted; page++) {
    onPage(page);
    const drawn = await drawnPage(bytes, page, programs.pdftoppm, programs, stop);
    if (drawn === null) break;
    if (drawn.output === null) failed(page, drawn.failure);
    else add(page, await readPicture(drawn.output, programs, stop));
    if (drawn.output === null && page === 1) break;
  }
  return pages;
}
