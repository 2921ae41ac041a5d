/**
 * Flags as a room shows them. What a flag says of its own document goes along; a sentence or value that speaks of other documents, or of the whole
 * archive, does not: it would tell what is not in the room.
 */
import type { CatalogReader } from "../catalog/read-catalog.ts";
import { allFindings, flagsOf } from "../catalog/read-flags.ts";
import { checkById } from "../checks/engine/engine.ts";
import type { Evidence, Level, Place } from "../model/flag.ts";
import type { RoomCheck, RoomEvidence, RoomFlag } from "./format.ts";

function placeText(place: Place): string {
  switch (place.kind) {
    case "header":
      return place.name;
    case "metadata":
      return place.source;
    case "bytes":
      return `bytes ${place.offsetBytes} to ${place.offsetBytes + place.lengthBytes}`;
    case "text":
      return `line ${place.line} of the text`;
    case "absent":
    case "corpus":
      return place.what;
  }
}

/** Whether evidence speaks of its own document alone. */
const isOwn = ({ where, docId, comparedWith }: Evidence, own: number): boolean =>
  where.kind !== "corpus" &&
  comparedWith?.where.kind !== "corpus" &&
  (docId === undefined || docId === own);

const shown = ({ where, raw, value, comparedWith }: Evidence): RoomEvidence => ({
  where: placeText(where),
  raw,
  value,
  comparedWith: comparedWith === null ? "" : `${comparedWith.what}: ${comparedWith.raw}`,
});

/** Reads the flags of the documents of one index. */
export function flagReader(catalog: CatalogReader): (docId: number) => RoomFlag[] {
  const findings = new Map<number, { check: string; level: Level }[]>();
  for (const { check, level, members } of allFindings(catalog.database))
    for (const { docId } of members) {
      const list = findings.get(docId) ?? [];
      findings.set(docId, list);
      if (!list.some((each) => each.check === check && each.level === level))
        list.push({ check, level });
    }
  return (docId) => [
    ...flagsOf(catalog.database, docId).map(({ check, level, body }): RoomFlag => {
      const evidence = body?.evidence ?? [];
      const own = evidence.filter((each) => isOwn(each, docId));
      const speaks = body !== null && own.length === evidence.length;
      return { check, level, sentence: speaks ? body.sentence : "", evidence: own.map(shown) };
    }),
    ...(findings.get(docId) ?? []).map((found) => ({ ...found, sentence: "", evidence: [] })),
  ];
}

/** Checks that fired on documents of a room, with what they say of themselves; filled document by document. */
export class CheckList {
  private readonly checks = new Map<string, { loud: number[]; quiet: number[] }>();

  add(document: number, flags: readonly Pick<RoomFlag, "check" | "level">[]): void {
    for (const { check, level } of flags) {
      const own = this.checks.get(check) ?? { loud: [], quiet: [] };
      this.checks.set(check, own);
      const list = level === "information" ? own.quiet : own.loud;
      if (list.at(-1) !== document) list.push(document);
    }
  }

  list(): RoomCheck[] {
    return [...this.checks]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, documents]) => {
        const about = checkById(id);
        return {
          id,
          looksFor: about?.looksFor ?? "",
          whyItMatters: about?.whyItMatters ?? "",
          innocentCauses: about?.innocentCauses ?? [],
          ...documents,
        };
      });
  }
}
