/**
 * Mailboxes of an address header (RFC 5322 section 3.4), and the names of Notes and old Exchange that stand where an address should.
 *
 * Lenient and linear: one pass, bounded counts, never throws. What opens and never closes (a quote, a comment, an angle) is a character: it may
 * not swallow the people behind it.
 */
import { LIMITS } from "../limits.ts";
import type { Address } from "../model/message.ts";
import { decodeEncodedWords } from "./encoded-words.ts";
import { trimOf } from "./header-values.ts";

/** What an address header says. */
export interface AddressList {
  readonly addresses: readonly Address[];
  /** Something that never closes was read as a character. */
  readonly recovered: boolean;
}

interface Mailbox {
  /** Words outside quotes, angles and comments, and quoted strings. */
  phrase: string;
  comment: string;
  angle: string | null;
  /** The phrase holds a quoted string: its "@" makes no address. */
  quoted: boolean;
}

/** Where something that was opened ends. */
interface Closed {
  readonly text: string;
  /** Index of the closing character. */
  readonly end: number;
}

/** A search for an end that is not there goes to the end of the value; more of them than this and the rest are characters. */
const MAX_FAILED_SEARCHES = 16;

/** A run of characters that mean nothing by themselves. */
const PLAIN = /[^"(<\\,;:]+/y;
/** An address alone, as Return-Path and Delivered-To have it. */
const ALONE = /^<?([\w.+=-]{1,64}@[\w.-]{1,255})>?$/;
/** An address and a separator inside quotes or a comment: the end that was found belongs to a later one. */
const SWALLOWED = /<[^<>]{0,300}@[^<>]{0,300}>\s{0,5}[,;]/;
const MAX_ANGLE_CHARS = 1000;
/** How the names of X.500 begin, in Notes ("CN=Anna Weber/O=Acme"), old Exchange ("/O=ACME/CN=…") and LDAP ("CN=Anna Weber,O=Acme"). */
const X500 = /^\s*"?\/?(?:CN|OU|O|C|DC|UID|ADMD|A|PRMD|P|S|G|I)=[^=\s]/i;
const X500_NEXT = /\s{0,5}(?:CN|OU|O|C|DC|L|ST)=/iy;
/** An abbreviated Notes name with its domain: "Anna Weber/Sales/Acme@ACME". */
const NOTES_SHORT = /^[^@<>/]+\s[^@<>/]+(?:\/[^@<>/]+){1,6}(?:@[^@\s.]+){1,3}$/;
/** Characters a backslash outside of quotes is meant for; in "DOMAIN\\anna" it is itself. */
const ESCAPABLE = '()<>[]:;@\\,."';

/**
 * Mailboxes of an address header, the members of a group after its name: `readAddresses('"Weber, Anna" <anna@example.org>, bob@example.org (Bob)')` has
 * `[{name:"Weber, Anna", address:"anna@example.org"}, {name:"Bob", address:"bob@example.org"}]`. The name of a group is an entry without an address; a comment beside
 * a name stays with it, as Python's email has it: "Anna (Legal) <anna@example.org>" is "Anna (Legal)". At most `limits.maxAddresses`.
 */
export function readAddresses(value: string): AddressList {
  const alone = ALONE.exec(value)?.[1];
  if (alone !== undefined) return { addresses: [{ name: "", address: alone }], recovered: false };
  const reader = new AddressReader(value);
  const boxes = reader.read();
  return { addresses: boxes.flatMap(toAddresses), recovered: reader.recovered };
}

class AddressReader {
  recovered = false;
  private readonly value: string;
  private readonly found: Mailbox[] = [];
  private box: Mailbox = emptyBox();
  private failed = 0;

  constructor(value: string) {
    this.value = value;
  }

  read(): readonly Mailbox[] {
    const { value } = this;
    for (let i = 0; i < value.length && this.found.length < LIMITS.maxAddresses; i++) {
      PLAIN.lastIndex = i;
      if (PLAIN.test(value)) {
        this.box.phrase += value.slice(i, PLAIN.lastIndex);
        i = PLAIN.lastIndex;
        if (i >= value.length) break;
      }
      i = this.step(i, value[i] as string);
    }
    this.flush();
    return this.found;
  }

  /** Reads what begins at `i`; the index of its last character. */
  private step(i: number, c: string): number {
    const { box, value } = this;
    const next = value[i + 1] ?? "";
    if (c === '"') return this.quote(i);
    if (c === "(" && !this.isX500()) return this.comment(i);
    if (c === "<") return this.angle(i);
    if (c === "\\" && next !== "" && ESCAPABLE.includes(next)) {
      this.recovered = true;
      box.phrase += next;
      return i + 1;
    }
    if ((c === "," || c === ";") && !this.goesOnAsX500(i + 1)) this.flush();
    else if (c === ":" && this.isGroupName()) this.flush();
    else box.phrase += c;
    return i;
  }

  private flush(): void {
    const { box } = this;
    if (box.phrase.trim() !== "" || box.angle !== null || box.comment.trim() !== "")
      this.found.push(box);
    this.box = emptyBox();
  }

  private isGroupName(): boolean {
    const { phrase, angle } = this.box;
    return angle === null && !phrase.includes("@") && !/^\s*mailto$/i.test(phrase);
  }

  /** Asked only of a short beginning: a test joins the pieces of a string that grows. */
  private isX500(): boolean {
    const { phrase } = this.box;
    return phrase.length < MAX_ANGLE_CHARS && X500.test(phrase);
  }

  private goesOnAsX500(at: number): boolean {
    if (!this.isX500()) return false;
    X500_NEXT.lastIndex = at;
    return X500_NEXT.test(this.value);
  }

  /** The closed text, null where nothing closes it or its end belongs to a later one. */
  private close(search: () => Closed | null): Closed | null {
    const closed = this.failed < MAX_FAILED_SEARCHES ? search() : null;
    if (closed !== null && !SWALLOWED.test(closed.text)) return closed;
    this.failed++;
    this.recovered = true;
    return null;
  }

  /** A quote that never closes is dropped: it is not the start of a name that eats the rest. */
  private quote(i: number): number {
    const text = this.close(() => readQuoted(this.value, i));
    if (text === null) return i;
    this.box.phrase += text.text;
    this.box.quoted = true;
    return text.end;
  }

  private comment(i: number): number {
    const text = this.close(() => readComment(this.value, i));
    if (text === null) {
      this.box.phrase += "(";
      return i;
    }
    if (this.value[text.end] === ")") this.box.comment += `${text.text} `;
    else {
      // closed by the bracket of another alphabet: kept as written
      this.recovered = true;
      this.box.phrase += this.value.slice(i, text.end + 1);
    }
    return text.end;
  }

  private angle(i: number): number {
    const { box, value } = this;
    const ahead = value.slice(i + 1, i + 1 + MAX_ANGLE_CHARS);
    const close = ahead.indexOf(">");
    let text = close < 0 ? ahead : ahead.slice(0, close);
    let end = i + 1 + text.length;
    if (close < 0 || /[^<]</.test(text)) {
      // never closed: up to where the next mailbox begins
      this.recovered = true;
      text = /^[^@]*@[^\s,;<]*/.exec(text)?.[0] ?? text;
      end = i + text.length;
    }
    if (box.angle === null) box.angle = text;
    else box.phrase += ` ${text}`;
    // "<<a@b>>" is seen
    while (value[end + 1] === ">") end++;
    return end;
  }
}

function emptyBox(): Mailbox {
  return { phrase: "", comment: "", angle: null, quoted: false };
}

function readQuoted(value: string, start: number): Closed | null {
  let text = "";
  for (let i = start + 1; i < value.length; i++) {
    const c = value[i];
    if (c === "\\" && i + 1 < value.length) text += value[++i];
    else if (c === '"') return { text, end: i };
    else text += c;
  }
  return null;
}

function readComment(value: string, start: number): Closed | null {
  let text = "";
  let depth = 0;
  for (let i = start; i < value.length; i++) {
    const c = value[i];
    if (c === "\\" && i + 1 < value.length) text += value[++i];
    else if (c === "(") {
      if (depth++ > 0) text += c;
    } else if (c === ")" || c === "\uff09") {
      if (--depth === 0) return { text, end: i };
      text += c;
    } else text += c;
  }
  return null;
}

function toAddresses(box: Mailbox): Address[] {
  const phrase = decodeEncodedWords(box.phrase).replace(/\s+/g, " ").trim();
  const comment = decodeEncodedWords(box.comment).replace(/\s+/g, " ").trim();
  const named = (name: string): string =>
    name === "" ? comment : comment === "" ? name : `${name} (${comment})`;
  if (box.angle !== null) {
    const { address, said } = withoutComments(box.angle);
    return [{ name: [named(phrase), ...said].join(" ").trim(), address: cleanAddress(address) }];
  }
  // as written, with its blanks: no part of it is an address
  if (X500.test(phrase) || (phrase.length < MAX_ANGLE_CHARS && NOTES_SHORT.test(phrase)))
    return [{ name: named(phrase), address: "" }];
  if (!box.quoted && phrase.includes("@")) {
    const words = phrase
      .replace(BLANK_DOT, "$1.$2")
      .split(" ")
      .filter((word) => word !== "");
    const at = words.findIndex((word) => word.includes("@"));
    const address = cleanAddress(words[at] ?? "");
    return [{ name: named([...words.slice(0, at), ...words.slice(at + 1)].join(" ")), address }];
  }
  // a quoted local part: "anna weber"@example.org
  if (box.quoted && /^[^@]*@[^@\s]+$/.test(phrase) && box.phrase.includes("@"))
    return [{ name: comment, address: phrase }];
  return phrase === "" && comment === "" ? [] : [{ name: named(phrase), address: "" }];
}

/** "jdoe@test . example", as RFC 822 allowed. */
const BLANK_DOT = /^([^\s@]{1,64}@[\w-]{1,63}) ?\. ?([\w.-]{1,200})$/;
const COMMENT = /\([^()]{0,200}\)/g;

/** An address with comments inside (RFC 5322 appendix A.5), "pete(his account)@silly.test": what is left, and they; as it is where nothing good is left. */
function withoutComments(angle: string): { address: string; said: readonly string[] } {
  const bare = angle.includes("(") ? angle.replace(COMMENT, "") : angle;
  const isAddress = bare !== angle && /^\s*[^\s@()]{1,100}\s*@\s*[^\s@()]{1,255}\s*$/.test(bare);
  return isAddress && !X500.test(angle)
    ? { address: bare, said: angle.match(COMMENT) ?? [] }
    : { address: angle, said: [] };
}

function cleanAddress(text: string): string {
  const decoded = decodeEncodedWords(text);
  if (X500.test(decoded)) return trimOf(decoded.replace(/\s+/g, " ").trim(), "<>'\"");
  // a source route (RFC 5322 section 4.4): "@relay,@relay2:anna@example.org"
  const plain = decoded.startsWith("@") ? decoded.slice(decoded.indexOf(":") + 1) : decoded;
  return trimOf(plain.replace(/^mailto:/i, "").replace(/\s+/g, ""), "<>'\"");
}
