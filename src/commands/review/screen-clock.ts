/** How long each screen of a document was on the terminal. */
import { MAX_SCREENS } from "../../assess/review/marks.ts";
import type { Io } from "../../cli/command.ts";
import type { ScreenShown, Viewing } from "../../model/claim.ts";

/** Runs from the first screen on. */
export class ScreenClock {
  private readonly io: Pick<Io, "now">;
  private readonly screens: ScreenShown[] = [];
  private startMs: number | null = null;
  private current: { readonly part: number; readonly number: number; readonly of: number } | null =
    null;
  private sinceMs = 0;

  constructor(io: Pick<Io, "now">) {
    this.io = io;
  }

  /** A screen came, so the one before is over. */
  next(part: number, number: number, of: number): void {
    this.close();
    this.current = { part, number, of };
  }

  private close(): void {
    const now = this.io.now();
    this.startMs ??= now;
    if (this.current !== null && this.screens.length < MAX_SCREENS) {
      const { part, number, of } = this.current;
      this.screens.push([part, number, of, Math.max(0, now - this.sinceMs)]);
    }
    this.sinceMs = now;
    this.current = null;
  }

  /** The answer came. Milliseconds since the first screen, and each screen. */
  stop(): Pick<Viewing, "ms" | "screens"> {
    this.close();
    return {
      ms: Math.max(0, this.sinceMs - (this.startMs ?? this.sinceMs)),
      screens: this.screens,
    };
  }
}
