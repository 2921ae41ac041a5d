/** The watchdog's stopwatch: who spins is over its limit, who waits its turn on a busy machine is not, who does nothing for ever is. */
import { expect, it } from "vitest";
import { MeanTime, ownThread, Stopwatch, threadMs } from "../../src/ingest/stopwatch.ts";

/** Looks every 25 ms of an invented clock; `ran(t)` is the processor time at t, null where it is unknown. Returns when it was over, or Infinity. */
function overAt(ran: (ms: number) => number | null, limitMs: number, untilMs: number): number {
  let now = 0;
  const watch = new Stopwatch(
    () => ran(now),
    () => now,
  );
  for (; now <= untilMs; now += 25) if (watch.isOver(limitMs)) return now;
  return Number.POSITIVE_INFINITY;
}

it("one that spins is over its limit at once", () => {
  expect(overAt((ms) => ms, 5000, 60_000)).toBeCloseTo(5000, -2);
});

it("one that gets a fiftieth of a processor is given fifty times as long", () => {
  expect(overAt((ms) => Math.floor(ms / 500) * 10, 5000, 200_000)).toBe(Number.POSITIVE_INFINITY);
  expect(overAt((ms) => Math.floor(ms / 500) * 10, 5000, 300_000)).toBeCloseTo(250_500, -3);
});

it("one that does nothing is over after a minute, not after its limit", () => {
  expect(overAt(() => 70, 200, 100_000)).toBeCloseTo(60_000, -2);
});

it("where processor time is unknown, time that passes counts", () => {
  expect(overAt(() => null, 5000, 60_000)).toBeCloseTo(5000, -2);
});

it("a machine that slept is nobody's fault", () => {
  let now = 0;
  const watch = new Stopwatch(
    () => null,
    () => now,
  );
  expect(watch.isOver(5000)).toBe(false);
  now += 8 * 3_600_000;
  expect(watch.isOver(5000)).toBe(false);
});

it("one that moved on starts from nothing", () => {
  let ran = 0;
  const watch = new Stopwatch(
    () => ran,
    () => ran,
  );
  watch.isOver(100);
  ran = 90;
  expect(watch.isOver(100)).toBe(false);
  watch.restart();
  for (ran = 95; ran < 190; ran += 5) expect(watch.isOver(100)).toBe(false);
});

it("the mean counts processor time of good records, and nothing before the first", () => {
  let ran = 0;
  const times = new MeanTime(() => ran);
  expect(times.note(10)).toBe(0);
  ran = 5000; // a record that hanged
  times.restart();
  let mean = 0;
  for (let i = 0; i < 40; i++) {
    mean = times.note(200_000);
    ran += 6;
  }
  expect(mean).toBe(3000);
});

it.runIf(process.platform === "linux")("a thread's own processor time grows while it runs", () => {
  const thread = ownThread();
  const before = threadMs(thread) ?? Number.NaN;
  const until = performance.now() + 60_000;
  while ((threadMs(thread) ?? 0) < before + 30 && performance.now() < until);
  expect(threadMs(thread)).toBeGreaterThanOrEqual(before + 30);
  expect(threadMs(0)).toBe(null);
});
