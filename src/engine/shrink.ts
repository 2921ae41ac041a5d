/** A family too large for a server -> what fits of it, and words for what does not. */
import type { Family, FamilyDocument, StoredRow } from "./documents.ts";

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

type Fields = Record<string, unknown>;

/** Cuts the longest value list of the fields in half. */
function halfOf(fields: readonly Fields[]): string | null {
  let longest: { of: Fields; name: string; size: number } | null = null;
  for (const of of fields)
    for (const [name, value] of Object.entries(of)) {
      if (!Array.isArray(value)) continue;
      const size = bytesOf(value);
      if (longest === null || size > longest.size) longest = { of, name, size };
    }
  if (longest === null || longest.size < 1000) return null;
  const values = longest.of[longest.name] as string[];
  const [only = ""] = values;
  longest.of[longest.name] =
    values.length > 1
      ? values.slice(0, values.length >> 1)
      : [only.slice(0, only.lastIndexOf(" ", only.length >> 1) + 1 || only.length >> 1)];
  return longest.name;
}

/** Characters of a text that are kept to be shown when a family must shrink. */
const SHOWN_CHARS = 200_000;

/** The family with at most so many bytes. What is cut is said once a field. */
export function shrunk(
  family: Family,
  most: number,
): { document: FamilyDocument; cut: readonly string[] } {
  const { document, cut } = family;
  // Cheap and nearly always enough: a character has at most three bytes, and twice that when escaped
  const chars = document.rows.documents.reduce((sum, { text }) => sum + text.length, 0);
  if (chars * 10 < most && bytesOf(document) <= most) return { document, cut };
  if (bytesOf(document) <= most) return { document, cut };
  const said = new Set<string>();
  const documents = document.rows.documents.map((row): StoredRow => {
    if (row.text.length <= SHOWN_CHARS) return row;
    said.add(`its text is shown only up to ${SHOWN_CHARS} characters`);
    return { ...row, text: row.text.slice(0, SHOWN_CHARS) };
  });
  const x: Fields = { ...document.x };
  const f = document.f?.map((file): Fields => ({ ...file }));
  const smaller = {
    ...document,
    x,
    ...(f === undefined ? {} : { f }),
    rows: { ...document.rows, documents },
  };
  while (bytesOf(smaller) > most) {
    const field = halfOf([x, ...(f ?? [])]);
    if (field === null) break;
    said.add(`it is too large for the server: not all of its ${field} can be found there`);
  }
  return { document: smaller, cut: [...cut, ...said] };
}
