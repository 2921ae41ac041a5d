/**
 * What `index` shows while it runs: from the first moment what is being done, then share, rate and time left, on one line of a terminal; or, for programs, a JSON line twice a
 * second. The line is drawn by a timer too, so that it moves while one large file is read.
 */
import type { IngestCounts, IngestProgress } from "../ingest/ingest.ts";
import { TimeLeft, WORK_KINDS, type Work } from "../ingest/time-left.ts";
import { safeJson } from "../render/escape.ts";
import { counted, cutTo, grouped, sizeText } from "../render/terminal.ts";
import type { Io } from "./command.ts";

export type ProgressForm = "line" | "json" | "none";

const LINE_MS = 200;
const JSON_MS = 500;

const sum = (work: Work): number => WORK_KINDS.reduce((all, kind) => all + work[kind], 0);

/** "45 s", "3 min", "2 h 10 min": no more exact than the guess is. */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return minutes < 5 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const DOING: Readonly<Record<IngestProgress["phase"], string>> = {
  finding: "Looking for files",
  reading: "Reading",
  merging: "Merging what was read into fewer files",
  checking: "Comparing the documents with each other",
};

/** Shows progress until `end` is called. `to` is given what `ingest` tells. */
export class IndexProgress {
  private readonly io: Io;
  private readonly form: ProgressForm;
  private readonly startedAt: number;
  private readonly estimate = new TimeLeft();
  private readonly timer: NodeJS.Timeout | undefined;
  private current: IngestProgress | null = null;
  private shownAt = Number.NEGATIVE_INFINITY;

  constructor(io: Io, form: ProgressForm) {
    this.io = io;
    this.form = form === "line" && !io.errIsTerminal ? "none" : form;
    this.startedAt = io.now();
    if (this.form === "none") return;
    this.timer = setInterval(() => this.show(), LINE_MS);
    this.timer.unref();
  }

  /** Takes the newest state; draws at once when another thing is being done. */
  readonly to = (progress: IngestProgress): void => {
    const isOther = progress.phase !== this.current?.phase;
    this.current = progress;
    if (progress.phase === "reading")
      this.estimate.observe(this.io.now() - this.startedAt, progress.done);
    this.show(isOther);
  };

  /** Takes the line away. */
  end(): void {
    clearInterval(this.timer);
    if (this.form === "line") this.io.err("\r\u001b[K");
  }

  private show(atOnce = false): void {
    const { current, form } = this;
    if (current === null || form === "none") return;
    const now = this.io.now();
    if (!atOnce && now - this.shownAt < (form === "json" ? JSON_MS : LINE_MS)) return;
    this.shownAt = now;
    const elapsedMs = now - this.startedAt;
    const leftMs =
      current.phase === "reading" ? this.estimate.leftMs(elapsedMs, current.total) : null;
    this.io.err(
      form === "json"
        ? `${safeJson(jsonLine(current, elapsedMs, leftMs))}\n`
        : `\r\u001b[K${cutTo(textLine(current, elapsedMs, leftMs), this.io.columns - 1, this.io)}`,
    );
  }
}

function jsonLine(progress: IngestProgress, elapsedMs: number, leftMs: number | null): object {
  const { phase, counts, done, total } = progress;
  return {
    formatVersion: 1,
    phase,
    messages: counts.messages,
    files: counts.documents - counts.messages,
    bytes: sum(done),
    totalBytes: sum(total),
    elapsedMs,
    leftMs: leftMs === null ? null : Math.round(leftMs),
  };
}

function textLine(progress: IngestProgress, elapsedMs: number, leftMs: number | null): string {
  const { phase, counts, done, total } = progress;
  const elapsed = elapsedMs < 2000 ? "" : `  ${durationText(elapsedMs)} so far`;
  if (phase !== "reading") return `${DOING[phase]}${elapsed}`;
  const all = sum(total);
  const read = sum(done);
  if (leftMs === null) return `${DOING.reading} ${sizeText(all)}${elapsed}`;
  const share = leftMs === 0 ? 99 : Math.floor((100 * elapsedMs) / (elapsedMs + leftMs));
  return `${share} %  ${readText(counts)}  ${sizeText(read)} of ${sizeText(all)}  ${grouped((counts.documents / elapsedMs) * 1000)}/s  ${durationText(leftMs)} left`;
}

const readText = ({ messages, documents }: IngestCounts): string =>
  `${counted(messages, "message")}, ${counted(documents - messages, "file")}`;
