/**
 * XML as events, within bounds: the one way XML parts of documents are read.
 *
 * Elements come by local name, since producers choose prefixes freely and strict OOXML has other namespaces. Never expands an
 * entity of the document, never fetches anything. Broken XML gives what came before it breaks beyond repair.
 */
import { TextDecoder } from "node:util";
import { SaxesParser } from "saxes";
import { LIMITS } from "../limits.ts";

/** Attributes of one element by local name ("val" of `w:val`); where two share it, the second keeps its prefix ("r:id" beside "id"). */
export type XmlAttributes = ReadonlyMap<string, string>;

export interface XmlHandlers {
  /** `name` is local, "p" for `<w:p>`; `depth` is 1 for the root. Returning `"stop"` ends the reading, without a problem. */
  readonly open?: (name: string, attributes: XmlAttributes, depth: number) => "stop" | undefined;
  readonly close?: (name: string, depth: number) => void;
  /** Character data and CDATA, in pieces. */
  readonly text?: (text: string) => void;
}

/** Why reading ended early; `code` is a problem code. */
export interface XmlTrouble {
  readonly code: "xml-doctype" | "xml-too-deep" | "xml-too-many-elements" | "xml-damaged";
  readonly reason: string;
}

/** Ends the parser from inside a handler; never leaves this file. */
class XmlStop extends Error {
  readonly trouble: XmlTrouble | null;
  constructor(trouble: XmlTrouble | null) {
    super("stop");
    this.trouble = trouble;
  }
}

const CHUNK_BYTES = 64 * 1024;
/** saxes goes on after an error; beyond this many the rest is noise. */
const MAX_ERRORS = 50;

const DECLARED = /^\s*<\?xml[^>]{0,200}?encoding\s{0,20}=\s{0,20}["']([A-Za-z0-9._-]{1,40})["']/;

/** Charset by byte order mark, by the shape of the first bytes (XML 1.0 appendix F), by declaration; UTF-8 else. */
function charsetOf(bytes: Uint8Array): string {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe) return "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  if (a === 0x3c && b === 0 && d === 0) return "utf-16le";
  if (a === 0 && b === 0x3c && c === 0) return "utf-16be";
  const start = Buffer.from(bytes.subarray(0, 400)).toString("latin1");
  const declared = DECLARED.exec(start.replace(/^\xef\xbb\xbf/, ""))?.[1] ?? "utf-8";
  // "UTF-16" declared in bytes that are not: the declaration is wrong, the bytes are read
  return /^utf-?16/i.test(declared) ? "utf-8" : declared;
}

function decoderFor(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder("utf-8"); // a charset no one knows: the constructor throws exactly then
  }
}

const localName = (name: string): string => name.slice(name.indexOf(":") + 1);

function localAttributes(attributes: Readonly<Record<string, string>>): XmlAttributes {
  const local = new Map<string, string>();
  // saxes builds this object without a prototype, so "__proto__" is a key like any other
  for (const name in attributes) {
    const key = localName(name);
    if (name.startsWith("xmlns")) continue;
    local.set(local.has(key) ? name : key, attributes[name] ?? "");
  }
  return local;
}

/**
 * Reads an XML document and calls the handlers in document order. Returns null when it was read to its end or a handler
 * stopped it, else why it was not.
 *
 * A DOCTYPE with its own declarations is refused (entity bombs); one that only names a DTD, as OpenOffice 1 wrote, is not.
 * `charset` overrides what the bytes say.
 */
export function readXml(
  bytes: Uint8Array,
  handlers: XmlHandlers,
  charset = charsetOf(bytes),
): XmlTrouble | null {
  const parser = new SaxesParser<{ xmlns: false; position: false }>({
    xmlns: false,
    position: false,
  });
  let depth = 0;
  let elements = 0;
  let errors = 0;
  let firstError = "";
  parser.on("error", (error) => {
    if (errors++ === 0) firstError = error.message;
    if (errors > MAX_ERRORS) throw new XmlStop({ code: "xml-damaged", reason: firstError });
  });
  parser.on("doctype", (doctype) => {
    if (doctype.includes("[")) {
      throw new XmlStop({ code: "xml-doctype", reason: "declares its own entities or elements" });
    }
  });
  parser.on("opentag", (tag) => {
    depth++;
    if (depth > LIMITS.maxXmlDepth) {
      const reason = `elements inside elements more than ${LIMITS.maxXmlDepth} deep`;
      throw new XmlStop({ code: "xml-too-deep", reason });
    }
    if (++elements > LIMITS.maxXmlElements) {
      const reason = `more than ${LIMITS.maxXmlElements} elements`;
      throw new XmlStop({ code: "xml-too-many-elements", reason });
    }
    const stop = handlers.open?.(localName(tag.name), localAttributes(tag.attributes), depth);
    if (stop === "stop") throw new XmlStop(null);
  });
  parser.on("closetag", (tag) => {
    handlers.close?.(localName(tag.name), depth);
    depth--;
  });
  if (handlers.text !== undefined) {
    const onText = handlers.text;
    parser.on("text", onText);
    parser.on("cdata", onText);
  }
  const decoder = decoderFor(charset);
  try {
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      parser.write(decoder.decode(bytes.subarray(at, at + CHUNK_BYTES), { stream: true }));
    }
    parser.write(decoder.decode()).close();
  } catch (error) {
    if (!(error instanceof XmlStop)) throw error;
    return error.trouble;
  }
  return errors === 0 ? null : { code: "xml-damaged", reason: firstError };
}

/** Local name of the root element, "" when there is none; reads no further. */
export function rootName(bytes: Uint8Array): string {
  let root = "";
  readXml(bytes.subarray(0, CHUNK_BYTES), {
    open: (name) => {
      root = name;
      return "stop";
    },
  });
  return root;
}
