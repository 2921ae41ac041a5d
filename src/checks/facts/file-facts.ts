/** What file checks look at: metadata values by field, features, text and the members of one file. */
import type { Child, Marker, TextBlock } from "../../model/extraction.ts";
import type { MetadataValue } from "../../model/metadata.ts";

export interface FileFacts {
  readonly name: string;
  /** Media type by content. */
  readonly type: string;
  readonly sizeBytes: number;
  readonly metadata: readonly MetadataValue[];
  /** Present values of that field, in order. */
  readonly all: (field: string) => readonly MetadataValue[];
  readonly first: (field: string) => MetadataValue | undefined;
  readonly features: ReadonlySet<string>;
  readonly markers: ReadonlySet<Marker>;
  readonly texts: readonly TextBlock[];
  readonly children: readonly Pick<Child, "name" | "metadata">[];
}

/** What is given to {@link fileFacts}. */
export interface FileInput {
  readonly name: string;
  readonly type: string;
  readonly sizeBytes: number;
  readonly metadata: readonly MetadataValue[];
  readonly features?: readonly string[];
  readonly markers?: readonly Marker[];
  readonly texts?: readonly TextBlock[];
  readonly children?: readonly Pick<Child, "name" | "metadata">[];
}

const NONE: readonly MetadataValue[] = [];

/** Facts of one file. */
export function fileFacts(file: FileInput): FileFacts {
  const byField = new Map<string, MetadataValue[]>();
  for (const value of file.metadata) {
    if (value.state !== "present") continue;
    const list = byField.get(value.field);
    if (list === undefined) byField.set(value.field, [value]);
    else list.push(value);
  }
  return {
    name: file.name,
    type: file.type,
    sizeBytes: file.sizeBytes,
    metadata: file.metadata,
    all: (field) => byField.get(field) ?? NONE,
    first: (field) => byField.get(field)?.[0],
    features: new Set(file.features ?? []),
    markers: new Set(file.markers ?? []),
    texts: file.texts ?? [],
    children: file.children ?? [],
  };
}
