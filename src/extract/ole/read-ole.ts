/**
 * Reads any compound file: property sets for all, text for Word, Excel and PowerPoint, messages for .msg, a note for the rest.
 * What kind it is follows from its streams, never from its name.
 */
import type { Extraction } from "../../model/extraction.ts";
import { guarded, sliceUpTo, u32 } from "../bytes.ts";
import { decodeCodePage, untilNul } from "../code-pages.ts";
import { createDraft, type Draft } from "../draft.ts";
import { addMsg } from "../mail/read-msg.ts";
import type { ReadContext } from "../reader.ts";
import { DEFAULT_PASSWORD_ROW, openPackageByDefault } from "./default-password.ts";
import { type OleContainer, openOle } from "./ole-container.ts";
import { addEmbedded, hasMacros } from "./ole-embedded.ts";
import { addOleMetadata } from "./ole-metadata.ts";
import { addDoc } from "./read-doc.ts";
import { oldVersion, readOldXls } from "./read-old-xls.ts";
import { addPpt } from "./read-ppt.ts";
import { addXls } from "./read-xls.ts";

type AddContent = (
  draft: Draft,
  container: OleContainer,
  stream: NonNullable<ReturnType<OleContainer["child"]>>,
) => void;

/** Main stream -> reader, the first that is there. A file saved for two Excels holds "Workbook" and "Book": the newer one is read. */
const CONTENT: readonly (readonly [string, AddContent])[] = [
  ["WordDocument", addDoc],
  ["Workbook", addXls],
  ["Book", addXls],
  ["PowerPoint Document", addPpt],
];

/** Kinds whose text nobody reads here, by a stream only they have. */
const UNREAD_KINDS = [
  ["VisioDocument", "a Visio drawing", "application/vnd.visio"],
  ["Quill", "a Publisher document", "application/x-mspublisher"],
  ["PP40", "a PowerPoint 4 presentation", "application/vnd.ms-powerpoint"],
  ["PP97_DUALSTORAGE", "a PowerPoint 95 presentation", "application/vnd.ms-powerpoint"],
  ["MatOST", "a Works document", "application/vnd.ms-works"],
] as const;

/** Name of the server application's document type, in the language of its interface ([MS-OLEDS] 2.3.8). */
function addUserType(draft: Draft, container: OleContainer): void {
  const entry = container.child(container.root, "\u0001CompObj");
  if (entry === undefined) return;
  guarded(
    () => {
      const bytes = container.read(entry);
      const length = u32(bytes, 28);
      if (length === 0 || length > 256) return;
      const text = decodeCodePage(sliceUpTo(bytes, 32, length), 1252) ?? "";
      draft.value("other", untilNul(text), "CompObj, document type");
    },
    undefined,
    () => {
      // a stream cut short says nothing that is missed elsewhere
    },
  );
}

/** Reads one compound file; see the header. */
export async function readOle(bytes: Uint8Array, context: ReadContext): Promise<Extraction> {
  const version = oldVersion(bytes);
  if (version > 0) return readOldXls(bytes, version);
  const draft = createDraft();
  const container = openOle(bytes, (reason) =>
    draft.problem("container-damaged", "lost", `compound file: ${reason}`),
  );
  if (container === null) {
    draft.marker("unreadable");
    return draft.finish();
  }
  const isThere = (name: string): boolean => container.child(container.root, name) !== undefined;
  if (isThere("__properties_version1.0")) {
    addMsg(draft, container);
  } else {
    addOleMetadata(draft, container);
    const opened = await openedPackage(draft, container, context);
    if (opened !== null) return opened;
    addUserType(draft, container);
    addContent(draft, container, isThere);
    if (hasMacros(container)) draft.feature("macros");
    addEmbedded(draft, container);
  }
  for (const problem of container.problems) {
    draft.problem("container-damaged", "partial", `compound file: ${problem}`);
  }
  return draft.finish();
}

/** What an encrypted OOXML file says where the default password opens it: as if it were not encrypted, and a row that says so. */
async function openedPackage(
  draft: Draft,
  container: OleContainer,
  context: ReadContext,
): Promise<Extraction | null> {
  const stream = (name: string): Uint8Array | null => {
    const entry = container.child(container.root, name);
    return entry === undefined ? null : container.read(entry);
  };
  const [info, packed] = [stream("EncryptionInfo"), stream("EncryptedPackage")];
  if (info === null || packed === null) return null;
  const bytes = guarded(
    () => openPackageByDefault(info, packed),
    null,
    (reason) => draft.problem("container-damaged", "partial", `EncryptionInfo: ${reason}`),
  );
  if (bytes === null) return null;
  const { readZip } = await import("../archive/read-zip.ts");
  const found = await readZip(bytes, context);
  const own = draft.finish();
  return {
    ...found,
    metadata: [...own.metadata, ...found.metadata],
    problems: [...own.problems, ...found.problems, DEFAULT_PASSWORD_ROW],
  };
}

function addContent(
  draft: Draft,
  container: OleContainer,
  isThere: (name: string) => boolean,
): void {
  if (isThere("EncryptedPackage")) {
    draft.marker("encrypted");
    draft.problem("encrypted", "lost", "an office file encrypted with a password");
    return;
  }
  for (const [name, add] of CONTENT) {
    const stream = container.child(container.root, name);
    if (stream === undefined || stream.kind !== "stream") continue;
    add(draft, container, stream);
    return;
  }
  const unread = UNREAD_KINDS.find(([name]) => isThere(name));
  if (unread !== undefined) draft.contentType(unread[2]);
  const kind = unread?.[1] ?? "a compound file of an unknown kind";
  draft.problem("text-not-read", "partial", `${kind}: only its properties are read`);
}
