/** Pivot caches of a workbook: values of sheets that may be gone. */
import { guarded, u16 } from "../bytes.ts";
import type { Draft } from "../draft.ts";
import { biffRecords, readString, wideString } from "./biff-records.ts";
import type { OleContainer } from "./ole-container.ts";
import type { Book } from "./xls-globals.ts";

/** Pivot caches keep values of sheets that may be gone, and who refreshed them last ([MS-XLS] 2.4.272). */
export function addPivotCaches(
  draft: Draft,
  container: OleContainer,
  book: Book,
  onProblem: (reason: string) => void,
): void {
  const storage = container.child(container.root, "_SX_DB_CUR");
  if (storage === undefined) return;
  for (const cache of container.childrenOf(storage)) {
    const values: string[] = [];
    guarded(
      () => {
        for (const { type, bytes } of biffRecords(container.read(cache), onProblem)) {
          if (type === 0xcd) values.push(readString(bytes, 0, book));
          if (type === 0xc6 && bytes.length > 20 && u16(bytes, 18) > 0) {
            const who = wideString(bytes, 20, u16(bytes, 18));
            draft.value("people", who, "SXDB, who refreshed the pivot cache");
          }
        }
      },
      undefined,
      onProblem,
    );
    draft.text("pivot cache", values.join("\n"));
  }
}
