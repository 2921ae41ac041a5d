/** Root element of a part -> who reads it. The one table of OOXML parts; of a part that is not in it whatever stands between its tags is read. */
import { LIMITS } from "../../limits.ts";
import type { Distinct } from "../distinct.ts";
import type { Draft } from "../draft.ts";
import type { XmlHandlers } from "../xml-events.ts";
import { peopleReader, settingsReader, stylesReader } from "./docx-settings.ts";
import { storyReader } from "./docx-text.ts";
import type { Relationship } from "./office-package.ts";
import {
  drawingReader,
  masterNameReader,
  presentationReader,
  slideCommentsReader,
} from "./pptx-text.ts";
import {
  readBinaryComments,
  readBinarySheet,
  readBinaryStrings,
  readBinaryWorkbook,
} from "./xlsb-text.ts";
import {
  connectionsReader,
  externalLinkReader,
  type PartReader,
  pivotReader,
  sharedLogReader,
  sheetCommentsReader,
  threadsReader,
} from "./xlsx-people.ts";
import { sheetReader } from "./xlsx-text.ts";
import {
  calculationReader,
  cellStylesReader,
  sharedStringsReader,
  type Workbook,
  workbookReader,
} from "./xlsx-workbook.ts";

/** What is known of the document while its parts are read one after the other. */
export interface OoxmlState {
  readonly distinct: Distinct;
  /** Relationships of the main part. */
  readonly related: readonly Relationship[];
  readonly workbook: Workbook;
  /** Normalised slide part -> number shown. */
  readonly slides: Map<string, number>;
  readonly isWorkbook: boolean;
  readonly isBinaryWorkbook: boolean;
}

const only = (handlers: XmlHandlers): PartReader => ({ handlers, finish: () => {} });

type Make = (part: string, state: OoxmlState, draft: Draft) => PartReader;

const sheetPlace = (part: string, workbook: Workbook): string => {
  const name = workbook.sheetNames.get(part);
  return name === undefined ? "sheet" : `sheet ${name}`;
};

const threads: Make = (part, { workbook, distinct }, draft) =>
  threadsReader(part, workbook.persons, draft, distinct);

const sheet: Make = (part, { workbook, distinct }, draft) =>
  sheetReader(part, sheetPlace(part, workbook), workbook, draft, distinct);

const READERS = new Map<string, Make>([
  ["settings", (part, { distinct }, draft) => only(settingsReader(part, draft, distinct))],
  ["styles", (part, { distinct }) => only(stylesReader(part, distinct))],
  ["people", (part, { distinct }) => only(peopleReader(part, distinct))],
  [
    "workbook",
    (part, { related, workbook, distinct }, draft) =>
      only(workbookReader(part, related, workbook, draft, distinct)),
  ],
  ["sst", (_part, { workbook }) => sharedStringsReader(workbook)],
  ["styleSheet", (_part, { workbook }) => cellStylesReader(workbook)],
  ["calcChain", (_part, { workbook }) => only(calculationReader(workbook))],
  ["worksheet", sheet],
  ["dialogsheet", sheet],
  ["macrosheet", sheet],
  ["ThreadedComments", threads],
  ["personList", threads],
  ["headers", (part, { distinct }, draft) => sharedLogReader(part, draft, distinct)],
  ["users", (part, { distinct }, draft) => sharedLogReader(part, draft, distinct)],
  ["pivotCacheDefinition", (part, { distinct }, draft) => pivotReader(part, draft, distinct)],
  ["pivotCacheRecords", (part, { distinct }, draft) => pivotReader(part, draft, distinct)],
  ["connections", (part, { distinct }, draft) => connectionsReader(part, draft, distinct)],
  ["externalLink", (part, { distinct }, draft) => externalLinkReader(part, draft, distinct)],
  ["presentation", (_part, { related, slides }) => only(presentationReader(related, slides))],
  ["cmLst", (part, { distinct }, draft) => slideCommentsReader(part, draft, distinct)],
  ["cmAuthorLst", (part, { distinct }, draft) => slideCommentsReader(part, draft, distinct)],
  ["authorLst", (part, { distinct }, draft) => slideCommentsReader(part, draft, distinct)],
  ["theme", (part, { distinct }) => only(masterNameReader(part, distinct))],
  ["sldMaster", (part, { distinct }) => only(masterNameReader(part, distinct))],
  ["sldLayout", (part, { distinct }) => only(masterNameReader(part, distinct))],
]);

/** All character data of a part that no reader knows: drawings of other programs, formulas of tables, whatever comes. */
function anyTextReader(draft: Draft): PartReader {
  let text = "";
  return {
    handlers: {
      text: (piece) => {
        if (text.length < LIMITS.maxOfficeTextChars) text += piece;
      },
      close: () => {
        if (text !== "" && !text.endsWith("\n")) text += "\n";
      },
    },
    finish: () => draft.text("other parts", text),
  };
}

/** Reader for an XML part with that root element ("" for a part without one). */
export function xmlPartReader(
  root: string,
  part: string,
  state: OoxmlState,
  draft: Draft,
): PartReader {
  // both Word and Excel call it "comments"
  if (root === "comments" && (state.isWorkbook || part.startsWith("xl/"))) {
    return sheetCommentsReader(part, draft, state.distinct);
  }
  const make = READERS.get(root);
  if (make !== undefined) return make(part, state, draft);
  const number = state.slides.get(part);
  const slide = number === undefined ? "slide" : `slide ${number}`;
  return (
    storyReader(root, part, draft, state.distinct) ??
    drawingReader(root, slide, draft) ??
    anyTextReader(draft)
  );
}

/** A binary part of an .xlsb, known by its folder and name: binary parts have no root element. */
export function readBinaryPart(
  part: string,
  bytes: Uint8Array,
  state: OoxmlState,
  draft: Draft,
): void {
  const { workbook, distinct, related } = state;
  const relation = related.find((candidate) => candidate.part === part)?.type ?? "";
  if (part.endsWith("workbook.bin")) {
    readBinaryWorkbook(part, bytes, related, workbook, draft, distinct);
  } else if (relation === "sharedStrings" || part.endsWith("sharedstrings.bin")) {
    readBinaryStrings(part, bytes, workbook, draft);
  } else if (workbook.sheetNames.has(part)) {
    readBinarySheet(part, bytes, sheetPlace(part, workbook), workbook, draft);
  } else if (/(?:^|\/)comments\d*\.bin$/.test(part)) {
    readBinaryComments(part, bytes, draft, distinct);
  }
}
