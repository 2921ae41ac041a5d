/** Counters of a rate by corpus and era: documents and clusters where a check applies, and where it fired. */

export class RateCounter {
  rows = new Map();

  /** `id` applied to a document of that cluster; `fired` whether it fired above nothing. */
  add(id, corpus, era, unit, cluster, fired) {
    const key = `${id}\n${corpus}\n${era}\n${unit}`;
    let row = this.rows.get(key);
    if (row === undefined) {
      row = {
        id,
        corpus,
        era,
        unit,
        applies: 0,
        fired: 0,
        clusters: new Set(),
        firedIn: new Set(),
      };
      this.rows.set(key, row);
    }
    row.applies++;
    row.clusters.add(cluster);
    if (!fired) return;
    row.fired++;
    row.firedIn.add(cluster);
  }

  /** A check of the whole corpus: so many findings in so many places looked at. */
  addCounts(id, corpus, era, applies, fired) {
    this.rows.set(`${id}\n${corpus}\n${era}\ncorpus`, {
      id,
      corpus,
      era,
      unit: "corpus",
      applies,
      fired,
      clusters: { size: applies },
      firedIn: { size: fired },
    });
  }

  /** `[id, rates]` sorted by id, each rate as src/model/flag.ts has it. */
  rates() {
    const byId = new Map();
    for (const { id, corpus, era, unit, applies, fired, clusters, firedIn } of this.rows.values()) {
      const list = byId.get(id) ?? [];
      list.push({
        corpus,
        era,
        unit,
        applies,
        fired,
        clusters: clusters.size,
        clustersFired: firedIn.size,
      });
      byId.set(id, list);
    }
    return [...byId].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}

/** Offsets of clocks from the Date header, by clock and program, in the classes of the histogram. */
const CLASSES = [
  ["earlier > 26 h", (x) => x < -93_600_000],
  ["earlier 1-26 h", (x) => x < -3_600_000],
  ["earlier 1-60 min", (x) => x < -60_000],
  ["within 60 s", (x) => x <= 60_000],
  ["later 1-60 min", (x) => x <= 3_600_000],
  ["later 1-26 h", (x) => x <= 93_600_000],
  ["later > 26 h", () => true],
];
export const CLASS_NAMES = CLASSES.map(([name]) => name);

export class ClockHistogram {
  rows = new Map();

  add(clock, program, offset) {
    const key = `${clock}\n${program}`;
    const row = this.rows.get(key) ?? { clock, program, n: 0, counts: CLASSES.map(() => 0) };
    this.rows.set(key, row);
    row.n++;
    row.counts[CLASSES.findIndex(([, test]) => test(offset))]++;
  }

  /** Rows of at least `least` mails, by clock, then most first; smaller ones added up as "others". */
  table(least = 5) {
    const big = [...this.rows.values()].filter(({ n }) => n >= least);
    const others = new Map();
    for (const row of this.rows.values()) {
      if (row.n >= least) continue;
      const sum = others.get(row.clock) ?? {
        clock: row.clock,
        program: "others",
        n: 0,
        counts: CLASSES.map(() => 0),
      };
      others.set(row.clock, sum);
      sum.n += row.n;
      row.counts.forEach((n, i) => {
        sum.counts[i] += n;
      });
    }
    return [...big, ...others.values()].sort(
      (a, b) => a.clock.localeCompare(b.clock) || b.n - a.n || a.program.localeCompare(b.program),
    );
  }
}
