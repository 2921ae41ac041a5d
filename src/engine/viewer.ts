/** Hits of a server as lists show them: rows that were pushed, with numbers given here, which mean nothing elsewhere. */
import type { StoredDocument } from "../catalog/stored-rows.ts";
import type { DocId } from "../model/ids.ts";
import type { Plan } from "../query/plan.ts";
import { findersOf, type HitView, ownTexts, viewOfFamily } from "../search/shown/hit-view.ts";
import type { StoredRow } from "./documents.ts";
import type { EngineHit } from "./hits.ts";

/** Documents and what stands beside them, by numbers given as they are seen. */
export class EngineViewer {
  private readonly find: ReturnType<typeof findersOf>;
  private readonly rows = new Map<number, StoredRow>();
  private readonly paths = new Map<number, string>();
  private next = 1;

  constructor(plan: Plan) {
    this.find = findersOf(plan);
  }

  /** The documents of a family, numbered. */
  family(rows: readonly StoredRow[], path: string): StoredDocument[] {
    const base = this.next;
    this.next += rows.length;
    this.paths.set(base, path);
    return rows.map((stored, i) => {
      this.rows.set(base + i, stored);
      return {
        ...stored.row,
        docId: (base + i) as DocId,
        parentId: stored.parent < 0 ? null : ((base + stored.parent) as DocId),
        rootId: base as DocId,
        sourceId: 0,
        copyOf: null,
      };
    });
  }

  view(hit: EngineHit): HitView {
    const family = this.family(hit.rows, hit.path);
    return viewOfFamily(family, {
      matched: family.filter((_, i) => hit.matched.includes(i)),
      score: hit.score,
      copies: hit.copies,
      textsIn: ({ docId }) => ownTexts(this.stored(docId).text),
      find: this.find,
    });
  }

  /** What is kept of a document of a view. */
  stored(docId: number): StoredRow {
    const row = this.rows.get(docId);
    if (row === undefined) throw new Error(`no document ${docId} was shown`);
    return row;
  }

  pathOf(rootId: number): string {
    return this.paths.get(rootId) ?? "";
  }

  /** Lets go of what was shown. */
  forget(): void {
    this.rows.clear();
    this.paths.clear();
  }
}
