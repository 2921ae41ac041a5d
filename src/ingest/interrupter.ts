/**
 * Stops the JavaScript that a worker thread is running, endless loops and regular expressions included, and keeps the thread: starting a new one
 * costs half a second of CPU (the language tables, mailparser), which 200 hanging messages would pay 200 times. It is the
 * debugger's "terminate execution", spoken inside this process: no port is opened. Where it fails, the caller kills the thread.
 */
import { Session } from "node:inspector";

interface Attached {
  readonly params: {
    readonly sessionId: string;
    readonly workerInfo: { readonly title?: string; readonly workerId: string };
  };
}

/** Lives as long as the pool. One for all workers. */
export class Interrupter {
  private readonly session = new Session();
  /** By the worker's number (`worker.threadId`). */
  private readonly sessions = new Map<string, string>();
  private messages = 0;

  constructor() {
    this.session.connect();
    this.session.on("NodeWorker.attachedToWorker", (event) => {
      const { sessionId, workerInfo } = (event as unknown as Attached).params;
      this.sessions.set(workerInfo.workerId, sessionId);
    });
    this.session.post("NodeWorker.enable", { waitForDebuggerOnStart: false });
  }

  /** Asks for the end of what the thread runs. Returns false when it is not known: then it has to be killed. */
  interrupt(threadId: number): boolean {
    const sessionId = this.sessions.get(String(threadId));
    if (sessionId === undefined) return false;
    const message = JSON.stringify({ id: ++this.messages, method: "Runtime.terminateExecution" });
    this.session.post("NodeWorker.sendMessageToWorker", { sessionId, message });
    return true;
  }

  close(): void {
    this.session.disconnect();
  }
}
