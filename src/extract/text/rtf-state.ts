/**
 * Gives meaning to RTF tokens: which group is text, which is a named destination, in which code page its bytes are, what is skipped.
 * Text and destinations go to a sink; what they mean as metadata is rtf.ts.
 */
import { LIMITS } from "../../limits.ts";
import { decodeCodePage } from "../code-pages.ts";
import { tokenizeRtf } from "./rtf-tokens.ts";
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

/** Reads the whole file into the sink. */
export function readRtfInto(bytes: Uint8Array, sink: RtfSink): void {
  const pages = new Map<number, number>();
  let documentPage = 1252;
  let font = -1;
  let group: RtfGroup = {
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
  const stack: RtfGroup[] = [];
  let tooDeep = 0;
  let isIgnorable = false;
  let justOpened = false;
  let toSkip = 0;
  /** Bytes not yet decoded: characters of double-byte pages come in two tokens. */
  let pending: number[] = [];
  let pendingPage = 0;

  const emit = (text: string): void => {
    if (text === "" || group.isSkipped || tooDeep > 0) return;
    if (group.destination === "") sink.text(text, group);
    else group.gathered.push(text);
  };
  const flush = (): void => {
    if (pending.length === 0) return;
    const own = Uint8Array.from(pending);
    pending = [];
    emit(decodeCodePage(own, pendingPage) ?? decodeCodePage(own, 1252) ?? "");
  };
  const addByte = (value: number): void => {
    if (toSkip > 0) {
      toSkip--;
      return;
    }
    if (group.isSkipped || tooDeep > 0) return;
    const page = group.codePage === 0 ? documentPage : group.codePage;
    if (page !== pendingPage) flush();
    pendingPage = page;
    pending.push(value);
    if (pending.length > 65_536 && value < 0x80) flush();
  };

  /** A word that is a destination: skipped, wanted, or unknown and marked as ignorable. */
  const openDestination = (name: string): boolean => {
    if (SKIPPED.has(name)) {
      group.isSkipped = true;
      return true;
    }
    if (TRANSPARENT.has(name)) return false;
    if (OWN.has(name) || sink.wants(name)) {
      group.destination = name;
      group.gathered = [];
      group.isOwner = true;
      return true;
    }
    if (isIgnorable) group.isSkipped = true;
    return isIgnorable;
  };

  const formatting = (name: string, parameter: number | null): void => {
    const isOn = parameter !== 0;
    switch (name) {
      case "ansicpg":
        if (parameter !== null && parameter > 0) documentPage = parameter;
        return;
      case "mac":
        documentPage = 10000;
        return;
      case "pc":
        documentPage = 437;
        return;
      case "pca":
        documentPage = 850;
        return;
      case "f":
        if (group.destination === "fonttbl") font = parameter ?? -1;
        else group.codePage = pages.get(parameter ?? -1) ?? 0;
        return;
      case "fcharset":
        pages.set(font, PAGE_BY_CHARSET.get(parameter ?? 0) ?? 0);
        return;
      case "cpg":
        if (group.destination === "fonttbl" && parameter !== null) pages.set(font, parameter);
        return;
      case "plain":
        group.codePage = 0;
        group.isHidden = false;
        return;
      case "uc":
        group.fallback = Math.min(Math.max(parameter ?? 1, 0), 16);
        return;
      case "deleted":
        group.isDeleted = isOn;
        return;
      case "v":
        group.isHidden = isOn;
        return;
      case "htmlrtf":
        group.isRtfOnly = isOn;
    }
  };

  tokenizeRtf(bytes, {
    open: () => {
      flush();
      toSkip = 0;
      isIgnorable = false;
      if (stack.length >= LIMITS.maxRtfDepth) {
        if (tooDeep === 0) {
          sink.problem("nesting-limit", `groups are nested more than ${LIMITS.maxRtfDepth} deep`);
        }
        tooDeep++;
        return;
      }
      stack.push(group);
      // {\upr{for old readers}{\*\ud{the same in Unicode}}}: the first inner group is skipped
      const isOldTwin = group.destination === "upr" && group.isOwner;
      group = { ...group, isOwner: false, isSkipped: group.isSkipped || isOldTwin };
      justOpened = true;
    },
    close: () => {
      flush();
      toSkip = 0;
      isIgnorable = false;
      if (tooDeep > 0) {
        tooDeep--;
        return;
      }
      const closing = group;
      const parent = stack.pop();
      if (parent === undefined) return;
      group = parent;
      if (!closing.isOwner || closing.isSkipped) return;
      const text = closing.gathered.join("");
      if (closing.destination === "ud" || closing.destination === "upr") {
        // both stand for what is around them
        emit(text);
        return;
      }
      if (closing.destination !== "fonttbl") {
        sink.closed(closing.destination, text, parent.destination);
      }
    },
    word: (name, parameter) => {
      if (tooDeep > 0) return;
      // a symbol can stand for an old reader; a word cannot, whatever the count says: some writers leave the stand-in out
      if (toSkip > 0 && name.length === 1 && CHARACTERS.has(name)) {
        toSkip--;
        return;
      }
      toSkip = 0;
      if (name === "*") {
        isIgnorable = true;
        return;
      }
      flush();
      const mayOpen = justOpened || isIgnorable;
      justOpened = false;
      if (name === "ud") {
        group.isSkipped = stack.at(-1)?.isSkipped ?? false;
        group.destination = "ud";
        group.gathered = [];
        group.isOwner = true;
        isIgnorable = false;
        return;
      }
      if (group.isSkipped) return;
      if (mayOpen && openDestination(name)) {
        isIgnorable = false;
        sink.word(name, parameter, group.destination);
        return;
      }
      isIgnorable = false;
      if (name === "u" && parameter !== null) {
        // negative numbers are 16 bit in two's complement; some writers give whole code points
        const code = parameter < 0 ? parameter + 65_536 : parameter;
        if (code >= 0 && code <= 0x10ffff) emit(String.fromCodePoint(code));
        toSkip = group.fallback;
        return;
      }
      const character = CHARACTERS.get(name);
      if (character !== undefined) {
        emit(character);
        return;
      }
      formatting(name, parameter);
      sink.word(name, parameter, group.destination);
    },
    hexByte: (value) => {
      justOpened = false;
      addByte(value);
    },
    text: (run) => {
      justOpened = false;
      for (const value of run) addByte(value);
    },
    binary: (run) => {
      justOpened = false;
      if (toSkip > 0) toSkip--;
      else if (!group.isSkipped && tooDeep === 0) sink.binary(run, group.destination);
    },
    problem: (reason) => sink.problem("text-damaged", reason),
  });
  flush();
  while (stack.length > 0) {
    // a file cut short still owns what its open groups gathered
    const closing = group;
    const parent = stack.pop();
    if (parent === undefined) break;
    group = parent;
    if (closing.isOwner && !closing.isSkipped) {
      sink.closed(closing.destination, closing.gathered.join(""), parent.destination);
    }
  }
}
