/** Tags and notes of a document for a terminal. Notes merged from others are as hostile as the corpus: all is escaped. */
import type { Annotation } from "../catalog/annotations/annotations.ts";
import { escapeText, safeLine } from "./escape.ts";
import { cyan, dim, type Style, timeText } from "./terminal.ts";

/** Notes, oldest first, each under who wrote it and when; "" when there are none. */
export function notesText(annotations: readonly Annotation[], style: Style): string {
  return annotations
    .filter((each) => each.kind === "note")
    .map(
      (each) =>
        `${dim(style, `Note by ${safeLine(each.author)}, ${timeText(each.atMs)} UTC:`)}\n${escapeText(each.value)}\n`,
    )
    .join("");
}

/** `#read #follow-up`, "" for none. */
export function tagsText(tags: readonly string[], style: Style): string {
  return tags.map((tag) => cyan(style, `#${safeLine(tag)}`)).join(" ");
}
