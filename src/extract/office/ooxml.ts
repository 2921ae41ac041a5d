/**
 * OOXML packages (ISO 29500): properties, text of all parts, who and where they name, files inside as children.
 *
 * A part is known by its root element, not by its name: producers name parts freely, and a part no relationship mentions is read
 * all the same, since what an application no longer shows may still be there.
 */
import { addLink, createDistinct, type Distinct } from "../distinct.ts";
import type { Draft } from "../draft.ts";
import { readXml, rootName } from "../xml-events.ts";
import type { OfficePackage, Relationship } from "./office-package.ts";
import { relationshipsPart } from "./office-package.ts";
import { addPackageEvidence } from "./ooxml-evidence.ts";
import { type OoxmlState, readBinaryPart, xmlPartReader } from "./ooxml-parts.ts";
import {
  readCoreProperties,
  readCustomProperties,
  readExtendedProperties,
} from "./ooxml-properties.ts";
import { addGoneCells, emptyWorkbook, unusedStrings } from "./xlsx-workbook.ts";

/** Types of relationship to property parts, what the standard's URI of the type holds, their usual name, how they are read. */
const PROPERTIES = [
  ["coreproperties", "/package/", "docprops/core.xml", readCoreProperties],
  ["extendedproperties", "/officeDocument/", "docprops/app.xml", readExtendedProperties],
  ["customproperties", "/officeDocument/", "docprops/custom.xml", readCustomProperties],
] as const;

/** Parts read before the others, in this order, by relationship type: sheets need strings and styles, slides their order. */
const FIRST = ["sharedStrings", "styles"] as const;

/** Relationship types whose external targets are what a reader of the text clicks on, not what the program loads. */
const HYPERLINK = "hyperlink";

/**
 * Reads the property parts, wherever the package's relationships say they are. What an office program shows comes first; some writers make a second
 * part under a URI of their own, and programs that save the file again leave it behind with the names and times of an earlier day.
 */
async function addProperties(
  parts: OfficePackage,
  root: readonly Relationship[],
  draft: Draft,
): Promise<ReadonlySet<string>> {
  const done = new Set<string>();
  for (const [type, standard, usual, read] of PROPERTIES) {
    // strict packages write "extendedProperties"
    const stated = root.filter(
      (relation) => relation.type.toLowerCase().replaceAll("-", "") === type,
    );
    const isStandard = (relation: Relationship): boolean => relation.typeUri.includes(standard);
    const targets = [
      ...stated.filter(isStandard),
      ...stated.filter((relation) => !isStandard(relation)),
    ].map((relation) => relation.part);
    for (const part of [...targets, usual].filter((target) => parts.parts.has(target))) {
      for (const copy of [part, ...parts.copies(part)]) {
        if (done.has(copy)) continue;
        done.add(copy);
        const bytes = await parts.read(copy);
        // sources name the part as stored, e.g. "docProps/core.xml"
        const stored = parts.parts.get(copy)?.name.text ?? copy;
        if (bytes !== null) read(bytes, copy === part ? stored : `${stored} (second)`, draft);
      }
    }
  }
  return done;
}

/** Content type of each part: overrides, then by ending (ISO 29500-2 section 10.1.2). */
async function contentTypes(parts: OfficePackage): Promise<(part: string) => string> {
  const overrides = new Map<string, string>();
  const endings = new Map<string, string>();
  await parts.readXml("[content_types].xml", {
    open: (name, attributes) => {
      const type = (attributes.get("ContentType") ?? "").toLowerCase();
      if (name === "Override") {
        overrides.set((attributes.get("PartName") ?? "").toLowerCase().replace(/^\//, ""), type);
      }
      if (name === "Default") endings.set((attributes.get("Extension") ?? "").toLowerCase(), type);
      return undefined;
    },
  });
  return (part) => overrides.get(part) ?? endings.get(part.slice(part.lastIndexOf(".") + 1)) ?? "";
}

/** "…wordprocessingml.document.main+xml" -> the media type of the file; "" when it is none of an office document. */
function documentType(mainType: string): string {
  const base = mainType.replace(/\.main(?:\+xml)?$/, "");
  if (base === mainType) return "";
  // macro kinds and .xlsb are registered with the version of their format
  return base.startsWith("application/vnd.ms-") ? `${base}.12` : base;
}

/** External targets of every relationship part of the package. */
async function addExternalTargets(
  parts: OfficePackage,
  draft: Draft,
  distinct: Distinct,
): Promise<void> {
  for (const part of parts.parts.keys()) {
    if (!part.endsWith(".rels")) continue;
    const owner = part.replace(/(^|\/)_rels\/([^/]*)\.rels$/, "$1$2");
    if (relationshipsPart(owner) !== part) continue;
    for (const relation of await parts.relationships(owner)) {
      if (!relation.external) continue;
      addLink(distinct, relation.target, `${part} ${relation.type}`);
      if (relation.type !== HYPERLINK) draft.feature("external-links");
    }
  }
}

/** Relationships of a main part to parts that hold text. */
const TEXTUAL: ReadonlySet<string> = new Set([
  "worksheet",
  "sharedStrings",
  "slide",
  "notesSlide",
  "header",
  "footer",
  "footnotes",
  "endnotes",
  "comments",
]);

/** A row for each part that should hold text and is not in the package: nobody takes silence for an empty document. */
function tellMissing(
  parts: OfficePackage,
  main: string,
  relations: readonly Relationship[],
  draft: Draft,
): void {
  const missing = relations.filter(
    ({ external, part, type }) =>
      !external && !parts.parts.has(part) && (type === "officeDocument" || TEXTUAL.has(type)),
  );
  // a package of another kind, such as one of a program, has no main part of a document and need not
  const found = main === "" ? missing : missing.filter(({ type }) => type !== "officeDocument");
  for (const { part, type } of found) {
    draft.problem("document-part-missing", "partial", `${type}: ${part} is not in the file`);
  }
}

/** XML and binary text parts in reading order: the main part, what others need, slides by number, the rest as people sort names. */
function readingOrder(
  parts: OfficePackage,
  main: string,
  related: readonly Relationship[],
  isText: (part: string) => boolean,
): readonly string[] {
  const first = FIRST.flatMap((type) =>
    related.filter((relation) => relation.type === type).map((relation) => relation.part),
  );
  const named = [...parts.parts.keys()].filter(isText);
  const byName = new Intl.Collator("en", { numeric: true }).compare;
  return [...new Set([main, ...first, ...named.sort(byName)])].filter((part) =>
    parts.parts.has(part),
  );
}

async function readPart(
  part: string,
  parts: OfficePackage,
  state: OoxmlState,
  draft: Draft,
): Promise<void> {
  const isXml = !part.endsWith(".bin");
  if (!isXml && !state.isBinaryWorkbook) return;
  const bytes = await parts.read(part);
  if (bytes === null) return;
  if (!isXml) {
    readBinaryPart(part, bytes, state, draft);
    return;
  }
  const reader = xmlPartReader(rootName(bytes), part, state, draft);
  const trouble = readXml(bytes, reader.handlers);
  if (trouble !== null) draft.problem(trouble.code, "partial", `${part}: ${trouble.reason}`);
  reader.finish();
}

/** Slides after each other by their number, whatever their part is called. */
function slidesLast(order: readonly string[], slides: ReadonlyMap<string, number>): string[] {
  const rank = (part: string): number => slides.get(part) ?? 0;
  const shown = order.filter((part) => slides.has(part)).sort((a, b) => rank(a) - rank(b));
  return [...shown, ...order.filter((part) => !slides.has(part))];
}

/** Reads a whole package into the draft. Bad parts become problems, the rest is read. */
export async function addOoxml(parts: OfficePackage, draft: Draft): Promise<void> {
  const typeOf = await contentTypes(parts);
  const root = await parts.relationships("");
  const done = await addProperties(parts, root, draft);
  const stated = root.find((relation) => relation.type === "officeDocument")?.part ?? "";
  const usual = ["word/document.xml", "xl/workbook.xml", "xl/workbook.bin", "ppt/presentation.xml"];
  const main = [stated, ...usual].find((part) => parts.parts.has(part)) ?? "";
  const type = documentType(typeOf(main));
  if (type !== "") draft.contentType(type);
  const related = await parts.relationships(main);
  const distinct = createDistinct(draft);
  const state: OoxmlState = {
    distinct,
    related,
    workbook: emptyWorkbook(),
    slides: new Map(),
    isWorkbook: main.startsWith("xl/") || type.includes("sheet") || type.includes("excel"),
    isBinaryWorkbook: main.endsWith(".bin"),
  };
  tellMissing(parts, main, [...root, ...related], draft);
  // customXml and relationships have readers of their own
  const isText = (part: string): boolean =>
    !/^(?:customxml\/|_xmlsignatures\/|\[content_types\])/.test(part) &&
    (/\.(?:xml|bin)$/.test(part) || /[+/]xml$/.test(typeOf(part))) &&
    !part.endsWith(".rels");
  const order = readingOrder(parts, main, related, isText).filter((part) => !done.has(part));
  if (order[0] !== undefined) await readPart(order[0], parts, state, draft);
  for (const part of slidesLast(order.slice(1), state.slides)) {
    if (!draft.hasRoom()) break;
    await readPart(part, parts, state, draft);
  }
  draft.text("unused strings", unusedStrings(state.workbook));
  // A book read in part has formulas that were not met
  if (draft.hasRoom()) addGoneCells(state.workbook, draft);
  await addExternalTargets(parts, draft, distinct);
  await addPackageEvidence(parts, state, draft);
}
