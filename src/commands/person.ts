/** Who marks and notes are by: LEAKSIFT_USER, else the name of the account. A label, not a proof. */
import type { Io } from "./command.ts";

const MAX_CHARS = 200;

/** "anna"; "unknown" where nothing says. */
export function personOf(io: Io): string {
  const name = io.env["LEAKSIFT_USER"] ?? io.env["USER"] ?? io.env["LOGNAME"] ?? "";
  return name.trim().slice(0, MAX_CHARS) || "unknown";
}
