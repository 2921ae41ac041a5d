/**
 * Real corpora and outside tools for tests. Corpora are reached only through LEAKSIFT_CORPORA, a folder holding
 * `mail-50k.mbox.xz`, `torture.tar.xz`, `documents.tar.xz`, `labelled.tar.xz`; they are unpacked once into a temporary folder.
 * A test that needs what is not there says so and skips; the run ends with the number skipped, by reason.
 */
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "vitest";

const FILES = {
  "mail-50k": "mail-50k.mbox.xz",
  torture: "torture.tar.xz",
  documents: "documents.tar.xz",
  labelled: "labelled.tar.xz",
} as const;

export type CorpusName = keyof typeof FILES;

/** Not set and empty are the same: no corpora. */
const packedFolder = process.env["LEAKSIFT_CORPORA"] || undefined;

/** Where the unpacked corpora lie. For "mail-50k" this folder holds `mail-50k.mbox`; the others unpack to `torture/` and `truth/`, `docs/`, `labelled/`. */
function unpackedFolder(): string {
  if (packedFolder === undefined) throw new Error("LEAKSIFT_CORPORA is not set");
  const packed = join(packedFolder, FILES["mail-50k"]);
  const stamp = existsSync(packed) ? Math.floor(statSync(packed).mtimeMs / 1000) : 0;
  return join(tmpdir(), `leaksift-corpora-${process.getuid?.() ?? 0}-${stamp}`);
}

/** Path of a file of a corpus, e.g. `corpusPath("torture", "truth/docs_exiftool.json")`. Only inside {@link itWith}. */
export function corpusPath(_name: CorpusName, relative: string): string {
  return join(unpackedFolder(), relative);
}

const isThere = (name: CorpusName): boolean =>
  packedFolder !== undefined && existsSync(join(packedFolder, FILES[name]));

function hasTool(tool: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${tool}`], { stdio: "ignore" });
    return true;
  } catch {
    return false; // `command -v` fails exactly when the tool is absent
  }
}

export interface Needs {
  readonly corpus?: CorpusName;
  readonly tools?: readonly string[];
  readonly root?: boolean;
}

function missing(needs: Needs): string | null {
  if (needs.corpus !== undefined && packedFolder === undefined)
    return "LEAKSIFT_CORPORA is not set";
  if (needs.corpus !== undefined && !isThere(needs.corpus))
    return `${FILES[needs.corpus]} is not in LEAKSIFT_CORPORA`;
  for (const tool of needs.tools ?? []) if (!hasTool(tool)) return `${tool} is not installed`;
  if (needs.root === true && process.getuid?.() !== 0) return "needs root";
  return null;
}

/** `it` that runs only where corpus, tools and rights are there; else it is skipped and counted by reason. */
export function itWith(
  needs: Needs,
  title: string,
  body: () => void | Promise<void>,
  timeoutMs?: number,
): void {
  const reason = missing(needs);
  const ledger = process.env["LEAKSIFT_SKIP_LEDGER"];
  if (reason !== null && ledger !== undefined) appendFileSync(ledger, `${reason}\n`);
  it.skipIf(reason !== null)(
    reason === null ? title : `${title} [skipped: ${reason}]`,
    body,
    timeoutMs,
  );
}

function unpack(): void {
  if (packedFolder === undefined) return;
  const folder = unpackedFolder();
  const done = join(folder, ".unpacked");
  if (existsSync(done)) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (isThere("mail-50k")) {
    const packed = join(packedFolder, FILES["mail-50k"]);
    execFileSync("sh", ["-c", 'xz -dc "$1" > "$2"', "sh", packed, join(folder, "mail-50k.mbox")]);
  }
  for (const name of ["torture", "documents", "labelled"] as const) {
    if (isThere(name)) execFileSync("tar", ["-xJf", join(packedFolder, FILES[name]), "-C", folder]);
  }
  writeFileSync(done, "");
}

/** Global set-up of the test run: unpacks corpora, prints what was skipped at the end. */
export function setup(): () => void {
  const ledgerFolder = mkdtempSync(join(tmpdir(), "leaksift-skips-"));
  const ledger = join(ledgerFolder, "skipped");
  process.env["LEAKSIFT_SKIP_LEDGER"] = ledger;
  unpack();
  return () => {
    const reasons = new Map<string, number>();
    const lines = existsSync(ledger) ? readFileSync(ledger, "utf8").trim().split("\n") : [];
    for (const line of lines) reasons.set(line, (reasons.get(line) ?? 0) + 1);
    for (const [reason, count] of [...reasons].sort())
      process.stdout.write(`skipped ${count} tests: ${reason}\n`);
    rmSync(ledgerFolder, { recursive: true, force: true });
  };
}
