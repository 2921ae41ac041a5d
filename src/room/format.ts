/**
 * What a reading room holds, shared by what writes it and by the page that reads it. Types and constants only.
 *
 * A room is a folder: `index.html`, and numbered chunks in `data/`, each a script that hands one string to the page (codec.ts). Chunk 0 is the
 * {@link RoomCore}; it says which chunks hold what. Documents are numbered from 0 in the order of the index, a family's documents after its root.
 */
import type { StoredEnvelope } from "../catalog/stored-json.ts";
import type { DocumentKind } from "../model/document.ts";
import type { Level } from "../model/flag.ts";
import type { MetadataValue } from "../model/metadata.ts";

/** Raised when a page could not read a room of another version; page and chunks are always written together. */
export const ROOM_FORMAT = 1;

/** How well a term describes its document, 0 best: what FlexSearch ranks by in a room. */
export const ROOM_SLOTS = 4;

/** Documents whose content ids are in one chunk. */
export const IDS_PER_CHUNK = 2048;

/** One value a flag stands on; what stands in another document is left out. */
export interface RoomEvidence {
  readonly where: string;
  readonly raw: string;
  readonly value: string;
  readonly comparedWith: string;
}

/** A flag as a room shows it. `sentence` is "" where it speaks of documents that are not in the room. */
export interface RoomFlag {
  readonly check: string;
  readonly level: Level;
  readonly sentence: string;
  readonly evidence: readonly RoomEvidence[];
}

/** Everything of one document but what {@link RoomCore} and {@link RoomRow} have. */
export interface RoomDetail {
  readonly kind: DocumentKind;
  readonly name: string;
  readonly envelope: StoredEnvelope | null;
  /** As stored: with places (text-places.ts). */
  readonly text: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly metadata: readonly Pick<MetadataValue, "field" | "text" | "state" | "source">[];
  /** Values of text fields that no stored value gives (delivery headers): their words in order. */
  readonly extra: Readonly<Record<string, readonly string[]>>;
  readonly flags: readonly RoomFlag[];
  /** What could not be read of it. */
  readonly problems: readonly string[];
}

/** What a list shows of a document. */
export interface RoomRow {
  /** Subject of a message, name of a file. */
  readonly label: string;
  readonly from: string;
  readonly to: string;
  readonly sizeBytes: number;
  readonly type: string;
  /** Path below `files/` of the original, with `--bytes`. */
  readonly file?: string;
}

/** A numeric column: documents as steps from the one before (several values a document allowed), and their values. */
export interface RoomColumn {
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

/** Values by number, and for each root the number of its value (-1 none). */
export interface RoomFacet {
  readonly values: readonly string[];
  readonly of: readonly number[];
}

/** Documents a check fired on, above information and at that level, ascending. */
export interface RoomCheck {
  readonly id: string;
  readonly looksFor: string;
  readonly whyItMatters: string;
  readonly innocentCauses: readonly string[];
  readonly loud: readonly number[];
  readonly quiet: readonly number[];
}

/** The claim a room asks about, for answers that `review merge` takes. */
export interface RoomClaim {
  readonly id: string;
  readonly claim: string;
  readonly question: string;
  readonly questionId: string;
}

/** What the cover says. */
export interface RoomCover {
  readonly title: string;
  readonly madeBy: string;
  /** Day, e.g. "2017-05-08". */
  readonly madeOn: string;
  readonly query: string;
  readonly with: readonly string[];
  readonly redacted: readonly string[];
  readonly withoutText: boolean;
  readonly version: string;
  readonly messages: number;
  readonly files: number;
  /** Files of these messages that are not in the room. */
  readonly filesLeftOut: number;
  readonly copiesLeftOut: number;
  /** Documents of the archive that are not in the room; null where it is not said. */
  readonly restLeftOut: number | null;
}

/** Which chunks hold what: `first[i]` is the first document (or term) of chunk `chunks[i]`. */
export interface ChunkRun<T> {
  readonly chunks: readonly number[];
  readonly first: readonly T[];
}

/** Chunk 0. */
export interface RoomCore {
  readonly format: number;
  readonly cover: RoomCover;
  readonly claim: RoomClaim | null;
  readonly count: number;
  /** For each document how far back its root is; 0 for a root. */
  readonly back: readonly number[];
  /** One letter a document: m message, a attachment, f file, e member. */
  readonly kinds: string;
  /** Exact copies: document, and a number that all documents of this content share. */
  readonly copies: readonly (readonly [number, number])[];
  readonly columns: Readonly<Record<string, RoomColumn>>;
  readonly senders: RoomFacet;
  readonly types: RoomFacet;
  readonly sources: RoomFacet;
  readonly custodians: RoomFacet;
  readonly checks: readonly RoomCheck[];
  /** Tags with the documents that have them, ascending. */
  readonly tags: readonly (readonly [string, readonly number[]])[];
  /** Conversation of each document, -1 for what is in none; and for each the document it answers, -1 for none in the room. */
  readonly threads: readonly number[];
  readonly answers: readonly number[];
  readonly details: ChunkRun<number>;
  readonly rows: ChunkRun<number>;
  readonly ids: ChunkRun<number>;
  readonly postings: ChunkRun<string>;
  readonly terms: ChunkRun<string>;
  /** Names of posting fields in the order of their numbers. */
  readonly fields: readonly string[];
}
