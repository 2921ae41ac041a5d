/**
 * What a reader adds: tags, notes, answers. It is kept in this browser, sealed where the room is, and goes out only as a file that somebody saves and
 * gives to `leaksift tags merge` or `leaksift review merge`.
 */
import type { Annotation } from "../../catalog/annotations/annotations.ts";
import type { Answer, Mark } from "../../model/claim.ts";
import type { RoomClaim } from "../format.ts";
import { opened, sealed } from "./chunks.ts";

interface Kept {
  readonly reader: string;
  readonly annotations: readonly Annotation[];
  readonly answers: readonly Mark[];
}

const NOTHING: Kept = { reader: "", annotations: [], answers: [] };
const TAG = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}_./-]{0,63}$/u;

const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

const hex = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** As `leaksift review` gives ids to marks: the SHA-256 of everything else in them. */
async function withId(mark: Omit<Mark, "markId">): Promise<Mark> {
  const { question, contentId, reader, via, answer, note, parts, atMs, undoes } = mark;
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
  ]);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return { markId: hex(digest), ...mark };
}

/** The marks of one reader on one room. */
export class OwnMarks {
  private kept: Kept = NOTHING;
  private readonly place: string;
  private readonly key: CryptoKey | null;
  /** False where the browser keeps nothing for pages from a disk: marks last as long as the page. */
  lasting = true;

  /** `room` tells rooms apart. */
  constructor(room: string, key: CryptoKey | null) {
    this.place = `leaksift room ${room}`;
    this.key = key;
  }

  /** Reads what this browser has. */
  async restore(): Promise<void> {
    try {
      const text = localStorage.getItem(this.place);
      if (text === null) return;
      const bytes = bytesOf(text);
      const plain = this.key === null ? bytes : await opened(bytes, this.key);
      this.kept = { ...NOTHING, ...(JSON.parse(new TextDecoder().decode(plain)) as Kept) };
    } catch {
      this.lasting = false; // storage is switched off, or holds what another program wrote
    }
  }

  private async save(): Promise<void> {
    try {
      const plain = new TextEncoder().encode(JSON.stringify(this.kept));
      const bytes = this.key === null ? plain : await sealed(plain, this.key);
      let text = "";
      for (const byte of bytes) text += String.fromCharCode(byte);
      localStorage.setItem(this.place, btoa(text));
    } catch {
      this.lasting = false; // the same, or it is full: the page says so
    }
  }

  get reader(): string {
    return this.kept.reader;
  }

  async rename(reader: string): Promise<void> {
    this.kept = { ...this.kept, reader: reader.trim().slice(0, 200) };
    await this.save();
  }

  private get author(): string {
    return this.kept.reader || "reading room";
  }

  private async annotate(mark: Omit<Annotation, "author">): Promise<void> {
    const annotations = [...this.kept.annotations, { ...mark, author: this.author }];
    this.kept = { ...this.kept, annotations };
    await this.save();
  }

  /** Adds or removes a tag. False when the word can be none. */
  async tag(
    contentId: string,
    word: string,
    state: "add" | "remove",
    atMs: number,
  ): Promise<boolean> {
    const value = word.normalize("NFC").toLowerCase().trim();
    if (!TAG.test(value)) return false;
    await this.annotate({ contentId, kind: "tag", value, state, atMs });
    return true;
  }

  async note(contentId: string, value: string, atMs: number): Promise<void> {
    await this.annotate({
      contentId,
      kind: "note",
      value: value.slice(0, 100_000),
      state: "add",
      atMs,
    });
  }

  /** Tags of a document: those it came with, with what was added and removed here. */
  tagsOf(contentId: string, brought: readonly string[]): string[] {
    const tags = new Set(brought);
    for (const mark of this.kept.annotations) {
      if (mark.contentId !== contentId || mark.kind !== "tag") continue;
      if (mark.state === "add") tags.add(mark.value);
      else tags.delete(mark.value);
    }
    return [...tags].sort();
  }

  notesOf(contentId: string): string[] {
    return this.kept.annotations.flatMap((mark) =>
      mark.contentId === contentId && mark.kind === "note" ? [mark.value] : [],
    );
  }

  /** Answers the question of the room's claim for a document. Read outside of the sample: it never counts for it. */
  async answer(
    claim: RoomClaim,
    contentId: string,
    answer: Answer,
    parts: number,
    atMs: number,
  ): Promise<void> {
    const last = this.kept.answers.findLast((mark) => mark.contentId === contentId);
    const mark = await withId({
      question: claim.questionId,
      contentId,
      reader: this.author,
      via: "active",
      answer,
      note: "",
      parts: Array.from({ length: parts }, (_, part) => part),
      pages: [],
      atMs: Math.max(atMs, (last?.atMs ?? 0) + 1),
      undoes: "",
    });
    this.kept = { ...this.kept, answers: [...this.kept.answers, mark] };
    await this.save();
  }

  answerOf(contentId: string): Answer | null {
    return this.kept.answers.findLast((mark) => mark.contentId === contentId)?.answer ?? null;
  }

  get counts(): { readonly annotations: number; readonly answers: number } {
    return { annotations: this.kept.annotations.length, answers: this.kept.answers.length };
  }

  /** The file that `leaksift tags merge` takes. */
  annotationsText(): string {
    const head = { formatVersion: 1, kind: "leaksift tags and notes" };
    return lines([head, ...this.kept.annotations]);
  }

  /** The file that `leaksift review merge` takes. */
  answersText(claim: RoomClaim): string {
    const head = {
      formatVersion: 3,
      kind: "leaksift review marks",
      claimId: claim.id,
      question: claim.questionId,
    };
    return lines([head, ...this.kept.answers]);
  }
}

const lines = (values: readonly unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join("");
