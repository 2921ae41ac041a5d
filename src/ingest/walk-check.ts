/**
 * Which walk splits a mail into parts while indexing. mailparser is the reference; the fast walk (parse/regular-walk.ts) is an optimisation that is held against it: the
 * first mails of each source and one in 200 of the others are split by both. A difference is a problem, and the source goes on with mailparser from the next record on.
 * Which mails are compared, and which go to mailparser, depends on the mails and their order alone, so that two runs agree whatever the number of workers.
 */
import { FAULTS_ON, faultyWalk } from "../fault.ts";
import type { WalkCounts } from "../model/document.ts";
import type { Sha256 } from "../model/ids.ts";
import { type Split, splitWithMailparser } from "../parse/part-bytes.ts";
import { splitRegular } from "../parse/regular-walk.ts";
import type { Structure } from "../parse/structure.ts";
import type { TaskItem } from "./task.ts";

/** Code of the problem row. */
export const WALKS_DIFFER = "walks-differ";

/** Mails at the beginning of a mailbox (as far as it is read in this run), and files at the beginning of the index, on which the walks are compared. */
const EARLY = 50;

/** Of the others one in so many, by its content id: comparing must not cost what the fast walk saves. */
const ONE_IN = 200;

const none = (): WalkCounts => ({ fast: 0, compared: 0, different: 0, mailparserOnly: 0 });

const isDrawn = (contentId: Sha256): boolean =>
  Number.parseInt(contentId.slice(0, 8), 16) % ONE_IN === 0;

export class WalkCheck {
  private readonly always: boolean;
  private counts = none();
  private distrusted = new Set<number>();
  private sourceId = -1;
  private earlyLeft = 0;
  private isDistrusted = false;

  /** With `always` mailparser splits every mail. */
  constructor(always: boolean) {
    this.always = always;
  }

  /** Begins a task, with sources in which a difference is known. */
  restart(distrusted: readonly number[]): void {
    this.counts = none();
    this.distrusted = new Set(distrusted);
  }

  /** Begins a record; what it carries is split as the record is. */
  begin({ sourceId, place }: Pick<TaskItem, "sourceId" | "place">): void {
    this.sourceId = sourceId;
    // A record may hold a mailbox of its own: of its mails the first are compared too
    this.earlyLeft = place < EARLY ? EARLY : 0;
    this.isDistrusted = this.always || this.distrusted.has(sourceId);
  }

  /** What was counted since this was last asked, and every source in which a difference is known. */
  take(): { counts: WalkCounts; distrusted: readonly number[] } {
    const { counts } = this;
    this.counts = none();
    return { counts, distrusted: [...this.distrusted] };
  }

  /** How the mail with that id is to be split; its bytes matter to the tests alone, which ask for a wrong walk. */
  splitFor(contentId: Sha256, bytes: Uint8Array): Split {
    return (scan) => {
      const { counts } = this;
      const walked = this.isDistrusted ? null : splitRegular(scan);
      if (walked === null) {
        counts.mailparserOnly++;
        return splitWithMailparser(scan);
      }
      const fast = FAULTS_ON && faultyWalk(bytes) ? { ...walked, parts: [] } : walked;
      counts.fast++;
      if (this.earlyLeft-- <= 0 && !isDrawn(contentId)) return fast;
      counts.compared++;
      const reference = splitWithMailparser(scan);
      if (JSON.stringify(fast) === JSON.stringify(reference)) return reference;
      counts.different++;
      this.distrusted.add(this.sourceId);
      return withProblem(reference);
    };
  }
}

function withProblem(structure: Structure): Structure {
  const problem = {
    code: WALKS_DIFFER,
    severity: "partial",
    reason:
      "the fast walk and mailparser split this message differently; mailparser's parts are taken, and this source goes on with mailparser. Messages before it that were not compared may be split wrongly: leaksift index --rebuild --parser mailparser",
  } as const;
  return { ...structure, problems: [...structure.problems, problem] };
}
