/** `leaksift` on a terminal: a prompt over one open index. Reads lines, shows answers, keeps the history; the answers come from a process of its own. */
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";
import { findIndex, type IndexPaths } from "../catalog/index-folder.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  isSet,
  type ParsedArgs,
  textValue,
} from "../cli/command.ts";
import { pagerWords, startPager } from "../cli/pager.ts";
import { EXIT } from "../errors.ts";
import { escapeLine } from "../render/escape.ts";
import { FACETS } from "../search/facets.ts";
import { Answerer } from "./answerer.ts";
import { offered, wantedAt } from "./complete.ts";
import { helpText } from "./help.ts";
import { type History, loadHistory, saveHistory } from "./history.ts";
import type { FromChild, Screen } from "./messages.ts";
import { type Line, readLine } from "./read-line.ts";
import { type PromptState, promptText, START } from "./state.ts";

const COMPLETION_MS = 5000;
const PATIENCE_MS = 1000;

interface Surroundings {
  readonly io: Io;
  readonly paths: IndexPaths;
  readonly pager: readonly string[] | null;
  readonly keepsHistory: boolean;
  readonly plain: boolean;
}

function screenOf({ io, plain }: Surroundings): Screen {
  return {
    columns: process.stdout.columns ?? io.columns,
    rows: process.stdout.rows ?? 24,
    colour: io.colour && !plain,
    unicode: io.unicode,
    plain,
  };
}

/** The prompt as it runs. */
class Prompt {
  private readonly around: Surroundings;
  private readonly answerer: Answerer;
  private readonly reader: Interface;
  private state: PromptState = START;
  private history: History;
  private busy = false;
  private stopped = false;

  constructor(around: Surroundings) {
    this.around = around;
    this.answerer = new Answerer(around.paths.folder);
    this.history = around.keepsHistory
      ? loadHistory(around.paths.folder)
      : { on: false, lines: [] };
    const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
    this.reader = createInterface({
      input: process.stdin,
      output: process.stdout,
      terminal: isTerminal,
      prompt: isTerminal ? promptText(this.state) : "",
      history: [...this.history.lines].reverse(),
      historySize: 1000,
      removeHistoryDuplicates: true,
      completer: (line: string, done: (error: null, found: [string[], string]) => void) => {
        void this.complete(line).then((found) => done(null, found));
      },
    });
  }

  private async complete(line: string): Promise<[string[], string]> {
    const wanted = wantedAt(line, FACETS);
    if (wanted.field === null || this.busy) return [offered(wanted, []), wanted.word];
    const { field, prefix } = wanted;
    const timer = new Promise<null>((resolve) =>
      setTimeout(() => resolve(null), COMPLETION_MS).unref(),
    );
    const asked = this.answerer.ask({ kind: "values", field, prefix }, () => {});
    const got = await Promise.race([asked, timer]);
    return [offered(wanted, got?.kind === "values" ? got.values : []), wanted.word];
  }

  /** Reads lines until the end. */
  async run(): Promise<number> {
    const { reader } = this;
    reader.on("SIGINT", () => this.interrupt());
    const waiting: string[] = [];
    let wake: () => void = () => {};
    let ended = false;
    reader.on("line", (line) => {
      waiting.push(line);
      wake();
    });
    reader.on("close", () => {
      ended = true;
      wake();
    });
    this.again();
    for (;;) {
      const typed = waiting.shift();
      if (typed === undefined) {
        if (ended) break;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      this.remember(typed);
      const line = readLine(typed);
      if (line.kind === "verb" && line.verb.name === "quit") break;
      await this.answer(line);
      if (this.answerer.failed !== "") break;
      if (!ended) this.again();
    }
    reader.close();
    this.answerer.stop();
    if (this.answerer.failed === "") return EXIT.done;
    this.around.io.err(`leaksift: ${escapeLine(this.answerer.failed)}\n`);
    return EXIT.userMistake;
  }

  private again(): void {
    if (process.stdin.isTTY !== true) return;
    this.reader.setPrompt(promptText(this.state));
    this.reader.prompt(true); // what was typed meanwhile keeps its cursor
  }

  /** Ctrl-C: stops what runs, else clears the line; never leaves. */
  private interrupt(): void {
    if (this.busy) {
      this.stopped = true;
      this.answerer.stop();
      return;
    }
    this.reader.write(null, { ctrl: true, name: "e" });
    this.reader.write(null, { ctrl: true, name: "u" });
    this.around.io.err("\n(Ctrl-D or quit leaves)\n");
    this.again();
  }

  private async answer(line: Line): Promise<void> {
    const { io } = this.around;
    const screen = screenOf(this.around);
    if (line.kind === "verb" && line.verb.name === "help")
      return this.show([{ kind: "out", text: helpText(line.rest, screen) }]);
    if (line.kind === "verb" && line.verb.name === "history") return this.tellHistory(line.rest);
    this.busy = true;
    this.stopped = false;
    const shown: FromChild[] = [];
    const patience = setTimeout(() => {
      if (io.errIsTerminal) io.err("Working; Ctrl-C stops it.\n");
    }, PATIENCE_MS);
    const got = await this.answerer.ask(
      { kind: "line", line, state: this.state, screen },
      (message) => {
        shown.push(message);
      },
    );
    this.busy = false;
    clearTimeout(patience);
    await this.show(shown);
    if (got?.kind === "done") this.state = got.state;
    else if (this.stopped) io.err("Stopped.\n");
    else if (got === null)
      io.err("That ended with a bug; its trace is above. The prompt goes on.\n");
  }

  /** Prints an answer; one that is longer than the screen goes through the pager. */
  private async show(messages: readonly FromChild[]): Promise<void> {
    const { io, pager } = this.around;
    const texts = messages.flatMap((message) =>
      message.kind === "out" || message.kind === "err" ? [message] : [],
    );
    const rows = texts.reduce((n, { text }) => n + text.split("\n").length - 1, 0);
    if (pager === null || process.stdin.isTTY !== true || rows < (process.stdout.rows ?? 24) - 1) {
      for (const { kind, text } of texts) (kind === "out" ? io.out : io.err)(text);
      return;
    }
    this.reader.pause();
    process.stdin.setRawMode(false);
    const ignore = (): void => {}; // Ctrl-C in the pager is the pager's
    process.on("SIGINT", ignore);
    const child = startPager(pager, io.env);
    child.stdin?.on("error", ignore); // the pager was left before the end
    const ended = Promise.race([
      once(child, "close").then(() => true),
      once(child, "error").then(() => false),
    ]);
    child.stdin?.end(texts.map(({ text }) => text).join(""));
    if (!(await ended)) for (const { text } of texts) io.out(text);
    process.off("SIGINT", ignore);
    process.stdin.setRawMode(true);
    this.reader.resume();
  }

  private remember(typed: string): void {
    const line = typed.trim();
    if (line === "" || !this.history.on || !this.around.keepsHistory) return;
    if (/^history\b/.test(line)) return;
    this.history = {
      on: true,
      lines: [...this.history.lines.filter((each) => each !== line), line],
    };
    saveHistory(this.around.paths.folder, this.history);
  }

  private tellHistory(what: string): void {
    const { io, paths } = this.around;
    if (what === "") {
      for (const line of this.history.lines) io.out(`${escapeLine(line)}\n`);
      io.err(
        this.history.on
          ? "history off keeps no more, history purge deletes these.\n"
          : "History is off; history on keeps it again.\n",
      );
      return;
    }
    const on = what === "purge" ? this.history.on : what === "on";
    this.history = { on, lines: what === "on" ? this.history.lines : [] };
    const saved = saveHistory(paths.folder, this.history);
    io.err(
      saved
        ? what === "on"
          ? "The history is kept in the index folder from now on.\n"
          : "The history was deleted.\n"
        : "The index folder cannot be written: no history is kept there.\n",
    );
  }
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const paths = findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder);
  const { plain } = io;
  io.err("leaksift: type words to search for, ? for help, Ctrl-D to leave.\n");
  return new Prompt({
    io,
    paths,
    plain,
    pager: plain || isSet(args, "no-pager") ? null : pagerWords(io.env),
    keepsHistory: !isSet(args, "no-history"),
  }).run();
}

export const prompt: CommandSpec = {
  name: "prompt",
  positional: "",
  access: "write",
  summary: "Ask and read at a prompt (leaksift alone opens it too)",
  options: [
    INDEX_OPTION,
    { name: "no-history", type: "boolean", description: "Neither read nor keep the lines typed" },
  ],
  examples: [["leaksift prompt", "Open the prompt"]],
  notes: [
    "Words are a query, a number opens a hit, ? lists the commands, Tab completes. Ctrl-C stops a query, Ctrl-D leaves. Lines can also come from a pipe.",
    "The lines typed are kept in the index folder, readable by you alone; history off and history purge end that.",
  ],
  run,
};
