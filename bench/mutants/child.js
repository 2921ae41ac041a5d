/**
 * Holds one vitest and runs test files in it when asked over IPC: `{files}` in, `{failed, ms}` out. Lives in the copy of the project that is being
 * changed, so that starting vitest and reading its configuration is paid for once. Whoever started it kills it when a change never ends.
 */
import { createVitest } from "vitest/node";

const silent = { onInit() {} };
const vitest = await createVitest("test", {
  watch: false,
  bail: 1,
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
  const specs = files.flatMap((file) => vitest.getModuleSpecifications(file));
  const started = performance.now();
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specs, false);
  const failed = testModules.find((module) => !module.ok());
  process.send({
    failed:
      failed?.relativeModuleId ?? (unhandledErrors.length > 0 ? "an error outside tests" : null),
    ms: performance.now() - started,
  });
});
process.send({ ready: true });
