/** Asks Python's email package what it reads in mails, through python_decode.py; one process for all of them. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { SampleMail } from "./sample-mails.ts";

export interface PythonReading {
  readonly id: string;
  readonly error?: string;
  readonly text: string;
  readonly subject: string | null;
  readonly dates: readonly string[];
  readonly dateSeconds: readonly (number | null)[];
  /** As they stand in From, To and Cc. */
  readonly addresses: readonly string[];
  readonly attachments: readonly {
    readonly name: string;
    readonly type: string;
    readonly sha256: string;
    readonly size: number;
  }[];
}

/** Python's reading of each mail, in order. Only inside `itWith({tools: ["python3"]})`. */
export function askPython(mails: readonly SampleMail[]): PythonReading[] {
  const script = fileURLToPath(new URL("python_decode.py", import.meta.url));
  const input = mails
    .map(({ id, path, offset, length }) => JSON.stringify({ id, path, offset, length }))
    .join("\n");
  const output = execFileSync("python3", [script], { input, maxBuffer: 2 ** 30 }).toString();
  return output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as PythonReading);
}
