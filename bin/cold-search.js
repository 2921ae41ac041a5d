/**
 * Loads the bundle of `leaksift search` with the code V8 compiled from it when it was built (scripts/bundle.js makes both): half of a cold
 * start is loading modules and compiling. The code is for one version of V8 on one kind of processor, which its name says: another version does not
 * read it, and compiles. V8 compares version, flags and source once more. Nothing is written here.
 */
const { existsSync, readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { dirname, join } = require("node:path");
const { Script } = require("node:vm");

const FILE = join(__dirname, "../dist/cold/start.cjs");
const COMPILED = `${FILE}.${process.versions.v8}-${process.arch}.v8`;

/** The bundle as a script of one function, as Node wraps a CommonJS module. */
function scriptOf() {
  const source = readFileSync(FILE, "utf8");
  return new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
    filename: FILE,
    ...(existsSync(COMPILED) ? { cachedData: readFileSync(COMPILED) } : {}),
  });
}

/** What the bundle exports: `main(words)`. */
function loadSearch(script = scriptOf()) {
  const module = { id: FILE, filename: FILE, loaded: true, exports: {} };
  require.cache[FILE] = module; // what it loads later refers back to it
  script.runInThisContext()(module.exports, createRequire(FILE), module, FILE, dirname(FILE));
  return module.exports;
}

module.exports = { COMPILED, loadSearch, scriptOf };
