/** What a command that changes the index tells the run log about itself. Names no user and no machine. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { arch, platform, release } from "node:os";
import type { RunInfo } from "../catalog/run-log.ts";
import { isFileError } from "../errors.ts";
import type { Io, ParsedArgs } from "./command.ts";

const root = (name: string): URL => new URL(`../../${name}`, import.meta.url);

/** SHA-256 of the lock file that the dependencies were installed from, "" when there is none beside the program. */
function lockSha256(): string {
  try {
    return createHash("sha256")
      .update(readFileSync(root("package-lock.json")))
      .digest("hex");
  } catch (error) {
    if (isFileError(error)) return "";
    throw error;
  }
}

/** Version of the program, e.g. "0.1.0". */
export function programVersion(): string {
  return (JSON.parse(readFileSync(root("package.json"), "utf8")) as { version: string }).version;
}

/** Arguments as read: `["--workers=2", "/home/me/dump"]`. */
function words(args: ParsedArgs): string[] {
  const options = Object.entries(args.values).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (value === true) return [`--${name}`];
    return (Array.isArray(value) ? value : [value]).map((each) => `--${name}=${each}`);
  });
  return [...options, ...args.positional].map((word) => word.toWellFormed());
}

/** Facts about this run: `{command:"index", arguments:["~/dump"], version:"0.1.0", node:"v20.20.2", …}`. */
export function runInfo(io: Io, command: string, args: ParsedArgs): RunInfo {
  return {
    command,
    workingFolder: io.workingFolder.toWellFormed(),
    arguments: words(args),
    version: programVersion(),
    lockSha256: lockSha256(),
    node: process.version,
    os: `${platform()} ${release()} ${arch()}`,
  };
}
