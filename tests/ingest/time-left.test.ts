/** The time left of a run, against runs made by a script with a clock of their own. */
import { describe, expect, it } from "vitest";
import {
  noWork,
  TimeLeft,
  WORK_KINDS,
  type Work,
  type WorkKind,
  workKind,
} from "../../src/ingest/time-left.ts";

interface Step {
  readonly kind: WorkKind;
  readonly bytes: number;
}

const MB = 1e6;
const times = (count: number, step: Step): Step[] => Array.from({ length: count }, () => step);

/** 50,000 mails in 371 MB, 2,000 documents in 60 MB, 1.5 GB of noise. */
const MAILS = times(74, { kind: "mail", bytes: 5 * MB });
const DOCUMENTS = times(60, { kind: "document", bytes: MB });
const NOISE: Step[] = [{ kind: "hashed", bytes: 1500 * MB }];

/** Mails, documents and noise in turns. */
const mixed = [
  ...NOISE,
  ...MAILS.flatMap((mail, i) => (i < 60 ? [mail, DOCUMENTS[i] as Step] : [mail])),
];

/** The worst ratio between the time left as told and as it was, from a tenth of the run on to its last second. */
function worstRatio(steps: readonly Step[], msPerByte: Work): number {
  const total = noWork();
  for (const { kind, bytes } of steps) total[kind] += bytes;
  const allMs = WORK_KINDS.reduce((sum, kind) => sum + total[kind] * msPerByte[kind], 0);
  const estimate = new TimeLeft();
  const done = noWork();
  let clockMs = 0;
  let worst = 1;
  for (const { kind, bytes } of steps) {
    clockMs += bytes * msPerByte[kind];
    done[kind] += bytes;
    estimate.observe(clockMs, done);
    const trueMs = allMs - clockMs;
    if (clockMs < allMs / 10 || trueMs < 1000) continue;
    const told = estimate.leftMs(clockMs, total) ?? Number.POSITIVE_INFINITY;
    worst = Math.max(worst, told / trueMs, trueMs / told);
  }
  return worst;
}

describe("the time left", () => {
  const TYPICAL = { mail: 7e-5, document: 6e-4, hashed: 2e-6 };
  const slower = (by: number): Work => ({
    mail: 7e-5 * by,
    document: 6e-4 * by,
    hashed: 2e-6 * by,
  });

  it.each([
    ["a typical machine", mixed, TYPICAL],
    ["a machine five times slower", mixed, slower(5)],
    ["a machine three times faster", mixed, slower(1 / 3)],
    ["the noise at the end", [...mixed.slice(1), ...NOISE], TYPICAL],
    ["documents after all mail", [...NOISE, ...MAILS, ...DOCUMENTS], slower(2)],
    ["documents half as dear as typical", mixed, { ...TYPICAL, document: 3e-4 }],
    ["documents twice as dear as typical", mixed, { ...TYPICAL, document: 12e-4 }],
    ["a slow disk", mixed, { ...TYPICAL, hashed: 1e-5 }],
  ] as const)("is told within a factor of 1.5 from a tenth on: %s", (_what, steps, cost) => {
    expect(worstRatio(steps, cost)).toBeLessThan(1.5);
  });

  it("is not told before anything was done", () => {
    expect(new TimeLeft().leftMs(5000, { ...noWork(), mail: MB })).toBeNull();
  });

  it("goes down while one step takes long, and never below zero", () => {
    const estimate = new TimeLeft();
    const total = { ...noWork(), mail: 20 * MB };
    estimate.observe(1000, { ...noWork(), mail: 10 * MB });
    const first = estimate.leftMs(1000, total) ?? 0;
    expect(estimate.leftMs(1500, total)).toBeCloseTo(first - 500);
    expect(estimate.leftMs(1e9, total)).toBe(0);
  });

  it("knows mail stores of any size from files that are only hashed", () => {
    const kind = (path: string, sizeBytes: number, format: "mbox" | "file" = "file"): WorkKind =>
      workKind({ path, sizeBytes, format });
    expect(kind("/a/in.mbox", 5e9, "mbox")).toBe("mail");
    expect(kind("/a/outlook.PST", 5e9)).toBe("mail");
    expect(kind("/a/noise.bin", 5e9)).toBe("hashed");
    expect(kind("/a/report.docx", 1e6)).toBe("document");
  });
});
