/**
 * What an OOXML package says outside its text: files inside (pictures, embedded objects, macros) as children, printer names, custom
 * XML, signatures, and how the zip itself was written.
 */

import { memberChild } from "../archive/zip-archive.ts";
import { hostName } from "../archive/zip-times.ts";
import { decodeUtf16, untilNul } from "../code-pages.ts";
import type { Draft } from "../draft.ts";
import { timeText } from "../filetime.ts";
import type { OfficePackage } from "./office-package.ts";
import type { OoxmlState } from "./ooxml-parts.ts";
import { FLUSH_CHARS } from "./xlsx-text.ts";

/** Endings that are parts of the document, not files put into it. */
const OWN_PARTS = /\.(?:xml|rels|vml|odttf|fntdata|xsl)$/;

/** Device name at the start of a DEVMODEW (wingdi.h): 32 UTF-16 units. Mac writes a property list here instead. */
function printerName(bytes: Uint8Array): string {
  if (bytes.length < 64 || bytes[0] === 0x3c) return "";
  const name = untilNul(decodeUtf16(bytes.subarray(0, 64)));
  // some drivers store a structure of their own here
  return /^[^\0-\x1f\ufffd]{2,}$/.test(name) ? name : "";
}

/** Text of customXml parts: cover pages and forms keep company, address and abstract there. */
async function addCustomXml(part: string, parts: OfficePackage, draft: Draft): Promise<void> {
  let text = "";
  await parts.readXml(part, {
    text: (piece) => {
      if (text.length < FLUSH_CHARS) text += piece;
    },
    close: () => {
      if (text !== "" && !text.endsWith("\n")) text += "\n";
    },
  });
  draft.text("custom XML", text);
}

/** How the zip was written: order and times of members tell a library from an office program (all 1980-01-01). */
function addZipLayer(parts: OfficePackage, draft: Draft): void {
  const members = [...parts.parts.values()];
  const first = members[0];
  if (first === undefined) return;
  const systems = new Set(members.map((member) => member.hostSystem));
  const methods = new Set(members.map((member) => member.method));
  const host = [...systems].map((system) => (system === null ? "unlisted" : hostName(system)));
  draft.value(
    "other",
    `${members.length} members, first ${first.name.text}, host ${host.join(", ")}, method ${[...methods].join(", ")}`,
    "zip layout",
  );
  const times = members.flatMap((member) => member.times.slice(0, 1)).map(({ time }) => time);
  // 1980-01-01 is what office programs write for "no time"
  const told = times.filter((time) => time.epochMs > Date.UTC(1980, 0, 2));
  told.sort((a, b) => a.epochMs - b.epochMs);
  const [earliest, latest] = [told[0], told.at(-1)];
  if (earliest === undefined || latest === undefined) return;
  draft.time("membertime", earliest, "zip DOS time of the earliest member");
  if (timeText(latest) !== timeText(earliest)) {
    draft.time("membertime", latest, "zip DOS time of the latest member");
  }
}

/** Adds all of it. */
export async function addPackageEvidence(
  parts: OfficePackage,
  state: OoxmlState,
  draft: Draft,
): Promise<void> {
  addZipLayer(parts, draft);
  for (const [part, member] of parts.parts) {
    if (part.includes("printersettings") && part.endsWith(".bin")) {
      const bytes = await parts.read(part);
      const name = bytes === null ? "" : printerName(bytes);
      state.distinct.value("printer", name, `${part} DEVMODE`);
      continue;
    }
    if (/^customxml\/item\d+\.xml$/.test(part)) await addCustomXml(part, parts, draft);
    if (part.startsWith("_xmlsignatures/")) draft.feature("signature");
    if (OWN_PARTS.test(part)) continue;
    const isMacro = part.endsWith("vbaproject.bin");
    if (isMacro) draft.feature("macros");
    if (part.includes("/embeddings/") || part.includes("/afchunk")) draft.feature("embedded");
    if (part.includes("/activex/")) draft.feature("activex");
    // parts of a binary workbook are its text; what was put into it is a file
    const isOwnBinary = part.endsWith(".bin") && state.isBinaryWorkbook && !isMacro;
    if (isOwnBinary && !part.includes("/embeddings/") && !part.includes("/media/")) continue;
    const bytes = await parts.readChild(member);
    if (bytes !== null) draft.child(memberChild(member, bytes));
  }
  if ([...parts.parts.keys()].some((part) => part.includes("/macrosheets/"))) {
    draft.feature("macros");
  }
}
