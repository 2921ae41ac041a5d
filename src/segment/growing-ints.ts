/** Whole numbers in a row, growing without boxing: what the builder keeps of millions of terms. */

export class GrowingInts {
  values: Uint32Array = new Uint32Array(1 << 12);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) this.grow(this.length + 1);
    this.values[this.length++] = value;
  }

  private grow(least: number): void {
    const grown = new Uint32Array(Math.max(this.values.length * 2, least));
    grown.set(this.values);
    this.values = grown;
  }
}
