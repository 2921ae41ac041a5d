/**
 * Joins the compiled files into chunks under dist/bundle/. Everything a search needs is one chunk: a cold search then opens three files
 * instead of sixty, which is a third of its time. Dependencies stay outside, but for the argument parser that every start needs.
 */
import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, resolve } from "node:path";
import { rolldown } from "rolldown";

const BUNDLED = /^yargs-parser$/;
const isExternal = (id) =>
  (!id.startsWith(".") && !id.startsWith("/") && !BUNDLED.test(id)) || builtinModules.includes(id);

/** The files a compiled file imports when it is loaded (not later, with import()), and those they import. */
function loadedWith(file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, path] of readFileSync(file, "utf8").matchAll(
    /^(?:import|export)\b[^"';]*["'](\.[^"']+\.js)["']/gm,
  )) {
    loadedWith(resolve(dirname(file), path), found);
  }
  return found;
}

const start = new Set(
  ["dist/cli.js", "dist/commands/search.js", "dist/commands/show.js"].flatMap((file) => [
    ...loadedWith(resolve(file)),
  ]),
);

const bundle = await rolldown({
  input: {
    cli: "dist/cli.js",
    worker: "dist/ingest/worker.js",
    "reader-child": "dist/ingest/reader-child.js",
  },
  platform: "node",
  external: isExternal,
});
await bundle.write({
  dir: "dist/bundle",
  format: "esm",
  sourcemap: true,
  entryFileNames: "[name].js",
  chunkFileNames: "[name]-[hash].js",
  codeSplitting: {
    groups: [
      { name: "start", test: (id) => start.has(id) || /node_modules\/yargs-parser\//.test(id) },
    ],
  },
});
await bundle.close();
