/**
 * Holds one vitest and runs test files in it when asked over IPC: `{changed, files}` in, `{failed, ms}` out. Lives in the copy of the project that is being
 * changed, so that starting vitest and reading its configuration is paid for once. Whoever started it kills it when a change never ends.
 */
import { createVitest } from "vitest/node";

const silent = { onInit() {} };
const vitest = await createVitest("test", {
  watch: false,
  reporters: [silent],
  pool: "forks",
  maxWorkers: 1,
  fileParallelism: false,
  testTimeout: 60_000,
});
await vitest.standalone();

process.on("message", async ({ changed, files }) => {
  for (const path of changed) vitest.invalidateFile(path);
  vitest.state.errorsSet.clear();
  const started = performance.now();
  let failed = null;
  // One file after the other: vitest's own bail counts the failures of earlier changes too
  for (const file of files) {
    const specs = vitest.getModuleSpecifications(file);
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specs, false);
    // Those of earlier runs are among them
    const ended = testModules.find((module) => module.moduleId === file);
    failed = ended?.ok() === true ? null : (ended?.relativeModuleId ?? file);
    if (failed === null && unhandledErrors.length > 0) failed = "an error outside tests";
    if (failed !== null) break;
  }
  process.send({ failed, ms: performance.now() - started });
});
process.send({ ready: true });
