/**
 * Structured header values: mailboxes (RFC 5322 section 3.4), message ids (3.6.4), parameters (RFC 2045 section 5.1, RFC 2231).
 *
 * Readers are lenient and linear: one pass, no look-back, bounded counts. They never throw; a value that makes no sense gives an
 * empty list.
 */
import { LIMITS } from "../limits.ts";
import type { Address } from "../model/message.ts";
import { decodeEncodedWords } from "./encoded-words.ts";

interface Mailbox {
  /** Words outside quotes, angles and comments, and quoted strings. */
  phrase: string;
  comment: string;
  angle: string | null;
  /** The phrase holds a quoted string: its "@" makes no address. */
  quoted: boolean;
}

/**
 * Mailboxes of an address header, groups flattened: `readAddresses('"Weber, Anna" <anna@example.org>, bob@example.org (Bob)')` is
 * `[{name:"Weber, Anna", address:"anna@example.org"}, {name:"Bob", address:"bob@example.org"}]`. At most `limits.maxAddresses`.
 */
export function readAddresses(value: string): Address[] {
  return readMailboxes(value).flatMap(toAddresses);
}

function readMailboxes(value: string): Mailbox[] {
  const found: Mailbox[] = [];
  let box: Mailbox = { phrase: "", comment: "", angle: null, quoted: false };
  const flush = (): void => {
    if (box.phrase.trim() !== "" || box.angle !== null || box.comment.trim() !== "")
      found.push(box);
    box = { phrase: "", comment: "", angle: null, quoted: false };
  };
  let quotesClose = true;
  for (let i = 0; i < value.length && found.length < LIMITS.maxAddresses; i++) {
    const c = value[i];
    if (c === '"' && quotesClose) {
      const text = readDelimited(value, i, '"');
      // a quote that never closes is a stray character, not the start of a name that eats the rest
      if (text === null) {
        quotesClose = false;
        continue;
      }
      box.phrase += text.text;
      box.quoted = true;
      i = text.end;
    } else if (c === "(") {
      const comment = readComment(value, i);
      box.comment += `${comment.text} `;
      i = comment.end;
    } else if (c === "<") {
      const end = value.indexOf(">", i);
      const stop = end < 0 ? value.length : end;
      if (box.angle === null) box.angle = value.slice(i + 1, stop);
      else box.phrase += ` ${value.slice(i + 1, stop)}`;
      i = stop;
      // "<<a@b>>" is seen
      while (value[i + 1] === ">") i++;
    } else if (c === "," || c === ";") {
      flush();
    } else if (
      c === ":" &&
      box.angle === null &&
      !box.phrase.includes("@") &&
      !/^\s*mailto$/i.test(box.phrase)
    ) {
      // the name of a group
      box = { phrase: "", comment: "", angle: null, quoted: false };
    } else {
      box.phrase += c;
    }
  }
  flush();
  return found;
}

function readDelimited(
  value: string,
  start: number,
  close: string,
): { text: string; end: number } | null {
  let text = "";
  for (let i = start + 1; i < value.length; i++) {
    const c = value[i];
    if (c === "\\" && i + 1 < value.length) {
      text += value[++i];
    } else if (c === close) return { text, end: i };
    else text += c;
  }
  return null;
}

function readComment(value: string, start: number): { text: string; end: number } {
  let text = "";
  let depth = 0;
  for (let i = start; i < value.length; i++) {
    const c = value[i];
    if (c === "\\" && i + 1 < value.length) text += value[++i];
    else if (c === "(") {
      if (depth++ > 0) text += c;
    } else if (c === ")") {
      if (--depth === 0) return { text, end: i };
      text += c;
    } else text += c;
  }
  return { text, end: value.length };
}

function toAddresses(box: Mailbox): Address[] {
  const phrase = decodeEncodedWords(box.phrase).replace(/\s+/g, " ").trim();
  const comment = decodeEncodedWords(box.comment).replace(/\s+/g, " ").trim();
  if (box.angle !== null) {
    const address = cleanAddress(box.angle);
    const name = phrase === "" ? comment : phrase;
    return [{ name, address }];
  }
  if (!box.quoted && phrase.includes("@")) {
    const words = phrase.split(" ").filter((word) => word !== "");
    const at = words.findIndex((word) => word.includes("@"));
    const address = cleanAddress(words[at] ?? "");
    const name = [...words.slice(0, at), ...words.slice(at + 1)].join(" ");
    return [{ name: name === "" ? comment : name, address }];
  }
  // a quoted local part: "anna weber"@example.org
  if (box.quoted && /^[^@]*@[^@\s]+$/.test(phrase) && box.phrase.includes("@"))
    return [{ name: comment, address: phrase }];
  return phrase === "" && comment === ""
    ? []
    : [{ name: phrase === "" ? comment : phrase, address: "" }];
}

function cleanAddress(text: string): string {
  const decoded = decodeEncodedWords(text);
  // a source route (RFC 5322 section 4.4): "@relay,@relay2:anna@example.org"
  const plain = decoded.startsWith("@") ? decoded.slice(decoded.indexOf(":") + 1) : decoded;
  return trimOf(plain.replace(/^mailto:/i, "").replace(/\s+/g, ""), "<>'\"");
}

/** Ids of a Message-ID, In-Reply-To or References value without angle brackets, in order: `["a@b", "c@d"]`. Text outside brackets counts only when there are no brackets. */
export function readMessageIds(value: string): string[] {
  const ids: string[] = [];
  let at = value.indexOf("<");
  while (at >= 0 && ids.length < LIMITS.maxReferences) {
    const end = value.indexOf(">", at);
    if (end < 0) break;
    const id = value
      .slice(at + 1, end)
      .replace(/\s+/g, "")
      .replace(/^<+/, "");
    if (id !== "") ids.push(id);
    at = value.indexOf("<", end);
  }
  if (ids.length > 0) return ids;
  return value
    .split(/[\s,<>]+/, LIMITS.maxReferences)
    .filter((word) => word !== "" && (word.includes("@") || !value.trim().includes(" ")));
}

/** The text without leading and trailing characters of a set; a loop because `/x+$/` is quadratic on a run that does not end the text. */
export function trimOf(text: string, characters: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && characters.includes(text[start] ?? "")) start++;
  while (end > start && characters.includes(text[end - 1] ?? "")) end--;
  return text.slice(start, end);
}
