/** Problems of files that never became a source (unreadable, special, links): each run says anew what it found below its inputs. */
import { resolve } from "node:path";
import { blob, numberOf, type Sqlite, textOf } from "../../catalog/sqlite.ts";
import { openablePath } from "../../file-path.ts";
import type { Locator } from "../../model/locator.ts";
import type { Problem } from "../../model/problem.ts";

const pathOf = (locator: Locator): string => {
  const [file] = locator;
  return file?.step === "file" ? file.path : "";
};

/** Replaces what an earlier run said of files below the same inputs. */
export function commitSourceProblems(
  database: Sqlite,
  problems: readonly Problem[],
  inputs: readonly string[],
  workingFolder: string,
): void {
  const roots = inputs.map((input) => Buffer.from(resolve(workingFolder, input)));
  const named = new Set(problems.map((problem) => pathOf(problem.locator)));
  const isBelow = (locator: Locator): boolean => {
    const path = pathOf(locator);
    const bytes = Buffer.from(openablePath(path));
    return named.has(path) || roots.some((root) => bytes.subarray(0, root.length).equals(root));
  };
  database.transaction(() => {
    const old = database
      .prepare(
        "SELECT problemId, locator FROM problem WHERE sourceId IS NULL AND docId IS NULL ORDER BY problemId",
      )
      .all([]);
    for (const row of old) {
      if (!isBelow(JSON.parse(textOf(row["locator"])) as Locator)) continue;
      database.prepare("DELETE FROM problem WHERE problemId = ?").run([numberOf(row["problemId"])]);
    }
    for (const { code, severity, reason, locator } of problems) {
      database
        .prepare(
          "INSERT INTO problem (docId, sourceId, code, severity, reason, locator) VALUES (NULL, NULL, ?, ?, ?, ?)",
        )
        .run([code, severity, blob(reason), blob(JSON.stringify(locator))]);
    }
  });
}
