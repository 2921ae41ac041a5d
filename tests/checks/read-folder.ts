/** Folders of the sample corpus read as ingest reads them, and shown as a corpus view, without an index on disk. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { readFile } from "../../src/extract/read-file.ts";
import { NO_NEIGHBOURS } from "../../src/ingest/beside-attachments.ts";
import { addFamily } from "../../src/ingest/family.ts";
import { TextStore } from "../../src/ingest/text-store.ts";
import type { CorpusView, FileRow, MessageRow } from "../../src/model/corpus-view.ts";
import type { DocumentRecord } from "../../src/model/document.ts";
import { SegmentBuilder } from "../../src/segment/builder.ts";
import { sniffFormat } from "../../src/sources/sniff.ts";
import { splitSource } from "../../src/split/split-source.ts";

/** Documents of some files with their texts and the name of the file each came from. */
export interface ReadFolder {
  readonly documents: readonly (DocumentRecord & { readonly source: string })[];
  readonly textOf: (local: number) => string;
}

/** Reads every file below the folder; `expect.json` and README are no part of a sample. */
export async function readFolder(folder: string): Promise<ReadFolder> {
  const texts = new TextStore();
  const documents: DocumentRecord[] = [];
  const sources: string[] = [];
  const target = {
    builder: new SegmentBuilder(),
    texts,
    documents,
    problems: [],
    readFile,
    analysis: { scriptsOf: () => [], languageOf: () => "" },
    neighboursOf: () => NO_NEIGHBOURS,
  };
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  for (const [sourceId, name] of names.entries()) {
    const path = join(folder, name);
    if (!statSync(path).isFile() || /expect\.json$|README\.md$/.test(name)) continue;
    const bytes = readFileSync(path);
    const format = sniffFormat(bytes.subarray(0, 64 << 10), bytes.length, path);
    for await (const ranges of splitSource(path, format, bytes.length)) {
      for (const range of ranges) {
        if (range.kind !== "message") continue;
        const { offset, length, variant } = range;
        await addFamily(
          target,
          { sourceId, path, offset, length, variant },
          bytes.subarray(offset, offset + length),
        );
        while (sources.length < documents.length) sources.push(basename(path));
      }
    }
  }
  const blocks = texts.take().map((block) => inflateRawSync(block));
  const byLocal = new Map(
    documents.map((document, i) => [document.local, { ...document, source: sources[i] ?? "" }]),
  );
  return {
    documents: [...byLocal.values()],
    textOf: (local) => {
      const place = byLocal.get(local)?.text ?? null;
      const block = place === null ? undefined : blocks[place.block];
      return place === null || block === undefined
        ? ""
        : block.toString("utf8", place.start, place.start + place.length);
    },
  };
}

/** Several folders as one corpus; numbers of later folders follow those of earlier ones. Exact copies of a mail are left out. */
export function corpusOf(
  folders: readonly ReadFolder[],
): CorpusView & { readonly sourceOf: (docId: number) => string } {
  const messages: MessageRow[] = [];
  const files: FileRow[] = [];
  const texts = new Map<number, () => string>();
  const sources = new Map<number, string>();
  const seen = new Set<string>();
  let base = 0;
  for (const { documents, textOf } of folders) {
    const roots = new Map(
      documents.filter(({ parent }) => parent === null).map((root) => [root.local, root]),
    );
    const copies = new Set<number>();
    for (const [local, { contentId }] of roots) {
      if (seen.has(contentId)) copies.add(local);
      seen.add(contentId);
    }
    for (const document of documents) {
      const { local, root, envelope, checked } = document;
      const docId = base + local;
      sources.set(docId, document.source);
      texts.set(docId, () => textOf(local));
      if (copies.has(root)) continue;
      const top = roots.get(root)?.envelope ?? null;
      if (envelope !== null) {
        const { messageId, parents, subject, from, to, cc, bcc, sentAt, zoneMinutes, receivedAt } =
          envelope;
        messages.push({
          docId,
          rootId: base + root,
          sourceId: document.sourceId,
          container: document.source,
          isInsideMessage: local !== root && roots.get(root)?.kind === "message",
          messageId,
          parents,
          subject,
          from,
          to: [...to, ...cc, ...bcc],
          sentAt,
          zoneMinutes,
          receivedAt,
          traits: checked?.traits ?? null,
        });
      } else {
        files.push({
          docId,
          rootId: base + root,
          parentId: document.parent === null ? null : base + document.parent,
          kind: document.kind,
          contentId: document.contentId,
          name: document.name,
          type: document.type,
          sizeBytes: document.sizeBytes,
          metadata: document.metadata,
          carrier:
            top === null
              ? null
              : { docId: base + root, sentAt: top.sentAt, receivedAt: top.receivedAt },
        });
      }
    }
    base += Math.max(0, ...documents.map(({ local }) => local + 1));
  }
  const text = (docId: number): string => texts.get(docId)?.() ?? "";
  return {
    messages: () => messages,
    copies: () => [],
    files: () => files,
    text,
    countMentions: (strings) => {
      const all = [...texts.keys()].map((docId) => text(docId).toLowerCase());
      return new Map(
        strings.map((each) => [each, all.filter((one) => one.includes(each.toLowerCase())).length]),
      );
    },
    sourceOf: (docId) => sources.get(docId) ?? "",
  };
}
