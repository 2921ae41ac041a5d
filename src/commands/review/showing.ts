/** One document on the screen of `leaksift review`: its files, the pages of big ones, and what of all that was shown. */
import { rankedCounter } from "../../assess/draw.ts";
import { termFinder } from "../../assess/passages.ts";
import { itemAt } from "../../assess/review/plan.ts";
import type { Turn } from "../../assess/review/queue.ts";
import { filesWithText } from "../../catalog/claim-reads.ts";
import type { StoredDocument } from "../../catalog/stored-rows.ts";
import type { PagesShown, Viewing } from "../../model/claim.ts";
import { defang, escapeText, safeLine } from "../../render/escape.ts";
import { bold, counted, dim, sizeText } from "../../render/terminal.ts";
import { inside } from "../show.ts";
import { type Piece, partName, piecesOf, type Shown, seenBefore } from "./pieces.ts";
import { ScreenClock } from "./screen-clock.ts";
import { hasMatch, markMatches, screensOf, showMatches } from "./view.ts";

/** A big part: pages it has and those shown. */
interface PageCount {
  readonly of: number;
  readonly shown: Set<number>;
}

/** Opens a document; `open(0)` shows it. Part 0 is the document itself, 1 its first file. */
export class Showing {
  private readonly context: Shown;
  private readonly documents: readonly StoredDocument[];
  private readonly textFiles: readonly number[];
  private readonly opened = new Set<number>([0]);
  private readonly big = new Map<number, PageCount>();
  private readonly whole = new Set<number>();
  /** Screens shown of each piece, by part and piece, and how many it has; another size of terminal begins anew. */
  private readonly seen = new Map<string, PageCount>();
  private readonly clock: ScreenClock;
  private readonly find: ReturnType<typeof termFinder>;
  /** Headers, or the list of files without text, are on the screen: not the text of the part. */
  private isAside = false;
  private part = 0;
  private pieces: readonly Piece[] = [];
  private piece = 0;
  private screens: readonly string[] = [];
  private screen = 0;
  note = "";

  constructor(context: Shown, turn: Turn) {
    this.context = context;
    const { index, plan, before } = context;
    this.clock = new ScreenClock(context.io);
    const match = rankedCounter(plan.survey).find(({ at }) => at === turn.at);
    this.find = termFinder(match?.terms ?? []);
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

  /** How it was shown until now, for the mark. */
  viewing(elsewhere: boolean): Viewing {
    const { ms, screens } = this.clock.stop();
    return { from: this.context.isTerminal ? "terminal" : "pipe", elsewhere, ms, screens };
  }

  /** Screens of a part that is not read by page, while some of them were not shown. */
  private leftOf(part: number): PageCount | null {
    const count = this.seen.get(`${part} 0`);
    return count === undefined || count.shown.size === count.of ? null : count;
  }

  /** Pages shown of big parts that were opened; of others, screens, while some were not shown. */
  get pages(): PagesShown[] {
    return this.parts.flatMap((part): PagesShown[] => {
      const count = this.big.get(part) ?? this.leftOf(part);
      if (count === null) return [];
      return [{ part, of: count.of, shown: [...count.shown].sort((a, b) => a - b) }];
    });
  }

  /** What was not shown, in words: "1 file not opened; 10 of 240 pages shown of file 2". "" when all was. */
  get leftText(): string {
    const unopened = this.documents.length - this.opened.size;
    const before = this.context.before?.pages;
    return [
      ...(unopened === 0 ? [] : [`${counted(unopened, "file")} not opened`]),
      ...this.pages.flatMap(({ part, of, shown }) => {
        const seen = new Set([...shown, ...seenBefore(part, of, before)]);
        const what = this.big.has(part) ? "page" : "screen";
        const of_ = `${seen.size} of ${counted(of, what)} shown`;
        return seen.size === of ? [] : part === 0 ? of_ : `${of_} of file ${part}`;
      }),
    ].join("; ");
  }

  private nameOf(part: number): string {
    return partName(this.documents[part], part);
  }

  private piecesOf(part: number, document: StoredDocument): readonly Piece[] {
    const whole = this.whole.has(part);
    const { pieces, pages, isBig } = piecesOf(this.context, document, part, whole);
    if (isBig && !this.big.has(part)) this.big.set(part, { of: pages, shown: new Set() });
    return pieces;
  }

  /** Shows the document, and where a query of the claim matches, the first match: in itself, else in the first file that has one. */
  begin(): void {
    this.open(0);
    if (this.matchesOnScreen || this.toMatch(1)) return;
    const file = this.textFiles.find((part) => {
      const docId = this.documents[part]?.docId;
      return docId !== undefined && this.find(this.context.index.catalog.text(docId)).length > 0;
    });
    if (file === undefined || this.context.before !== null) return;
    this.open(file);
    if (!this.matchesOnScreen) this.toMatch(1);
  }

  private get matchesOnScreen(): boolean {
    return hasMatch(this.screens[this.screen] ?? "");
  }

  /** Goes to the next (1) or last (-1) screen of what is open that has a match; false when there is none. */
  toMatch(step: 1 | -1): boolean {
    const at = (offset: number): number => this.screen + step * (offset + 1);
    const target = this.screens
      .map((_, i) => at(i))
      .find((screen) => hasMatch(this.screens[screen] ?? ""));
    if (target === undefined) return false;
    this.screen = target;
    this.printScreen();
    return true;
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
    this.isAside = false;
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
    const marked = markMatches(text, this.find(text));
    // Two columns less: a match is two wider when it is shown
    const columns = isTerminal ? Math.max(40, io.columns - 2) : null;
    this.screens = screensOf(`${head}${marked}`, rows, columns);
    this.screen = 0;
    this.printScreen();
  }

  private printScreen(): void {
    const { io } = this.context;
    io.out(`${showMatches(this.screens[this.screen] ?? "", io)}\n`);
    this.clock.next(this.part, this.screen + 1, this.screens.length);
    const page = this.pieces[this.piece]?.page ?? null;
    const key = `${this.part} ${page ?? 0}`;
    const known = this.seen.get(key);
    const of = this.screens.length;
    const seen = known?.of === of ? known : { of, shown: new Set<number>() };
    seen.shown.add(this.screen + 1);
    if (!this.isAside) this.seen.set(key, seen);
    // A page was shown when all of its screens were
    if (page !== null && seen.shown.size === of) this.big.get(this.part)?.shown.add(page);
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
    this.isAside = true;
    this.pieces = [{ text: lines.join("\n"), heading: "Files without text", page: null }];
    this.showPiece(0);
  }

  /** First file with text that was not opened yet, after the one on the screen if there is one there. */
  private get nextFile(): number | undefined {
    const left = this.textFiles.filter((part) => !this.opened.has(part));
    return left.find((part) => part > this.part) ?? left[0];
  }

  /** Screens of the piece that were not shown yet, those after this one first. */
  private get unseen(): number[] {
    const page = this.pieces[this.piece]?.page ?? null;
    const shown = this.isAside ? null : this.seen.get(`${this.part} ${page ?? 0}`)?.shown;
    const all = [...this.screens.keys()];
    if (shown === null || shown === undefined) return all.slice(this.screen + 1);
    const left = all.filter((screen) => !shown.has(screen + 1));
    return [...left.filter((n) => n > this.screen), ...left.filter((n) => n < this.screen)];
  }

  /** A part that was opened and of which not all screens were shown, e.g. the message when the match was in a file. */
  private get halfShown(): number | undefined {
    return this.parts.find((part) => part !== this.part && this.leftOf(part) !== null);
  }

  private nextText(): string {
    const screens = this.unseen.length;
    if (screens > 0) return counted(screens, "more screen");
    const piece = this.pieces[this.piece + 1];
    if (piece !== undefined) return piece.heading;
    const file = this.nextFile;
    if (file !== undefined) return `file ${file}, ${this.nameOf(file)}`;
    const half = this.halfShown;
    if (half !== undefined)
      return half === 0 ? "the rest of the message" : `the rest of file ${half}`;
    return this.textless.length === 0
      ? ""
      : counted(this.textless.length, "file without text", "files without text");
  }

  /** What comes next: screen, page, file not opened yet. */
  goOn(): void {
    const [screen] = this.unseen;
    if (screen !== undefined) {
      this.screen = screen;
      this.printScreen();
      return;
    }
    const file = this.nextFile;
    const half = this.halfShown;
    if (this.piece + 1 < this.pieces.length) this.showPiece(this.piece + 1);
    else if (file !== undefined) this.open(file);
    else if (half !== undefined) this.goOnWith(half);
    else if (this.textless.length > 0) this.openTextless();
    else
      this.context.io.out(
        `${this.leftText === "" ? "That was all of it" : "That was all that is drawn of it; a shows the rest"}. 0 begins again.\n`,
      );
  }

  /** Opens a part again at the first screen that was not shown. */
  private goOnWith(part: number): void {
    const before = this.seen.get(`${part} 0`);
    this.open(part);
    const [screen] = this.unseen;
    // Another size of terminal cuts other screens: then it begins anew
    if (screen === undefined || before === undefined || before.of !== this.screens.length) return;
    this.screen = screen;
    this.printScreen();
  }

  headers(): void {
    const { index } = this.context;
    const docId = this.documents[0]?.docId;
    const head = docId === undefined ? "" : index.catalog.head(docId).toString("utf8");
    const text = head === "" ? "A loose file has no headers." : defang(escapeText(head));
    this.isAside = true;
    this.pieces = [{ text, heading: "", page: null }];
    this.showPiece(0);
  }
}
