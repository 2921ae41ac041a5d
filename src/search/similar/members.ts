/** Documents of a list of near-duplicates as a person knows them: when and by whom they were sent, what they are called, what the file says of its last saving. */
import { labelOf, type StoredDocument } from "../../catalog/stored-rows.ts";
import type { OpenIndex } from "../open-index.ts";
import type { SimilarGroup } from "./groups.ts";
import type { SimilarTexts } from "./texts.ts";
import { textKey } from "./texts.ts";

/** A document beside the mail that it is, or that carries it. */
export interface Member {
  readonly document: StoredDocument;
  /** When the mail was sent, else received; of a loose file when it says it was last saved; null where nothing says. */
  readonly at: number | null;
  /** First sender of the mail; "" for a loose file. */
  readonly from: string;
  readonly label: string;
  /** When the file says it was last saved, null where it does not. */
  readonly modifiedAt: number | null;
}

/** A document with the mail around it. */
export function memberOf({ catalog }: OpenIndex, docId: number): Member {
  const document = catalog.document(docId);
  const root = document.parentId === null ? document : catalog.document(document.rootId);
  const saved = catalog
    .metadata(docId)
    .find(({ field, time }) => field === "modified" && time !== undefined);
  const modifiedAt = saved?.time?.epochMs ?? null;
  const sender = root.envelope?.from[0];
  return {
    document,
    at: root.sentAt ?? root.receivedAt ?? modifiedAt,
    from: sender === undefined ? "" : sender.name === "" ? sender.address : sender.name,
    label: labelOf(document),
    modifiedAt,
  };
}

/** A member of a group, in the order of time. */
export interface GroupMember extends Member {
  /** Counts groups from 1, and the members of one from 1. */
  readonly group: number;
  readonly member: number;
  /** Shared shingles with the member before it and with the first one, compared in full; null for the first. */
  readonly toPrevious: number | null;
  readonly toFirst: number | null;
  /** Whether the words are those of the member before it. */
  readonly sameText: boolean;
  /** In how many places the same bytes are. */
  readonly places: number;
}

/** The different contents of a group in the order of time, undated ones last. */
export function membersOf(
  index: OpenIndex,
  texts: SimilarTexts,
  group: SimilarGroup,
  number: number,
): GroupMember[] {
  const byContent = new Map<string, { docId: number; places: number }>();
  for (const [at, contentId] of index.catalog.contentIds(group.docIds).entries()) {
    const known = byContent.get(contentId);
    if (known === undefined)
      byContent.set(contentId, { docId: group.docIds[at] as number, places: 1 });
    else known.places++;
  }
  const members = [...byContent.values()]
    .map(({ docId, places }) => ({ ...memberOf(index, docId), places }))
    .sort(
      (a, b) =>
        (a.at ?? Number.MAX_VALUE) - (b.at ?? Number.MAX_VALUE) ||
        a.document.docId - b.document.docId,
    );
  const first = members[0]?.document.docId ?? 0;
  const keyOf = (docId: number): number => textKey(texts.sketch(docId));
  const similarity = (a: number, b: number): number =>
    keyOf(a) === keyOf(b) ? 1 : texts.similarity(a, b);
  return members.map((member, at) => {
    const own = member.document.docId;
    const before = members[at - 1]?.document.docId;
    return {
      ...member,
      group: number,
      member: at + 1,
      toPrevious: before === undefined ? null : similarity(before, own),
      toFirst: before === undefined ? null : similarity(first, own),
      sameText: before !== undefined && keyOf(before) === keyOf(own),
    };
  });
}
