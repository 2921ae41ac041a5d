/**
 * Checks, what they say and what they stand on. A flag is an observation with evidence, never a judgement: the person decides.
 * Types only; docs/checks/ describes each check.
 */

/** How much a flag means by itself. `information` is context that never counts alone. */
export type Level = "information" | "low" | "medium" | "high";
export const LEVELS: readonly Level[] = ["information", "low", "medium", "high"];

/**
 * What a check looks at. Flags of one line are one witness however many they are; findings are ranked by how many lines agree.
 *
 * - `clock`: times hidden in ids and boundaries
 * - `transport`: what servers wrote on the way
 * - `consistency`: the mail or file compared with itself or with others of the corpus
 * - `document`: properties stored in a file
 * - `layout`: how a program writes its mails and files
 * - `identity`: names and addresses as they stand
 */
export type EvidenceLine =
  | "clock"
  | "transport"
  | "consistency"
  | "document"
  | "layout"
  | "identity";
export const EVIDENCE_LINES: readonly EvidenceLine[] = [
  "clock",
  "transport",
  "consistency",
  "document",
  "layout",
  "identity",
];

/** What it takes to set the value by hand. Clues can be planted: evidence is ranked by this too. */
export type SettingCost = "trivial" | "needs tools" | "needs a key";

/** Where a value stands. Offsets count in the message bytes (headers) or in the file's own bytes. */
export type Place =
  | {
      readonly kind: "header";
      readonly name: string;
      readonly offsetBytes: number;
      readonly lengthBytes: number;
    }
  /** A metadata value of a file; `source` says where in the file, e.g. "docProps/core.xml dcterms:modified". */
  | { readonly kind: "metadata"; readonly field: string; readonly source: string }
  | { readonly kind: "bytes"; readonly offsetBytes: number; readonly lengthBytes: number }
  /** Text of a message or file, with the line that holds the value (1-based). */
  | { readonly kind: "text"; readonly line: number }
  /** The value is that something is not there, e.g. "no Thread-Index header". */
  | { readonly kind: "absent"; readonly what: string }
  /** A figure counted over the corpus. */
  | { readonly kind: "corpus"; readonly what: string };

/** What a value is held against: `{what:"the Date header", raw:"Fri, 14 Jun 2016 …", where:{kind:"header", …}}`. */
export interface Compared {
  readonly what: string;
  readonly raw: string;
  readonly where: Place;
}

/**
 * One value with everything needed to derive it again by hand.
 *
 * Example: `{raw:"000000000000a1b2c30005d1e2f3ab", where:{kind:"header", name:"Content-Type", …}, steps:["low half a1b2c3, …"],
 * value:"2017-03-27T09:14:05.123Z", comparedWith:{what:"the Date header", …}}`.
 */
export interface Evidence {
  /** As it stands in the bytes. Hostile. */
  readonly raw: string;
  readonly where: Place;
  /** The arithmetic from `raw` to `value`, one step a line; empty when the raw value is the value. */
  readonly steps: readonly string[];
  readonly value: string;
  readonly comparedWith: Compared | null;
  /** The document the value stands in, when it is another than the flag's own (findings over several). */
  readonly docId?: number;
}

/** A check fired on one document. `sentence` is a template of the check with corpus values put in. */
export interface Flag {
  readonly check: string;
  readonly level: Level;
  readonly sentence: string;
  readonly evidence: readonly Evidence[];
  /** All lines whose evidence agrees in this flag, where it is more than the check's own. */
  readonly lines?: readonly EvidenceLine[];
}

/** A document of a finding, with what it contributes. */
export interface FindingMember {
  readonly docId: number;
  readonly evidence: readonly Evidence[];
}

/** A document or a group that one corpus check reports. */
export interface Finding {
  readonly check: string;
  readonly level: Level;
  readonly sentence: string;
  readonly members: readonly FindingMember[];
  /** Evidence about the group as a whole. */
  readonly evidence: readonly Evidence[];
  /**
   * How unusual the value is in this corpus, 0 (everywhere) to 1 (once among thousands). A check that does not count rarity says 0.5.
   */
  readonly rarity: number;
}

/** What every check says about itself; docs/checks/ is made from it. */
export interface CheckDescription {
  /** Kebab-case name of the condition: file name, test name and page name are the same. */
  readonly id: string;
  /** Rows of the catalogue of checks it builds, e.g. "H01". */
  readonly catalogue: string;
  readonly line: EvidenceLine;
  /** The highest level it gives by itself. */
  readonly level: Level;
  /** The sentence of a flag; `{name}` is replaced by a value, in quotes when it comes from the corpus. */
  readonly sentence: string;
  readonly looksFor: string;
  readonly whyItMatters: string;
  /** Ordinary ways for the condition to come about, commonest first. Printed with every flag. */
  readonly innocentCauses: readonly string[];
  readonly sources: readonly string[];
  /** How easily the value that fires is set by hand. */
  readonly cost: SettingCost;
}

/** How often a check fired on one corpus of genuine mail or files, measured by bench/checks.js. */
export interface MeasuredRate {
  readonly corpus: string;
  /** Years of the documents, e.g. "1997-2003". */
  readonly era: string;
  /** What was counted: messages, files. */
  readonly unit: "message" | "file" | "corpus";
  /** How many the check applies to: the denominator. */
  readonly applies: number;
  readonly fired: number;
  /** The same counted by sender, mailer, list or collection: one of them firing a hundred times is one. */
  readonly clusters: number;
  readonly clustersFired: number;
}
