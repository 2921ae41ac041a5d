/**
 * Message ids of a header value (RFC 5322 section 3.6.4). Lenient and linear: bounded counts, never throws.
 */
import { LIMITS } from "../limits.ts";

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
