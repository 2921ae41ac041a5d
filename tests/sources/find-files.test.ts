import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../../src/errors.ts";
import { comparePaths, openablePath, pathFromBytes } from "../../src/file-path.ts";
import { type FindOptions, findFiles } from "../../src/sources/find-files.ts";

let root = "";
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "leaksift-find-")));
});
afterEach(async () => {
  await chmod(root, 0o700);
  await rm(root, { recursive: true, force: true });
});

/** Makes files, by path below the root; a path ending in "/" is a folder. */
async function make(...paths: string[]): Promise<void> {
  for (const path of paths) {
    const folder = path.endsWith("/") ? path : path.slice(0, path.lastIndexOf("/") + 1);
    await mkdir(join(root, folder), { recursive: true });
    if (!path.endsWith("/")) await writeFile(join(root, path), "x");
  }
}

/** Paths found below the root, and problems as "code path". */
async function find(inputs: string[], options: FindOptions = {}) {
  const { files, problems } = await findFiles(inputs, { cwd: root, ...options });
  const short = (path: string): string => path.replace(`${root}/`, "");
  return {
    files: files.map(({ path }) => short(path)),
    problems: problems.map(({ code, locator }) => {
      const step = locator[0];
      return `${code} ${step?.step === "file" ? short(step.path) : "?"}`;
    }),
  };
}

describe("inputs", () => {
  it("a folder gives all files below it, dot files and maildir's tmp included, in byte order", async () => {
    await make("d/b.eml", "d/a/cur/1:2,S", "d/a/tmp/2", "d/a/new/3", "d/.hidden", "d/B.eml", "d/é");
    await make("d/\u{1f600}", "d/\uff21");
    expect(await find(["d"])).toEqual({
      files: [
        "d/.hidden",
        "d/B.eml",
        "d/a/cur/1:2,S",
        "d/a/new/3",
        "d/a/tmp/2",
        "d/b.eml",
        "d/é",
        "d/\uff21",
        "d/\u{1f600}",
      ],
      problems: [],
    });
  });

  it("a file has its absolute path, size and time", async () => {
    await make("d/a.eml");
    const { files } = await findFiles([join(root, "d/a.eml")]);
    expect(files).toEqual([
      { path: join(root, "d/a.eml"), sizeBytes: 1, modifiedAtMs: expect.any(Number) },
    ]);
  });

  it("patterns match files, folders and dot files", async () => {
    await make("d/a.eml", "d/b.mbox", "d/.c.eml", "d/2017/x", "d/2018/y", "d/2018/z/.w");
    expect((await find(["d/*.eml"])).files).toEqual(["d/.c.eml", "d/a.eml"]);
    expect((await find(["d/20*"])).files).toEqual(["d/2017/x", "d/2018/y", "d/2018/z/.w"]);
    expect((await find([join(root, "**/*.mbox")])).files).toEqual(["d/b.mbox"]);
    expect((await find(["**"])).files).toHaveLength(6);
  });

  it("what is named several ways counts once", async () => {
    await make("d/a.eml", "d/b/c.eml");
    await symlink("d", join(root, "link"));
    const inputs = ["d", "d/a.eml", "./d/../d", "d/b", "link", "d/**", "link/a.eml"];
    expect((await find(inputs)).files).toEqual(["d/a.eml", "d/b/c.eml"]);
    expect(await find(inputs.reverse())).toEqual(await find(inputs));
  });

  it("a name that looks like a pattern is taken as a name when it is there", async () => {
    await make("[2017] mails/a.eml", "2/a.eml");
    expect((await find(["[2017] mails"])).files).toEqual(["[2017] mails/a.eml"]);
  });

  it.each([
    ["missing", "No such file or folder: missing"],
    ["d/a.eml/x", "No such file or folder"],
    ["d/*.pst", "No file matches d/*.pst"],
    ["d/.leaksift/x", "lies inside the index folder"],
  ])("%s is the user's mistake", async (input, message) => {
    await make("d/a.eml", "d/.leaksift/x");
    const found = findFiles([input], { cwd: root, exclude: [join(root, "d/.leaksift")] });
    await expect(found).rejects.toThrow(message);
    await expect(found).rejects.toBeInstanceOf(UserError);
  });

  it("excluded folders are left out, whatever leads there", async () => {
    await make("d/a.eml", "d/.leaksift/seg", "d/.leaksift2/kept");
    await symlink("d", join(root, "link"));
    const options = { exclude: [join(root, "link/.leaksift"), join(root, "not-there")] };
    for (const inputs of [["d"], ["link"], ["d/**"], ["."]]) {
      const { files } = await find(inputs, options);
      expect(files.some((path) => path.includes(".leaksift/"))).toBe(false);
      expect(files.some((path) => path.endsWith(".leaksift2/kept"))).toBe(true);
    }
  });

  it("an empty folder gives nothing", async () => {
    await make("d/");
    expect(await find(["d"])).toEqual({ files: [], problems: [] });
  });
});

describe("links", () => {
  it("into a folder that is left out are not said to be indexed under their own name", async () => {
    await make("d/a.eml", "d/.leaksift/catalog", "d/.leaksift-notes");
    await symlink(".leaksift", join(root, "d/to-folder"));
    await symlink(".leaksift/catalog", join(root, "d/to-file"));
    await symlink(".leaksift-notes", join(root, "d/beside"));
    const found = await find(["d"], { exclude: [join(root, "d/.leaksift")] });
    expect(found).toEqual({
      files: ["d/.leaksift-notes", "d/a.eml"],
      problems: ["link-inside d/beside", "link-outside d/to-file", "link-outside d/to-folder"],
    });
    const { problems } = await findFiles([join(root, "d")], {
      cwd: root,
      exclude: [join(root, "d/.leaksift")],
    });
    for (const { code, reason, severity } of problems)
      if (code === "link-outside") {
        expect(reason).toContain("the index");
        expect(reason).not.toContain("Name the target");
        expect(severity).toBe("note");
      }
  });

  it("out of the folder are not followed and are a problem", async () => {
    await make("d/a.eml", "outside/secret");
    await symlink("../outside", join(root, "d/folder"));
    await symlink("../outside/secret", join(root, "d/file"));
    await symlink("/etc", join(root, "d/etc"));
    for (const inputs of [["d"], ["d/*"], ["d/**"]]) {
      expect(await find(inputs)).toEqual({
        files: ["d/a.eml"],
        problems: ["link-outside d/etc", "link-outside d/file", "link-outside d/folder"],
      });
    }
  });

  it("inside the folder, to nothing and in a circle are noted", async () => {
    await make("d/a.eml", "d/sub/b.eml");
    await symlink("a.eml", join(root, "d/inside"));
    await symlink("..", join(root, "d/sub/up"));
    await symlink("gone", join(root, "d/nothing"));
    await symlink("circle", join(root, "d/circle"));
    expect(await find(["d"])).toEqual({
      files: ["d/a.eml", "d/sub/b.eml"],
      problems: [
        "link-broken d/circle",
        "link-inside d/inside",
        "link-broken d/nothing",
        "link-inside d/sub/up",
      ],
    });
  });

  it("named by the user are followed and keep their name", async () => {
    await make("real/a.eml", "real/sub/b.eml");
    await symlink("real", join(root, "folder"));
    await symlink("real/a.eml", join(root, "file"));
    expect((await find(["folder"])).files).toEqual(["folder/a.eml", "folder/sub/b.eml"]);
    expect((await find(["file"])).files).toEqual(["file"]);
  });
});

describe("what cannot be read", () => {
  it("fifos and sockets are problems and never opened", async () => {
    await make("d/a.eml");
    execFileSync("mkfifo", [join(root, "d/pipe")]);
    expect(await find(["d"])).toEqual({ files: ["d/a.eml"], problems: ["special-file d/pipe"] });
    expect((await find(["d/pipe"])).problems).toEqual(["special-file d/pipe"]);
    expect((await find(["/dev/null"])).problems).toEqual(["special-file /dev/null"]);
  });

  // root may read everything, so root becomes "nobody" for this.
  it("unreadable files and folders are problems", async () => {
    await make("d/a.eml", "d/secret.eml", "d/locked/b.eml");
    await chmod(root, 0o755);
    await chmod(join(root, "d/secret.eml"), 0);
    await chmod(join(root, "d/locked"), 0);
    const isRoot = process.getuid?.() === 0;
    if (isRoot) process.seteuid?.(65534);
    try {
      const expected = {
        files: ["d/a.eml"],
        problems: ["folder-unreadable d/locked", "file-unreadable d/secret.eml"],
      };
      expect(await find(["d"])).toEqual(expected);
      expect(await find(["d/**"])).toEqual(expected);
    } finally {
      if (isRoot) process.seteuid?.(0);
      await chmod(join(root, "d/locked"), 0o700);
    }
  });

  it("a name that is no UTF-8 is indexed by its file URL, with a note", async () => {
    await make("d/a.eml");
    const odd = Buffer.concat([
      Buffer.from(`${root}/d/caf`),
      Buffer.from([0xe9]),
      Buffer.from("/"),
    ]);
    await mkdir(odd);
    await writeFile(Buffer.concat([odd, Buffer.from("50% #?.eml")]), "x");
    const url = `file://${root}/d/caf%E9/50%25%20%23%3F.eml`;
    expect(await find(["d"])).toEqual({
      files: ["d/a.eml", url.replace(`${root}/`, "")],
      problems: [`name-not-utf8 ${url.replace(`${root}/`, "")}`],
    });
    const { problems } = await findFiles(["d/**/*.eml"], { cwd: root });
    expect(problems.map(({ reason }) => reason).join()).toContain("name the folder instead");
  });
});

describe("paths in bytes", () => {
  it.each([
    ["/a/b.eml", "/a/b.eml"],
    ["/a/caf\xe9", "file:///a/caf%E9"],
    ["/100%/\xff \n", "file:///100%25/%FF%20%0A"],
  ])("%j", (latin1, path) => {
    const bytes = Buffer.from(latin1, "latin1");
    expect(pathFromBytes(bytes)).toBe(path);
    expect(Buffer.from(openablePath(path) as string)).toEqual(bytes);
  });

  it("sort by their UTF-8 bytes", () => {
    const paths = ["/b", "/a", "/a/b", "/\u{1f600}", "/\uff21", "/\ue000", "/é", "/a\0", "/"];
    const byBytes = [...paths].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect([...paths].sort(comparePaths)).toEqual(byBytes);
  });
});
