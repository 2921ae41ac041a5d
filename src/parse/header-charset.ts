/**
 * The one charset of a mail's raw 8-bit headers: UTF-8 where valid, else what the mail declares elsewhere (its type, its first text part, encoded words beside
 * them), else a guess over all their bytes at once. A declared charset counts only when it reads every byte.
 */
import { Buffer, isAscii, isUtf8 } from "node:buffer";
import { decodeText } from "../decode/charset.ts";
import type { Problem } from "../model/problem.ts";

/** How far into the body the charset of the first text part is looked for. */
const LOOK_BYTES = 64 * 1024;
const MAX_HINTS = 8;

export interface HeaderCharset {
  /** As decodeText takes it, "" where none of the headers needs one. */
  readonly label: string;
  readonly problem: Omit<Problem, "locator"> | null;
}

/** Charset of header lines (whole lines, with their names); `body` is what follows them. */
export function headerCharset(lines: readonly Buffer[], body: Buffer): HeaderCharset {
  const raw = lines.filter((line) => !isAscii(line));
  const foreign = raw.filter((line) => !isUtf8(line));
  if (foreign.length === 0) return { label: "", problem: null };
  const sample = Buffer.concat(foreign);
  for (const label of hints(lines, body)) {
    const { text, charset, guessed } = decodeText(sample, label);
    if (!guessed && charset !== "utf-8" && isClean(text)) return { label, problem: null };
  }
  const { charset } = decodeText(sample, "");
  const names = foreign.map((line) => line.toString("latin1").split(":", 1)[0]?.trim() ?? "");
  return {
    label: charset,
    problem: {
      code: "charset-guessed",
      severity: "note",
      reason: `${[...new Set(names)].slice(0, 10).join(", ")}: 8-bit text, and nothing that fits is declared; read as ${charset}`,
    },
  };
}

/** No byte without a meaning, and no control character in its place. */
function isClean(text: string): boolean {
  return !/[\ufffd\u0080-\u009f\ue000-\uf8ff]/.test(text);
}

function* hints(lines: readonly Buffer[], body: Buffer): Generator<string> {
  const head = Buffer.concat(lines).toString("latin1");
  const looked = body.toString("latin1", 0, LOOK_BYTES);
  let given = 0;
  for (const text of [head, looked])
    for (const [, plain = "", word = ""] of text.matchAll(
      /charset\s{0,5}=\s{0,5}["']?([\w:.+-]{2,40})|=\?([\w.-]{2,40})(?:\*\w{2,8})?\?[bq]\?/gi,
    )) {
      if (given++ >= MAX_HINTS) return;
      yield plain || word;
    }
}
