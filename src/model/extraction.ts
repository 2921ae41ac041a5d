/**
 * What a format reader returns for one file's bytes. Readers are pure: bytes in, this out; no file, no network, no clock.
 */
import type { DecodeName, LocatorStep } from "./locator.ts";
import type { MetadataValue } from "./metadata.ts";
import type { Problem } from "./problem.ts";

/**
 * A piece of text with where it stands, e.g. `{place:"sheet Q3", text:"Invoice 2041 …"}`; place is "" where there is none,
 * else "page 3", "slide 2", "sheet Umsatz", "notes", "comments", "header", "deleted text".
 */
export interface TextBlock {
  readonly place: string;
  readonly text: string;
}

/** Bytes found inside, to become a document of their own. The queue in ingest/ reads it; a reader never does. */
export interface Child {
  /** Name as stored, decoded; may be "" and may be hostile ("../x", NUL, bidi). */
  readonly name: string;
  /** Media type the container claims, lower case, "" when it claims none. */
  readonly declaredType: string;
  readonly bytes: Uint8Array;
  /** Steps from the container's bytes to these. */
  readonly steps: readonly LocatorStep[];
  /** Values the container says about the member: member time, host OS … */
  readonly metadata: readonly MetadataValue[];
}

/** Why a file's text is missing, as searched with `is:`. */
export type Marker = "encrypted" | "unreadable" | "needs-ocr";

export interface Extraction {
  readonly text: readonly TextBlock[];
  readonly metadata: readonly MetadataValue[];
  readonly children: readonly Child[];
  readonly problems: readonly Omit<Problem, "locator">[];
  readonly markers: readonly Marker[];
}

/** How a child's bytes were decoded, for readers that need to name it. */
export type ChildDecode = DecodeName;
