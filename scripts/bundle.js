/**
 * Joins the compiled files: dist/bundle/ holds the program in chunks, dist/cold/ `leaksift search` alone, what it always needs in one file, with what V8 compiled from
 * it while it searched a small index. A cold search then opens one file instead of sixty. Dependencies stay outside, but for the argument parser.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
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
  ["dist/cli.js", "dist/commands/search/search.js", "dist/commands/show.js"].flatMap((file) => [
    ...loadedWith(resolve(file)),
  ]),
);

const bundle = await rolldown({
  input: {
    cli: "dist/cli.js",
    worker: "dist/ingest/worker.js",
    "names-thread": "dist/ingest/names-thread.js",
    "reader-child": "dist/ingest/reader-child.js",
    "prompt-child": "dist/prompt/prompt-child.js",
    engine: "dist/engine/main.js",
  },
  platform: "node",
  external: isExternal,
  checks: { ineffectiveDynamicImport: false },
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

/** What a search needs at once; the rest is in chunks beside it. */
const searched = loadedWith(resolve("dist/program/start-search.js"));

/** The JavaScript of libsql, whose native part stays where it is: finding and reading its six files takes as long as opening the catalog. */
const LIBSQL = /^(?:libsql|detect-libc|@neon-rs\/load)$/;
const cold = await rolldown({
  input: "dist/program/start-search.js",
  platform: "node",
  external: (id) => isExternal(id) && !LIBSQL.test(id),
  checks: { ineffectiveDynamicImport: false },
  plugins: [
    {
      name: "libsql loads with what it needs",
      transform(code, id) {
        if (id.endsWith("/catalog/sqlite.js"))
          return code.replace('createRequire(import.meta.url)("libsql")', 'require("libsql")');
        // Asks another program for the C library only where no file says which it is
        if (id.endsWith("/detect-libc.js"))
          return code.replace(
            "require('child_process')",
            "{ exec: (...args) => require('child_process').exec(...args), execSync: (...args) => require('child_process').execSync(...args) }",
          );
        return null;
      },
    },
  ],
});
rmSync("dist/cold", { recursive: true, force: true }); // chunks of the build before
await cold.write({
  dir: "dist/cold",
  format: "cjs",
  entryFileNames: "search.cjs",
  chunkFileNames: "[name].cjs",
  codeSplitting: {
    groups: [{ name: "start", test: (id) => searched.has(id) || id.includes("/node_modules/") }],
  },
});
await cold.close();

/** Mails that take a search through what most searches need. */
const MAILS = [1, 2, 3].map(
  (day) => `From a@example.org Thu Jan  ${day} 00:00:00 2015
From: Anna Example <anna@example.org>
To: Bo Example <bo@example.org>
Subject: Table for four
Date: Thu, ${day} Jan 2015 10:00:00 +0000
Message-ID: <${day}@example.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

Please let me know whether a table for four is free. À bientôt, this is all for today.
--b
Content-Type: text/plain; name="list.txt"
Content-Disposition: attachment; filename="list.txt"

This is the list.
--b--

`,
);
const folder = mkdtempSync(join(tmpdir(), "leaksift-build-"));
try {
  const quiet = { stdio: "ignore", env: { ...process.env, LEAKSIFT_QUIET_PLACE: "1" } };
  writeFileSync(join(folder, "mails.mbox"), MAILS.join(""));
  const place = ["--index", join(folder, "index")];
  const program = ["bin/leaksift.js", "index", ...place, "--workers", "1"];
  execFileSync(process.execPath, [...program, join(folder, "mails.mbox")], quiet);
  execFileSync(process.execPath, ["scripts/compile-search.js", ...place], quiet);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * The page of a reading room, for browsers: what it shares with the program comes from the same files. Three things are put in their place: expressions (a browser
 * cannot stop its own engine), packages that are loaded late, and Buffer.
 */
const inPage = (name) => resolve(`src/room/page/${name}.ts`);
const page = await rolldown({
  input: inPage("main"),
  platform: "browser",
  checks: { ineffectiveDynamicImport: false },
  transform: {
    define: { "import.meta": "{}" },
    inject: { Buffer: [inPage("node-parts"), "Buffer"] },
  },
  plugins: [
    {
      name: "what browsers lack",
      resolveId(id, importer) {
        if (id === "node:module") return inPage("node-parts");
        if (id.endsWith("/expression.ts") && !importer?.includes("/page/"))
          return inPage("expression");
        if (id.startsWith("node:")) throw new Error(`${importer} needs ${id}, which no page has`);
        return null;
      },
    },
  ],
});
await page.write({ file: "dist/room/page.js", format: "iife", minify: true });
await page.close();

/** Code of others goes into each room with its licence before it. */
function withLicence(code, packages) {
  const notices = packages.map((name) => {
    const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
    const file = ["LICENSE", "LICENSE.md"].find((each) =>
      existsSync(`node_modules/${name}/${each}`),
    );
    const licence = readFileSync(`node_modules/${name}/${file}`, "utf8").replaceAll("*/", "* /");
    return `${name} ${version}\n\n${licence.trim()}`;
  });
  return `/*!\n${notices.join("\n\n\n")}\n*/\n${code}`;
}
const published = readFileSync("node_modules/flexsearch/dist/flexsearch.bundle.min.js", "utf8");
writeFileSync("dist/room/flexsearch.js", withLicence(published, ["flexsearch"]));
const own = readFileSync("dist/room/page.js", "utf8");
writeFileSync("dist/room/page.js", withLicence(own, ["re2js", "@orama/stemmers"]));
