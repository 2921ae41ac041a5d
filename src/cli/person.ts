/** Who marks and notes are by: LEAKSIFT_USER, else the name of the account. A label, not a proof. */
import { userInfo } from "node:os";
import type { Io } from "./command.ts";

const MAX_CHARS = 200;

/** The name of the account that runs this; "" where the system has none, as in some containers. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return ""; // an account number without a name
  }
}

/** "anna"; "unknown" where nothing says. */
export function personOf(io: Io): string {
  const name = io.env["LEAKSIFT_USER"] ?? io.env["USER"] ?? io.env["LOGNAME"] ?? accountName();
  return name.trim().slice(0, MAX_CHARS) || "unknown";
}
