/** Words that other programs find in a file: pdftotext, catdoc, xls2csv, catppt, LibreOffice. The share of them that our text holds. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";

const ENV = { ...process.env, LC_ALL: "C.UTF-8" };
const BATCH = 25;
const MAX_REFERENCE_BYTES = 20_000_000;

function output(tool, args) {
  const run = spawnSync(tool, args, {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: ENV,
    timeout: 60_000,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return run.status === 0 ? run.stdout : null;
}

/** Text by one command of its own; null when the program refuses the file. */
const TOOLS = {
  pdf: (path) => output("pdftotext", ["-q", path, "-"]),
  doc: (path) => output("catdoc", ["-d", "utf-8", "-w", path]),
  xls: (path) => output("xls2csv", ["-d", "utf-8", "-f", "%Y-%m-%d", path]),
  ppt: (path) => output("catppt", ["-d", "utf-8", path]),
};

/** What LibreOffice converts each format to: text, all sheets as CSV, pages. */
const OFFICE = {
  docx: "txt:Text (encoded):UTF8",
  odt: "txt:Text (encoded):UTF8",
  xlsx: "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
  pptx: "pdf",
};

/** Formats whose reference is known. */
export const RECALL_KINDS = [...Object.keys(OFFICE), ...Object.keys(TOOLS)];

function convert(folder, kind, paths) {
  const inputs = join(folder, "in");
  const results = join(folder, "out");
  for (const each of [inputs, results]) mkdirSync(each, { recursive: true });
  const links = paths.map(([number, path]) => {
    const link = join(inputs, `f${number}.${kind}`);
    symlinkSync(path, link);
    return link;
  });
  spawnSync(
    "soffice",
    [
      `-env:UserInstallation=file://${folder}/profile`,
      "--headless",
      "--convert-to",
      OFFICE[kind],
      "--outdir",
      results,
      ...links,
    ],
    { stdio: "ignore", timeout: 240_000, env: ENV },
  );
}

/** Names LibreOffice gave what it made of one file: one for each sheet. */
function resultOf(folder, kind, number, names) {
  const extension = OFFICE[kind].split(":")[0];
  const mine = names.filter(
    (name) =>
      name === `f${number}.${extension}` ||
      (name.startsWith(`f${number}-`) && name.endsWith(`.${extension}`)),
  );
  if (mine.length === 0) return null;
  if (extension === "pdf") return output("pdftotext", ["-q", join(folder, "out", mine[0]), "-"]);
  const paths = mine.map((name) => join(folder, "out", name));
  // A cell at the end of a sheet makes hundreds of megabytes of commas: no reference then.
  if (paths.some((path) => statSync(path).size > MAX_REFERENCE_BYTES)) return null;
  return paths.map((path) => readFileSync(path, "utf8")).join("\n");
}

/** Reference texts by path, null where the program made none. `list` gives the file names of a folder. */
export function references(folder, kind, paths, list) {
  if (TOOLS[kind] !== undefined) return new Map(paths.map((path) => [path, TOOLS[kind](path)]));
  const found = new Map();
  const numbered = paths.map((path, i) => [i, path]);
  for (let at = 0; at < numbered.length; at += BATCH) {
    const batch = numbered.slice(at, at + BATCH);
    const place = join(folder, `${kind}-${at}`);
    convert(place, kind, batch);
    const names = list(join(place, "out"));
    for (const [number, path] of batch) found.set(path, resultOf(place, kind, number, names));
    rmSync(place, { recursive: true, force: true });
  }
  return found;
}

const words = (text) =>
  new Set(
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]{2,}/gu) ?? [],
  );

/** Share of the reference's different words of two characters and more; null when it has fewer than five. */
export function recall(reference, text) {
  const wanted = words(reference);
  if (wanted.size < 5) return null;
  const have = words(text);
  let hits = 0;
  for (const word of wanted) if (have.has(word)) hits++;
  return hits / wanted.size;
}
