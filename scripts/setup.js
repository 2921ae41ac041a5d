/** Installs dependencies when they are missing or older than the lock file, so that one command is enough on a fresh clone. */
import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";

const stamp = "node_modules/.package-lock.json";
const fresh = existsSync(stamp) && statSync(stamp).mtimeMs >= statSync("package-lock.json").mtimeMs;
if (!fresh) {
  // Windows has npm.cmd, which Node starts through a shell only
  const shell = process.platform === "win32";
  const words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  execFileSync("npm", words, { stdio: "inherit", shell });
}
