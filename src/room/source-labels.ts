/** Sources as a room names them: below the folder that was indexed, never with the path of somebody's machine. */
import { basename, dirname, relative } from "node:path";
import { loggedInputs } from "../catalog/logged-inputs.ts";
import type { CatalogReader } from "../catalog/read-catalog.ts";
import { runLog } from "../catalog/run-log.ts";
import type { StoredDocument } from "../catalog/stored-rows.ts";
import { custodianOf } from "../search/custodians.ts";
import type { Redaction } from "./redact/redaction.ts";

export interface SourceLabels {
  /** "dump/anna/sent.mbox" for a source of `leaksift index dump`. */
  readonly path: (sourceId: number) => string;
  /** "anna": where the paths of these sources first differ. */
  readonly custodian: (sourceId: number) => string;
}

/** The path below the folder that holds what was given to `index`; the name alone where that is not known. */
function shortPath(path: string, inputs: readonly string[]): string {
  const input = inputs
    .filter((each) => path === each || path.startsWith(each.endsWith("/") ? each : `${each}/`))
    .sort((a, b) => b.length - a.length)[0];
  return input === undefined ? basename(path) : relative(dirname(input), path);
}

/** Labels of the sources of these documents. */
export function sourceLabels(
  catalog: CatalogReader,
  documents: readonly StoredDocument[],
  { text }: Redaction,
): SourceLabels {
  const inputs = loggedInputs(runLog(catalog.database));
  const paths = new Map<number, string>();
  for (const { sourceId } of documents)
    if (!paths.has(sourceId)) paths.set(sourceId, shortPath(catalog.sourcePath(sourceId), inputs));
  const custodian = custodianOf([...paths.values()]);
  const label = (sourceId: number): string => paths.get(sourceId) ?? "";
  return {
    path: (sourceId) => text(label(sourceId)),
    custodian: (sourceId) => (paths.size < 2 ? "" : text(custodian(label(sourceId)))),
  };
}
