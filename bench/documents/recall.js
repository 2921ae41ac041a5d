/** Words that other programs find in a file: pdftotext, catdoc, xls2csv, catppt, LibreOffice. The share of them that our text holds. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
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

/** What LibreOffice converts each format to: text, or one XML file whose paragraphs are taken, so that no layout cuts words in two. */
const OFFICE = {
  docx: "txt:Text (encoded):UTF8",
  odt: "txt:Text (encoded):UTF8",
  xlsx: "fods",
  pptx: "fodp",
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

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&" };

/** Paragraphs of the body of a flat OpenDocument file, as text. */
function paragraphs(xml) {
  const body = xml.slice(Math.max(0, xml.indexOf("<office:body>")));
  const found = body.match(/<text:(?:p|h)[ >][\s\S]*?<\/text:(?:p|h)>/g) ?? [];
  return found
    .map((each) =>
      each
        .replace(/<text:(?:s|tab|line-break)[^>]*>/g, " ")
        .replace(/<[^>]*>/g, "")
        .replace(/&(?:lt|gt|quot|apos|amp);/g, (entity) => ENTITIES[entity]),
    )
    .join("\n");
}

/** What LibreOffice made of one file, null when it made nothing or too much. */
function resultOf(folder, kind, number) {
  const extension = OFFICE[kind].split(":")[0];
  const path = join(folder, "out", `f${number}.${extension}`);
  if (!existsSync(path) || statSync(path).size > MAX_REFERENCE_BYTES) return null;
  const text = readFileSync(path, "utf8");
  return extension === "txt" ? text : paragraphs(text);
}

/** Reference texts by path, null where the program made none. */
export function references(folder, kind, paths) {
  if (TOOLS[kind] !== undefined) return new Map(paths.map((path) => [path, TOOLS[kind](path)]));
  const found = new Map();
  const numbered = paths.map((path, i) => [i, path]);
  for (let at = 0; at < numbered.length; at += BATCH) {
    const batch = numbered.slice(at, at + BATCH);
    const place = join(folder, `${kind}-${at}`);
    convert(place, kind, batch);
    for (const [number, path] of batch) found.set(path, resultOf(place, kind, number));
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

/**
 * Share of the reference's different words of two characters and more; null when it has fewer than five. `kept` chooses among the words: those with
 * a letter leave out numbers, which programs round and format in their own ways.
 */
export function recall(reference, text, kept = () => true) {
  const wanted = [...words(reference)].filter(kept);
  if (wanted.length < 5) return null;
  const have = words(text);
  return wanted.filter((word) => have.has(word)).length / wanted.length;
}
