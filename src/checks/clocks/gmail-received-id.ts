/** T02: ids in Gmail's Received headers end in the date and time of acceptance, in Californian time. */
import { type DecodedClock, isoMs, isPlausible } from "./decoded-clock.ts";

const SHAPE = /\.(\d{1,3})\.(\d{4})\.(\d\d)\.(\d\d)\.(\d\d)\.(\d\d)\.(\d\d)$/;
const HOUR_MS = 3_600_000;

/** Day of the month of the nth Sunday (from 1), or of the last one for -1. */
function sunday(year: number, month: number, nth: number): number {
  if (nth < 0) {
    const last = new Date(Date.UTC(year, month + 1, 0));
    return last.getUTCDate() - last.getUTCDay();
  }
  const first = new Date(Date.UTC(year, month, 1)).getUTCDay();
  return 1 + ((7 - first) % 7) + (nth - 1) * 7;
}

/** Hours that Los Angeles is behind UTC at a wall-clock time: US rules of 2007, before them those of 1987. */
export function californiaHours(wallMs: number): number {
  const year = new Date(wallMs).getUTCFullYear();
  const [start, end] =
    year >= 2007
      ? [Date.UTC(year, 2, sunday(year, 2, 2), 2), Date.UTC(year, 10, sunday(year, 10, 1), 2)]
      : [Date.UTC(year, 3, sunday(year, 3, 1), 2), Date.UTC(year, 9, sunday(year, 9, -1), 2)];
  return wallMs >= start && wallMs < end ? 7 : 8;
}

/** `d9443c01a7336sm1234567plb.12.2024.02.12.03.04.05` -> 2024-02-12 11:04:05 UTC. Own measurement. */
export function gmailReceivedId(id: string): DecodedClock | null {
  const found = SHAPE.exec(id);
  if (found === null) return null;
  const [raw, , year, month, day, hour, minute, second] = found;
  const wall = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const behind = californiaHours(wall);
  const epochMs = wall + behind * HOUR_MS;
  if (!isPlausible(epochMs, Date.UTC(2004, 3, 1))) return null;
  return {
    epochMs,
    zone: "utc",
    resolutionMs: 1000,
    raw: raw.slice(1),
    steps: [
      `${year}-${month}-${day} ${hour}:${minute}:${second} in Los Angeles, then ${behind} hours behind UTC`,
      `= ${isoMs(epochMs)}`,
    ],
  };
}
