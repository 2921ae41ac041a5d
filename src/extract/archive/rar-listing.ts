/** What the headers of a RAR archive of either version say. Types only. */
import type { TimeValue } from "../../model/metadata.ts";

/** One member as its header states it. */
export interface RarMember {
  readonly name: string;
  readonly isFolder: boolean;
  readonly encrypted: boolean;
  /** Begins in the volume before. */
  readonly splitBefore: boolean;
  /** Continues in the next volume. */
  readonly splitAfter: boolean;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  /** 0 when the format does not state it. */
  readonly dictionaryBytes: number;
  readonly host: string;
  /** Named times: "mtime", "ctime", "atime". */
  readonly times: readonly (readonly [string, TimeValue])[];
  readonly isLink: boolean;
  /** "user", "group" as stored by Unix packers. */
  readonly owners: readonly (readonly [string, string])[];
}

/** What the headers of an archive say. */
export interface RarListing {
  readonly version: 4 | 5;
  readonly members: readonly RarMember[];
  readonly headersEncrypted: boolean;
  readonly isVolume: boolean;
  /** Name and creation time of the archive itself, kept by RAR 7 with -am. */
  readonly archiveName: string;
  readonly archiveTime: TimeValue | null;
  /** "" or why the list ends before the file does. */
  readonly damage: string;
}

/** A listing while it is filled. */
export type Draft<T> = { -readonly [K in keyof T]: T[K] };
