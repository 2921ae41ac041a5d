/**
 * Files of keys as people keep them: a key a line, zone files, the output of `dig`, JSON of archives and of DNS over HTTPS. Every form is brought to
 * (name, record) pairs, which keys.ts reads. Linear; the caller bounds the size. Pure.
 */
import { type KeyOrigin, type KeyTable, readKey, type SigningKey } from "./keys.ts";

/** A line (for JSON: the number of the record) that holds no usable key. */
export interface KeyProblem {
  readonly line: number;
  readonly reason: string;
}

interface KeyRow {
  readonly line: number;
  readonly name: string;
  readonly record: string;
  readonly seen: SigningKey["seen"];
  readonly origin: KeyOrigin;
}

const NEVER: SigningKey["seen"] = { from: null, to: null };
const MAX_RECORD_CHARS = 16_384;

/** Reads a key file of any of the forms above. Records of other kinds are passed over; keys that cannot be used come back as problems. */
export function readKeys(text: string): {
  readonly keys: KeyTable;
  readonly problems: readonly KeyProblem[];
} {
  const keys = new Map<string, SigningKey[]>();
  const problems: KeyProblem[] = [];
  for (const { line, name, record, seen, origin } of rowsOf(text)) {
    const key = readKey(name, record.slice(0, MAX_RECORD_CHARS), origin, seen);
    if (typeof key === "string") problems.push({ line, reason: `${name}: ${key}` });
    else keys.set(name, [...(keys.get(name) ?? []), key]);
  }
  return { keys, problems };
}

function rowsOf(text: string): readonly KeyRow[] {
  return /^\s*[[{]/.test(text) ? jsonRows(text) : lineRows(text);
}

const isKeyName = (name: string): boolean => /._domainkey(?:\.|$)/i.test(name);

/** One record of a zone file may go over many lines in brackets: `( "v=DKIM1; " "p=…" )`. A `;` outside quotes begins a comment there. */
function lineRows(text: string): KeyRow[] {
  const rows: KeyRow[] = [];
  let origin = "";
  let owner = "";
  let open: { line: number; text: string } | null = null;
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const directive = /^\s*\$ORIGIN\s+(\S+)/i.exec(line);
    if (directive !== null) {
      origin = (directive[1] ?? "").replace(/\.$/, "").toLowerCase();
      continue;
    }
    if (open !== null) {
      open.text += ` ${uncommented(line)}`;
      if (!uncommented(line).includes(")") && open.text.length < MAX_RECORD_CHARS) continue;
    } else if (/^\s*(?:[;#]|$)/.test(line)) continue;
    else {
      const [, first = "", rest = ""] =
        /^(\S*)\s+(.*)$/.exec(line.replace(/^\s+(?=\S+\._domainkey)/, "")) ?? [];
      if (first !== "") owner = nameOf(first, origin);
      open = { line: i + 1, text: rest };
      if (/^[^"]*\bTXT\s*\(/i.test(rest) && !uncommented(rest).includes(")")) {
        open.text = uncommented(rest);
        continue;
      }
    }
    const record = recordOf(open.text);
    const seen = seenOf(open.text);
    if (isKeyName(owner) && record !== "")
      rows.push({
        line: open.line,
        name: owner,
        record,
        seen: seen ?? NEVER,
        origin: originOf(open.text),
      });
    open = null;
  }
  return rows;
}

const originOf = (rest: string): KeyOrigin =>
  /\trecovered(?:\t|$)/.test(rest) ? "recovered" : "file";

/** A table may give the days on which a key was seen: `…<tab>seen=2016-01-02..2019-03-04`. */
function seenOf(rest: string): SigningKey["seen"] | null {
  const [, from = "", to = ""] = /\tseen=([\d-]*)\.\.([\d-]*)/.exec(rest) ?? [];
  return from === "" && to === "" ? null : { from: instant(from), to: instant(to) };
}

const instant = (value: unknown): number | null => {
  if (typeof value === "number") return value < 1e11 ? value * 1000 : value;
  const at = typeof value === "string" && value !== "" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : at;
};

/** A zone file's names are below its `$ORIGIN` unless they end with a dot; without one they are taken as they are. */
function nameOf(word: string, origin: string): string {
  const name = word.toLowerCase();
  if (name.endsWith(".")) return name.slice(0, -1);
  return origin === "" || name.endsWith(`.${origin}`) ? name : `${name}.${origin}`;
}

/** A line up to the `;` that begins a comment; one inside quotes is text. */
function uncommented(line: string): string {
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === "\\") at++;
    else if (line[at] === '"') quoted = !quoted;
    else if (line[at] === ";" && !quoted) return line.slice(0, at);
  }
  return line;
}

/** The TXT record in what stands behind the name: quoted strings joined, else the first column, "txt:", time to live and "IN TXT" before it taken off. */
function recordOf(rest: string): string {
  const record = rest.replace(/^\s*(?:(?:\d+[smhdw]?|IN)\s+){0,2}(?:TXT\s+)?(?:txt:)?/i, "");
  if (/^\(?\s*"/.test(record))
    return [...record.matchAll(/"((?:[^"\\]|\\.)*)"/g)]
      .map((match) => (match[1] ?? "").replace(/\\(.)/g, "$1"))
      .join("");
  return record.split("\t")[0]?.trim() ?? "";
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;

/** Every object of a JSON text or of one object a line. */
function jsonRows(text: string): KeyRow[] {
  const values = parsedAll(text);
  const rows: KeyRow[] = [];
  const MAX_OBJECTS = 1_000_000;
  const queue: [name: string, value: unknown][] = values.map((value) => ["", value]);
  for (let at = 0; at < queue.length && at < MAX_OBJECTS; at++) {
    const [name, value] = queue[at] ?? ["", null];
    if (typeof value === "string" && isKeyName(name))
      rows.push(jsonRow(rows.length + 1, name, value, {}));
    if (!isFields(value)) continue;
    const found = namedRecord(value);
    if (found !== null) {
      rows.push(jsonRow(rows.length + 1, ...found, value));
      continue;
    }
    for (const [key, each] of Object.entries(value))
      queue.push([Array.isArray(value) ? name : key, each]);
  }
  return rows;
}

/** One JSON value, or one a line; what is neither gives nothing. */
function parsedAll(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return text.split(/\r?\n/).flatMap((line) => {
      try {
        return [JSON.parse(line)];
      } catch {
        return [];
      }
    });
  }
}

function jsonRow(line: number, name: string, text: string, fields: Fields): KeyRow {
  const record = text.trim().startsWith('"') ? recordOf(text) : text;
  const seen = {
    from: instant(fields["firstSeenAt"] ?? fields["first_seen"] ?? fields["firstSeen"]),
    to: instant(fields["lastSeenAt"] ?? fields["last_seen"] ?? fields["lastSeen"]),
  };
  const origin = fields["origin"] === "recovered" ? "recovered" : "file";
  return { line, name: nameOf(name, ""), record, seen, origin };
}

/** Name and record of an object: `{name, data}` of DNS over HTTPS, `{domain, selector, value}` of archives. */
function namedRecord(fields: Fields): [name: string, record: string] | null {
  const text = (...names: string[]): string => {
    const found = names.map((name) => fields[name]).find((value) => typeof value === "string");
    return typeof found === "string" ? found : "";
  };
  const record = text("record", "txt", "value", "data", "TXT");
  const p = text("p", "publicKey");
  const selector = text("selector", "s");
  const domain = text("domain", "d");
  const stated = text("name", "keyName", "host");
  const name = isKeyName(stated)
    ? stated
    : selector === "" || domain === ""
      ? ""
      : `${selector}._domainkey.${domain}`;
  if (name === "" || (record === "" && p === "")) return null;
  return [name, record === "" ? `p=${p}` : record];
}
