/** Tag lists of signatures and keys, `v=1; a=rsa-sha256; …` (RFC 6376 section 3.2). Pure. */

/**
 * Tags by name, values without folding white space around them. Null when the list is malformed: a part without `=`, or a name twice, which
 * the RFC says makes the whole list invalid.
 */
export function readTags(text: string): ReadonlyMap<string, string> | null {
  const tags = new Map<string, string>();
  const parts = text.split(";");
  // One semicolon may end the list; an empty part elsewhere is no tag
  if (parts.length > 1 && parts.at(-1)?.trim() === "") parts.pop();
  for (const part of parts) {
    const at = part.indexOf("=");
    const name = part.slice(0, Math.max(0, at)).trim();
    if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name) || tags.has(name)) return null;
    tags.set(name, part.slice(at + 1).trim());
  }
  return tags;
}

/** A base64 value with the white space that folding left in it taken out. */
export function unfolded(value: string): string {
  return value.replace(/[ \t\r\n]+/g, "");
}

/** A number of at most 15 digits; null for anything else. */
export function wholeNumber(value: string | undefined): number | null {
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : null;
}
