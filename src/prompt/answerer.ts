/** The prompt's side of the process that answers it: starts it, asks, and ends it when the user does not want to wait. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { FromChild, ToChild } from "./messages.ts";

const CHILD = new URL("./prompt-child.js", import.meta.url);

/** The process that answers, started anew after it was stopped. */
export class Answerer {
  private child: ChildProcess | undefined;
  private readonly folder: string;
  private failure = "";
  private listener: (message: FromChild) => void = () => {};

  constructor(folder: string) {
    this.folder = folder;
    this.start();
  }

  private start(): ChildProcess {
    if (this.child !== undefined) return this.child;
    const child = fork(fileURLToPath(CHILD), [this.folder], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    child.on("message", (message: FromChild) => this.listener(message));
    child.on("exit", () => {
      if (this.child === child) this.child = undefined;
    });
    this.child = child;
    return child;
  }

  /** Sends, passes on what is shown, and returns the last message; null when the process ended before. */
  async ask(message: ToChild, show: (message: FromChild) => void): Promise<FromChild | null> {
    const child = this.start();
    let end: () => void = () => {};
    const answer = new Promise<FromChild | null>((resolve) => {
      end = () => resolve(null);
      this.listener = (got) => {
        if (got.kind === "out" || got.kind === "err") show(got);
        // Values that come too late belong to a question nobody waits for
        else if (got.kind !== "values" || message.kind === "values") resolve(got);
      };
    });
    child.once("exit", end);
    child.send(message);
    const got = await answer;
    child.off("exit", end);
    this.listener = () => {};
    if (got?.kind === "failed") this.failure = got.message;
    return got;
  }

  /** Why the index could not be opened, "" when it could. */
  get failed(): string {
    return this.failure;
  }

  /** Ends what runs; a writer is protected by its transaction. */
  stop(): void {
    this.child?.kill("SIGKILL");
    this.child = undefined;
  }
}
