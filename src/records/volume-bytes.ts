/**
 * The bytes of an archive whose volumes are files side by side, as one: what its readers are given, and what is said on each volume.
 * Nothing is written: volumes are read from where they are.
 */
import { statSync } from "node:fs";
import { openablePath } from "../file-path.ts";
import { LIMITS } from "../limits.ts";
import type { LocatorStep } from "../model/locator.ts";
import type { MetadataValue } from "../model/metadata.ts";
import type { Problem } from "../model/problem.ts";
import type { VolumeSet } from "../sources/volumes.ts";
import type { RecordReader } from "./read-record.ts";

type FoundProblem = Omit<Problem, "locator">;

/** `starts[n]` is where volume n + 1 begins in `bytes`; a missing one begins where the next does. `count` is the highest number. */
export interface JoinedVolumes {
  readonly bytes: Uint8Array;
  readonly starts: readonly number[];
  readonly count: number;
}

/** What is said of one volume; `joined` only for the one whose document the members belong to. */
export interface VolumePart {
  readonly joined: JoinedVolumes | null;
  readonly problems: readonly FoundProblem[];
  readonly metadata: readonly MetadataValue[];
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** "3, 5 to 8": numbers ascending. */
function ranges(numbers: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < numbers.length && parts.length < 50; ) {
    let end = i;
    while (numbers[end + 1] === (numbers[end] ?? 0) + 1) end++;
    parts.push(end > i ? `${numbers[i]} to ${numbers[end]}` : String(numbers[i]));
    i = end + 1;
  }
  return parts.join(", ");
}

interface Piece {
  readonly path: string | null;
  readonly sizeBytes: number;
}

/**
 * Pieces in order. Of a set that is bytes cut anywhere, a missing piece is as long as the others, so that what follows stays in its place;
 * volumes of RAR are read on to the first that is missing, since no reader goes further.
 */
function piecesOf(set: VolumeSet): { readonly pieces: readonly Piece[]; readonly first: number } {
  const byNumber = new Map(
    set.volumes.map(({ number, path }) => [
      number,
      { path, sizeBytes: statSync(openablePath(path)).size },
    ]),
  );
  const numbers = [...byNumber.keys()];
  const last = numbers.at(-1) ?? 0;
  const first = set.kind === "rar" ? (numbers[0] ?? 1) : 1;
  const usual = Math.max(
    0,
    ...numbers.filter((n) => n !== last).map((n) => byNumber.get(n)?.sizeBytes ?? 0),
  );
  const pieces: Piece[] = [];
  for (let number = first; number <= last; number++) {
    const piece = byNumber.get(number);
    if (piece === undefined && set.kind === "rar") break;
    pieces.push(piece ?? { path: null, sizeBytes: set.kind === "cut" ? usual : 0 });
  }
  return { pieces, first };
}

/** The set as one; null when it is larger than a file may be to be held. Throws what reading a record throws. */
export function joinVolumes(records: RecordReader, set: VolumeSet): JoinedVolumes | null {
  const { pieces, first } = piecesOf(set);
  const total = pieces.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (total > LIMITS.maxLooseFileBytes) return null;
  const bytes = Buffer.alloc(total);
  const starts: number[] = new Array<number>(first - 1).fill(0);
  let at = 0;
  for (const { path, sizeBytes } of pieces) {
    starts.push(at);
    if (path !== null) bytes.set(records.read(path, 0, sizeBytes), at);
    at += sizeBytes;
  }
  return { bytes, starts, count: first + pieces.length - 1 };
}

/** What is said of the volume at `path`, and for the head of its set the joined bytes. */
export function readVolume(records: RecordReader, set: VolumeSet, path: string): VolumePart {
  const { missing, volumes, headPath } = set;
  const own = volumes.find((volume) => volume.path === path)?.number ?? 0;
  const highest = Math.max(volumes.at(-1)?.number ?? 0, missing.at(-1) ?? 0);
  const metadata: MetadataValue[] = [
    {
      field: "other",
      text: `${own} of ${highest}`,
      state: "present",
      source: `archive volume, joined as ${JSON.stringify(nameOf(headPath))}`,
    },
  ];
  if (path !== headPath) {
    const reason = `volume ${own} of ${highest}; the files in it are members of ${JSON.stringify(nameOf(headPath))}`;
    return {
      joined: null,
      problems: [{ code: "archive-volume", severity: "note", reason }],
      metadata,
    };
  }
  const problems: FoundProblem[] = [];
  if (missing.length > 0) {
    const there = ranges(volumes.map(({ number }) => number));
    const [noun, verb] = missing.length === 1 ? ["volume", "is"] : ["volumes", "are"];
    problems.push({
      code: "archive-volume-missing",
      severity: "lost",
      reason: `${noun} ${ranges(missing)} ${verb} not in its folder (${there} are): what only they hold is lost`,
    });
  }
  const joined = joinVolumes(records, set);
  if (joined === null) {
    const reason = `its volumes together have more than the ${LIMITS.maxLooseFileBytes} bytes a file may have`;
    problems.push({ code: "too-large", severity: "lost", reason });
  }
  return { joined, problems, metadata };
}

/** Steps from the head's own bytes to a file in the joined archive. */
export const joinedSteps = (
  { count }: JoinedVolumes,
  inside: readonly LocatorStep[],
): readonly LocatorStep[] => [{ step: "join", volumes: count }, ...inside];

/** Name of the whole: "x.tar.gz" of "x.tar.gz.001". */
export const wholeName = (name: string): string => name.replace(/\.\d{3,4}$/, "");
