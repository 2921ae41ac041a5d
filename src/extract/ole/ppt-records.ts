/** Records of a PowerPoint stream ([MS-PPT] 2.3.1): eight bytes of head, then a body or further records. Knows layout, not meaning. */
import { LIMITS } from "../../limits.ts";
import { sliceUpTo, u16, u32 } from "../bytes.ts";
import { decodeUtf16 } from "../code-pages.ts";

/** Record types ([MS-PPT] 2.13.24). */
export const PPT_TYPE = {
  document: 1000,
  slide: 1006,
  notes: 1008,
  slidePersist: 1011,
  mainMaster: 1016,
  textChars: 4000,
  textBytes: 4008,
  string: 4026,
  oleObject: 4113,
  slideList: 4080,
  userEdit: 4085,
  currentUser: 4086,
  persistDirectory: 6002,
  comment: 12000,
  commentAtom: 12001,
  vbaInfo: 1023,
} as const;

/** One record: its kind and where its body lies. */
export interface PptRecord {
  readonly type: number;
  readonly instance: number;
  readonly isContainer: boolean;
  /** Offset of the body. */
  readonly at: number;
  readonly length: number;
}

/** The record whose head is at `at`, its length cut to the stream; null at the end. */
export function recordAt(bytes: Uint8Array, at: number): PptRecord | null {
  if (at + 8 > bytes.length) return null;
  const head = u16(bytes, at);
  return {
    type: u16(bytes, at + 2),
    instance: head >>> 4,
    isContainer: (head & 0xf) === 0xf,
    at: at + 8,
    length: Math.min(u32(bytes, at + 4), bytes.length - at - 8),
  };
}

/** What may still be read of a stream: `records` of the whole file; `onLimit` is told why something of it is not. */
export interface RecordBudget {
  records: number;
  readonly onLimit: (reason: string) => void;
}

/** Takes one record off the budget; false, and said, where none is left. */
export function takeRecord(budget: RecordBudget): boolean {
  if (budget.records-- > 0) return true;
  budget.onLimit(`more than ${LIMITS.maxOfficeRecords} records`);
  return false;
}

/** Records of the range and, depth first, of the containers in it. The caller's budget counts every record of the file. */
export function* walk(
  bytes: Uint8Array,
  from: number,
  to: number,
  budget: RecordBudget,
  depth = 0,
): Generator<PptRecord> {
  let at = from;
  while (at + 8 <= to && takeRecord(budget)) {
    const record = recordAt(bytes, at);
    if (record === null) return;
    yield record;
    const end = Math.min(record.at + record.length, to);
    if (record.isContainer && depth < LIMITS.maxOfficeDepth) {
      yield* walk(bytes, record.at, end, budget, depth + 1);
    } else if (record.isContainer) {
      budget.onLimit(`records nested deeper than ${LIMITS.maxOfficeDepth}`);
    }
    at = end;
  }
}

/** Text of a text or string record. */
export function textOf(bytes: Uint8Array, record: PptRecord): string {
  const body = sliceUpTo(bytes, record.at, record.length);
  const text =
    record.type === PPT_TYPE.textBytes ? Buffer.from(body).toString("latin1") : decodeUtf16(body);
  // 0x0B is a line break inside a paragraph; strings that only hold a star stand for a field
  return text.replaceAll("\u000b", "\n").replaceAll("\r", "\n");
}
