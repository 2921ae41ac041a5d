/** The best few of very many: a heap whose top is the worst of those kept, so a million hits cost no sort. */

/** A family by its segment and its root there, with the key it is ordered by: larger first. */
export interface Candidate {
  readonly segment: number;
  readonly root: number;
  readonly key: number;
}

/** Of equal keys the one that stands first in the index goes first, so the order never depends on chance. */
function isBetter(a: Candidate, b: Candidate): boolean {
  if (a.key !== b.key) return a.key > b.key;
  return a.segment !== b.segment ? a.segment < b.segment : a.root < b.root;
}

export class BestOf {
  private readonly heap: Candidate[] = [];
  private readonly size: number;

  constructor(size: number) {
    this.size = size;
  }

  /** A candidate whose key is this or less cannot get in, provided candidates come in index order. NaN while there is room: no key is NaN or less. */
  threshold = Number.NaN;

  add(candidate: Candidate): void {
    const { heap } = this;
    if (heap.length < this.size) {
      heap.push(candidate);
      this.up(heap.length - 1);
    } else if (heap[0] !== undefined && isBetter(candidate, heap[0])) {
      heap[0] = candidate;
      this.down();
    }
    if (heap.length === this.size) this.threshold = heap[0]?.key ?? Number.NaN;
  }

  private worseAt(i: number, j: number): boolean {
    return isBetter(this.heap[j] as Candidate, this.heap[i] as Candidate);
  }

  private swap(i: number, j: number): void {
    const { heap } = this;
    const kept = heap[i] as Candidate;
    heap[i] = heap[j] as Candidate;
    heap[j] = kept;
  }

  private up(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.worseAt(at, parent)) return;
      this.swap(at, parent);
      at = parent;
    }
  }

  private down(): void {
    let at = 0;
    for (;;) {
      let worst = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < this.heap.length && this.worseAt(child, worst)) worst = child;
      if (worst === at) return;
      this.swap(at, worst);
      at = worst;
    }
  }

  /** Those kept, best first. */
  sorted(): Candidate[] {
    return this.heap.toSorted((a, b) => (isBetter(a, b) ? -1 : 1));
  }
}
