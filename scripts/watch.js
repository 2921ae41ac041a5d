/** `npm run watch`: builds once, then compiles src/ again at every change. Restarting the bundle takes seconds, so the program runs from dist/cli.js meanwhile. */
import { spawn } from "node:child_process";

const tsc = spawn("npx", ["tsc", "-p", ".", "--watch", "--preserveWatchOutput"], {
  stdio: "inherit",
  shell: process.platform === "win32",
});
tsc.on("exit", (code) => {
  process.exitCode = code ?? 1;
});
