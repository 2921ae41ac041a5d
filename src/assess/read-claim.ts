/**
 * Claim file (YAML) -> Claim. Every error names line and column; unknown keys, empty queries and queries that cannot be read exactly as written
 * are errors, since a claim file is evidence of what was asked. The schema is docs/claims.md. Pure.
 */
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from "yaml";
import { UserError } from "../errors.ts";
import { CLAIM_KINDS, type Claim, type ClaimKind, type NamedQuery } from "../model/claim.ts";
import { parseQuery } from "../query/parse-query.ts";
import { DEFAULT_PAGES, DEFAULT_PAGES_OVER } from "./review/pages.ts";

/** First line of every claim file: `schema: leaksift-claim/1`. Raised when the meaning of a key changes. */
export const CLAIM_SCHEMA = "leaksift-claim/1";

/** Known counter-examples mixed in for each reader, unless the claim file says otherwise. */
export const DEFAULT_SEEDED = 20;

const MAX_FILE_CHARS = 1 << 20;
const MAX_LIST = 1000;

/** The tree of the file with its places; all reading goes through it, so that all errors look alike. */
class ClaimFile {
  readonly name: string;
  private readonly lines: LineCounter;

  constructor(name: string, lines: LineCounter) {
    this.name = name;
    this.lines = lines;
  }

  /** `banal.yaml:12:5: message`. */
  fail(node: Node | null | undefined, message: string): never {
    throw new UserError(`${this.name}:${this.place(node?.range?.[0] ?? 0)}: ${message}`);
  }

  place(offset: number): string {
    const { line, col } = this.lines.linePos(offset);
    return `${Math.max(1, line)}:${Math.max(1, col)}`;
  }

  map(
    node: unknown,
    what: string,
    keys: readonly string[],
    parent?: Node,
  ): YAMLMap<Node, Node | null> {
    if (!isMap(node))
      return this.fail((node as Node | null) ?? parent, `${what} must be a map of keys.`);
    const map = node as YAMLMap<Node, Node | null>;
    for (const { key } of map.items) {
      const name = isScalar(key) ? String(key.value) : "";
      if (!keys.includes(name))
        this.fail(key, `${what} has no key "${name}"; it has ${keys.join(", ")}.`);
    }
    return map;
  }

  text(map: YAMLMap<Node, Node | null>, key: string, fallback?: string): string {
    const node = map.get(key, true);
    if (node === undefined || node === null) {
      if (fallback !== undefined) return fallback;
      return this.fail(map, `"${key}" is missing.`);
    }
    const value: unknown = isScalar(node) ? node.value : null;
    if (typeof value !== "string" || (fallback === undefined && value.trim() === ""))
      return this.fail(node, `"${key}" must be text.`);
    return value;
  }

  number(
    map: YAMLMap<Node, Node | null>,
    key: string,
    low: number,
    high: number,
    fallback?: number,
  ): number {
    const node = map.get(key, true) as unknown;
    if ((node === undefined || node === null) && fallback !== undefined) return fallback;
    if (
      !isScalar(node) ||
      typeof node.value !== "number" ||
      !(node.value >= low && node.value <= high)
    )
      return this.fail(
        (node as Node | undefined) ?? map,
        `"${key}" must be a number from ${low} to ${high}.`,
      );
    return node.value;
  }

  truth(map: YAMLMap<Node, Node | null>, key: string, fallback: boolean): boolean {
    const node = map.get(key, true) as unknown;
    if (node === undefined || node === null) return fallback;
    if (!isScalar(node) || typeof node.value !== "boolean")
      return this.fail(node as Node, `"${key}" must be true or false.`);
    return node.value;
  }

  list(map: YAMLMap<Node, Node | null>, key: string): readonly Node[] {
    const node = map.get(key, true) as unknown;
    if (node === undefined || node === null) return [];
    if (!isSeq(node)) return this.fail(node as Node, `"${key}" must be a list.`);
    if (node.items.length > MAX_LIST)
      return this.fail(node, `"${key}" is longer than ${MAX_LIST}.`);
    return node.items as Node[];
  }

  /** One query, read strictly. */
  query(node: Node | null | undefined, what: string): string {
    if (!isScalar(node) || typeof node.value !== "string")
      return this.fail(node, `${what} must be a query in text; put quotes around it.`);
    const text = node.value.trim();
    const problem = parseQuery(text).problems[0];
    if (problem !== undefined)
      this.fail(node, `${problem.message} (column ${problem.offset + 1} of the query ${text})`);
    return text;
  }

  named(node: Node, what: string): NamedQuery {
    const map = this.map(node, what, ["name", "description", "query", "terms"]);
    const name = this.text(map, "name");
    const one = map.get("query", true) as Node | undefined;
    const terms = this.list(map, "terms");
    if ((one === undefined) === (terms.length === 0))
      return this.fail(map, `"${name}" needs either a query or a list of terms.`);
    return {
      name,
      description: this.text(map, "description", ""),
      terms:
        one === undefined
          ? terms.map((term) => this.query(term, "a term"))
          : [this.query(one, `"query"`)],
    };
  }

  namedList(map: YAMLMap<Node, Node | null>, key: string, what: string): NamedQuery[] {
    const nodes = this.list(map, key);
    const found = nodes.map((node) => this.named(node, what));
    for (const [i, { name }] of found.entries())
      if (found.findIndex((other) => other.name === name) !== i)
        this.fail(nodes[i], `"${name}" is there twice.`);
    return found;
  }
}

const KEYS =
  "schema id claim kind threshold confidence population categories counterEvidence sample planted amounts seed public".split(
    " ",
  );

function kindOf(file: ClaimFile, root: YAMLMap<Node, Node | null>): ClaimKind {
  const text = file.text(root, "kind");
  const kind = CLAIM_KINDS.find((known) => known === text);
  return (
    kind ?? file.fail(root.get("kind", true) as Node, `"kind" must be ${CLAIM_KINDS.join(", ")}.`)
  );
}

function seedOf(file: ClaimFile, root: YAMLMap<Node, Node | null>): Claim["seed"] {
  const node = root.get("seed", true) as unknown;
  const map = file.map(node, "seed", ["author", "value", "source", "date"], root);
  const author = file.text(map, "author", "");
  if (author !== "") return { kind: "author", value: author, source: "", date: "" };
  const value = file.text(map, "value", "");
  const date = file.text(map, "date");
  if (value !== "" && !/^\d{4}-\d{2}-\d{2}$/.test(date))
    file.fail(
      map.get("date", true) as Node,
      `"date" must be the day the value was published, e.g. '2026-12-05'.`,
    );
  return { kind: "public", value, source: file.text(map, "source"), date };
}

/** The root of a claim file whose schema is ours. */
function rootOf(name: string, text: string): { file: ClaimFile; root: YAMLMap<Node, Node | null> } {
  if (text.length > MAX_FILE_CHARS)
    throw new UserError(`${name} is larger than 1 MB: no claim file.`);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    schema: "core",
    uniqueKeys: true,
  });
  const file = new ClaimFile(name, lines);
  const error = document.errors[0];
  if (error !== undefined)
    throw new UserError(`${name}:${file.place(error.pos[0])}: ${error.message.split("\n")[0]}`);
  const root = file.map(document.contents, "a claim file", KEYS);
  const schema = file.text(root, "schema");
  if (schema !== CLAIM_SCHEMA)
    file.fail(
      root.get("schema", true) as Node,
      `this program reads ${CLAIM_SCHEMA}, not ${schema}.`,
    );
  return { file, root };
}

function sampleOf(file: ClaimFile, sample: YAMLMap<Node, Node | null>): Claim["sample"] {
  const whole = (key: string, least: number, most: number, usual?: number): number =>
    Math.floor(file.number(sample, key, least, most, usual));
  return {
    size: whole("size", 1, 1_000_000),
    excludedSize: whole("excludedSize", 60, 1_000_000, 60),
    blindShare: file.number(sample, "blindShare", 0, 1, 0.05),
    seeded: whole("seeded", 0, 10_000, DEFAULT_SEEDED),
    pagesOver: whole("pagesOver", 1, 1_000_000, DEFAULT_PAGES_OVER),
    pages: whole("pages", 1, 1_000_000, DEFAULT_PAGES),
  };
}

/** Reads a claim file. Throws UserError `NAME:LINE:COLUMN: what is wrong` for the first error. */
export function readClaim(name: string, text: string): Claim {
  const { file, root } = rootOf(name, text);
  const kind = kindOf(file, root);
  const id = file.text(root, "id");
  if (!/^[a-z0-9][a-z0-9-]{0,60}$/.test(id))
    file.fail(root.get("id", true) as Node, `"id" takes small letters, digits and dashes.`);
  const section = (key: string, keys: readonly string[]): YAMLMap<Node, Node | null> =>
    file.map(root.get(key, true), key, keys, root);
  const population = section("population", ["query", "withoutBulk", "exclude"]);
  const evidence = section("counterEvidence", ["question", "queries"]);
  const sample = section("sample", [
    "size",
    "excludedSize",
    "blindShare",
    "seeded",
    "pagesOver",
    "pages",
  ]);
  const allow = root.has("public") ? file.list(section("public", ["allow"]), "allow") : [];
  const queries = file.namedList(evidence, "queries", "a counter-evidence query");
  if (queries.length === 0)
    file.fail(evidence, `"queries" is missing: what would speak against the claim?`);
  return {
    id,
    claim: file.text(root, "claim"),
    kind,
    threshold: kind === "share" ? file.number(root, "threshold", 1e-9, 0.999) : 0,
    confidence: file.number(root, "confidence", 0.5, 0.9999, 0.95),
    population: {
      query: file.query(
        (population.get("query", true) as Node | undefined) ?? population,
        `"query"`,
      ),
      withoutBulk: file.truth(population, "withoutBulk", false),
      exclude: file.namedList(population, "exclude", "an exclusion"),
    },
    categories: file.namedList(root, "categories", "a category"),
    counterEvidence: { question: file.text(evidence, "question"), queries },
    sample: sampleOf(file, sample),
    planted: file.list(root, "planted").map((node) => {
      if (!isScalar(node) || !Number.isInteger(node.value) || (node.value as number) < 1)
        return file.fail(node, "a number of planted documents must be whole and above 0.");
      return node.value as number;
    }),
    seed: seedOf(file, root),
    amounts: file.truth(root, "amounts", false),
    publicAllow: allow.map((node) =>
      isScalar(node) && typeof node.value === "string"
        ? node.value
        : file.fail(node, "an allowed word must be text."),
    ),
  };
}
