/** Short forms for messages that are written one by one. */
import { instant } from "./base/time.js";
import { person } from "./cast.js";
import { draft } from "./plot.js";

/** An instant from a Paris wall clock. */
export const paris = (year, month, day, hour, minute, second) =>
  instant(year, month, day, hour, minute, "paris", second);

/** A draft between people named by key. */
export function message(key, fromKey, toKeys, at, subject, paragraphs, fields = {}) {
  return draft({
    key: `special/${key}`,
    from: person(fromKey),
    to: toKeys.map(person),
    at,
    subject,
    paragraphs,
    lang: "fr",
    category: "notes",
    markup: "none",
    ...fields,
  });
}
