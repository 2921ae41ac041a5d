/**
 * Finds what is embedded in a compound file's storages: packaged files (Ole10Native), office packages, embedded documents. Each
 * becomes a child with its own bytes, so that its metadata can never pass for the container's.
 */
import type { MetadataValue } from "../../model/metadata.ts";
import { guarded, sliceUpTo, u16, u32 } from "../bytes.ts";
import { decodeCodePage, decodeUtf16 } from "../code-pages.ts";
import type { Draft } from "../draft.ts";
import type { OleContainer, OleEntry } from "./ole-container.ts";
import { rebuildOle } from "./ole-rebuild.ts";

/** Streams that make a storage a document of its own. */
const DOCUMENT_STREAMS = [
  "WordDocument",
  "Workbook",
  "Book",
  "PowerPoint Document",
  "VisioDocument",
  "__properties_version1.0",
  "EncryptedPackage",
  "Contents",
  "\u0005SummaryInformation",
] as const;

/** Storages that are parts of the document itself. */
const OWN_STORAGES: ReadonlySet<string> = new Set([
  "MACROS",
  "_VBA_PROJECT_CUR",
  "_VBA_PROJECT",
  "VBA",
  "MSODATASTORE",
  "_SX_DB_CUR",
  "\u0006DATASPACES",
  "QUILL",
  "ESCHER",
]);

/** True when the compound file carries Visual Basic macros; an empty VBA storage, as every Publisher file has, is none. */
export function hasMacros(container: OleContainer): boolean {
  const { root } = container;
  const projects = [
    container.child(root, "Macros"),
    container.child(root, "_VBA_PROJECT_CUR"),
    root,
  ];
  return projects.some((project) => {
    const code = project === undefined ? undefined : container.child(project, "VBA");
    return code !== undefined && container.child(code, "dir") !== undefined;
  });
}

interface Packaged {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly paths: readonly string[];
}

/**
 * An Ole10Native stream ([MS-OLEDS] 2.3.6 and what Windows' packager writes): label, file name, path it came from, bytes; then the
 * same three in UTF-16 in newer files. Older ones hold a length and bytes only.
 */
export function readOle10Native(stream: Uint8Array): Packaged | null {
  const total = u32(stream, 0);
  if (stream.length < 6 || u16(stream, 4) !== 2) {
    const bytes = sliceUpTo(stream, 4, total);
    return bytes.length === 0 ? null : { name: "", bytes, paths: [] };
  }
  let at = 6;
  const narrow = (): string => {
    const end = stream.indexOf(0, at);
    const text = decodeCodePage(stream.subarray(at, end < 0 ? stream.length : end), 1252) ?? "";
    at = end < 0 ? stream.length : end + 1;
    return text;
  };
  const label = narrow();
  const file = narrow();
  // two words, then the length of the temporary path, which ends in NUL as well
  at += 8;
  const temporary = narrow();
  // a link to a file ends here
  const size = at + 4 <= stream.length ? u32(stream, at) : 0;
  const bytes = sliceUpTo(stream, at + 4, size);
  at += 4 + bytes.length;
  const wide = (): string => {
    if (at + 4 > stream.length) return "";
    const length = u32(stream, at) * 2;
    const text = decodeUtf16(sliceUpTo(stream, at + 4, length));
    at += 4 + length;
    return text;
  };
  const [wideTemporary, wideLabel, wideFile] = [wide(), wide(), wide()];
  const paths = [wideFile || file, wideTemporary || temporary].filter((path) => /[\\/]/.test(path));
  return { name: wideLabel || label, bytes, paths };
}

function pathOf(container: OleContainer, entry: OleEntry): string {
  const names: string[] = [];
  let at: OleEntry | undefined = entry;
  while (at !== undefined && at.kind !== "root") {
    names.unshift(at.name);
    at = container.entries.get(at.parent);
  }
  return names.join("/");
}

function addChild(
  draft: Draft,
  container: OleContainer,
  entry: OleEntry,
  found: { readonly name: string; readonly bytes: Uint8Array; readonly type: string },
  metadata: readonly MetadataValue[] = [],
): void {
  draft.feature("embedded");
  draft.child({
    name: found.name,
    declaredType: found.type,
    bytes: found.bytes,
    steps: [{ step: "member", index: entry.id, name: pathOf(container, entry) }],
    metadata,
  });
}

/** Streams whose bytes are a whole file: an office package, or what a server application stored (PDF, picture …). */
const FILE_STREAMS = [
  ["Package", "application/zip"],
  ["CONTENTS", ""],
] as const;

function addStorage(draft: Draft, container: OleContainer, storage: OleEntry): boolean {
  const native = container.child(storage, "\u0001Ole10Native");
  if (native !== undefined) {
    const packaged = guarded(
      () => readOle10Native(container.read(native)),
      null,
      (reason) => draft.problem("embedded-damaged", "partial", `Ole10Native: ${reason}`),
    );
    if (packaged === null) return true;
    const metadata = packaged.paths.map(
      (path): MetadataValue => ({
        field: "path",
        text: path,
        state: "present",
        source: "Ole10Native, path it was packed from",
      }),
    );
    if (packaged.bytes.length > 0) {
      addChild(draft, container, native, { ...packaged, type: "" }, metadata);
      return true;
    }
    for (const { field, text, source } of metadata) draft.value(field, text, source);
    draft.feature("external-links");
    return true;
  }
  for (const [name, type] of FILE_STREAMS) {
    const entry = container.child(storage, name);
    if (entry === undefined || entry.kind !== "stream") continue;
    addChild(draft, container, entry, { name: "", bytes: container.read(entry), type });
    return true;
  }
  if (!DOCUMENT_STREAMS.some((name) => container.child(storage, name)?.kind === "stream")) {
    return false;
  }
  const bytes = rebuildOle(container, storage);
  addChild(draft, container, storage, { name: "", bytes, type: "application/x-ole-storage" });
  return true;
}

/** Adds every embedded file and document below the root; what is inside those is found when they are read in turn. */
export function addEmbedded(draft: Draft, container: OleContainer): void {
  const queue = container.childrenOf(container.root).filter((entry) => entry.kind === "storage");
  const rootNative = container.child(container.root, "\u0001Ole10Native");
  if (rootNative !== undefined) addStorage(draft, container, container.root);
  for (let i = 0; i < queue.length; i++) {
    const storage = queue[i];
    if (storage === undefined || OWN_STORAGES.has(storage.name.toUpperCase())) continue;
    if (addStorage(draft, container, storage)) continue;
    for (const inner of container.childrenOf(storage)) {
      if (inner.kind === "storage") queue.push(inner);
    }
  }
}
