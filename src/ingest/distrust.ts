/**
 * Sources in which the fast walk and mailparser differed (walk-check.ts), as the main thread knows them. Which mails go to mailparser must not depend on timing: a task
 * that was read before a difference in one of its sources was known is read again when its turn comes, so that the records behind the difference, and only these, go there.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Task } from "./task.ts";
import type { TaskBatch } from "./worker-messages.ts";

export class Distrust {
  private readonly sources: Set<number>;
  private readonly segmentFolder: string;

  /** Begins with the sources known from earlier runs. */
  constructor(known: readonly number[], segmentFolder: string) {
    this.sources = new Set(known);
    this.segmentFolder = segmentFolder;
  }

  /** The task with what is known by now. */
  prepared(task: Task): Task {
    return { ...task, distrusted: [...this.sources] };
  }

  /** Whether a task was read with all that is known of its sources; what was written for one that was not is removed. */
  isCurrent(task: Task, batches: readonly TaskBatch[]): boolean {
    const isCurrent = task.items.every(
      ({ sourceId }) => !this.sources.has(sourceId) || task.distrusted.includes(sourceId),
    );
    for (const { batch } of isCurrent ? [] : batches)
      if (batch.fileName !== null)
        rmSync(join(this.segmentFolder, batch.fileName), { force: true });
    return isCurrent;
  }

  /** Adds sources in which a difference was found. */
  add(sources: readonly number[]): void {
    for (const sourceId of sources) this.sources.add(sourceId);
  }
}
