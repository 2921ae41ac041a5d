/** One mark of a reader: how it gets its id, what one from a file must look like, where readers differ. Pure. */
import { createHash } from "node:crypto";
import {
  ANSWERS,
  type Answer,
  type Mark,
  type PagesShown,
  VIAS,
  type Viewing,
} from "../../model/claim.ts";
import { standingMarks } from "../answers.ts";
import { isSignatureOf } from "./reader-keys.ts";

const MAX_NOTE_CHARS = 100_000;
const MAX_READER_CHARS = 200;
const MAX_PARTS = 10_000;
const MAX_PAGES = 100_000;
/** Screens kept of one showing; a reader who pages on sees them counted by part all the same. */
export const MAX_SCREENS = 10_000;
const HEX = /^[0-9a-f]{64}$/;
const MACHINE = /^[0-9a-f]{16}$/;

/** Marks that name no pages have the id that programs gave them which knew of none. */
function idOf(mark: Omit<Mark, "markId" | "signed">): string {
  const { question, contentId, reader, via, answer, note, parts, pages, viewing, atMs, undoes } =
    mark;
  const text = JSON.stringify([
    question,
    contentId,
    reader,
    via,
    answer,
    note,
    parts,
    atMs,
    undoes,
    ...(pages.length === 0 ? [] : [pages.map(({ part, of, shown }) => [part, of, shown])]),
    ...(viewing === undefined
      ? []
      : [
          [
            "viewing",
            viewing.from,
            viewing.elsewhere,
            viewing.ms,
            viewing.screens,
            ...(viewing.machine === undefined ? [] : [viewing.machine]),
          ],
        ]),
  ]);
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** The mark with its id, the SHA-256 of everything else in it. */
export function withId(mark: Omit<Mark, "markId" | "signed">): Mark {
  return { markId: idOf(mark), ...mark };
}

const isCount = (value: unknown): value is number => Number.isInteger(value);

function isPagesShown(value: unknown, parts: readonly unknown[]): value is PagesShown {
  if (typeof value !== "object" || value === null) return false;
  const { part, of, shown } = value as Partial<Record<keyof PagesShown, unknown>>;
  return (
    parts.includes(part) &&
    isCount(of) &&
    Array.isArray(shown) &&
    shown.length <= MAX_PAGES &&
    shown.every((page, i) => isCount(page) && page > (i === 0 ? 0 : shown[i - 1]) && page <= of)
  );
}

function isViewing(value: unknown): value is Viewing {
  if (typeof value !== "object" || value === null) return false;
  const { from, elsewhere, ms, screens, machine } = value as Partial<
    Record<keyof Viewing, unknown>
  >;
  const isAmount = (one: unknown): boolean => typeof one === "number" && one >= 0;
  return (
    (from === "terminal" || from === "pipe") &&
    (machine === undefined || (typeof machine === "string" && MACHINE.test(machine))) &&
    typeof elsewhere === "boolean" &&
    isAmount(ms) &&
    Array.isArray(screens) &&
    screens.length <= MAX_SCREENS &&
    screens.every((one) => Array.isArray(one) && one.length === 4 && one.every(isAmount))
  );
}

/** Whether a value from a file is a mark that could have been made here, unchanged since: its id must be that of its content. */
export function isMark(value: unknown): value is Mark {
  if (typeof value !== "object" || value === null) return false;
  const mark = value as Partial<Record<keyof Mark, unknown>>;
  const {
    markId,
    question,
    contentId,
    reader,
    via,
    answer,
    note,
    parts,
    pages,
    viewing,
    atMs,
    undoes,
    signed,
  } = mark;
  const isHex = (text: unknown): boolean => typeof text === "string" && HEX.test(text);
  const isFormed =
    isHex(markId) &&
    isHex(question) &&
    isHex(contentId) &&
    (undoes === "" || isHex(undoes)) &&
    typeof reader === "string" &&
    reader !== "" &&
    reader.length <= MAX_READER_CHARS &&
    typeof note === "string" &&
    note.length <= MAX_NOTE_CHARS &&
    VIAS.some((known) => known === via) &&
    ANSWERS.some((known) => known === answer) &&
    typeof atMs === "number" &&
    Number.isFinite(atMs) &&
    Array.isArray(parts) &&
    parts.length <= MAX_PARTS &&
    parts.every((part) => isCount(part) && part >= 0) &&
    Array.isArray(pages) &&
    pages.length <= parts.length &&
    pages.every((entry) => isPagesShown(entry, parts)) &&
    (viewing === undefined || isViewing(viewing));
  return (
    isFormed &&
    idOf(value as Mark) === markId &&
    (signed === undefined || isSignatureOf(signed, markId as string))
  );
}

/** What one reader last said of a document, and with which remark. */
export interface Said {
  readonly reader: string;
  readonly answer: Answer;
  readonly note: string;
}

/** A document of which readers say different things. */
export interface Conflict {
  readonly contentId: string;
  /** By reader's name. */
  readonly said: readonly Said[];
  /** What adjudication decided, null while nobody has. */
  readonly ruling: Answer | null;
}

/** Documents on which two readers differ, by content id; those already adjudicated too. Any order of the marks gives the same. */
export function conflictsOf(marks: readonly Mark[]): Conflict[] {
  const documents = new Map<string, { said: Map<string, Said>; ruling: Answer | null }>();
  for (const mark of standingMarks(marks)) {
    const { contentId, reader, answer, note, via } = mark;
    if (via === "blind" || via === "seeded") continue;
    const entry = documents.get(contentId) ?? { said: new Map<string, Said>(), ruling: null };
    documents.set(contentId, entry);
    if (via === "adjudication") entry.ruling = answer;
    else entry.said.set(reader, { reader, answer, note });
  }
  return [...documents]
    .filter(([, { said }]) => new Set([...said.values()].map(({ answer }) => answer)).size > 1)
    .map(([contentId, { said, ruling }]) => ({
      contentId,
      said: [...said.values()].sort((a, b) => (a.reader < b.reader ? -1 : 1)),
      ruling,
    }))
    .sort((a, b) => (a.contentId < b.contentId ? -1 : 1));
}
