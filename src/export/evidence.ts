/**
 * The evidence package: for each family the stored record, the message bytes, the files it carries, where they come from, all hashes, the headers, what
 * was read of it and what was not; with the run log and a script that verifies it without this program.
 */
import type { CatalogReader } from "../catalog/read-catalog.ts";
import { runLog } from "../catalog/run-log.ts";
import { sourceEvents } from "../catalog/source-rows.ts";
import { stateHash } from "../catalog/state-hash.ts";
import type { StoredDocument } from "../catalog/stored-rows.ts";
import { UserError } from "../errors.ts";
import { openablePath } from "../file-path.ts";
import { LIMIT_ROWS } from "../limits.ts";
import type { Sha256 } from "../model/ids.ts";
import { locatorText } from "../render/locator.ts";
import { isoTime } from "../render/terminal.ts";
import { movedText, provedRecord } from "../replay/record-bytes.ts";
import { fullLocator } from "../replay/replay.ts";
import type { ExportFolder } from "./export-folder.ts";
import type { ExportCounts } from "./export-plain.ts";
import { familyBytes } from "./family-bytes.ts";
import { documentName, familyFolder } from "./plan-names.ts";
import { type RecordLine, verifyScript } from "./verify-script.ts";

export interface EvidenceOptions {
  readonly catalog: CatalogReader;
  readonly folder: ExportFolder;
  readonly nowMs: number;
  /** Version of the program. */
  readonly version: string;
  /** The words that chose the families, as typed. */
  readonly chosenBy: string;
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** What is known of one document, for parse.json. */
function documentJson(
  catalog: CatalogReader,
  document: StoredDocument,
  file: string | null,
  bytesSha256: Sha256 | null,
) {
  const { docId, parentId, rootId: _root, sourceId: _source, copyOf: _copy, ...stored } = document;
  const locator = fullLocator(catalog, document);
  return {
    id: document.contentId,
    number: docId - document.rootId,
    parent: parentId === null ? null : parentId - document.rootId,
    file,
    bytesSha256,
    ...stored,
    sentAt: isoTime(document.sentAt),
    receivedAt: isoTime(document.receivedAt),
    locator,
    locatorText: locatorText(locator),
    metadata: catalog.metadata(docId),
    text: catalog.text(docId),
    problems: catalog
      .problemsOf(docId)
      .map(({ code, severity, reason }) => ({ code, severity, reason })),
  };
}

/** Other places of the same content: the same mail in another mailbox is provenance. */
function copiesOf(catalog: CatalogReader, root: StoredDocument): unknown[] {
  return catalog
    .byContentId(root.contentId, 1000)
    .filter((copy) => copy.parentId === null && copy.docId !== root.docId)
    .map((copy) => ({ locator: fullLocator(catalog, copy), record: copy.record }));
}

/** Builds the package. Lives for one export. */
export class EvidencePackage {
  private readonly options: EvidenceOptions;
  private readonly records: RecordLine[] = [];
  private readonly sourceIds = new Set<number>();

  constructor(options: EvidenceOptions) {
    this.options = options;
  }

  /** Adds one family; when its source is gone, what the index knows is written all the same, and told. */
  async add(root: StoredDocument, counts: ExportCounts): Promise<void> {
    const { catalog, folder } = this.options;
    const place = `items/${familyFolder(counts.families + 1, root)}`;
    counts.families++;
    this.sourceIds.add(root.sourceId);
    const documents: unknown[] = [];
    try {
      // A message inside a loose container has no record of its own: the container's holds it.
      const holder = root.record === null ? catalog.containerOf(root.docId) : root;
      const { bytes: stored, offset, isExact } = await provedRecord(catalog, holder);
      if (isExact) {
        const copy = `${place}/record.bin`;
        const sha256 = folder.write(copy, stored);
        const path = catalog.sourcePath(holder.sourceId);
        this.records.push({ path, offset, length: stored.length, sha256, copy });
      } else
        counts.missed.push(
          `the record of ${root.contentId}: its message is unchanged, but not the line that frames it in its mailbox; only the message was written`,
        );
      const moved = movedText(catalog, holder, offset);
      if (moved !== "") counts.moved.push(moved);
      for await (const { document, bytes, refused } of familyBytes(catalog, root)) {
        const name = bytes === null ? null : documentName(document, documents.length);
        const sum =
          bytes === null || name === null ? null : folder.write(`${place}/${name}`, bytes);
        if (bytes === null) counts.missed.push(`a file of ${root.contentId}: ${refused}`);
        else counts.files++;
        documents.push(documentJson(catalog, document, name, sum));
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      counts.missed.push(`${root.contentId}: ${error.message}`);
      for (const document of catalog.family(root.docId).slice(documents.length))
        documents.push(documentJson(catalog, document, null, null));
    }
    folder.write(`${place}/headers.txt`, catalog.head(root.docId));
    folder.write(
      `${place}/parse.json`,
      json({ formatVersion: 1, documents, copies: copiesOf(catalog, root) }),
    );
  }

  /** Writes what concerns the whole package. Returns the hash of SHA256SUMS, which covers everything else. */
  finish(counts: ExportCounts): Sha256 {
    const { catalog, folder, nowMs, version, chosenBy } = this.options;
    const sources = catalog
      .sources()
      .filter((source) => this.sourceIds.has(source.sourceId))
      .map(({ sourceId, modifiedAtMs, addedAtMs, ...source }) => ({
        ...source,
        modifiedAt: isoTime(modifiedAtMs),
        addedAt: isoTime(addedAtMs),
        events: sourceEvents(catalog.database, sourceId).map(({ atMs, ...event }) => ({
          at: isoTime(atMs),
          ...event,
        })),
      }));
    folder.write("sources.json", json({ formatVersion: 1, sources }));
    const log = runLog(catalog.database).map((entry) => JSON.stringify(entry));
    folder.write("run-log.jsonl", log.map((line) => `${line}\n`).join(""));
    folder.write("limits.json", json(Object.fromEntries(LIMIT_ROWS)));
    folder.write(
      "manifest.json",
      json({
        formatVersion: 1,
        program: `leaksift ${version}`,
        createdAt: isoTime(nowMs),
        chosenBy,
        families: counts.families,
        indexState: stateHash(catalog.database),
        runLogHead: runLog(catalog.database).at(-1)?.hash ?? null,
        missed: counts.missed,
        moved: counts.moved,
        records: this.records,
      }),
    );
    folder.write("verify.sh", verifyScript(this.records, openablePath));
    folder.write("README.txt", README);
    return folder.finish();
  }
}

const README = `What this is
============

Messages and files as their sources have them, with their places there and their SHA-256 sums.

  items/…/record.bin     the bytes of the source from the record's first to its last, envelope line and escapes of an mbox included
  items/…/message.eml    the message bytes made from the record (docs/mbox.md of leaksift says how): what signatures are checked over
  items/…/files/         what the message carries, and what was found inside that
  items/…/headers.txt    the header block as the message has it
  items/…/parse.json     what was read: places (locators), ids, sums, metadata, text, and what could not be read and why
  sources.json           the source files: sums, sizes, how they were received, what happened to them
  run-log.jsonl          every run that changed the index; each entry carries the sum of the one before it
  limits.json            the bounds within which the input was read
  SHA256SUMS             the sum of every file here but itself

How to verify
=============

  sh verify.sh           needs sha256sum, head and tail; cuts each record from its source again where that is there

The id of a message is the SHA-256 of its bytes with CRLF line ends: the same mail has the same id from an mbox, a maildir and an .eml.
The sum of SHA256SUMS itself covers the package: keep it, or send it, apart from the package.

What it does not show
=====================

Sums show that bytes are the same as when they were indexed. They do not show who wrote them, when, or whether they are genuine.
The files are as hostile as what they came from: do not open them on a machine that matters.
`;
