/**
 * Runs the readers of binary formats that are not ours (PDF, RAR, 7z) in a child process: its memory is polled, it is killed at its cap or
 * when it takes too long, and the file costs one problem row. One child a worker, started when first needed, renewed when it has grown.
 */
import { type ChildProcess, fork } from "node:child_process";
import { hasOtherMethods } from "../extract/archive/zip-methods.ts";
import { EMPTY_EXTRACTION } from "../extract/read-file.ts";
import type { ReadContext } from "../extract/reader.ts";
import { LIMITS } from "../limits.ts";
import type { Extraction } from "../model/extraction.ts";
import { ProcessUsage } from "./process-usage.ts";
import { Stopwatch } from "./stopwatch.ts";

export interface ToReader {
  readonly bytes: Uint8Array;
  readonly context: ReadContext;
}

export interface FromReader {
  readonly extraction: Extraction | null;
  readonly error: string;
}

/** Types whose readers are third-party code on binary input. Our own readers check every bound themselves and stay in the worker. */
const RISKY = new Set([
  "application/pdf",
  "application/vnd.rar",
  "application/x-rar",
  "application/x-rar-compressed",
  "application/x-7z-compressed",
  "application/vnd.ms-cab-compressed",
  "application/x-iso9660-image",
  "application/x-lzh",
  "application/x-arj",
  "application/x-cpio",
  "application/x-archive",
  "application/x-compress",
  "application/x-bzip2",
  "application/x-xz",
  "application/zstd",
]);

/** True when a file of this type is to be read in the child process; so is a zip with members that only 7-Zip unpacks. */
export function isRisky(sniffedType: string, bytes: Uint8Array): boolean {
  return RISKY.has(sniffedType) || hasOtherMethods(bytes);
}

const POLL_MS = 50;
/** What a reader may take: resident bytes; processor milliseconds, and two more for each KB of the file, up to twice the first. */
export interface ReaderCaps {
  readonly bytes: number;
  readonly ms: number;
}

/** One child process that reads risky files, one at a time; started when first needed. */
export class ReaderProcess {
  private child: ChildProcess | null = null;
  private readonly caps: ReaderCaps;

  private readonly proc: string;

  /** `proc` is another place than /proc in tests. */
  constructor(
    caps: ReaderCaps = { bytes: LIMITS.maxReaderBytes, ms: LIMITS.maxReaderMs },
    proc = "/proc",
  ) {
    this.caps = caps;
    this.proc = proc;
  }

  private start(): ChildProcess {
    const child = fork(new URL("./reader-child.js", import.meta.url), [], {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"], // wasm archivers print to stdout
      execArgv: [`--max-old-space-size=${Math.round(LIMITS.maxReaderBytes / 2e6)}`],
      env: {}, // nothing of the user's environment reaches code that reads hostile input
    });
    child.unref();
    child.channel?.unref();
    return child;
  }

  /** What the file says; a child that dies, grows too large or takes too long gives a problem instead. `beat` is called while waiting. */
  async read(bytes: Uint8Array, context: ReadContext, beat: () => void): Promise<Extraction> {
    const child = this.child ?? this.start();
    this.child = child;
    // a big file may take longer, so much that a hostile one stays within a few seconds
    const limitMs = this.caps.ms + Math.min(this.caps.ms, (bytes.length / 1e6) * 2000);
    return new Promise((resolve) => {
      const usage = new ProcessUsage(child.pid ?? 0, this.proc);
      const watch = new Stopwatch(() => usage.processorMs());
      const settle = (extraction: Extraction, kill: boolean): void => {
        clearInterval(poll);
        child.removeAllListeners();
        if (kill) this.stop();
        resolve(extraction);
      };
      const fail = (reason: string): void =>
        settle(
          {
            ...EMPTY_EXTRACTION,
            markers: ["unreadable"],
            problems: [
              {
                code: "reader-killed",
                severity: "partial",
                reason: `the reader of ${context.sniffedType} ${reason}`,
              },
            ],
          },
          true,
        );
      const poll = setInterval(() => {
        beat();
        if (usage.residentBytes() > this.caps.bytes)
          fail(`took more than ${Math.round(this.caps.bytes / 1e6)} MB of memory`);
        else if (watch.isOver(limitMs)) fail(`took longer than ${Math.round(limitMs / 1000)} s`);
      }, POLL_MS);
      child.on("exit", (code, signal) => fail(`ended with ${signal ?? `code ${code}`}`));
      child.on("error", (error) => fail(`could not be run: ${error.message}`));
      child.on("message", (answer: FromReader) => {
        if (answer.extraction === null) return fail(`failed: ${answer.error}`);
        settle(answer.extraction, usage.residentBytes() > this.caps.bytes / 2);
      });
      const request: ToReader = { bytes, context };
      child.send(request);
    });
  }

  /** Ends the child; the next file starts a new one. */
  stop(): void {
    this.child?.kill("SIGKILL");
    this.child = null;
  }
}
