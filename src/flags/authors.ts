/**
 * Which names stand in the files, in which role, how often, from when to when: the table behind `leaksift authors`. A value is a text in a
 * file, never a person. One pass over the catalog; memory grows with the number of different values, up to a bound that is reported.
 */
import { type AuthorRow, authorRows, countFiles } from "../catalog/author-rows.ts";
import type { CatalogReader } from "../catalog/read-catalog.ts";
import { isDefaultName } from "../checks/facts/corpus-values.ts";
import { mainScript } from "../checks/facts/script-of.ts";
import { scriptsOf } from "../decode/script-names.ts";

/** Roles by the word `--role` takes, and how they are printed. */
export const ROLE_LABELS: ReadonlyMap<string, string> = new Map([
  ["creator", "creator"],
  ["lastsavedby", "last saved by"],
  ["company", "company"],
  ["manager", "manager"],
  ["changedby", "tracked change"],
  ["commentby", "comment"],
  ["people", "named in file"],
  ["pdf-author", "PDF author"],
  ["picture-author", "picture author"],
  ["camera-owner", "camera owner"],
]);

/** One value in one role. */
export interface AuthorValue {
  readonly value: string;
  /** A key of {@link ROLE_LABELS}. */
  readonly role: string;
  /** The field to search it in: `lastsavedby:"…"`. */
  readonly field: string;
  /** Different files (by content) that carry it. */
  readonly files: number;
  /** Places those files have in the corpus: the same file in two mails counts twice. */
  readonly places: number;
  /** `files` of all different files of the corpus, or of what the query matched. */
  readonly share: number;
  /** The script it counts for: that of its letters that are not Latin, where it has two or more. Lower case; "" without letters. */
  readonly script: string;
  /** Every script it has a letter of, in the order of first letters, as `lastsavedby:script:…` finds them. */
  readonly scripts: readonly string[];
  /** Earliest and latest time these files state: last saving, else creation, else when a picture was taken. Ms since 1970 or null. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  /** A name that many installations come with. */
  readonly isDefault: boolean;
}

export interface AuthorTable {
  readonly values: readonly AuthorValue[];
  /** Different files looked at. */
  readonly corpusFiles: number;
  /** Of these, files that carry any such value. */
  readonly filesWithValues: number;
  /** Values beyond the bound, not listed. */
  readonly leftOut: number;
}

/** Different values kept; beyond them new ones are counted only. */
const MAX_VALUES = 500_000;
/** Longer values are cut for the table, and those with one beginning counted together. */
const MAX_CHARS = 300;

const CAMERA_OWNER = /OwnerName|xmpRights:Owner/;

function roleOf(row: AuthorRow): string {
  if (row.field === "people") return CAMERA_OWNER.test(row.source) ? "camera-owner" : "people";
  if (row.field !== "creator") return row.field;
  if (row.type === "application/pdf") return "pdf-author";
  return row.type.startsWith("image/") ? "picture-author" : "creator";
}

interface Count {
  readonly value: string;
  readonly role: string;
  readonly field: string;
  files: number;
  places: number;
  firstAt: number | null;
  lastAt: number | null;
}

/** Rows of one document at a time. */
function* byDocument(rows: Iterable<AuthorRow>): Generator<readonly AuthorRow[]> {
  let group: AuthorRow[] = [];
  for (const row of rows) {
    if (group[0] !== undefined && group[0].docId !== row.docId) {
      yield group;
      group = [];
    }
    group.push(row);
  }
  if (group.length > 0) yield group;
}

/** A slot filled with 0, 1601 or the year 30828 is no time. */
const isUsable = (at: number): boolean => at > Date.UTC(1980, 0, 2) && at < Date.UTC(2060, 0, 1);

/** What the file says of its last state. */
function statedTime(group: readonly AuthorRow[]): number | null {
  for (const field of ["modified", "created", "taken"]) {
    for (const row of group)
      if (row.field === field && row.epochMs !== null && isUsable(row.epochMs)) return row.epochMs;
  }
  return null;
}

function addTo(count: Count, isNew: boolean, at: number | null): void {
  count.places++;
  if (!isNew) return;
  count.files++;
  if (at === null) return;
  if (count.firstAt === null || at < count.firstAt) count.firstAt = at;
  if (count.lastAt === null || at > count.lastAt) count.lastAt = at;
}

/** The table over all files, or over those of the families with these roots. */
export function authorTable(
  catalog: CatalogReader,
  roots: ReadonlySet<number> | null,
): AuthorTable {
  const counts = new Map<string, Count>();
  const seen = new Set<string>();
  let leftOut = 0;
  for (const group of byDocument(authorRows(catalog))) {
    const [{ rootId, contentId } = { rootId: -1, contentId: "" }] = group;
    if (roots !== null && !roots.has(rootId)) continue;
    const named = group.filter((row) => row.epochMs === null);
    if (named.length === 0) continue;
    const isNew = !seen.has(contentId);
    seen.add(contentId);
    const at = statedTime(group);
    const here = new Set<string>();
    for (const row of named) {
      const value = row.text.slice(0, MAX_CHARS);
      const role = roleOf(row);
      const key = `${role}\n${value}`;
      if (here.has(key)) continue;
      here.add(key);
      let count = counts.get(key);
      if (count === undefined) {
        if (counts.size >= MAX_VALUES) {
          leftOut++;
          continue;
        }
        count = { value, role, field: row.field, files: 0, places: 0, firstAt: null, lastAt: null };
        counts.set(key, count);
      }
      addTo(count, isNew, at);
    }
  }
  const corpusFiles = countFiles(catalog, roots);
  const values = [...counts.values()].map((count) => ({
    ...count,
    share: corpusFiles === 0 ? 0 : count.files / Math.max(corpusFiles, seen.size),
    ...scriptsIn(count.value),
    isDefault: isDefaultName(count.value),
  }));
  return { values, corpusFiles, filesWithValues: seen.size, leftOut };
}

/** `scriptsIn("Anna Вебер")` is `{script: "cyrillic", scripts: ["latin", "cyrillic"]}`. Kana are called as the field `script` calls them. */
function scriptsIn(value: string): Pick<AuthorValue, "script" | "scripts"> {
  const scripts = scriptsOf(value);
  const main = (mainScript(value) ?? "").toLowerCase();
  const isNamed = scripts.some((script) => script === main);
  return { scripts, script: isNamed ? main : (scripts.find((name) => name !== "latin") ?? "") };
}

/** How the table can be ordered. `unusual`: scripts that few values stand in first, most files first within a script. */
export const AUTHOR_SORTS = ["unusual", "files", "rare", "value", "first", "last"] as const;
export type AuthorSort = (typeof AUTHOR_SORTS)[number];

const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const timeOrder = (a: number | null, b: number | null): number =>
  a === b ? 0 : a === null ? 1 : b === null ? -1 : a - b;

/** The values in that order; equal ones by text, then role, so that the order is always the same. */
export function sortAuthors(values: readonly AuthorValue[], sort: AuthorSort): AuthorValue[] {
  const ofScript = new Map<string, number>();
  for (const { script, files } of values) ofScript.set(script, (ofScript.get(script) ?? 0) + files);
  // Scripts from the rarest to the most frequent, texts without letters last: ranks, since the order is asked for a million times.
  const scripts = [...ofScript].sort(
    ([a, m], [b, n]) => Number(a === "") - Number(b === "") || m - n || inOrder(a, b),
  );
  const rank = new Map(scripts.map(([script], i) => [script, i]));
  const rankOf = (each: AuthorValue): number => rank.get(each.script) ?? 0;
  const orders: Record<AuthorSort, (a: AuthorValue, b: AuthorValue) => number> = {
    unusual: (a, b) => rankOf(a) - rankOf(b) || b.files - a.files,
    files: (a, b) => b.files - a.files,
    rare: (a, b) => a.files - b.files,
    value: () => 0,
    first: (a, b) => timeOrder(a.firstAt, b.firstAt),
    last: (a, b) =>
      b.lastAt === null || a.lastAt === null ? timeOrder(a.lastAt, b.lastAt) : b.lastAt - a.lastAt,
  };
  return [...values].sort(
    (a, b) => orders[sort](a, b) || inOrder(a.value, b.value) || inOrder(a.role, b.role),
  );
}
