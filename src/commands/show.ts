/** `leaksift show ID`: one document, safely; its headers, bytes, parts or metadata on request. */

import {
  type Annotation,
  annotationsOf,
  readAnnotations,
  tagsByContent,
} from "../catalog/annotations/annotations.ts";
import { findIndex } from "../catalog/index-folder.ts";
import { CatalogReader } from "../catalog/read-catalog.ts";
import type { StoredDocument } from "../catalog/stored-rows.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  isSet,
  JSON_OPTION,
  numberValue,
  type ParsedArgs,
  textValue,
} from "../cli/command.ts";
import { withStdin } from "../cli/stdin-ids.ts";
import { UserError } from "../errors.ts";
import { SHORT_ID_DIGITS } from "../model/ids.ts";
import { defang, escapeLine, escapeText, safeJson } from "../render/escape.ts";
import { documentJson } from "../render/json.ts";
import { bodyText, type DocumentView, documentText, metadataText } from "../render/message-view.ts";
import { rereadPages } from "../search/rereads.ts";

/** The source file's path and the steps after it, without loading the readers that replay needs. */
function locatorOf(catalog: CatalogReader, document: StoredDocument): DocumentView["locator"] {
  const steps = [...document.steps];
  for (let parent = document.parentId; parent !== null; ) {
    const row = catalog.document(parent);
    steps.unshift(...row.steps);
    parent = row.parentId;
  }
  return [{ step: "file", path: catalog.sourcePath(document.sourceId) }, ...steps];
}

/** Documents inside `document`, in order, with how deep each stands. */
export function inside(
  catalog: CatalogReader,
  document: StoredDocument,
): { document: StoredDocument; depth: number }[] {
  const depths = new Map<number, number>([[document.docId, -1]]);
  return catalog.family(document.rootId).flatMap((member) => {
    const depth = member.parentId === null ? undefined : depths.get(member.parentId);
    if (depth === undefined || member.docId === document.docId) return [];
    depths.set(member.docId, depth + 1);
    return [{ document: member, depth: depth + 1 }];
  });
}

/** Tags set now and notes on a content. */
function annotated(
  catalog: CatalogReader,
  contentId: string,
): { tags: readonly string[]; notes: readonly Annotation[] } {
  const all = readAnnotations(catalog.paths, (work) => annotationsOf(work, contentId), []);
  return {
    tags: tagsByContent(all).get(contentId) ?? [],
    notes: all.filter((each) => each.kind === "note"),
  };
}

/** What the view of one document needs. */
export function viewOf(catalog: CatalogReader, document: StoredDocument): DocumentView {
  const shortId = (id: string): string => id.slice(0, SHORT_ID_DIGITS);
  return {
    document,
    locator: locatorOf(catalog, document),
    shortId: shortId(document.contentId),
    text: catalog.text(document.docId),
    metadata: catalog.metadata(document.docId),
    family: inside(catalog, document).map((member) => ({
      ...member,
      shortId: shortId(member.document.contentId),
    })),
    copies: document.parentId === null ? catalog.countCopies(document.contentId) - 1 : 0,
    ...annotated(catalog, document.contentId),
    rereads: rereadPages(catalog, document.contentId),
    problems: catalog
      .problemsOf(document.docId)
      .map((problem) => `${problem.code}: ${problem.reason}`),
  };
}

/** Bytes as they are into a pipe or file; escaped on a terminal, where raw bytes could do harm. */
function printBytes(io: Io, bytes: Uint8Array): void {
  if (io.outIsTerminal) {
    io.err("(shown with control characters escaped; redirect to a file for the exact bytes)\n");
    io.out(
      escapeText(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1")),
    );
  } else io.outBytes(bytes);
}

async function print(
  io: Io,
  catalog: CatalogReader,
  document: StoredDocument,
  args: ParsedArgs,
): Promise<void> {
  if (isSet(args, "raw") || isSet(args, "stored")) {
    const { documentFile } = await import("../replay/replay.ts");
    const { AlteredSourceError, movedText, provedRecord } = await import(
      "../replay/record-bytes.ts"
    );
    if (!isSet(args, "stored")) {
      const { bytes, moved } = await documentFile(catalog, document);
      if (moved !== undefined) io.err(`leaksift: ${escapeLine(moved)}\n`);
      return printBytes(io, bytes);
    }
    if (document.record === null)
      throw new UserError(
        "--stored is for messages and loose files; use --raw for what is inside them.",
      );
    const { bytes, offset, isExact } = await provedRecord(catalog, document);
    if (!isExact)
      throw new AlteredSourceError(
        "The message is unchanged, but not the line or blank line that frames it in its mailbox. Use --raw for the message.",
      );
    const moved = movedText(catalog, document, offset);
    if (moved !== "") io.err(`leaksift: ${escapeLine(moved)}\n`);
    return printBytes(io, bytes);
  }
  if (isSet(args, "headers")) {
    if (document.kind !== "message")
      throw new UserError("Only a message has headers. Use --metadata for a file.");
    io.out(defang(escapeText(catalog.head(document.docId).toString("utf8"))));
    return;
  }
  const view = viewOf(catalog, document);
  if (isSet(args, "json")) io.out(`${safeJson(documentJson(view), 2)}\n`);
  else if (isSet(args, "metadata")) io.out(metadataText(view.metadata, io));
  else if (isSet(args, "text")) io.out(`${bodyText(view.text, io)}\n`);
  else {
    io.out(documentText(view, io, textValue(args, "tz") ?? "UTC"));
    if (view.family.length > 0 && io.outIsTerminal)
      io.err(
        `Open one: leaksift show ${view.shortId} --part 1   (with --metadata: who made it; --raw > FILE: its bytes)\n`,
      );
  }
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  if (args.positional.length === 0)
    throw new UserError('Which one? Give an id as printed by "leaksift search".');
  const catalog = new CatalogReader(
    findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder),
  );
  try {
    for (const id of await withStdin(io, args.positional)) {
      let document = catalog.resolveId(id);
      const part = numberValue(args, "part");
      if (part !== undefined) {
        const parts = inside(catalog, document);
        const chosen = parts[part - 1];
        if (chosen === undefined) {
          throw new UserError(
            parts.length === 0
              ? `${id.slice(0, SHORT_ID_DIGITS)} carries no files.`
              : `${id.slice(0, SHORT_ID_DIGITS)} carries files 1 to ${parts.length}; there is no --part ${part}.`,
          );
        }
        document = chosen.document;
      }
      await print(io, catalog, document, args);
    }
    return 0;
  } finally {
    catalog.close();
  }
}

export const show: CommandSpec = {
  name: "show",
  positional: "ID…",
  access: "read",
  paged: true,
  summary: "Show a message or file safely: nothing is opened or fetched",
  options: [
    INDEX_OPTION,
    { name: "headers", type: "boolean", description: "All headers as the message has them" },
    {
      name: "raw",
      type: "boolean",
      description: "The bytes of the message or file, from its source",
    },
    {
      name: "stored",
      type: "boolean",
      description: "With the envelope line and escapes of its mbox, as stored",
    },
    {
      name: "part",
      type: "number",
      placeholder: "N",
      description: "The Nth file it carries (combine with --raw, --metadata)",
    },
    { name: "text", type: "boolean", description: "Only the text" },
    {
      name: "metadata",
      type: "boolean",
      description: "What the file says about who made it, when and with what",
    },
    {
      name: "tz",
      type: "string",
      placeholder: "ZONE",
      description: "Time zone for times, e.g. Europe/Paris (default: UTC)",
    },
    JSON_OPTION,
  ],
  examples: [
    ["leaksift show 3f9a01c2d4e5", "Read a message"],
    ["leaksift show 3f9a01c2d4e5 --part 1 --metadata", "Metadata of its first attachment"],
    ["leaksift show 3f9a01c2d4e5 --raw > message.eml", "The exact message bytes"],
    ["leaksift search invoice --ids | leaksift show - --text", "Read what a list has"],
  ],
  notes: [
    "An id may be shortened as long as it is unique. URLs are printed so that they cannot be clicked.",
  ],
  run,
};
