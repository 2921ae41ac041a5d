/** The best families by relevance: every match is scored, in two loops without calls, and the best few kept. */

import { roomFor } from "../segment/room.ts";
import type { BestOf } from "./best-of.ts";
import type { DocSet } from "./match/doc-sets.ts";
import type { SegmentMatch } from "./match/segment-match.ts";
import {
  addFrequencies,
  addScores,
  clearFrequencies,
  type ScoredList,
  type ScoredUnit,
  scoredLists,
  scoredUnits,
} from "./rank.ts";
import type { ScoreUnit } from "./score-units.ts";

/** The frequencies of so few families are cleared one by one, of more all at once. */
const FEW = 64;

export class BestScored {
  private readonly matches: readonly SegmentMatch[];
  private readonly units: readonly ScoredUnit[];
  /** By unit; those of a segment are read once. */
  private readonly lists = new Map<SegmentMatch, readonly (readonly ScoredList[])[]>();
  /** By document of one segment; all 0 between two uses. */
  private readonly frequencies: Float32Array;

  constructor(matches: readonly SegmentMatch[], units: readonly ScoreUnit[]) {
    this.matches = matches;
    this.units = scoredUnits(matches, units);
    const most = matches.reduce((max, { terms }) => Math.max(max, terms.reader.documentCount), 0);
    const room = roomFor(most);
    this.frequencies = new Float32Array(room.buffer, room.byteOffset, most).fill(0);
  }

  /** Puts the families that belong there into `best`; `isLeftOut` is asked for few of them, by segment and root. */
  collect(best: BestOf, isLeftOut: (match: SegmentMatch, root: number) => boolean): void {
    for (const [segment, match] of this.matches.entries()) {
      const { families } = match;
      const scores = this.scores(match, families);
      let { threshold } = best;
      for (let i = 0; i < families.length; i++) {
        const key = scores[i] as number;
        if (key <= threshold) continue;
        const root = families[i] as number;
        if (isLeftOut(match, root)) continue;
        best.add({ segment, root, key });
        threshold = best.threshold;
      }
    }
  }

  /** Score of one of the families of a segment. */
  score(match: SegmentMatch, root: number): number {
    return this.scores(match, Uint32Array.of(root))[0] as number;
  }

  /** Scores of some of the families of a segment, in their order. */
  private scores(match: SegmentMatch, families: DocSet): Float64Array {
    const scores = new Float64Array(families.length);
    if (families.length === 0) return scores;
    const { frequencies } = this;
    const { roots, reader } = match.terms;
    const lists = this.listsOf(match);
    for (const [u, { idf }] of this.units.entries()) {
      const own = lists[u] ?? [];
      addFrequencies(frequencies, roots, own, families);
      addScores(scores, families, frequencies, idf);
      if (families.length < FEW) clearFrequencies(frequencies, roots, own, families);
      else frequencies.fill(0, 0, reader.documentCount);
    }
    return scores;
  }

  private listsOf(match: SegmentMatch): readonly (readonly ScoredList[])[] {
    let found = this.lists.get(match);
    if (found === undefined) {
      found = this.units.map((each) => scoredLists(match, each, match.families));
      this.lists.set(match, found);
    }
    return found;
  }
}
