/** Two texts line by line: what one has that the other lacks. Pure; bounded, since the cost grows with the product of their lines. */

export interface DiffLine {
  readonly kind: "same" | "gone" | "new";
  readonly text: string;
}

/** Lines of each text that are compared; what follows is left out, and the page says so by ending. */
const MAX_LINES = 1000;

/** Lines of `after`, with those of `before` that it lacks: `a b` and `a c` are same a, gone b, new c. Quote marks do not count. */
export function diffLines(before: string, after: string): DiffLine[] {
  const lines = (text: string): string[] => text.split(/\r?\n/).slice(0, MAX_LINES);
  const [a, b] = [lines(before), lines(after)];
  const key = (line: string): string => line.replace(/^[>\s]+/, "").trimEnd();
  const [ka, kb] = [a.map(key), b.map(key)];
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i * width + j] =
        ka[i] === kb[j]
          ? (longest[(i + 1) * width + j + 1] as number) + 1
          : Math.max(longest[(i + 1) * width + j] as number, longest[i * width + j + 1] as number);
  const found: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && ka[i] === kb[j]) {
      found.push({ kind: "same", text: b[j] as string });
      i++;
      j++;
    } else if (
      j < b.length &&
      (i >= a.length ||
        (longest[i * width + j + 1] as number) >= (longest[(i + 1) * width + j] as number))
    )
      found.push({ kind: "new", text: b[j++] as string });
    else found.push({ kind: "gone", text: a[i++] as string });
  }
  return found;
}
