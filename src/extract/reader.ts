/** What every reader of this folder is given and what it gives back. Types only. */
import type { Extraction } from "../model/extraction.ts";

/** What is known of a file before it is read. All of it but `sniffedType` is a claim of the corpus. */
export interface ReadContext {
  /** Name as stored, decoded, "" when none. Hostile. */
  readonly name: string;
  /** Media type the mail or container declares, lower case, "" when none. */
  readonly declaredType: string;
  /** Media type by content (sources/sniff.ts), lower case; "application/octet-stream" when the bytes say nothing. */
  readonly sniffedType: string;
  /** Where each volume begins in the bytes of an archive joined from volumes; absent for other files. */
  readonly volumeStarts?: readonly number[];
  /** Bytes that an archive may unpack to beside its own limits: what is left to the family around it. Absent: no such bound. */
  readonly roomBytes?: number;
}

/**
 * Reads one file. Bad input never throws: it comes back as `problems` and `markers`. A thrown error is a bug.
 * Readers are pure: no file, no network, no clock, no console.
 */
export type Reader = (bytes: Uint8Array, context: ReadContext) => Promise<Extraction>;
