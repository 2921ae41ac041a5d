/** Makes the names of an index (segment/names.ts) after its documents have changed: values from the catalog, the FlexSearch Document in a thread. */
import { Worker } from "node:worker_threads";
import type { Sqlite } from "../catalog/sqlite.ts";
import { areNamesOld, distinctNames, keepNames } from "../catalog/suggestions/names.ts";
import { buildNames, type NamePart } from "../segment/names.ts";

/** Fewer values are put in at once: a thread takes longer to start. */
const FEW = 5000;

type Values = ReturnType<typeof distinctNames>;

function buildAside(values: Values): Promise<readonly NamePart[]> {
  const thread = new Worker(new URL("./names-thread.js", import.meta.url), { workerData: values });
  return new Promise((resolve, reject) => {
    thread.once("message", resolve);
    thread.once("error", reject);
  });
}

/** Makes the names when they are old, or in any case with `always`. What is given to `meanwhile` runs beside it, before anything is written. */
export async function makeNames(
  database: Sqlite,
  always: boolean,
  meanwhile: () => Promise<unknown> = async () => undefined,
): Promise<void> {
  if (!always && !areNamesOld(database)) {
    await meanwhile();
    return;
  }
  const values = distinctNames(database);
  let count = 0;
  for (const { size } of values.values()) count += size;
  const [parts] = await Promise.all([
    count < FEW ? buildNames(values) : buildAside(values),
    meanwhile(),
  ]);
  keepNames(database, parts);
}
