/**
 * The content headers of a part, when they are written the way nearly all are: ASCII, one of each, plain parameters. Anything else (comments,
 * encoded or continued parameters, a value twice, folds inside quotes) gives null, and mailparser reads the message.
 */

/** What the structure of a message needs to know of one part. */
export interface ContentHeaders {
  /** Lower case, e.g. "text/plain". */
  readonly contentType: string;
  /** As written, "" when absent. */
  readonly charset: string;
  readonly boundary: string;
  /** Lower case, "" when absent. */
  readonly encoding: string;
  readonly disposition: "attachment" | "inline" | "";
  readonly filename: string;
  readonly contentId: string;
  readonly flowed: boolean;
  readonly delSp: boolean;
}

/** Longer ones are not looked at here. */
const MAX_LINE_CHARS = 2000;

const PARAMETER =
  /;[ \t\r\n]*(?:([A-Za-z][A-Za-z0-9-]*)=(?:"([ !#-[\]-~]*)"|([A-Za-z0-9!#$%&'+.^_`{|}~/:=-]+))[ \t]*)?/y;

/** Parameters from `start` to the end of the text by lower-case name, null when it is not all plain parameters. */
function readParameters(text: string, start: number): ReadonlyMap<string, string> | null {
  const found = new Map<string, string>();
  for (let at = start; at < text.length; at = PARAMETER.lastIndex) {
    PARAMETER.lastIndex = at;
    const match = PARAMETER.exec(text);
    if (match === null) return null;
    const name = match[1]?.toLowerCase();
    if (name === undefined) {
      // a ";" with nothing behind it may end the value
      return PARAMETER.lastIndex === text.length ? found : null;
    }
    if (found.has(name)) return null;
    found.set(name, match[2] ?? match[3] ?? "");
  }
  return found;
}

const VALUE = /^([A-Za-z0-9][A-Za-z0-9.+_/-]*)[ \t]*/;
const MEDIA_TYPE = /^[a-z0-9][a-z0-9.+_-]*\/[a-z0-9][a-z0-9.+_-]*$/;
const ENCODING = /^[A-Za-z0-9-]+$/;
const CONTENT_ID = /^[!-~]+$/;

/** The end of a header value: line end and blanks; a loop because `/\s+$/` is quadratic. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) <= 0x20) end--;
  return text.slice(0, end);
}

interface Parsed {
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
}

function readValue(text: string): Parsed | null {
  const value = VALUE.exec(text);
  if (value === null) return null;
  const parameters = readParameters(text, value[0].length);
  return parameters === null ? null : { value: (value[1] as string).toLowerCase(), parameters };
}

const NO_PARAMETERS: Parsed = { value: "", parameters: new Map() };

/**
 * Reads header lines, each with its line end and folds: `["Content-Type: text/html; charset=utf-8\r\n"]`. Null when they are not regular.
 * Headers other than the four of MIME that are looked at are ignored.
 */
export function readContentHeaders(lines: readonly string[]): ContentHeaders | null {
  const values = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    const key = line.slice(0, colon).toLowerCase();
    const isKnown =
      key === "content-type" ||
      key === "content-disposition" ||
      key === "content-transfer-encoding" ||
      key === "content-id";
    if (!isKnown) {
      // "Content-Type :" and the like: mailparser knows what to make of it
      if (colon < 0 || key.trim() !== key) return null;
      continue;
    }
    if (values.has(key) || line.length > MAX_LINE_CHARS || line.includes("=?")) return null;
    const value = trimEnd(line.slice(colon + 1)).trimStart();
    if (value === "") return null;
    values.set(key, value);
  }
  const typeText = values.get("content-type");
  const type = typeText === undefined ? NO_PARAMETERS : readValue(typeText);
  const dispositionText = values.get("content-disposition");
  const disposition = dispositionText === undefined ? NO_PARAMETERS : readValue(dispositionText);
  const encoding = values.get("content-transfer-encoding") ?? "";
  const contentId = values.get("content-id") ?? "";
  if (type === null || disposition === null) return null;
  if (typeText === undefined && dispositionText !== undefined) return null; // the type is guessed from the name then
  if (typeText !== undefined && !MEDIA_TYPE.test(type.value)) return null;
  if (encoding !== "" && !ENCODING.test(encoding)) return null;
  if (contentId !== "" && !CONTENT_ID.test(contentId)) return null;
  const { value } = disposition;
  if (value !== "" && value !== "attachment" && value !== "inline") return null;
  const contentType = typeText === undefined ? "text/plain" : type.value;
  // mailparser splits by a boundary whatever the type
  if (type.parameters.has("boundary") && !contentType.startsWith("multipart/")) return null;
  const is = (name: string, wanted: string): boolean =>
    type.parameters.get(name)?.toLowerCase().trim() === wanted;
  const flowed = contentType === "text/plain" && is("format", "flowed");
  return {
    contentType,
    charset: type.parameters.get("charset") ?? "",
    boundary: type.parameters.get("boundary") ?? "",
    encoding: encoding.toLowerCase(),
    disposition: value,
    filename: disposition.parameters.get("filename") || type.parameters.get("name") || "",
    contentId: contentId.replace(/^<|>$/g, "").trim(),
    flowed,
    delSp: flowed && is("delsp", "yes"),
  };
}
