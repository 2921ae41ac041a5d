/** Searches with dist/cold/start.cjs and writes what V8 compiled meanwhile beside it: `node scripts/compile-search.js --index DIR`. Part of the build. */
import { rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { COMPILED, loadSearch, scriptOf } = createRequire(import.meta.url)("../bin/cold-search.js");

const QUERIES = [
  ["this"],
  ['"let me know"'],
  ["from:anna", "after:2014"],
  ["--count", "table", "-draft"],
  ["--ids", "thi*", "OR", "has:attachment"],
];

rmSync(COMPILED, { force: true }); // that of the build before
const script = scriptOf();
const { main } = loadSearch(script);
for (const query of QUERIES) await main([...process.argv.slice(2), ...query]);
process.umask(0o022); // a search makes it private, and what is built is for all
writeFileSync(COMPILED, script.createCachedData());
