/**
 * The process that answers the prompt: holds the index open, runs one line after the other. It is a process of its own so that Ctrl-C can end a
 * query without ending the prompt: a match runs without pause, and a thread inside the database must not be ended.
 */
import { findIndex } from "../catalog/index-folder.ts";
import type { Io } from "../cli/command.ts";
import { UserError } from "../errors.ts";
import { type OpenIndex, openIndex } from "../search/open-index.ts";
import { valueFinder } from "./field-values.ts";
import type { FromChild, Screen, ToChild } from "./messages.ts";
import { runLine } from "./run-line.ts";

const send = (message: FromChild): void => {
  process.send?.(message);
};

const ROWS_FOR_A_HIT = 2;
/** Headline, hint, prompt. */
const OTHER_ROWS = 4;

function ioOf(screen: Screen): Io {
  return {
    ...screen,
    out: (text) => send({ kind: "out", text }),
    err: (text) => send({ kind: "err", text }),
    outBytes: (bytes) => send({ kind: "out", text: Buffer.from(bytes).toString("latin1") }),
    inIsTerminal: false,
    outIsTerminal: true, // whatever is shown is escaped
    errIsTerminal: false, // no progress lines between the answers
    env: process.env,
    workingFolder: process.cwd(),
    now: () => Date.now(),
    stop: new AbortController().signal,
    stopGently: () => {},
  };
}

const pageSize = ({ rows, plain }: Screen): number =>
  plain ? 10 : Math.max(4, Math.min(20, Math.floor((rows - OTHER_ROWS) / ROWS_FOR_A_HIT)));

interface Opened {
  readonly index: OpenIndex;
  readonly segments: string;
  readonly values: ReturnType<typeof valueFinder>;
}

const segmentsOf = ({ catalog }: OpenIndex): string =>
  catalog
    .segments()
    .map(({ segmentId, tombstones }) => `${segmentId}/${tombstones.length}`)
    .join();

let opened: Opened | undefined;

/** The index, opened again when an index run has committed meanwhile. */
function current(): Opened {
  if (opened !== undefined) {
    if (segmentsOf(opened.index) === opened.segments) return opened;
    opened.index.close();
  }
  const index = openIndex(findIndex(process.argv[2], undefined, process.cwd()));
  opened = { index, segments: segmentsOf(index), values: valueFinder(index) };
  return opened;
}

async function answer(message: ToChild): Promise<void> {
  const { index, values } = current();
  if (message.kind === "values") {
    send({ kind: "values", values: values(message.field, message.prefix) });
    return;
  }
  const session = { index, io: ioOf(message.screen), pageSize: pageSize(message.screen) };
  send({ kind: "done", state: await runLine(session, message.state, message.line) });
}

/** Runs `body`; a mistake of the user ends the process after it was said, a bug ends it with its stack. */
async function orEnd(body: () => void | Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    send({ kind: "failed", message: error.message });
    process.disconnect?.();
  }
}

process.on("SIGINT", () => {}); // the prompt decides what Ctrl-C means
process.on("disconnect", () => process.exit(0));
let queue = orEnd(() => {
  current();
});
process.on("message", (message: ToChild) => {
  queue = queue.then(() => orEnd(() => answer(message)));
});
