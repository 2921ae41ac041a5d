/** HTML as strings. Text from the corpus gets in through {@link text} only: escaped, harmful characters visible, URLs dead. */
import { defang, escapeLine } from "../render/escape.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for element content or a quoted attribute: `a<b` as `a&lt;b`. */
export function text(value: string): string {
  return defang(escapeLine(value)).replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}

/** Lines joined, empty ones left out. */
export function join(...parts: readonly (string | readonly string[])[]): string {
  return parts
    .flat()
    .filter((part) => part !== "")
    .join("\n");
}

/** A table with a heading row; cells are HTML already. Columns from `numbersFrom` on are figures, set to the right. */
export function table(
  caption: string,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  numbersFrom = 1,
): string {
  const figure = (at: number): string => (at >= numbersFrom ? ' class="n"' : "");
  const line = (cells: readonly string[]): string =>
    `<tr>${cells.map((html, at) => (at === 0 ? `<th scope="row">${html}</th>` : `<td${figure(at)}>${html}</td>`)).join("")}</tr>`;
  return join(
    '<div class="scroll"><table>',
    `<caption>${text(caption)}</caption>`,
    `<thead><tr>${headings.map((heading, at) => `<th scope="col"${figure(at)}>${text(heading)}</th>`).join("")}</tr></thead>`,
    `<tbody>${rows.map(line).join("")}</tbody>`,
    "</table></div>",
  );
}
