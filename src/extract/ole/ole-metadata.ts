/**
 * What the property sets of a compound file say about who made it ([MS-OLEPS] 3.1, [MS-OSHARED] 2.3.3): property ids -> fields.
 *
 * Only the root storage's sets are the file's own; an embedded object's belong to the embedded object and are read with it.
 * Absent, empty and undecodable stay apart; a FILETIME of zero is absent.
 */

import { guarded, slice, u32 } from "../bytes.ts";
import { decodeUtf16, untilNul } from "../code-pages.ts";
import type { Draft } from "../draft.ts";
import { filetimeToMs, filetimeValue } from "../filetime.ts";
import { languageOfHeading, languageOfLcid } from "../office/app-language.ts";
import type { OleContainer } from "./ole-container.ts";
import {
  type PropertySection,
  type PropertySet,
  type PropertyValue,
  readPropertySet,
} from "./ole-properties.ts";

const SUMMARY = "SummaryInformation";
const DOCUMENT_SUMMARY = "DocumentSummaryInformation";

/** How a property becomes a value: field, name in the specification, and what kind of slot it is. */
interface Slot {
  readonly field: string;
  readonly name: string;
  readonly as?: "revision" | "minutes" | "version";
}

/** SummaryInformation ([MS-OLEPS] 3.1.2). */
const SUMMARY_SLOTS = new Map<number, Slot>([
  [2, { field: "title", name: "title" }],
  [3, { field: "docsubject", name: "subject" }],
  [4, { field: "creator", name: "author" }],
  [5, { field: "keywords", name: "keywords" }],
  [6, { field: "keywords", name: "comments" }],
  [7, { field: "template", name: "template" }],
  [8, { field: "lastsavedby", name: "last author" }],
  [9, { field: "revision", name: "revision number", as: "revision" }],
  [10, { field: "editminutes", name: "edit time", as: "minutes" }],
  [11, { field: "printed", name: "last printed" }],
  [12, { field: "created", name: "created" }],
  [13, { field: "modified", name: "last saved" }],
  [14, { field: "pages", name: "page count" }],
  [15, { field: "other", name: "word count" }],
  [16, { field: "other", name: "character count" }],
  [18, { field: "app", name: "application" }],
  [19, { field: "other", name: "security" }],
]);

/** DocumentSummaryInformation ([MS-OSHARED] 2.3.3.2.1.1). */
const DOCUMENT_SLOTS = new Map<number, Slot>([
  [2, { field: "keywords", name: "category" }],
  [3, { field: "other", name: "presentation format" }],
  [4, { field: "other", name: "byte count" }],
  [5, { field: "other", name: "line count" }],
  [6, { field: "other", name: "paragraph count" }],
  [7, { field: "pages", name: "slide count" }],
  [8, { field: "other", name: "note count" }],
  [9, { field: "other", name: "hidden slide count" }],
  [14, { field: "manager", name: "manager" }],
  [15, { field: "company", name: "company" }],
  [17, { field: "other", name: "characters with spaces" }],
  [23, { field: "app", name: "application version", as: "version" }],
  [26, { field: "other", name: "content type" }],
  [27, { field: "keywords", name: "content status" }],
  [28, { field: "other", name: "language" }],
  [29, { field: "other", name: "document version" }],
]);

/** Names the user-defined section is known to carry that name a person or a place. */
const NAMED_FIELDS = new Map<string, string>([
  ["_AuthorEmail", "people"],
  ["_AuthorEmailDisplayName", "people"],
  ["_EmailSubject", "docsubject"],
  ["_PID_LINKBASE", "link"],
  // LibreOffice and WPS keep what they have no slot for under the names of OOXML
  ["AppVersion", "app"],
  ["KSOProductBuildVer", "app"],
  ["Company", "company"],
  ["Manager", "manager"],
]);

const TICKS_PER_SECOND = 10_000_000n;
const TICKS_PER_MINUTE = 60n * TICKS_PER_SECOND;
const TICKS_PER_DAY = 1440n * TICKS_PER_MINUTE;

function addSlot(draft: Draft, value: PropertyValue, slot: Slot, source: string): void {
  switch (value.kind) {
    case "text": {
      const number = slot.as === "revision" ? Number.parseInt(value.text, 10) : Number.NaN;
      draft.value(slot.field, value.text, source, {
        ...(value.rawHex === undefined ? {} : { rawHex: value.rawHex }),
        ...(Number.isSafeInteger(number) ? { number } : {}),
      });
      return;
    }
    case "number":
      if (slot.as === "version") {
        // the upper half is the main version, the lower the build, written in four digits
        const build = String(value.number & 0xffff).padStart(4, "0");
        const text = `${(value.number >>> 16) & 0xffff}.${build}`;
        draft.value(slot.field, text, source);
      } else draft.number(slot.field, value.number, source);
      return;
    case "filetime":
      if (slot.as === "minutes") addEditTime(draft, value.ticks, source);
      else addFiletime(draft, slot.field, value.ticks, source);
      return;
    case "bool":
      draft.value(slot.field, String(value.value), source);
      return;
    case "vector":
      for (const inner of value.values) addSlot(draft, inner, slot, source);
      return;
    case "blob":
    case "other":
      return;
  }
}

/** The slot is a FILETIME but counts from zero: a duration. Some writers store an instant all the same. */
function addEditTime(draft: Draft, ticks: bigint, source: string): void {
  const minutes = Number(ticks / TICKS_PER_MINUTE);
  const longest = 100 * 366 * 24 * 60;
  if (minutes > longest) {
    draft.value("other", `${ticks} × 100 ns`, `${source}: no duration`);
    return;
  }
  draft.value("editminutes", String(minutes), source, { number: minutes });
}

function addFiletime(draft: Draft, field: string, ticks: bigint, source: string): void {
  // a zero that was shifted by a zone on its way: no time, but it tells the shift
  if (ticks !== 0n && ticks < TICKS_PER_DAY) {
    draft.value("other", `${ticks / TICKS_PER_SECOND} s after zero`, `${source}: no date`);
    return;
  }
  const time = filetimeValue(ticks);
  if (time !== null) draft.time(field, time, source);
  else if (ticks !== 0n) {
    draft.value(field, "", source, { rawHex: ticks.toString(16).padStart(16, "0") });
  }
}

/** Heading pairs are (name, count), titles the names they count: sheets, fonts, slides, in the language of the interface. */
function addHeadings(draft: Draft, pairs: PropertyValue, titles: PropertyValue | undefined): void {
  if (pairs.kind !== "vector") return;
  const names = titles?.kind === "vector" ? titles.values : [];
  let at = 0;
  for (let i = 0; i + 1 < pairs.values.length; i += 2) {
    const heading = pairs.values[i];
    const count = pairs.values[i + 1];
    if (heading?.kind !== "text" || count?.kind !== "number") return;
    const source = `${DOCUMENT_SUMMARY} heading pairs`;
    draft.value("other", `${heading.text}: ${count.number}`, source);
    const language = languageOfHeading(heading.text);
    if (language !== null) draft.value("applang", language, `${source} "${heading.text}"`);
    const end = Math.min(at + Math.max(count.number, 0), names.length);
    for (; at < end; at++) {
      const title = names[at];
      if (title?.kind === "text") {
        draft.value("other", title.text, `${DOCUMENT_SUMMARY} titles of parts "${heading.text}"`);
      }
    }
  }
}

/** _PID_HLINKS: a blob holding a vector of six VARIANTs a link; the fifth and sixth are target and place ([MS-OSHARED] 2.3.3.1.18). */
function addHyperlinks(draft: Draft, blob: Uint8Array): void {
  guarded(
    () => {
      const count = Math.min(u32(blob, 0), 60_000);
      let at = 4;
      for (let i = 0; i < count; i++) {
        const type = u32(blob, at);
        if (type === 3) {
          at += 8;
          continue;
        }
        if (type !== 31) return;
        const length = u32(blob, at + 4) * 2;
        const text = untilNul(decodeUtf16(slice(blob, at + 8, length)));
        if (text !== "") {
          draft.value("link", text, `${DOCUMENT_SUMMARY} hyperlinks`);
          draft.feature("external-links");
        }
        at += 8 + length + ((4 - (length % 4)) % 4);
      }
    },
    undefined,
    (reason) => draft.problem("properties-damaged", "partial", `hyperlinks: ${reason}`),
  );
}

function addUserDefined(draft: Draft, section: PropertySection): void {
  for (const [id, value] of section.values) {
    const name = section.names.get(id);
    if (name === undefined || name === "") continue;
    if (name === "_PID_HLINKS" && value.kind === "blob") {
      addHyperlinks(draft, value.bytes);
      continue;
    }
    const field = NAMED_FIELDS.get(name) ?? "other";
    const text =
      value.kind === "blob" && name === "_PID_LINKBASE" ? decodeUtf16(value.bytes) : null;
    const source = `${DOCUMENT_SUMMARY} user-defined "${name}"`;
    if (text !== null) draft.value(field, untilNul(text), source);
    else addSlot(draft, value, { field, name }, source);
  }
}

function addSection(
  draft: Draft,
  section: PropertySection,
  slots: ReadonlyMap<number, Slot>,
  set: string,
): void {
  if (section.codePage !== null) {
    draft.value("codepage", String(section.codePage), `${set} 1 code page`);
  }
  const language = section.locale === null ? null : languageOfLcid(section.locale);
  if (section.locale !== null) {
    draft.value("other", `LCID ${section.locale}`, `${set} 0x80000000 locale`);
  }
  if (language !== null) draft.value("applang", language, `${set} locale ${section.locale}`);
  for (const [id, value] of section.values) {
    const slot = slots.get(id);
    if (slot !== undefined) addSlot(draft, value, slot, `${set} ${id} ${slot.name}`);
  }
}

const OS_NAMES = new Map([
  [0, "Windows 16-bit"],
  [1, "Macintosh"],
  [2, "Windows 32-bit"],
]);

function addWriter(draft: Draft, set: PropertySet, name: string): void {
  const os = OS_NAMES.get(set.osKind) ?? `system ${set.osKind}`;
  draft.value("other", `${os} ${set.osVersion}`, `${name} header, system that wrote it`);
}

function readSet(draft: Draft, container: OleContainer, name: string): PropertySet | null {
  const entry = container.child(container.root, `\u0005${name}`);
  if (entry === undefined || entry.kind !== "stream") return null;
  return readPropertySet(container.read(entry), (reason) =>
    draft.problem("properties-damaged", "partial", `${name}: ${reason}`),
  );
}

/** Adds the values of the root storage's property sets and directory times to the draft. */
export function addOleMetadata(draft: Draft, container: OleContainer): void {
  const summary = readSet(draft, container, SUMMARY);
  if (summary !== null) {
    addWriter(draft, summary, SUMMARY);
    // the stream says which set it is: class ids are stored inverted by some writers
    const first = summary.sections[0];
    if (first !== undefined) addSection(draft, first, SUMMARY_SLOTS, SUMMARY);
  }
  const document = readSet(draft, container, DOCUMENT_SUMMARY);
  if (document !== null) {
    addWriter(draft, document, DOCUMENT_SUMMARY);
    const [first, second] = document.sections;
    if (first !== undefined) {
      addSection(draft, first, DOCUMENT_SLOTS, DOCUMENT_SUMMARY);
      const pairs = first.values.get(12);
      if (pairs !== undefined) addHeadings(draft, pairs, first.values.get(13));
      const format = first.values.get(3);
      const language = format?.kind === "text" ? languageOfHeading(format.text) : null;
      if (language !== null) {
        draft.value("applang", language, `${DOCUMENT_SUMMARY} presentation format`);
      }
    }
    if (second !== undefined) addUserDefined(draft, second);
  }
  const { root } = container;
  for (const [ticks, what] of [
    [root.createdTicks, "created"],
    [root.modifiedTicks, "modified"],
  ] as const) {
    if (filetimeToMs(ticks) !== null) {
      draft.time("other", filetimeValue(ticks), `root directory entry, ${what}`);
    }
  }
}
