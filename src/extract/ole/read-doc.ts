/**
 * Reads a Word document's own streams: text, and the tables that say who touched it ([MS-DOC]): savers and their paths, authors of
 * changes and comments, local times, printer, style names. Property sets are read by the caller, for every compound file alike.
 */
import { LIMITS } from "../../limits.ts";
import type { TimeValue } from "../../model/metadata.ts";
import { guarded, sliceUpTo, u16, u32 } from "../bytes.ts";
import { codePageOfLcid, decodeCodePage, decodeUtf16, untilNul } from "../code-pages.ts";
import type { Draft } from "../draft.ts";
import { dttmValue, filetimeValue } from "../filetime.ts";
import { languageOfLcid, languageOfNormalStyle } from "../office/app-language.ts";
import { DOC_TABLE, type DocFib, readFib, readStringTable } from "./doc-fib.ts";
import { type MarkedRun, readMarkedRuns } from "./doc-marks.ts";
import { addDocText, readStrings } from "./doc-text.ts";
import type { OleContainer, OleEntry } from "./ole-container.ts";

/** Bytes of a table of the document, and the decoder for its 8-bit strings. */
interface Tables {
  readonly fib: DocFib;
  readonly bytes: (position: number) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => string;
}

/** Adds what the WordDocument stream and its tables say. `stream` is the WordDocument entry. */
export function addDoc(draft: Draft, container: OleContainer, stream: OleEntry): void {
  const onProblem = (reason: string): void =>
    draft.problem("document-damaged", "partial", `WordDocument: ${reason}`);
  const word = container.read(stream);
  const fib = guarded(() => readFib(word), null, onProblem);
  if (fib === null) {
    draft.problem("text-not-read", "partial", "a WordDocument stream of no known version");
    return;
  }
  draft.contentType("application/msword");
  const language = languageOfLcid(fib.lcid);
  if (language !== null) draft.value("applang", language, `WordDocument language ${fib.lcid}`);
  if (fib.isEncrypted) {
    draft.marker("encrypted");
    draft.problem("encrypted", "lost", "the document's text is encrypted");
    return;
  }
  const tableEntry = container.child(container.root, fib.tableStream);
  const table =
    fib.kind === "word6" ? word : tableEntry === undefined ? null : container.read(tableEntry);
  if (table === null) onProblem(`${fib.tableStream} is missing`);
  const tables: Tables = {
    fib,
    bytes: (position) => {
      const { at, length } = guarded(() => fib.table(position), { at: 0, length: 0 }, onProblem);
      return sliceUpTo(table ?? new Uint8Array(0), at, length);
    },
    decode: (bytes) =>
      decodeCodePage(bytes, fib.kind === "word6" ? fib.codePage : codePageOfLcid(fib.lcid)) ?? "",
  };
  // Word 6 codes its character properties differently; its deleted text stays in the text
  const runs =
    fib.kind === "word97"
      ? readMarkedRuns(word, tables.bytes(DOC_TABLE.characterRuns), onProblem)
      : [];
  const instructions = addDocText(draft, fib, word, table ?? new Uint8Array(0), runs);
  addLinks(draft, instructions);
  for (const add of [
    addSavers,
    addDocumentTimes,
    addAssociated,
    addComments,
    addPrinter,
    addStyles,
  ]) {
    guarded(() => add(draft, tables), undefined, onProblem);
  }
  guarded(() => addChanges(draft, tables, runs), undefined, onProblem);
}

function strings(tables: Tables, position: number): string[] {
  const bytes = tables.bytes(position);
  return readStringTable(bytes, tables.decode, decodeUtf16, LIMITS.maxMetadataValues);
}

/** Up to ten last savers, each with the path saved to, oldest first (SttbSavedBy). */
function addSavers(draft: Draft, tables: Tables): void {
  if (tables.fib.kind !== "word97") return;
  const pairs = strings(tables, DOC_TABLE.savedBy);
  for (let i = 0; i + 1 < pairs.length; i += 2) {
    const source = `SttbSavedBy, saving ${i / 2 + 1} of ${Math.floor(pairs.length / 2)}`;
    const saver = untilNul(pairs[i] ?? "");
    const path = untilNul(pairs[i + 1] ?? "");
    if (saver !== "") draft.value("people", saver, source);
    if (path !== "") draft.value("path", path, source);
  }
}

/** Document properties hold the same three times as the property set, but local: the difference is the zone. */
function addDocumentTimes(draft: Draft, tables: Tables): void {
  if (tables.fib.kind === "word97") {
    // Word writes it itself at each saving; programs that change the property sets leave it as it is
    const { at, length } = tables.fib.table(DOC_TABLE.savedAt);
    draft.time("modified", fibTime(at, length), "Fib, last saved (UTC)");
  }
  const dop = tables.bytes(DOC_TABLE.documentProperties);
  if (dop.length < 32) return;
  draft.time("created", dttmValue(u32(dop, 20)), "Dop dttmCreated (local time)");
  draft.time("modified", dttmValue(u32(dop, 24)), "Dop dttmRevised (local time)");
  draft.time("printed", dttmValue(u32(dop, 28)), "Dop dttmLastPrint (local time)");
}

/** A FILETIME from its halves, null where other programs leave numbers that are no time of a Word 97 file. */
function fibTime(low: number, high: number): TimeValue | null {
  const time = filetimeValue((BigInt(high) << 32n) | BigInt(low));
  return time !== null && time.epochMs > WORD_97_MS && time.epochMs < LATEST_MS ? time : null;
}

/** The year Word 97 was written, and a year no clock has reached. */
const WORD_97_MS = Date.UTC(1996, 0);
const LATEST_MS = Date.UTC(2100, 0);

/** SttbfAssoc: strings about the document that older Word keeps here and not in the property set. */
const ASSOCIATED = [
  [1, "template"],
  [2, "title"],
  [3, "docsubject"],
  [4, "keywords"],
  [5, "keywords"],
  [6, "creator"],
  [7, "lastsavedby"],
  [8, "link"],
  [9, "link"],
] as const;

function addAssociated(draft: Draft, tables: Tables): void {
  const found = strings(tables, DOC_TABLE.associatedStrings);
  for (const [position, field] of ASSOCIATED) {
    const text = untilNul(found[position] ?? "");
    // normally a copy of the property set; only what says something else is a value of its own
    if (text.trim() !== "" && !draft.has(field, text)) {
      draft.value(field, text, `SttbfAssoc ${position}`);
    }
  }
}

/** Authors and times of comments. */
function addComments(draft: Draft, tables: Tables): void {
  if (tables.fib.regions.comments > 0) draft.feature("comments");
  if (tables.fib.kind !== "word97") return;
  const owners = readStrings(tables.bytes(DOC_TABLE.commentOwners), LIMITS.maxMetadataValues);
  for (const owner of new Set(owners)) {
    if (owner !== "") draft.value("commentby", owner, "GrpXstAtnOwners");
  }
  const extra = tables.bytes(DOC_TABLE.commentExtra);
  for (let at = 0; at + 18 <= extra.length && at < 18 * LIMITS.maxMetadataValues; at += 18) {
    draft.time("changedat", dttmValue(u32(extra, at)), "AtrdExtra, comment (local time)");
  }
}

/** PrDrvr: printer name, port, driver, product as strings that end in NUL. */
function addPrinter(draft: Draft, tables: Tables): void {
  const bytes = tables.bytes(DOC_TABLE.printerDriver);
  const end = bytes.indexOf(0);
  const name = tables.decode(end < 0 ? bytes : bytes.subarray(0, end)).trim();
  if (name !== "") draft.value("printer", name, "PrDrvr");
}

/** Names of the styles used; the first is "Normal" in the language of the interface that made it ([MS-DOC] 2.9.271). */
function addStyles(draft: Draft, tables: Tables): void {
  if (tables.fib.kind !== "word97") return;
  const bytes = tables.bytes(DOC_TABLE.styles);
  if (bytes.length < 8) return;
  const headerBytes = u16(bytes, 0);
  const baseBytes = u16(bytes, 4);
  const count = Math.min(u16(bytes, 2), 4096);
  let at = 2 + headerBytes;
  for (let i = 0; i < count && at + 2 <= bytes.length; i++) {
    const size = u16(bytes, at);
    const style = sliceUpTo(bytes, at + 2, size);
    at += 2 + size;
    if (style.length < baseBytes + 2) continue;
    const name = decodeUtf16(sliceUpTo(style, baseBytes + 2, u16(style, baseBytes) * 2));
    if (name === "") continue;
    draft.value("sheet", name, "style sheet");
    const language = i === 0 ? languageOfNormalStyle(name) : null;
    if (language !== null) draft.value("applang", language, `style sheet "${name}"`);
  }
}

function addChanges(draft: Draft, tables: Tables, runs: readonly MarkedRun[]): void {
  const authors = strings(tables, DOC_TABLE.revisionAuthors);
  for (const [position, author] of authors.entries()) {
    // the first is always the word "Unknown"
    if (position > 0 && author !== "") draft.value("changedby", author, "SttbfRMark");
  }
  const changes = runs.filter((run) => run.isDeleted || run.isInserted);
  if (changes.length > 0) draft.feature("tracked-changes");
  const seen = new Set<string>();
  for (const { author, dttm } of changes) {
    const name = author === null ? "" : (authors[author] ?? "");
    const key = `${name} ${dttm}`;
    if (seen.has(key)) continue;
    seen.add(key);
    draft.time("changedat", dttmValue(dttm), `tracked change by "${name}" (local time)`);
  }
}

/** Instructions that name a place outside the document: HYPERLINK "x", INCLUDETEXT "x", LINK Excel.Sheet.8 "x". */
function addLinks(draft: Draft, instructions: readonly string[]): void {
  for (const instruction of instructions) {
    const trimmed = instruction.trim();
    const word = trimmed.slice(0, 16).split(/[\s"]/, 1)[0]?.toUpperCase() ?? "";
    if (!["HYPERLINK", "INCLUDETEXT", "INCLUDEPICTURE", "LINK", "DDE", "DDEAUTO"].includes(word)) {
      continue;
    }
    const open = trimmed.indexOf('"');
    const close = trimmed.indexOf('"', open + 1);
    const target =
      open < 0
        ? trimmed.slice(word.length).trim()
        : trimmed.slice(open + 1, close < 0 ? undefined : close);
    if (word.startsWith("DDE")) draft.feature("dde");
    if (target !== "") {
      draft.value("link", target, `field ${word}`);
      draft.feature("external-links");
    }
  }
}
