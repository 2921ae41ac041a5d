/**
 * OpenDocument packages (ODF 1.3 part 2) and their OpenOffice 1 forerunners: meta.xml, text of content.xml and styles.xml, printer and
 * revision ids of settings.xml, pictures and objects as children, encryption.
 */

import { memberChild } from "../archive/zip-archive.ts";
import { createDistinct, type Distinct } from "../distinct.ts";
import type { Draft } from "../draft.ts";
import type { XmlHandlers } from "../xml-events.ts";
import { addOdfMeta } from "./odf-meta.ts";
import { odfTextReader } from "./odf-text.ts";
import { normalPart, type OfficePackage } from "./office-package.ts";

/** Full paths the manifest says are encrypted, normalised (ODF 1.3 part 2, 4.8). */
async function encryptedParts(parts: OfficePackage): Promise<ReadonlySet<string>> {
  const encrypted = new Set<string>();
  let path = "";
  await parts.readXml("meta-inf/manifest.xml", {
    open: (name, attributes) => {
      if (name === "file-entry") path = normalPart(attributes.get("full-path") ?? "");
      if (name === "encryption-data") encrypted.add(path);
      return undefined;
    },
  });
  return encrypted;
}

/** settings.xml: printer, document ids, who may save. */
function settingsReader(part: string, distinct: Distinct): XmlHandlers {
  let item = "";
  let value = "";
  return {
    open: (name, attributes) => {
      item = name === "config-item" ? (attributes.get("name") ?? "") : "";
      value = "";
      return undefined;
    },
    text: (piece) => {
      if (item !== "" && value.length < 1_000) value += piece;
    },
    close: (name) => {
      if (name !== "config-item") return;
      const source = `${part} ${item}`;
      if (item === "PrinterName") distinct.value("printer", value, source);
      if (item === "Rsid" || item === "RsidRoot") distinct.value("docid", value, source);
      item = "";
    },
  };
}

async function addText(
  part: string,
  parts: OfficePackage,
  draft: Draft,
  distinct: Distinct,
): Promise<void> {
  const reader = odfTextReader(part, draft, distinct);
  await parts.readXml(part, reader.handlers);
  reader.finish();
}

/** Media type of the package, from its first member (ODF 1.3 part 2, 3.3). */
async function addType(parts: OfficePackage, draft: Draft): Promise<void> {
  const bytes = await parts.read("mimetype");
  if (bytes === null) return;
  const type = Buffer.from(bytes.subarray(0, 100)).toString("latin1").trim().toLowerCase();
  if (/^application\/[a-z0-9.+-]+$/.test(type)) draft.contentType(type);
}

/** Folders of the package that hold what the program made for itself. */
const OWN_FOLDERS = /^(?:meta-inf\/|configurations2\/|layout-cache$|mimetype$)/;

/** Reads a whole package into the draft. Encrypted parts are marked and left alone. */
export async function addOdf(parts: OfficePackage, draft: Draft): Promise<void> {
  const distinct = createDistinct(draft);
  await addType(parts, draft);
  const locked = await encryptedParts(parts);
  if (locked.size > 0) {
    draft.marker("encrypted");
    draft.problem("document-encrypted", "lost", `${locked.size} parts are encrypted`);
  }
  const isOpen = (part: string): boolean => parts.parts.has(part) && !locked.has(part);
  if (isOpen("meta.xml")) await addOdfMeta("meta.xml", parts, draft);
  if (isOpen("content.xml")) await addText("content.xml", parts, draft, distinct);
  else if (!parts.parts.has("content.xml")) {
    draft.problem("document-part-missing", "partial", "content.xml is not in the file");
  }
  if (isOpen("styles.xml")) await addText("styles.xml", parts, draft, distinct);
  if (isOpen("settings.xml")) {
    await parts.readXml("settings.xml", settingsReader("settings.xml", distinct));
  }
  for (const [part, member] of parts.parts) {
    if (locked.has(part) || OWN_FOLDERS.test(part)) continue;
    // content of embedded documents: "object 1/content.xml"
    if (part.endsWith("/content.xml")) {
      draft.feature("embedded");
      await addText(part, parts, draft, distinct);
    }
    if (/^(?:basic|scripts)\//.test(part)) draft.feature("macros");
    if (/\.(?:xml|rdf|xlb|xlc|dtd)$/.test(part) && !/^(?:basic|scripts)\//.test(part)) continue;
    const bytes = await parts.readChild(member);
    if (bytes !== null) draft.child(memberChild(member, bytes));
  }
}
