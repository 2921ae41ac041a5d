/**
 * A test hook, not a feature: kills the process at a named point, as a power cut would. Set by the crash tests alone, in the environment:
 * `LEAKSIFT_FAULT=segment-renamed:2` ends it with SIGKILL when that point is passed for the second time. Nothing else reads the
 * variable, and without it every call is one comparison.
 */

/** Where a run may be killed by name: before and after everything that a crash could leave half done. */
export const FAULT_POINTS = [
  "run-begun",
  "source-added",
  "source-hashed",
  "source-reset",
  "segment-written",
  "segment-renamed",
  "commit-half",
  "commit-done",
  "merge-written",
  "merge-renamed",
  "merge-half",
  "merge-done",
  "removal-half",
  "run-ended",
  "checkpointed",
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

const [wanted, count = "1"] = (process.env["LEAKSIFT_FAULT"] ?? "").split(":");
let passed = 0;

/** Whether the tests asked for faults at all; header-driven ones are honoured only then. */
export const FAULTS_ON = (process.env["LEAKSIFT_FAULT"] ?? "") !== "";

/** Ends the process here when the environment asks for it. */
export function faultPoint(point: FaultPoint): void {
  if (wanted !== point) return;
  passed++;
  if (passed >= Number(count)) process.kill(process.pid, "SIGKILL");
}

/** A message with one of these headers stops its reader while faults are on: how tests make a record that hangs, or fills the memory. */
const HANGING = "\nX-Leaksift-Fault: hang";
const WALK = "\nX-Leaksift-Fault: walk";
const FILLING = "\nX-Leaksift-Fault: memory";

/** Hangs for ever, or takes all memory, when the message asks for it and the tests allow it. */
export async function injectFault(message: Uint8Array): Promise<void> {
  if (!FAULTS_ON) return;
  const head = Buffer.from(message.subarray(0, 4096));
  if (head.includes(HANGING)) for (let turns = 0; turns >= 0; turns = (turns + 1) % 1000);
  if (head.includes(FILLING))
    for (const held: number[][] = []; ; ) held.push(new Array(1e5).fill(1.5));
}

/** Whether the fast walk is to split this message wrongly: the message asks for it and the tests allow it. */
export const faultyWalk = (message: Uint8Array): boolean =>
  FAULTS_ON && Buffer.from(message.subarray(0, 4096)).includes(WALK);
