/** A claim about a corpus as a claim file states it (docs/claims.md), and what readers say of single documents. Types only. */

/**
 * - `universal`: no document of the population is a counter-example ("completely banal").
 * - `share`: at most `threshold` of the population are.
 * - `existence`: at least one document of the population is an example ("there is evidence of …").
 */
export type ClaimKind = "universal" | "share" | "existence";
export const CLAIM_KINDS: readonly ClaimKind[] = ["universal", "share", "existence"];

/** A set of documents by name. Either one query, or terms of which one must match and which are counted one by one. */
export interface NamedQuery {
  readonly name: string;
  readonly description: string;
  /** Queries; a document belongs when any of them matches. */
  readonly terms: readonly string[];
}

/** Where the seed of the random draw comes from. `author`: chosen freely, and labelled so. `public`: a value published after the commit. */
export interface SeedRule {
  readonly kind: "author" | "public";
  /** "" while a public value is not known yet: nothing can be drawn then. */
  readonly value: string;
  readonly source: string;
  readonly date: string;
}

export interface Claim {
  readonly id: string;
  readonly claim: string;
  readonly kind: ClaimKind;
  /** Largest share that still fits a claim of kind `share`; 0 for the others. */
  readonly threshold: number;
  /** E.g. 0.95. */
  readonly confidence: number;
  readonly population: {
    readonly query: string;
    readonly withoutBulk: boolean;
    readonly exclude: readonly NamedQuery[];
  };
  readonly categories: readonly NamedQuery[];
  readonly counterEvidence: {
    /** What a reader is asked of each document; "yes" makes it a counter-example (of an existence claim: an example). */
    readonly question: string;
    readonly queries: readonly NamedQuery[];
  };
  readonly sample: {
    /** Documents to read of the random sample: fixed before the first mark. */
    readonly size: number;
    /** Documents to read of each excluded set. */
    readonly excludedSize: number;
    /** Share of read documents that are shown a second time without the first answer. */
    readonly blindShare: number;
    /** Known counter-examples mixed in for each reader, unannounced. Fixed here, so that nobody stops while readers look good. */
    readonly seeded: number;
    /** A text of more pages than this is read by page. */
    readonly pagesOver: number;
    /** Pages drawn of such a text. */
    readonly pages: number;
  };
  /** Numbers of planted documents for which the chance to miss them all is printed. */
  readonly planted: readonly number[];
  readonly seed: SeedRule;
  /** Whether sums of money in the documents are reported too. */
  readonly amounts: boolean;
  /** Words a public report may show though they stand in the corpus. */
  readonly publicAllow: readonly string[];
}

/** What a reader says to the question of the claim. */
export type Answer = "yes" | "no" | "unsure";
export const ANSWERS: readonly Answer[] = ["yes", "no", "unsure"];

/** Why a document was shown. Marks of active reading never count for the random sample. */
export type Via = "census" | "sample" | "excluded" | "active" | "blind" | "seeded" | "adjudication";
export const VIAS: readonly Via[] = [
  "census",
  "sample",
  "excluded",
  "active",
  "blind",
  "seeded",
  "adjudication",
];

/** Pages of one file that were shown, when it is read by page. Example: pages 3, 4 and 17 of 240 of file 2 are `{part: 2, of: 240, shown: [3, 4, 17]}`. */
export interface PagesShown {
  readonly part: number;
  /** Pages it has. */
  readonly of: number;
  /** Numbers from 1, ascending, each once. */
  readonly shown: readonly number[];
}

/** One screen that was on the terminal: part, number from 1, screens of this piece, milliseconds. */
export type ScreenShown = readonly [part: number, number: number, of: number, ms: number];

/** How a document was shown before the answer. */
export interface Viewing {
  /** A pipe is a script: nobody needs to have looked. */
  readonly from: "terminal" | "pipe";
  /** Answered for all of it by somebody who read or heard it outside of this program; the note says how. */
  readonly elsewhere: boolean;
  /** Milliseconds from the first screen to the answer. */
  readonly ms: number;
  /** In the order shown; one that was shown twice is there twice. */
  readonly screens: readonly ScreenShown[];
  /** 16 hex digits that are the same for all answers given on one account of one machine, and name neither. Marks of older programs do not have it. */
  readonly machine?: string;
}

/** A signature over a mark's id, by the key of its reader. */
export interface MarkSignature {
  /** Public Ed25519 key, 64 hex digits. */
  readonly key: string;
  /** 128 hex digits. */
  readonly signature: string;
}

/** One mark, never changed: an undo is a mark of its own. */
export interface Mark {
  /** SHA-256 of the rest: the same mark merged twice is one mark. */
  readonly markId: string;
  /** What was asked: {@link questionId}. Marks outlive edits of a claim's lexicon. */
  readonly question: string;
  readonly contentId: string;
  readonly reader: string;
  readonly via: Via;
  readonly answer: Answer;
  readonly note: string;
  /** Numbers of the parts that were opened; 0 is the message or file itself. */
  readonly parts: readonly number[];
  /** Of opened parts that were read by page, which pages; by part. A part that is not named here was shown as a whole. Marks of older programs have none. */
  readonly pages: readonly PagesShown[];
  /** Marks of older programs, and answers from a CSV, do not have it. */
  readonly viewing?: Viewing;
  readonly atMs: number;
  /** The mark this one takes back, "" for none. */
  readonly undoes: string;
  /** Where the reader signed it. Not part of the id: a mark that is signed later is the same mark. */
  readonly signed?: MarkSignature;
}
