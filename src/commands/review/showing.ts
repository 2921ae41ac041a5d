/** One document on the screen of `leaksift review`: its files, the pages of big ones, and what of all that was shown. */
import type { Decided } from "../../assess/answers.ts";
import { drawnPages, type Page, pageName, pagesOfText } from "../../assess/review/pages.ts";
import { itemAt, type ReviewPlan } from "../../assess/review/plan.ts";
import type { Turn } from "../../assess/review/queue.ts";
import { filesWithText } from "../../catalog/claim-reads.ts";
import type { StoredDocument } from "../../catalog/stored-rows.ts";
import type { Io } from "../../cli/command.ts";
import type { PagesShown } from "../../model/claim.ts";
import { defang, escapeText, safeLine } from "../../render/escape.ts";
import { bodyText, documentText } from "../../render/message-view.ts";
import { bold, counted, dim, sizeText } from "../../render/terminal.ts";
import type { OpenIndex } from "../../search/open-index.ts";
import { inside, viewOf } from "../show.ts";
import { screensOf } from "./view.ts";

/** What is shown in one go before the next: a whole part, or one page of a big one. */
interface Piece {
  /** Already escaped. */
  readonly text: string;
  /** Says what comes; printed before it and announced by the piece before. "" for a part shown as a whole. */
  readonly heading: string;
  /** Number of the page from 1; null for what is not a page. */
  readonly page: number | null;
}

/** A big part: pages it has and those shown. */
interface PageCount {
  readonly of: number;
  readonly shown: Set<number>;
}

/** What a showing needs. */
export interface Shown {
  readonly io: Io;
  readonly index: OpenIndex;
  readonly plan: ReviewPlan;
  readonly isTerminal: boolean;
  /** Part and pages seen before: given to go on with what was left, and to see all of it; null begins anew. */
  readonly before: Pick<Decided, "parts" | "pages"> | null;
}

/** Opens a document; `open(0)` shows it. Part 0 is the document itself, 1 its first file. */
export class Showing {
  private readonly context: Shown;
  private readonly documents: readonly StoredDocument[];
  private readonly textFiles: readonly number[];
  private readonly opened = new Set<number>([0]);
  private readonly big = new Map<number, PageCount>();
  private readonly whole = new Set<number>();
  private part = 0;
  private pieces: readonly Piece[] = [];
  private piece = 0;
  private screens: readonly string[] = [];
  private screen = 0;
  note = "";

  constructor(context: Shown, turn: Turn) {
    this.context = context;
    const { index, plan, before } = context;
    const root = index.catalog.document(itemAt(plan, turn.at).docId);
    this.documents = [root, ...inside(index.catalog, root).map(({ document }) => document)];
    this.textFiles = filesWithText(index.catalog, root.docId);
    if (before === null) return;
    for (const part of before.parts) if (!before.pages.has(part)) this.opened.add(part);
    for (const part of this.documents.keys()) this.whole.add(part);
  }

  get files(): number {
    return this.documents.length - 1;
  }

  /** Whether the part on the screen is read by page, and not all of its pages. */
  get isDrawn(): boolean {
    return this.big.has(this.part) && !this.whole.has(this.part);
  }

  get parts(): number[] {
    return [...this.opened].sort((a, b) => a - b);
  }

  /** Pages shown of big parts that were opened. */
  get pages(): PagesShown[] {
    return [...this.big]
      .filter(([part]) => this.opened.has(part))
      .sort(([a], [b]) => a - b)
      .map(([part, { of, shown }]) => ({ part, of, shown: [...shown].sort((a, b) => a - b) }));
  }

  /** What was not shown, in words: "1 file not opened; 10 of 240 pages shown of file 2". "" when all was. */
  get leftText(): string {
    const unopened = this.documents.length - this.opened.size;
    const before = this.context.before?.pages;
    return [
      ...(unopened === 0 ? [] : [`${counted(unopened, "file")} not opened`]),
      ...this.pages.flatMap(({ part, of, shown }) => {
        const seen = new Set([...shown, ...this.seenBefore(part, of, before)]);
        const of_ = `${seen.size} of ${counted(of, "page")} shown`;
        return seen.size === of ? [] : part === 0 ? of_ : `${of_} of file ${part}`;
      }),
    ].join("; ");
  }

  private seenBefore(
    part: number,
    of: number,
    before: Decided["pages"] | undefined,
  ): readonly number[] {
    const entry = before?.get(part);
    return entry?.of === of ? entry.shown : [];
  }

  /** Pages of a big part to show: those drawn, or all that were not seen before. */
  private numbersOf(part: number, pages: readonly Page[]): number[] {
    const { plan, before } = this.context;
    const all = pages.map((_, i) => i + 1);
    if (this.whole.has(part)) {
      const seen = new Set(this.seenBefore(part, pages.length, before?.pages));
      return all.filter((number) => !seen.has(number));
    }
    const contentId = this.documents[part]?.contentId ?? "";
    return drawnPages(plan.shuffle, contentId, pages.length, plan.claim.sample.pages);
  }

  private nameOf(part: number): string {
    const document = this.documents[part];
    if (document?.kind === "message" && part > 0)
      return safeLine(`message: ${document.envelope?.subject ?? ""}`);
    return safeLine(document?.name || (part === 0 ? "the message" : "(no name)"));
  }

  private pagePieces(part: number, pages: readonly Page[]): Piece[] {
    const { io } = this.context;
    const numbers = this.numbersOf(part, pages);
    return numbers.flatMap((number, i): Piece[] => {
      const page = pages[number - 1];
      if (page === undefined) return [];
      const where = `${this.nameOf(part)}, ${safeLine(pageName(page, number, pages.length))}`;
      const drawn = this.whole.has(part) ? "" : `, drawn (${i + 1} of ${numbers.length})`;
      const text = bodyText(page.text, io);
      return [{ text, heading: `${where}${drawn}`, page: number }];
    });
  }

  private piecesOf(part: number, document: StoredDocument): Piece[] {
    const { io, index, plan } = this.context;
    const { catalog } = index;
    const text = catalog.text(document.docId);
    const pages = pagesOfText(text);
    const isBig = pages.length > plan.claim.sample.pagesOver;
    if (isBig && !this.big.has(part)) this.big.set(part, { of: pages.length, shown: new Set() });
    const body = isBig ? this.pagePieces(part, pages) : [];
    if (part === 0) {
      const view = viewOf(catalog, document);
      const said = `(${counted(pages.length, "page")} of text; ${this.whole.has(0) ? "they follow" : `${body.length} drawn ones follow`})`;
      const head = documentText(isBig ? { ...view, text: said } : view, io, "UTC");
      return [{ text: head, heading: "", page: null }, ...body];
    }
    if (isBig) return body;
    const heading = bold(io, `File ${part}: ${this.nameOf(part)}`);
    const whole = bodyText(text, io) || dim(io, "(no text)");
    return [{ text: `${heading}\n${whole}`, heading: "", page: null }];
  }

  /** Shows a part from its beginning. */
  open(part: number): void {
    const { io } = this.context;
    const document = this.documents[part];
    if (document === undefined) {
      io.out(`It carries ${this.files === 0 ? "no files" : `files 1 to ${this.files}`}.\n`);
      return;
    }
    this.part = part;
    this.pieces = this.piecesOf(part, document);
    this.opened.add(part);
    this.showPiece(0);
  }

  /** Shows the part on the screen again, all of its pages. */
  openWhole(): void {
    if (!this.isDrawn) {
      this.context.io.out("It is shown as a whole already; space goes on.\n");
      return;
    }
    this.whole.add(this.part);
    this.open(this.part);
  }

  private showPiece(number: number): void {
    const { io, isTerminal } = this.context;
    const piece = this.pieces[number];
    // Room for the heading above and the keys below; a pipe gets screens of a fixed size, so that scripts see the same everywhere
    const rows = isTerminal ? Math.max(8, (process.stdout.rows ?? 24) - 5) : 60;
    const text = piece === undefined ? dim(io, "(nothing left to show)") : piece.text;
    const head = piece === undefined || piece.heading === "" ? "" : `${bold(io, piece.heading)}\n`;
    this.piece = number;
    this.screens = screensOf(`${head}${text}`, rows, isTerminal ? Math.max(40, io.columns) : null);
    this.screen = 0;
    this.printScreen();
  }

  private printScreen(): void {
    const { io } = this.context;
    io.out(`${this.screens[this.screen] ?? ""}\n`);
    const page = this.pieces[this.piece]?.page ?? null;
    // A page was shown when its end was
    if (page !== null && this.screen + 1 === this.screens.length)
      this.big.get(this.part)?.shown.add(page);
    const next = this.nextText();
    if (next !== "") io.out(dim(io, `(space: ${next})\n`));
  }

  /** Files that nothing can be shown of, and that were not opened yet. */
  private get textless(): number[] {
    const all = [...this.documents.keys()];
    return all.filter((part) => !this.opened.has(part) && !this.textFiles.includes(part));
  }

  /** They are shown at once: what they are is all there is to see here. */
  private openTextless(): void {
    const lines = this.textless.map((part) => {
      this.opened.add(part);
      const document = this.documents[part];
      const size = sizeText(document?.sizeBytes ?? 0);
      return `${String(part).padStart(3)}  ${this.nameOf(part)}  ${safeLine(document?.type ?? "")}, ${size}`;
    });
    this.pieces = [{ text: lines.join("\n"), heading: "Files without text", page: null }];
    this.showPiece(0);
  }

  /** First file with text that was not opened yet, after the one on the screen if there is one there. */
  private get nextFile(): number | undefined {
    const left = this.textFiles.filter((part) => !this.opened.has(part));
    return left.find((part) => part > this.part) ?? left[0];
  }

  private nextText(): string {
    const screens = this.screens.length - this.screen - 1;
    if (screens > 0) return counted(screens, "more screen");
    const piece = this.pieces[this.piece + 1];
    if (piece !== undefined) return piece.heading;
    const file = this.nextFile;
    if (file !== undefined) return `file ${file}, ${this.nameOf(file)}`;
    return this.textless.length === 0
      ? ""
      : counted(this.textless.length, "file without text", "files without text");
  }

  /** What comes next: screen, page, file not opened yet. */
  goOn(): void {
    if (this.screen + 1 < this.screens.length) {
      this.screen++;
      this.printScreen();
      return;
    }
    const file = this.nextFile;
    if (this.piece + 1 < this.pieces.length) this.showPiece(this.piece + 1);
    else if (file !== undefined) this.open(file);
    else if (this.textless.length > 0) this.openTextless();
    else
      this.context.io.out(
        `${this.leftText === "" ? "That was all of it" : "That was all that is drawn of it; a shows the rest"}. 0 begins again.\n`,
      );
  }

  headers(): void {
    const { index } = this.context;
    const docId = this.documents[0]?.docId;
    const head = docId === undefined ? "" : index.catalog.head(docId).toString("utf8");
    const text = head === "" ? "A loose file has no headers." : defang(escapeText(head));
    this.pieces = [{ text, heading: "", page: null }];
    this.showPiece(0);
  }
}
