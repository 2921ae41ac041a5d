/**
 * Gives meaning to RTF tokens: which group is text, which is a named destination, in which code page its bytes are, what is skipped.
 * Text and destinations go to a sink; what they mean as metadata is rtf.ts.
 */
import { LIMITS } from "../../limits.ts";
import { decodeCodePage } from "../code-pages.ts";
import { type RtfEvents, tokenizeRtf } from "./rtf-tokens.ts";
import { CHARACTERS, OWN, PAGE_BY_CHARSET, SKIPPED, TRANSPARENT } from "./rtf-words.ts";

/** One group of the file. */
interface RtfGroup {
  /** Name of the destination the group belongs to, "" for the text of the document. */
  destination: string;
  /** Text gathered for that destination; shared by the groups inside it. */
  gathered: string[];
  /** True where this group opened the destination: it is over when the group closes. */
  isOwner: boolean;
  isSkipped: boolean;
  /** How many characters a \u is followed by for old readers. */
  fallback: number;
  codePage: number;
  isDeleted: boolean;
  isHidden: boolean;
  /** Inside \htmlrtf … \htmlrtf0: RTF that an HTML reader must not see. */
  isRtfOnly: boolean;
}

/** Receives text and closed destinations. */
export interface RtfSink {
  /** True when this control word opens a destination the sink wants. */
  readonly wants: (name: string) => boolean;
  /** Text of the document or of a destination that is text (headers, footnotes). */
  readonly text: (text: string, group: Readonly<RtfGroup>) => void;
  /** A wanted destination is over. */
  readonly closed: (name: string, text: string, parent: string) => void;
  /** Any control word inside a wanted destination or in the text. */
  readonly word: (name: string, parameter: number | null, destination: string) => void;
  readonly binary: (bytes: Uint8Array, destination: string) => void;
  readonly problem: (code: string, reason: string) => void;
}

const DOCUMENT: Readonly<RtfGroup> = {
  destination: "",
  gathered: [],
  isOwner: true,
  isSkipped: false,
  fallback: 1,
  codePage: 0,
  isDeleted: false,
  isHidden: false,
  isRtfOnly: false,
};

/** Code pages that a word names without a number (RTF 1.9.1, "Character Set"). */
const NAMED_PAGES = new Map([
  ["mac", 10_000],
  ["pc", 437],
  ["pca", 850],
]);
/** A run without a byte below 0x80 may wait for its other half; a longer one is decoded at the next such byte. */
const MAX_PENDING_BYTES = 65_536;
const MAX_FALLBACK = 16;

/** Where a walk over the tokens of one file is. */
class RtfReader implements RtfEvents {
  private readonly sink: RtfSink;
  /** Code pages by number of the font. */
  private readonly pages = new Map<number, number>();
  private documentPage = 1252;
  private font = -1;
  private group: RtfGroup = { ...DOCUMENT, gathered: [] };
  private readonly stack: RtfGroup[] = [];
  /** Open groups beyond the limit. */
  private tooDeep = 0;
  private isIgnorable = false;
  private justOpened = false;
  /** Characters that only an old reader shows, still to come. */
  private toSkip = 0;
  /** Bytes not yet decoded: characters of double-byte pages come in two tokens. */
  private pending: number[] = [];
  private pendingPage = 0;

  constructor(sink: RtfSink) {
    this.sink = sink;
  }

  open(): void {
    this.flush();
    this.toSkip = 0;
    this.isIgnorable = false;
    if (this.stack.length >= LIMITS.maxRtfDepth) {
      if (this.tooDeep === 0) {
        const reason = `groups are nested more than ${LIMITS.maxRtfDepth} deep`;
        this.sink.problem("nesting-limit", reason);
      }
      this.tooDeep++;
      return;
    }
    const { group } = this;
    this.stack.push(group);
    // {\upr{for old readers}{\*\ud{the same in Unicode}}}: the first inner group is skipped
    const isOldTwin = group.destination === "upr" && group.isOwner;
    this.group = { ...group, isOwner: false, isSkipped: group.isSkipped || isOldTwin };
    this.justOpened = true;
  }

  close(): void {
    this.flush();
    this.toSkip = 0;
    this.isIgnorable = false;
    if (this.tooDeep > 0) {
      this.tooDeep--;
      return;
    }
    const closing = this.group;
    const parent = this.stack.pop();
    if (parent === undefined) return;
    this.group = parent;
    if (!closing.isOwner || closing.isSkipped) return;
    const text = closing.gathered.join("");
    if (closing.destination === "ud" || closing.destination === "upr") {
      this.emit(text); // both belong to the text around them
    } else if (closing.destination !== "fonttbl") {
      this.sink.closed(closing.destination, text, parent.destination);
    }
  }

  word(name: string, parameter: number | null): void {
    if (this.tooDeep > 0) return;
    // a symbol can take the place of a character for an old reader; a word cannot, whatever the count says: some writers leave it out
    if (this.toSkip > 0 && name.length === 1 && CHARACTERS.has(name)) {
      this.toSkip--;
      return;
    }
    this.toSkip = 0;
    if (name === "*") {
      this.isIgnorable = true;
      return;
    }
    this.flush();
    const mayOpen = this.justOpened || this.isIgnorable;
    this.justOpened = false;
    if (name === "ud") {
      this.openUnicodeTwin();
      return;
    }
    if (this.group.isSkipped) return;
    const isOpened = mayOpen && this.openDestination(name);
    this.isIgnorable = false;
    if (!isOpened) {
      if (this.addCharacter(name, parameter)) return;
      this.format(name, parameter);
    }
    this.sink.word(name, parameter, this.group.destination);
  }

  hexByte(value: number): void {
    this.justOpened = false;
    this.addByte(value);
  }

  text(run: Uint8Array): void {
    this.justOpened = false;
    for (const value of run) this.addByte(value);
  }

  binary(run: Uint8Array): void {
    this.justOpened = false;
    if (this.toSkip > 0) this.toSkip--;
    else if (!this.group.isSkipped && this.tooDeep === 0)
      this.sink.binary(run, this.group.destination);
  }

  problem(reason: string): void {
    this.sink.problem("text-damaged", reason);
  }

  /** A file cut short still owns what its open groups gathered. */
  end(): void {
    this.flush();
    for (let parent = this.stack.pop(); parent !== undefined; parent = this.stack.pop()) {
      const closing = this.group;
      this.group = parent;
      if (closing.isOwner && !closing.isSkipped)
        this.sink.closed(closing.destination, closing.gathered.join(""), parent.destination);
    }
  }

  private emit(text: string): void {
    if (text === "" || this.group.isSkipped || this.tooDeep > 0) return;
    if (this.group.destination === "") this.sink.text(text, this.group);
    else this.group.gathered.push(text);
  }

  private flush(): void {
    if (this.pending.length === 0) return;
    const own = Uint8Array.from(this.pending);
    this.pending = [];
    this.emit(decodeCodePage(own, this.pendingPage) ?? decodeCodePage(own, 1252) ?? "");
  }

  private addByte(value: number): void {
    if (this.toSkip > 0) {
      this.toSkip--;
      return;
    }
    if (this.group.isSkipped || this.tooDeep > 0) return;
    const page = this.group.codePage === 0 ? this.documentPage : this.group.codePage;
    if (page !== this.pendingPage) this.flush();
    this.pendingPage = page;
    this.pending.push(value);
    if (this.pending.length > MAX_PENDING_BYTES && value < 0x80) this.flush();
  }

  /** Adds what a word writes: a code point, or the character it is the name of. False for all other words. */
  private addCharacter(name: string, parameter: number | null): boolean {
    if (name === "u" && parameter !== null) {
      // negative numbers are 16 bit in two's complement; some writers give whole code points
      const code = parameter < 0 ? parameter + 65_536 : parameter;
      if (code >= 0 && code <= 0x10ffff) this.emit(String.fromCodePoint(code));
      this.toSkip = this.group.fallback;
      return true;
    }
    const character = CHARACTERS.get(name);
    if (character === undefined) return false;
    this.emit(character);
    return true;
  }

  private own(destination: string): void {
    this.group.destination = destination;
    this.group.gathered = [];
    this.group.isOwner = true;
  }

  /** The Unicode half of a text that is there twice: read although the group around it is not. */
  private openUnicodeTwin(): void {
    this.group.isSkipped = this.stack.at(-1)?.isSkipped ?? false;
    this.own("ud");
    this.isIgnorable = false;
  }

  /** A word that is a destination: skipped, wanted, or unknown and marked as ignorable. */
  private openDestination(name: string): boolean {
    if (SKIPPED.has(name)) {
      this.group.isSkipped = true;
      return true;
    }
    if (TRANSPARENT.has(name)) return false;
    if (OWN.has(name) || this.sink.wants(name)) {
      this.own(name);
      return true;
    }
    if (this.isIgnorable) this.group.isSkipped = true;
    return this.isIgnorable;
  }

  private format(name: string, parameter: number | null): void {
    const { group } = this;
    const isOn = parameter !== 0;
    if (name === "deleted") group.isDeleted = isOn;
    else if (name === "v") group.isHidden = isOn;
    else if (name === "htmlrtf") group.isRtfOnly = isOn;
    else if (name === "uc") group.fallback = Math.min(Math.max(parameter ?? 1, 0), MAX_FALLBACK);
    else if (name === "plain") {
      group.codePage = 0;
      group.isHidden = false;
    } else this.choosePage(name, parameter);
  }

  /** Words that say in which code page bytes are: of the document, of a font, or by choice of a font. */
  private choosePage(name: string, parameter: number | null): void {
    const isFontTable = this.group.destination === "fonttbl";
    const named = NAMED_PAGES.get(name);
    if (named !== undefined) this.documentPage = named;
    else if (name === "ansicpg") {
      if (parameter !== null && parameter > 0) this.documentPage = parameter;
    } else if (name === "fcharset") {
      this.pages.set(this.font, PAGE_BY_CHARSET.get(parameter ?? 0) ?? 0);
    } else if (name === "cpg") {
      if (isFontTable && parameter !== null) this.pages.set(this.font, parameter);
    } else if (name === "f") {
      if (isFontTable) this.font = parameter ?? -1;
      else this.group.codePage = this.pages.get(parameter ?? -1) ?? 0;
    }
  }
}

/** Reads the whole file into the sink. */
export function readRtfInto(bytes: Uint8Array, sink: RtfSink): void {
  const reader = new RtfReader(sink);
  tokenizeRtf(bytes, reader);
  reader.end();
}
