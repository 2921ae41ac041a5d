/**
 * Cranfield as input of bench/active-reading.js: `node bench/active-reading/cranfield-labels.js CRANFIELD_FOLDER OUT`, then
 * `node bench/active-reading.js OUT/labels.tsv OUT/categories.txt OUT`. A question is a category, its words the category's, a relevant abstract a
 * positive that all coders named. Makes OUT.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { emlOf, readCranfield } from "../cranfield.js";

const [folder, out] = process.argv.slice(2);
if (out === undefined) {
  process.stderr.write(
    "usage: node bench/active-reading/cranfield-labels.js CRANFIELD_FOLDER OUT\n",
  );
  process.exit(2);
}
const { documents, questions, relevant } = readCranfield(folder);
mkdirSync(join(out, "mails"), { recursive: true });
const lines = documents.map((document, number) => {
  const path = `mails/${number}.eml`;
  writeFileSync(join(out, path), emlOf(document, number));
  const codes = relevant.flatMap((set, at) => (set.has(number) ? [`1.${at + 1}x2`] : []));
  return [document.name, path, codes.join(";")].join("\t");
});
writeFileSync(join(out, "labels.tsv"), `${["id\tpath\tcodes", ...lines].join("\n")}\n`);
writeFileSync(
  join(out, "categories.txt"),
  `${questions.map((words, at) => `1.${at + 1} ${words}`).join("\n")}\n`,
);
