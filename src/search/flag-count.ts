/** The number in `flags:>=2`. Pure. */

/** `>=2`, `>1`, `2`: at least so many; null for anything else. */
export function leastOf(pattern: string): number | null {
  const found = /^(>=?)?(\d{1,4})$/.exec(pattern.replace(/\\(?=[<>=])/g, ""));
  if (found === null) return null;
  const count = Number(found[2]);
  return Math.max(1, found[1] === ">" ? count + 1 : count);
}
