/**
 * Cuts RTF (version 1.9.1, "Formal syntax") into groups, control words, text and binary runs. One pass, no memory of its own, no
 * meaning: rtf-state.ts gives meaning.
 */

/** Receives what is cut, in order. */
export interface RtfEvents {
  readonly open: () => void;
  readonly close: () => void;
  /** A control word without its backslash, e.g. "ansicpg" with 1251; `parameter` is null when there is none. Symbols come as one character. */
  readonly word: (name: string, parameter: number | null) => void;
  /** A byte written as \'hh. */
  readonly hexByte: (value: number) => void;
  /** Bytes of plain text, line ends left out. */
  readonly text: (bytes: Uint8Array) => void;
  /** The raw bytes of a \bin run. */
  readonly binary: (bytes: Uint8Array) => void;
  readonly problem: (reason: string) => void;
}

const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;
const MINUS = 0x2d;
const QUOTE = 0x27;

const isLetter = (value: number): boolean =>
  (value >= 0x61 && value <= 0x7a) || (value >= 0x41 && value <= 0x5a);
const isDigit = (value: number): boolean => value >= 0x30 && value <= 0x39;

/** Value of a hex digit's character code, -1 for any other. */
export function hexDigit(value: number): number {
  if (value >= 0x30 && value <= 0x39) return value - 0x30;
  if (value >= 0x61 && value <= 0x66) return value - 0x57;
  if (value >= 0x41 && value <= 0x46) return value - 0x37;
  return -1;
}

/** The specification allows 32 letters; a longer word is read to its end and means nothing. */
const LONGEST_WORD = 32;

/** Runs over the bytes once and calls `events`; never throws for bad input. */
export function tokenizeRtf(bytes: Uint8Array, events: RtfEvents): void {
  let at = 0;
  const byte = (offset: number): number => bytes[offset] ?? -1;

  const readWord = (): void => {
    const start = at;
    while (isLetter(byte(at))) at++;
    const end = Math.min(at, start + LONGEST_WORD);
    let name = "";
    for (let i = start; i < end; i++) name += String.fromCharCode(byte(i));
    let parameter: number | null = null;
    const isNegative = byte(at) === MINUS && isDigit(byte(at + 1));
    if (isNegative) at++;
    if (isDigit(byte(at))) {
      let value = 0;
      // ten digits are more than any parameter has; the rest is run over
      for (let digits = 0; isDigit(byte(at)); at++, digits++) {
        if (digits < 10) value = value * 10 + byte(at) - 0x30;
      }
      parameter = isNegative ? -value : value;
    }
    if (byte(at) === SPACE) at++;
    if (name === "bin") {
      const length = Math.max(0, parameter ?? 0);
      if (length > bytes.length - at) events.problem(`\\bin claims ${length} bytes`);
      const run = bytes.subarray(at, at + length);
      at += run.length;
      events.binary(run);
      return;
    }
    events.word(name, parameter);
  };

  while (at < bytes.length) {
    const value = byte(at);
    if (value === OPEN) {
      at++;
      events.open();
    } else if (value === CLOSE) {
      at++;
      events.close();
    } else if (value === BACKSLASH) {
      at++;
      const next = byte(at);
      if (isLetter(next)) readWord();
      else if (next === QUOTE) {
        const high = hexDigit(byte(at + 1));
        const low = hexDigit(byte(at + 2));
        if (high >= 0 && low >= 0) {
          events.hexByte(high * 16 + low);
          at += 3;
        } else at++;
      } else if (next >= 0) {
        at++;
        events.word(String.fromCharCode(next), null);
      }
    } else if (value === CR || value === LF || value === 0) at++;
    else {
      const start = at;
      while (at < bytes.length) {
        const here = byte(at);
        if (here === OPEN || here === CLOSE || here === BACKSLASH) break;
        if (here === CR || here === LF || here === 0) break;
        at++;
      }
      events.text(bytes.subarray(start, at));
    }
  }
}
