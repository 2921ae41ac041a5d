/** The `verify.sh` of an evidence package: needs a POSIX shell, sha256sum, head and tail, nothing of this program. Pure. */

/** One record to cut from its source again. */
export interface RecordLine {
  /** As in the catalog: a path, or a file URL for one that is no UTF-8. */
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  readonly sha256: string;
  /** The copy in the package. */
  readonly copy: string;
}

/** A word the shell takes as it is, whatever it holds: `it's` as `'it'\''s'`. */
function shellWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A path as a shell word; one that is no UTF-8 is spelled in octal for printf. */
function pathWord(path: string, bytes: Buffer | string): string {
  if (typeof bytes === "string") return shellWord(path);
  const octal = [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
  return `"$(printf '${octal}')"`;
}

const HEAD = `#!/bin/sh
# Verifies this evidence package with sha256sum, head and tail alone.
#
#   sh verify.sh               every file of the package, and every record cut again from its source where that is there
#   sh verify.sh OLD NEW       the same; sources whose path begins with OLD are looked for at NEW
#
# Ends with 0 when everything that could be checked is right, 1 when something is not, 3 when a source was not there.
case $0 in
  */*) cd -- "\${0%/*}" || exit 1 ;;
esac
export LC_ALL=C
old=$1
new=$2
wrong=0
absent=0
right=0

if sha256sum -c --quiet SHA256SUMS 2>/dev/null || sha256sum -c SHA256SUMS >/dev/null; then
  echo "package: every file has the sum of SHA256SUMS"
else
  echo "package: WRONG, see: sha256sum -c SHA256SUMS"
  wrong=1
fi

# record SOURCE OFFSET LENGTH SHA256 COPY
record() {
  source=$1
  if [ -n "$old" ]; then
    case $source in "$old"*) source=$new\${source#"$old"} ;; esac
  fi
  sum=$(sha256sum < "$5")
  if [ "\${sum%% *}" != "$4" ]; then
    echo "$5: WRONG, it is not the record with the sum $4"
    wrong=1
  fi
  if [ ! -r "$source" ]; then
    absent=$((absent + 1))
    return
  fi
  sum=$(tail -c "+$(($2 + 1))" < "$source" | head -c "$3" | sha256sum)
  if [ "\${sum%% *}" = "$4" ]; then
    right=$((right + 1))
  else
    echo "$5: WRONG, the source has other bytes at $2"
    wrong=1
  fi
}

`;

const TAIL = `
echo "records: $right cut again from their sources and equal, $absent whose source is not there"
[ "$wrong" -eq 0 ] || { echo "WRONG"; exit 1; }
[ "$absent" -eq 0 ] || exit 3
echo "everything is right"
`;

/** The script. \`openable\` gives what \`fs\` would open for a path. */
export function verifyScript(
  records: readonly RecordLine[],
  openable: (path: string) => Buffer | string,
): string {
  const lines = records.map(
    ({ path, offset, length, sha256, copy }) =>
      `record ${pathWord(path, openable(path))} ${offset} ${length} ${sha256} ${shellWord(copy)}\n`,
  );
  return `${HEAD}${lines.join("")}${TAIL}`;
}
