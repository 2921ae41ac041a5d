/**
 * Character runs of a Word document that carry meaning for a reader of evidence: deleted, inserted and hidden text, with author
 * number and local time ([MS-DOC] 2.4.6.2, 2.6.1). Looks at the runs' properties only; doc-text.ts places them in the text.
 */
import { guarded, sliceUpTo, u8, u16, u32 } from "../bytes.ts";

/** Bytes `[from, to)` of the WordDocument stream with what was said about them. */
export interface MarkedRun {
  readonly from: number;
  readonly to: number;
  readonly isDeleted: boolean;
  readonly isInserted: boolean;
  readonly isHidden: boolean;
  /** Position in the table of revision authors, null when not stated. */
  readonly author: number | null;
  /** DTTM, 0 when not stated. */
  readonly dttm: number;
}

const PAGE_BYTES = 512;
const SPRM = {
  isDeleted: 0x0800,
  isInserted: 0x0801,
  isHidden: 0x083c,
  author: 0x4804,
  dttm: 0x6805,
  deletingAuthor: 0x4863,
  deletingDttm: 0x6864,
} as const;

/** Operand length by the top three bits of the operation code ([MS-DOC] 2.2.5.1). */
const OPERAND_BYTES = [1, 1, 2, 4, 2, 2, -1, 3] as const;

function readProperties(page: Uint8Array, at: number): Omit<MarkedRun, "from" | "to"> {
  let isDeleted = false;
  let isInserted = false;
  let isHidden = false;
  let author: number | null = null;
  let dttm = 0;
  const end = Math.min(at + 1 + u8(page, at), page.length);
  let next = at + 1;
  while (next + 3 <= end) {
    const code = u16(page, next);
    const size = OPERAND_BYTES[code >>> 13] ?? 1;
    const operand = next + 2;
    const length = size >= 0 ? size : 1 + u8(page, operand);
    if (operand + length > end) break;
    if (code === SPRM.isDeleted) isDeleted = (u8(page, operand) & 1) === 1;
    else if (code === SPRM.isInserted) isInserted = (u8(page, operand) & 1) === 1;
    else if (code === SPRM.isHidden) isHidden = u8(page, operand) === 1;
    else if (code === SPRM.author || code === SPRM.deletingAuthor) author = u16(page, operand);
    else if (code === SPRM.dttm || code === SPRM.deletingDttm) dttm = u32(page, operand);
    next = operand + length;
  }
  return { isDeleted, isInserted, isHidden, author, dttm };
}

/**
 * The marked runs in file order. `binTable` is PlcBteChpx: offsets, then page numbers; each page of 512 bytes lists its runs and
 * where in the page their properties are.
 */
export function readMarkedRuns(
  word: Uint8Array,
  binTable: Uint8Array,
  onProblem: (reason: string) => void,
): MarkedRun[] {
  const runs: MarkedRun[] = [];
  const count = Math.max(0, Math.floor((binTable.length - 4) / 8));
  const seen = new Set<number>();
  for (let i = 0; i < count; i++) {
    guarded(
      () => {
        const number = u32(binTable, 4 * (count + 1) + 4 * i) & 0x3fffff;
        // a page belongs to one place: listing it twice would multiply its runs
        if (seen.has(number)) return;
        seen.add(number);
        const page = sliceUpTo(word, number * PAGE_BYTES, PAGE_BYTES);
        if (page.length < PAGE_BYTES) return;
        const inPage = Math.min(u8(page, PAGE_BYTES - 1), 101);
        for (let run = 0; run < inPage; run++) {
          const at = u8(page, 4 * (inPage + 1) + run) * 2;
          if (at === 0) continue;
          const marks = readProperties(page, at);
          if (!marks.isDeleted && !marks.isInserted && !marks.isHidden) continue;
          runs.push({ from: u32(page, 4 * run), to: u32(page, 4 * run + 4), ...marks });
        }
      },
      undefined,
      onProblem,
    );
  }
  return runs;
}
