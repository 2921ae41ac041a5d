/** How far two readers agree. Kappa alone misleads for rare classes, so positive and negative agreement stand beside it. Pure. */

/** Documents both read, by what the first and the second said. */
export interface Table {
  readonly bothYes: number;
  readonly firstOnly: number;
  readonly secondOnly: number;
  readonly bothNo: number;
}

export interface Agreement {
  readonly documents: number;
  /** Of these, answered differently. */
  readonly differ: number;
  /** Share of equal answers; null with no documents. */
  readonly observed: number | null;
  /** Cohen 1960; null where chance agreement is complete. */
  readonly kappa: number | null;
  /** Cicchetti and Feinstein 1990: 2a / (2a + b + c); null when nobody said yes. */
  readonly positive: number | null;
  readonly negative: number | null;
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** `agreement({bothYes: 20, firstOnly: 5, secondOnly: 10, bothNo: 15})` has kappa 0.4. */
export function agreement({ bothYes, firstOnly, secondOnly, bothNo }: Table): Agreement {
  const documents = bothYes + firstOnly + secondOnly + bothNo;
  const observed = share(bothYes + bothNo, documents);
  const firstYes = bothYes + firstOnly;
  const secondYes = bothYes + secondOnly;
  const chance =
    documents === 0
      ? 1
      : (firstYes * secondYes + (documents - firstYes) * (documents - secondYes)) / documents ** 2;
  return {
    documents,
    differ: firstOnly + secondOnly,
    observed,
    kappa: observed === null || chance >= 1 ? null : (observed - chance) / (1 - chance),
    positive: share(2 * bothYes, 2 * bothYes + firstOnly + secondOnly),
    negative: share(2 * bothNo, 2 * bothNo + firstOnly + secondOnly),
  };
}
