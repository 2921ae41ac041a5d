/** Single keys for `leaksift review`: from a terminal at once, from a pipe one character after the other. */
import { StringDecoder } from "node:string_decoder";

/** Where keys come from. `next` gives one character, null at the end of the input. */
export interface Keys {
  readonly isTerminal: boolean;
  readonly next: () => Promise<string | null>;
  readonly close: () => void;
}

/** Arrow and function keys send several characters, which must not be taken for answers: none of them is a key here. */
const SEQUENCES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|O.|.)/gs;

/** Opens standard input. On a terminal it is put into raw mode until closed; Node puts it back too when a signal ends the process. */
export function openKeys(): Keys {
  const { stdin } = process;
  const isTerminal = stdin.isTTY === true;
  const decoder = new StringDecoder("utf8");
  const waiting: string[] = [];
  let ended = false;
  let wake: (() => void) | null = null;
  const onData = (bytes: Buffer): void => {
    waiting.push(...decoder.write(bytes).replace(SEQUENCES, ""));
    wake?.();
  };
  const onEnd = (): void => {
    ended = true;
    wake?.();
  };
  if (isTerminal) stdin.setRawMode(true);
  stdin.on("data", onData).on("end", onEnd).on("close", onEnd);
  return {
    isTerminal,
    next: async () => {
      while (waiting.length === 0 && !ended)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return waiting.shift() ?? null;
    },
    close: () => {
      stdin.off("data", onData).off("end", onEnd).off("close", onEnd);
      if (isTerminal) stdin.setRawMode(false);
      stdin.pause();
      // A pipe that its writer keeps open must not keep the program running
      stdin.unref?.();
    },
  };
}

export const CTRL_C = "\u0003";
const CTRL_D = "\u0004";

/** Whether a key ends the session. */
export function isQuit(key: string | null): boolean {
  return key === null || key === "q" || key === CTRL_C || key === CTRL_D;
}

/**
 * One line of text: ends with Enter or the end of the input; Backspace and Ctrl-U work, Escape and Ctrl-C give null. `echo` shows what is typed.
 */
export async function readLine(keys: Keys, echo: (text: string) => void): Promise<string | null> {
  let line = "";
  for (;;) {
    const key = await keys.next();
    if (key === CTRL_C || key === "\u001b") return null;
    if (key === null || key === "\r" || key === "\n") return line;
    if (key === "\u007f" || key === "\b") {
      if (line !== "") echo("\b \b");
      line = [...line].slice(0, -1).join("");
    } else if (key === "\u0015") {
      echo("\b \b".repeat([...line].length));
      line = "";
    } else if (key >= " ") {
      line += key;
      echo(key);
    }
  }
}
