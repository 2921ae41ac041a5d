/**
 * Reads a PowerPoint stream ([MS-PPT]): text slide by slide in the order shown, notes, comments, and who saved it (Current User).
 *
 * The stream only grows: every saving appends changed slides and a new directory of what is current. Records no current directory
 * names are text of earlier savings; they are kept, as such.
 */
import { constants, inflateSync } from "node:zlib";
import { LIMITS } from "../../limits.ts";
import { guarded, sliceUpTo, u16, u32 } from "../bytes.ts";
import { decodeUtf16 } from "../code-pages.ts";
import type { Draft } from "../draft.ts";
import { localTime } from "../filetime.ts";
import { isOle, type OleContainer, type OleEntry } from "./ole-container.ts";
import {
  type PptRecord,
  type RecordBudget,
  recordAt,
  PPT_TYPE as TYPE,
  takeRecord,
  textOf,
  walk,
} from "./ppt-records.ts";

/** What was found in one slide, notes page or other range. */
interface Texts {
  readonly lines: string[];
  readonly comments: string[];
}

interface Ppt {
  readonly bytes: Uint8Array;
  readonly budget: RecordBudget;
  readonly draft: Draft;
}

function readRange(ppt: Ppt, from: number, to: number): Texts {
  const texts: Texts = { lines: [], comments: [] };
  let commentEnd = -1;
  for (const record of walk(ppt.bytes, from, to, ppt.budget)) {
    if (record.type === TYPE.comment) {
      commentEnd = record.at + record.length;
      ppt.draft.feature("comments");
    }
    const inComment = record.at <= commentEnd;
    if (record.type === TYPE.textChars || record.type === TYPE.textBytes) {
      texts.lines.push(textOf(ppt.bytes, record));
    } else if (record.type === TYPE.string && inComment) {
      // 0 is the author, 1 the text, 2 the initials ([MS-PPT] 2.5.25)
      const text = textOf(ppt.bytes, record);
      if (record.instance === 1) texts.comments.push(text);
      else if (record.instance === 0 && !ppt.draft.has("commentby", text)) {
        ppt.draft.value("commentby", text, "Comment10Container author");
      }
    } else if (record.type === TYPE.string) texts.lines.push(textOf(ppt.bytes, record));
    else if (record.type === TYPE.commentAtom && record.length >= 20) addCommentTime(ppt, record);
  }
  return texts;
}

/** SYSTEMTIME, local to who wrote the comment. */
function addCommentTime(ppt: Ppt, record: PptRecord): void {
  const part = (position: number): number => u16(ppt.bytes, record.at + 4 + 2 * position);
  const raw = `SYSTEMTIME ${[0, 1, 3, 4, 5, 6].map(part).join("-")}`;
  const time = localTime(raw, 1000, part(0), part(1), part(3), part(4), part(5), part(6));
  ppt.draft.time("changedat", time, "comment (local time)");
}

function addTexts(draft: Draft, place: string, texts: Texts): void {
  draft.text(place, texts.lines.join("\n"));
  draft.text(place === "" ? "comments" : `${place}, comments`, texts.comments.join("\n"));
}

/** Where the current version of each persistent object lies: directories from the newest saving back; the newest wins. */
function readDirectory(ppt: Ppt, newestEdit: number): Map<number, number> {
  const places = new Map<number, number>();
  const seen = new Set<number>();
  let edit = newestEdit;
  while (edit > 0 && !seen.has(edit)) {
    seen.add(edit);
    const record = recordAt(ppt.bytes, edit);
    if (record === null || record.type !== TYPE.userEdit || record.length < 16) break;
    const directory = recordAt(ppt.bytes, u32(ppt.bytes, record.at + 12));
    if (directory !== null && directory.type === TYPE.persistDirectory) {
      const end = directory.at + directory.length;
      let at = directory.at;
      while (at + 4 <= end) {
        const head = u32(ppt.bytes, at);
        at += 4;
        for (let i = 0; i < head >>> 20 && at + 4 <= end; i++, at += 4) {
          const id = (head & 0xfffff) + i;
          if (!places.has(id)) places.set(id, u32(ppt.bytes, at));
        }
      }
    }
    edit = u32(ppt.bytes, record.at + 8);
  }
  if (seen.size > 1) ppt.draft.feature("revisions");
  return places;
}

/** One entry of a slide list: the slide's own record, and the text of its outline that stands in the list itself. */
interface Listed {
  readonly persistId: number;
  readonly outline: string[];
}

/** Slides (instance 0) or notes (instance 2) in the order shown ([MS-PPT] 2.4.14.3). */
function readSlideLists(ppt: Ppt, document: PptRecord): Map<number, Listed[]> {
  const lists = new Map<number, Listed[]>();
  let list: Listed[] = [];
  let listEnd = -1;
  const end = document.at + document.length;
  for (const record of walk(ppt.bytes, document.at, end, ppt.budget)) {
    if (record.type === TYPE.slideList) {
      list = lists.get(record.instance) ?? [];
      lists.set(record.instance, list);
      listEnd = record.at + record.length;
    } else if (record.at < listEnd && record.type === TYPE.slidePersist) {
      list.push({ persistId: u32(ppt.bytes, record.at), outline: [] });
    } else if (record.type === TYPE.textChars || record.type === TYPE.textBytes) {
      if (record.at < listEnd) list.at(-1)?.outline.push(textOf(ppt.bytes, record));
    }
  }
  return lists;
}

/** Adds what the PowerPoint Document stream and the Current User stream say. */
export function addPpt(draft: Draft, container: OleContainer, stream: OleEntry): void {
  draft.contentType("application/vnd.ms-powerpoint");
  const onProblem = (reason: string): void =>
    draft.problem("presentation-damaged", "partial", `presentation: ${reason}`);
  const ppt: Ppt = {
    bytes: container.read(stream),
    budget: { records: LIMITS.maxOfficeRecords, onLimit: onProblem },
    draft,
  };
  const userStream = container.child(container.root, "Current User");
  const user =
    userStream === undefined
      ? null
      : guarded(() => readCurrentUser(draft, container.read(userStream)), null, onProblem);
  if (user?.isEncrypted === true) {
    draft.marker("encrypted");
    draft.problem("encrypted", "lost", "the presentation is encrypted");
    return;
  }
  guarded(() => addSlides(ppt, user?.newestEdit ?? 0), undefined, onProblem);
}

function addSlides(ppt: Ppt, newestEdit: number): void {
  const { bytes, draft } = ppt;
  const directory = readDirectory(ppt, newestEdit);
  const document = currentDocument(ppt, directory, newestEdit);
  /** Top-level records read as current, by offset of their body. */
  const current = new Set<number>();
  if (document !== null) {
    current.add(document.at);
    const lists = readSlideLists(ppt, document);
    for (const [instance, word] of [
      [0, "slide"],
      [2, "notes of slide"],
      [1, "slide master"],
    ] as const) {
      for (const [position, listed] of (lists.get(instance) ?? []).entries()) {
        const place = word === "slide master" ? word : `${word} ${position + 1}`;
        if (instance === 2) draft.feature("notes");
        const record = recordAt(bytes, directory.get(listed.persistId) ?? bytes.length);
        const texts: Texts = { lines: [...listed.outline], comments: [] };
        if (record !== null && !current.has(record.at)) {
          current.add(record.at);
          const own = readRange(ppt, record.at, record.at + record.length);
          const outline = new Set(listed.outline);
          for (const line of own.lines) if (!outline.has(line)) texts.lines.push(line);
          for (const comment of own.comments) texts.comments.push(comment);
        }
        addTexts(draft, place, texts);
      }
    }
    addDocumentStrings(ppt, document);
  }
  // masters of notes and handouts stand in the directory only
  addRest(ppt, current, document === null ? null : new Set(directory.values()));
}

function currentDocument(
  ppt: Ppt,
  directory: ReadonlyMap<number, number>,
  newestEdit: number,
): PptRecord | null {
  const edit = recordAt(ppt.bytes, newestEdit);
  if (edit === null || edit.type !== TYPE.userEdit || edit.length < 20) return null;
  const place = directory.get(u32(ppt.bytes, edit.at + 16));
  const record = place === undefined ? null : recordAt(ppt.bytes, place);
  return record !== null && record.type === TYPE.document ? record : null;
}

/** Headers, footers and link targets: strings of the document record. Names of fonts and the like are no text. */
function addDocumentStrings(ppt: Ppt, document: PptRecord): void {
  const end = document.at + document.length;
  const headers: string[] = [];
  let linkEnd = -1;
  let headerEnd = -1;
  for (const record of walk(ppt.bytes, document.at, end, ppt.budget)) {
    if (record.type === 4055) linkEnd = record.at + record.length;
    if (record.type === 4057) headerEnd = record.at + record.length;
    if (record.type === TYPE.vbaInfo) ppt.draft.feature("macros");
    if (record.type !== TYPE.string) continue;
    if (record.at < headerEnd) headers.push(textOf(ppt.bytes, record));
    // instance 0 is the text shown, 1 the target, 3 the place in it ([MS-PPT] 2.10.16)
    if (record.at < linkEnd && record.instance === 1) {
      const target = textOf(ppt.bytes, record);
      if (target.trim() !== "" && !ppt.draft.has("link", target)) {
        ppt.draft.value("link", target, "ExHyperlinkContainer");
        ppt.draft.feature("external-links");
      }
    }
  }
  ppt.draft.text("header", headers.join("\n"));
}

/** Everything at the top of the stream that no current list names: earlier savings, embedded objects, masters. */
function addRest(ppt: Ppt, current: ReadonlySet<number>, live: ReadonlySet<number> | null): void {
  const { bytes, draft } = ppt;
  let at = 0;
  let objects = 0;
  while (at + 8 <= bytes.length && takeRecord(ppt.budget)) {
    const record = recordAt(bytes, at);
    if (record === null) return;
    at = record.at + record.length;
    if (record.type === TYPE.oleObject) addObject(ppt, record, objects++);
    if (!record.isContainer || current.has(record.at)) continue;
    const texts = readRange(ppt, record.at, at);
    const isPage = record.type === TYPE.slide || record.type === TYPE.notes;
    const isEarlier =
      live !== null && !live.has(record.at - 8) && (isPage || record.type === TYPE.document);
    if (isEarlier) {
      addTexts(draft, "earlier saving", texts);
      if (texts.lines.some((line) => line.trim() !== "")) draft.feature("deleted-text");
    } else {
      const isMaster = record.type === TYPE.mainMaster || (live !== null && isPage);
      addTexts(draft, isMaster ? "slide master" : "", texts);
    }
  }
}

/** ExOleObjStg: an embedded object's compound file, plain or deflated with its true size first. */
function addObject(ppt: Ppt, record: PptRecord, index: number): void {
  const body = sliceUpTo(ppt.bytes, record.at, record.length);
  let bytes: Uint8Array = body;
  if (record.instance === 1) {
    try {
      bytes = inflateSync(sliceUpTo(body, 4, body.length), {
        maxOutputLength: LIMITS.maxUnpackedBytes,
        // PowerPoint leaves out the end mark of some objects
        finishFlush: constants.Z_SYNC_FLUSH,
      });
    } catch (error) {
      // zlib throws for damaged and for oversized input alike; both cost this one object
      const reason = error instanceof Error ? error.message : String(error);
      ppt.draft.problem("embedded-damaged", "partial", `embedded object ${index}: ${reason}`);
      return;
    }
  }
  if (!isOle(bytes)) return;
  ppt.draft.feature("embedded");
  ppt.draft.child({
    name: "",
    declaredType: "application/x-ole-storage",
    bytes,
    steps: [{ step: "member", index, name: `embedded object ${index}` }],
    metadata: [],
  });
}

const ENCRYPTED_TOKEN = 0xf3d1c4df;

/** CurrentUserAtom ([MS-PPT] 2.3.2): who saved last, and where the newest saving begins. */
function readCurrentUser(
  draft: Draft,
  bytes: Uint8Array,
): { newestEdit: number; isEncrypted: boolean } | null {
  const record = recordAt(bytes, 0);
  if (record === null || record.type !== TYPE.currentUser) return null;
  const token = u32(bytes, record.at + 4);
  const nameLength = Math.min(u16(bytes, record.at + 12), 255);
  const nameAt = record.at + 20;
  const wide = decodeUtf16(sliceUpTo(bytes, nameAt + nameLength + 4, nameLength * 2));
  const narrow = Buffer.from(sliceUpTo(bytes, nameAt, nameLength)).toString("latin1");
  const name = wide.length === nameLength ? wide : narrow;
  if (name.trim() !== "") draft.value("people", name, "Current User, who saved it last");
  return { newestEdit: u32(bytes, record.at + 8), isEncrypted: token === ENCRYPTED_TOKEN };
}
