/**
 * `npm run bundle`: makes bundle/leaksift-VERSION-PLATFORM.tgz, which installs on a machine without a network: the built program, its dependencies as
 * they lie in node_modules, docs, man page, checksums of every file and an install script. Beside it the tarball's checksum and a CycloneDX SBOM. Then
 * installs it into a temporary folder, without a network where the system allows to take it away, and runs it. Equal inputs give equal bytes.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = resolve(process.argv[2] ?? join(root, "bundle"));
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const name = `leaksift-${version}-${process.platform}-${process.arch}`;
const npm = (...args) =>
  execFileSync("npm", args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    stdio: ["ignore", "pipe", "ignore"],
  });
const sha256 = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");

/** Regular files below a folder, sorted. */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

const INSTALL = `#!/bin/sh
# install.sh [PREFIX]: installs leaksift below PREFIX (default: ~/.local) after checking every file. Needs Node 20.19 or newer; no network.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
prefix=\${1:-"$HOME/.local"}
command -v node > /dev/null || { echo "Node 20.19 or newer is needed." >&2; exit 2; }
cd "$here"
if command -v sha256sum > /dev/null; then sha256sum --quiet -c SHA256SUMS; else shasum -a 256 -c SHA256SUMS > /dev/null; fi
mkdir -p "$prefix/lib" "$prefix/bin" "$prefix/share/man/man1"
if [ -e "$prefix/lib/leaksift" ] && [ ! -f "$prefix/lib/leaksift/SHA256SUMS" ]; then
  echo "$prefix/lib/leaksift is there and is no leaksift; nothing was changed." >&2; exit 2
fi
rm -rf "$prefix/lib/leaksift"
cp -R "$here" "$prefix/lib/leaksift"
ln -sf ../lib/leaksift/bin/leaksift.js "$prefix/bin/leaksift"
cp man/leaksift.1 "$prefix/share/man/man1/"
echo "Installed: $prefix/bin/leaksift. Is $prefix/bin in your PATH? Next: leaksift --help"
`;

function stage(folder) {
  mkdirSync(folder, { recursive: true });
  for (const part of [
    "bin",
    "dist",
    "docs",
    "man",
    "README.md",
    "package.json",
    "package-lock.json",
  ])
    cpSync(join(root, part), join(folder, part), { recursive: true });
  const packages = npm("ls", "--omit=dev", "--all", "--parseable").trim().split("\n").slice(1);
  for (const path of packages) {
    const to = join(folder, relative(root, path));
    // Packages inside packages come with the outer one
    cpSync(path, to, { recursive: true, dereference: true });
  }
  writeFileSync(join(folder, "install.sh"), INSTALL);
  chmodSync(join(folder, "install.sh"), 0o755);
  const sums = filesBelow(folder).map((file) => `${sha256(join(folder, file))}  ${file}\n`);
  writeFileSync(join(folder, "SHA256SUMS"), sums.join(""));
  return packages.length;
}

/** The SBOM without what changes from run to run. */
function sbom() {
  const bom = JSON.parse(npm("sbom", "--sbom-format=cyclonedx", "--omit=dev"));
  delete bom.serialNumber;
  delete bom.metadata.timestamp;
  bom.metadata.component.name = "leaksift";
  return `${JSON.stringify(bom, null, 2)}\n`;
}

/** Words that run a command where there is no network; none where that is not allowed. */
function withoutNetwork() {
  for (const words of [
    ["unshare", "-n"],
    ["unshare", "-rn"],
  ])
    if (spawnSync(words[0], [...words.slice(1), "true"]).status === 0) return words;
  return [];
}

/** Unpacks, installs and runs the program; throws when a step fails. Returns how the network was taken away. */
function smoke(tarball) {
  const folder = mkdtempSync(join(tmpdir(), "leaksift-bundle-"));
  try {
    const prefix = join(folder, "prefix");
    const jail = withoutNetwork();
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      LANG: "C.UTF-8",
      LEAKSIFT_QUIET_PLACE: "1",
    };
    const run = (...words) => {
      const [program, ...args] = [...jail, ...words];
      return execFileSync(program, args, { cwd: folder, env, encoding: "utf8" });
    };
    run("tar", "-xzf", tarball);
    run("sh", join(folder, name, "install.sh"), prefix);
    rmSync(join(folder, name), { recursive: true });
    const mail =
      "From: a@example.org\nSubject: table for four\nDate: Fri, 3 Mar 2017 10:00:00 +0100\nMessage-ID: <1@example.org>\n\nIs it free?\n";
    writeFileSync(join(folder, "one.eml"), mail);
    const leaksift = join(prefix, "bin", "leaksift");
    run(leaksift, "index", "one.eml");
    const count = run(leaksift, "search", "--count", "free").trim();
    if (count !== "1") throw new Error(`the installed program found ${count} messages, not 1`);
    run(leaksift, "show", run(leaksift, "search", "--ids", "free").trim());
    run(leaksift, "stats");
    return jail.length > 0
      ? `without a network (${jail.join(" ")})`
      : "with the network there: unshare is not allowed here";
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

mkdirSync(out, { recursive: true });
const work = mkdtempSync(join(out, ".stage-"));
try {
  const count = stage(join(work, name));
  const tarball = join(out, `${name}.tgz`);
  // Names in order, no owner, no time: the same program gives the same bytes
  const tar = execFileSync(
    "tar",
    [
      "--sort=name",
      "--mtime=@0",
      "--owner=0",
      "--group=0",
      "--numeric-owner",
      "--mode=u=rwX,go=rX",
      "-cf",
      "-",
      name,
    ],
    { cwd: work, maxBuffer: 2 ** 30 },
  );
  writeFileSync(tarball, execFileSync("gzip", ["-n"], { input: tar, maxBuffer: 2 ** 30 }));
  writeFileSync(`${tarball}.sha256`, `${sha256(tarball)}  ${name}.tgz\n`);
  writeFileSync(join(out, `${name}.cdx.json`), sbom());
  const how = smoke(tarball);
  process.stdout.write(
    `${relative(process.cwd(), tarball)}: ${count} packages; installed and run ${how}.\n`,
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}
