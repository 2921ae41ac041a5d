/**
 * What another process takes: memory and processor time, looked at many times a second. From /proc where there is one; else `ps` is asked, twice a
 * second and without waiting for it (macOS, BSD); where neither answers (Windows), nothing is known, and the clock and V8's own heap limit hold.
 */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { processorMs } from "./stopwatch.ts";

const PAGE_BYTES = 4096;
/** Starting `ps` costs some ms of processor time. */
const ASK_EVERY_MS = 500;
/** One that does not come back is not waited for: the next question is put anyway. */
const ANSWER_MS = 5000;

/** What `ps -o rss=,time=` says: KiB, and `[[days-]hours:]minutes:seconds`. */
interface Usage {
  readonly residentBytes: number;
  readonly processorMs: number;
}

/** `usageOf(" 12345 1-02:03:04.50")` is `{residentBytes: 12641280, processorMs: 93784500}`; null for anything else. POSIX ps, XCU. */
export function usageOf(line: string): Usage | null {
  const found = /^\s*(\d+)\s+(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)\s*$/.exec(line);
  if (found === null) return null;
  const [kib = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = found
    .slice(1)
    .map((each) => Number(each ?? 0));
  return {
    residentBytes: kib * 1024,
    processorMs: Math.round((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000),
  };
}

/** Watches one process. */
export class ProcessUsage {
  private readonly pid: number;
  private readonly proc: string;
  private usage: Usage | null = null;
  private isAsking = false;
  private askedAt = Number.NEGATIVE_INFINITY;

  /** `proc` is another place than /proc in tests. */
  constructor(pid: number, proc = "/proc") {
    this.pid = pid;
    this.proc = proc;
  }

  /** Resident bytes, 0 where that is not known (yet). */
  residentBytes(): number {
    try {
      const statm = readFileSync(`${this.proc}/${this.pid}/statm`, "latin1");
      return Number(statm.split(" ")[1]) * PAGE_BYTES;
    } catch {
      this.ask(); // no /proc on this system, or the process has just ended
      return this.usage?.residentBytes ?? 0;
    }
  }

  /** Processor time of all its threads together in ms, null where that is not known (yet). */
  processorMs(): number | null {
    return processorMs(`${this.proc}/${this.pid}/stat`) ?? this.usage?.processorMs ?? null;
  }

  private ask(): void {
    const now = performance.now();
    if (this.isAsking || now - this.askedAt < ASK_EVERY_MS) return;
    this.isAsking = true;
    this.askedAt = now;
    const words = ["-o", "rss=,time=", "-p", String(this.pid)];
    execFile("ps", words, { timeout: ANSWER_MS, windowsHide: true }, (error, out) => {
      this.isAsking = false;
      if (error === null) this.usage = usageOf(out) ?? this.usage;
    });
  }
}
