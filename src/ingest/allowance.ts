/**
 * How long a record may take (processor time where it is known) before the watchdog steps in. Generous at first, since a false alarm costs a message its text; after a culprit
 * the next one is expected to be its like, and the allowance falls to a quarter each time, down to many times what good records take. It
 * rises again while nothing happens. So one hang costs 5 s, and 200 hangs some tenth of a second each. Many culprits share: after MANY of them each has half as much.
 */

/** Real mail takes milliseconds; a bomb takes for ever. */
const FIRST_MS = 5000;
const FLOOR_MS = 100;
/** What a thread is given that just started, once a culprit was met: its first record loads what all need. */
const COLD_MS = 2000;
/** Large records take longer by nature. */
const MS_PER_MB = 1000;
/** A good record may take this many times what they take on average: a busy machine slows all of them. */
const TIMES_MEAN = 100;
/** After this many good documents in a row the allowance doubles. */
const GOOD_TO_RISE = 1000;
/** So many culprits, each counted half after every thousand good documents, and a record gets half the floor and half as many times the mean. */
const MANY = 32;

export class Allowance {
  private baseMs = FIRST_MS;
  private good = 0;
  private culprits = 0;

  /**
   * Milliseconds a record of this size may take; `meanMs` is what 100 KB of good ones took in the same thread on average, 0 when there was
   * none yet: a thread that just started is given more.
   */
  forRecord(bytes: number, meanMs: number): number {
    const usual = meanMs === 0 ? COLD_MS : Math.min(FIRST_MS, meanMs * TIMES_MEAN * this.share());
    return Math.max(this.baseMs, usual) + (bytes / 1e6) * MS_PER_MB;
  }

  onCulprit(): void {
    this.good = 0;
    this.culprits++;
    this.baseMs = Math.max(FLOOR_MS * this.share(), this.baseMs / 4);
  }

  private share(): number {
    return this.culprits > MANY ? 0.5 : 1;
  }

  onGood(documents: number): void {
    this.good += documents;
    for (; this.good >= GOOD_TO_RISE; this.good -= GOOD_TO_RISE) {
      this.baseMs = Math.min(FIRST_MS, this.baseMs * 2);
      this.culprits /= 2;
    }
  }
}
