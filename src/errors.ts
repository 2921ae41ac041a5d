/** The user's mistakes and states that end a command, each with its exit code. Bad input is a Problem, a bug is any other Error. */

/** Exit codes of the command contract (docs/commands.md). */
export const EXIT = {
  done: 0,
  userMistake: 2,
  someUnread: 3,
  indexState: 4,
  interrupted: 130,
} as const;

/** The user asked for something that cannot be: prints one sentence and what to do, exit 2. */
export class UserError extends Error {
  readonly exitCode: number = EXIT.userMistake;
}

/** The index is locked, damaged, newer or missing: exit 4. */
export class IndexStateError extends UserError {
  override readonly exitCode: number = EXIT.indexState;
}

/** Whether `fs` threw it: an error of the operating system with a code (ENOENT, EIO, ENOSPC …), not a bug. */
export function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "code" in error && "syscall" in error;
}

/** SQLite's words for a full disk; `fs` has the code ENOSPC (or EDQUOT for a quota). */
const FULL = /database or disk is full|disk I\/O error|ENOSPC|EDQUOT/;

/** Whether an error of SQLite or `fs` comes from a disk that is full or cannot be written. */
export function isDiskError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return FULL.test(`${isFileError(error) ? (error.code ?? "") : ""} ${error.message}`);
}
