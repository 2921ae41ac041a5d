/** Whom or where sources came from, read off their paths: folders common to all say nothing, the first one in which they differ does. Pure. */

/** The part of a path that tells sources apart; the path itself where there is only one source. */
export function custodianOf(paths: readonly string[]): (path: string) => string {
  const split = paths.map((path) => path.split("/"));
  const first = split[0] ?? [];
  let common = 0;
  while (
    common < first.length - 1 &&
    split.every((parts) => parts.length > common + 1 && parts[common] === first[common])
  )
    common++;
  return (path) => path.split("/")[common] ?? path;
}
