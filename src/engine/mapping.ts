/**
 * How the index of a server is laid out. A family is one document there: `x` holds what its root says, `f` one nested child for each of its
 * other documents, in the same form. Text fields hold leaksift's own terms with blanks between, so that the server cuts no text: its analyzers would
 * lose one term in eight. Two small indexes stand beside it: of the terms (for names, stems and suggestions), and of what was pushed.
 */
import { createHash } from "node:crypto";
import { FIELDS } from "../fields.ts";
import { TOKENIZER_VERSION } from "../tokenize.ts";

/** Raised with every change that makes documents pushed before unfit for a search. */
const LAYOUT_VERSION = 1;

/** More than the greatest slop of a query: a phrase never runs from one value into the next. */
const VALUE_GAP = 10_001;

/** What the index was made with. A search on another says so and ends. */
export interface Made {
  readonly leaksift: true;
  readonly layout: number;
  readonly tokenizer: number;
  /** Hash of the field table: names, kinds, what a word without a field reads. */
  readonly fields: string;
}

/** What this program makes. */
export const MADE: Made = {
  leaksift: true,
  layout: LAYOUT_VERSION,
  tokenizer: TOKENIZER_VERSION,
  fields: createHash("sha256")
    .update(
      JSON.stringify(
        FIELDS.map(({ name, type, level, inDefault, unionOf }) => [
          name,
          type,
          level,
          inDefault,
          unionOf,
        ]),
      ),
    )
    .digest("hex")
    .slice(0, 16),
};

const keyword = { type: "keyword", doc_values: false, norms: false } as const;
const sortable = { type: "keyword", norms: false } as const;

const PROPERTY = {
  text: {
    type: "text",
    analyzer: "whitespace",
    position_increment_gap: VALUE_GAP,
    norms: false,
  },
  token: keyword,
  time: { type: "double" },
  number: { type: "double" },
} as const;

/** What one document of a family says, root or file. */
const ofDocument = {
  properties: {
    /** "p:FIELD" where a field holds anything, "s:SCRIPT:FIELD" where it holds letters of a script. */
    m: keyword,
    /** Names this document on the server: the instance of the family, and of a file its number. */
    at: keyword,
    cid: sortable,
    src: keyword,
    /** Message-ID as compared. */
    mid: keyword,
    /** Checks that fired. */
    check: keyword,
    /** Different checks above information of the whole family; on the root alone. */
    checks: { type: "integer" },
    ...Object.fromEntries(
      FIELDS.flatMap(({ name, type, unionOf }) =>
        type === "catalog" || unionOf !== null ? [] : [[name, PROPERTY[type]]],
      ),
    ),
  },
};

/** The body of "create index". `shards` and `replicas` as asked for. */
export function familyIndex(shards: number, replicas: number) {
  return {
    settings: {
      index: {
        number_of_shards: shards,
        number_of_replicas: replicas,
        "mapping.nested_objects.limit": MAX_FILES,
        "mapping.total_fields.limit": 1000,
        max_terms_count: MAX_TERMS,
        max_inner_result_window: MAX_FILES,
      },
    },
    mappings: {
      dynamic: false,
      _meta: MADE,
      // The terms are in the postings; what is shown is in `rows`
      _source: { excludes: ["x", "f", "v"] },
      properties: {
        x: ofDocument,
        f: { type: "nested", ...ofDocument },
        /** Whether it is the first of its content: the others are its exact copies. */
        first: { type: "boolean" },
        /** Which of the copies of a content it is, and the order among equal hits. */
        order: { type: "long" },
        instance: sortable,
        /** The local index it was pushed from. */
        from: sortable,
        source: sortable,
        sender: { ...sortable, ignore_above: MAX_VALUE },
        when: { type: "double" },
        bytes: { type: "double" },
        v: {
          type: "object",
          dynamic: true,
        },
        rows: { type: "object", enabled: false },
      },
      dynamic_templates: [
        {
          values: {
            path_match: "v.*",
            mapping: { ...sortable, ignore_above: MAX_VALUE },
          },
        },
      ],
    },
  };
}

/** The body of "create index" for the terms and for what was pushed. */
export const sideIndex = (replicas: number) => ({
  settings: { index: { number_of_shards: 1, number_of_replicas: replicas } },
  mappings: {
    dynamic: false,
    _meta: MADE,
    properties: {
      kind: sortable,
      key: sortable,
      from: sortable,
      segment: sortable,
      /** First and last term of a block. */
      low: sortable,
      high: sortable,
      body: { type: "object", enabled: false },
    },
  },
});

/** Files of a family that are indexed there; a family with more is cut and said so. */
export const MAX_FILES = 20_000;

/** Values one condition may list. */
export const MAX_TERMS = 65_536;

/** Bytes of a value that can be a keyword: Lucene refuses a document with a longer one. */
export const MAX_KEYWORD_BYTES = 32_000;

/** Characters of a value that is counted by a facet. */
const MAX_VALUE = 8_000;

/** Values of one text field of one document: each stands {@link VALUE_GAP} further on, and positions end at 2^31. */
export const MAX_VALUES = 200_000;

/** The index of terms and of what was pushed, beside the one of families. */
export const sideName = (index: string): string => `${index}-side`;
