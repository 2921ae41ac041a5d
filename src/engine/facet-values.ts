/** What a family counts as in each facet: the values of all its documents, each once. Pushed beside the fields, so that a server counts families and not files. */
import type { MetadataValue } from "../model/metadata.ts";
import { PROGRAM_PARTS, programPart } from "../model/program-value.ts";
import { METADATA_FACETS, TOKEN_FACETS } from "../search/facets.ts";

/** Values of a family by facet: `{type: ["pdf"], lang: ["fr", "en"], creator: ["Anna"]}`. */
export function valuesCounted(
  said: readonly Readonly<Record<string, unknown>>[],
  metadata: readonly MetadataValue[],
  checks: readonly string[],
): Record<string, string[]> {
  const found = new Map<string, Set<string>>();
  const add = (facet: string, value: string): void => {
    if (value === "") return;
    const values = found.get(facet);
    if (values === undefined) found.set(facet, new Set([value]));
    else values.add(value);
  };
  // A type is indexed as "application/pdf" and as "pdf"; a copy is no value of its own in the local index
  for (const fields of said)
    for (const facet of TOKEN_FACETS)
      for (const term of (fields[facet] as readonly string[] | undefined) ?? [])
        if (
          !(facet === "type" && /[/]|^vnd\./.test(term)) &&
          !(facet === "is" && term === "duplicate")
        )
          add(facet, term);
  for (const value of metadata) {
    if (value.state !== "present") continue;
    if (METADATA_FACETS.includes(value.field)) add(value.field, value.text);
    if (value.field === "app")
      for (const part of PROGRAM_PARTS) add(part, programPart(value, part));
  }
  for (const check of checks) add("flag", check);
  return Object.fromEntries([...found].map(([facet, values]) => [facet, [...values]]));
}
