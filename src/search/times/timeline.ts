/** Instants -> counts by day, week or month, with every empty one between: silence is seen. Pure. */

export const TIMELINE_STEPS = ["day", "week", "month"] as const;
export type TimelineStep = (typeof TIMELINE_STEPS)[number];

/** One bar, or a run of empty ones (`empty` > 1) told as one. `label` is the first day of it, or the month. */
export interface TimelineBar {
  readonly label: string;
  readonly count: number;
  /** How many periods without any message this stands for; 0 for a bar with messages. */
  readonly empty: number;
}

const DAY_MS = 86_400_000;
/** 1970-01-05 was a Monday. */
const MONDAY_OFFSET = 4;
/** Longer silences are told as one line: a wrong clock alone in 1970 must not fill the screen. */
const MAX_EMPTY_SHOWN = 6;
const MAX_TIME = 253_402_300_799_999;

function numberOf(at: number, step: TimelineStep): number {
  const day = Math.floor(at / DAY_MS);
  if (step === "day") return day;
  if (step === "week") return Math.floor((day - MONDAY_OFFSET) / 7);
  const date = new Date(at);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

function labelOf(number: number, step: TimelineStep): string {
  if (step === "month")
    return `${String(Math.floor(number / 12)).padStart(4, "0")}-${String((number % 12) + 1).padStart(2, "0")}`;
  const day = step === "day" ? number : number * 7 + MONDAY_OFFSET;
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Bars in order of time. Instants beyond year 9999 or before year 0 are left out. `timeline([…], "month")[0]` is `{label:"2017-03", count:4, empty:0}`. */
export const timeline = (times: readonly number[], step: TimelineStep): TimelineBar[] =>
  timelineOf(
    times.map((at) => [at, 1]),
    step,
  );

/** As {@link timeline}, of instants with how often each is there. */
export function timelineOf(
  times: Iterable<readonly [at: number, count: number]>,
  step: TimelineStep,
): TimelineBar[] {
  const counts = new Map<number, number>();
  for (const [at, count] of times) {
    if (at > MAX_TIME || at < -62_167_219_200_000) continue;
    const number = numberOf(at, step);
    counts.set(number, (counts.get(number) ?? 0) + count);
  }
  const bars: TimelineBar[] = [];
  let before: number | null = null;
  for (const number of [...counts.keys()].sort((a, b) => a - b)) {
    const gap = before === null ? 0 : number - before - 1;
    if (gap > MAX_EMPTY_SHOWN) {
      bars.push({ label: labelOf((before ?? 0) + 1, step), count: 0, empty: gap });
    } else {
      for (let i = 1; i <= gap; i++)
        bars.push({ label: labelOf((before ?? 0) + i, step), count: 0, empty: 1 });
    }
    bars.push({ label: labelOf(number, step), count: counts.get(number) ?? 0, empty: 0 });
    before = number;
  }
  return bars;
}
