/** Where an index may lie, how it is found, who may write to it. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import {
  chooseIndex,
  createIndexFolder,
  findIndex,
  indexPaths,
  lockForWriting,
  refuseIndexInSource,
  removeUnreferenced,
} from "../../src/catalog/index-folder.ts";
import { markOpenedHere } from "../../src/catalog/index-trust.ts";
import { EXIT, IndexStateError, UserError } from "../../src/errors.ts";
import { itWith } from "../support/corpora.ts";

const parent = realpathSync(mkdtempSync(join(tmpdir(), "leaksift-folder-")));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(parent, "t-"));
});

/** A folder that looks like an index to the search for one. */
function fakeIndex(at: string): string {
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, "catalog.sqlite"), "");
  markOpenedHere(at);
  return at;
}

const within = (...parts: string[]): string => {
  const path = join(folder, ...parts);
  mkdirSync(path, { recursive: true });
  return path;
};

describe("findIndex", () => {
  it("takes the nearest .leaksift from the working folder upwards", () => {
    const outer = fakeIndex(join(folder, ".leaksift"));
    const inner = fakeIndex(join(folder, "a", ".leaksift"));
    expect(findIndex(undefined, undefined, within("a", "b", "c")).folder).toBe(inner);
    expect(findIndex(undefined, undefined, within("z")).folder).toBe(outer);
    expect(findIndex(undefined, "", within("z")).folder).toBe(outer);
  });

  it("passes over a .leaksift that holds no catalog", () => {
    const outer = fakeIndex(join(folder, ".leaksift"));
    within("a", ".leaksift");
    expect(findIndex(undefined, undefined, join(folder, "a")).folder).toBe(outer);
  });

  it("prefers --index to LEAKSIFT_INDEX, and both to what is near", () => {
    fakeIndex(join(folder, ".leaksift"));
    const one = fakeIndex(join(folder, "one"));
    const two = fakeIndex(join(folder, "two"));
    expect(findIndex("one", two, folder).folder).toBe(one);
    expect(findIndex(undefined, "two", folder).folder).toBe(two);
  });

  it("says what a mistyped --index is, and never falls back to another index", () => {
    fakeIndex(join(folder, ".leaksift"));
    expect(() => findIndex("cases/dmup", undefined, folder)).toThrow(
      new UserError(
        `There is no index in ${join(folder, "cases/dmup")}. Make one with "leaksift index DUMP".`,
      ),
    );
    expect(() => findIndex(undefined, "gone", folder)).toThrow(UserError);
  });

  it("says which index is meant when the folder above it is named", () => {
    const inside = fakeIndex(join(folder, "case", ".leaksift"));
    expect(() => findIndex("case", undefined, folder)).toThrow(`Did you mean --index ${inside}?`);
  });

  it("says what to do when there is none", () => {
    expect(() => findIndex(undefined, undefined, folder)).toThrow(/leaksift index DUMP/);
  });
});

describe("chooseIndex", () => {
  it("is the working folder's .leaksift when there is none yet, else the one found", () => {
    expect(chooseIndex(undefined, undefined, folder).folder).toBe(join(folder, ".leaksift"));
    const outer = fakeIndex(join(folder, ".leaksift"));
    expect(chooseIndex(undefined, undefined, within("deep")).folder).toBe(outer);
    expect(chooseIndex("new", undefined, folder).folder).toBe(join(folder, "new"));
    expect(chooseIndex(undefined, "env", folder).folder).toBe(join(folder, "env"));
  });
});

describe("refuseIndexInSource", () => {
  const refused = (index: string, sources: readonly string[]): boolean => {
    try {
      refuseIndexInSource(index, sources);
      return false;
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      return true;
    }
  };

  it("refuses the source itself, what lies in it, and what would", () => {
    const dump = within("dump");
    expect(refused(dump, [dump])).toBe(true);
    expect(refused(join(dump, ".leaksift"), [dump])).toBe(true);
    expect(refused(join(dump, "not", "yet", "there"), [within("other"), dump])).toBe(true);
    expect(refused(join(dump, ".leaksift"), [`${dump}/`])).toBe(true);
    expect(refused(join(dump, "..", "dump", "x"), [dump])).toBe(true);
  });

  it("allows what lies beside a source, even with its name as a beginning", () => {
    const dump = within("dump");
    expect(refused(`${dump}-index`, [dump])).toBe(false);
    expect(refused(join(folder, ".leaksift"), [dump])).toBe(false);
    expect(refused(folder, [dump])).toBe(false);
    expect(refused(join(folder, ".leaksift"), [join(folder, "gone.mbox")])).toBe(false);
  });

  it("sees through links on either side", () => {
    const dump = within("dump");
    symlinkSync(dump, join(folder, "link"));
    expect(refused(join(folder, "link", ".leaksift"), [dump])).toBe(true);
    expect(refused(join(dump, ".leaksift"), [join(folder, "link")])).toBe(true);
    symlinkSync(within("dump", "inner"), join(folder, "link2"));
    expect(refused(join(folder, "link2", "a", "b"), [dump])).toBe(true);
    symlinkSync(within("elsewhere"), join(dump, "out"));
    expect(refused(join(dump, "out", "index"), [dump])).toBe(false);
  });

  it("refuses a source that is the index file's place", () => {
    const file = join(folder, "inbox.mbox");
    writeFileSync(file, "");
    expect(refused(file, [file])).toBe(true);
    expect(refused(join(folder, ".leaksift"), [file])).toBe(false);
  });

  it("refuses the whole disk as a source", () => {
    expect(refused(join(folder, ".leaksift"), ["/"])).toBe(true);
  });
});

describe("createIndexFolder", () => {
  const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

  it("makes folders for this user alone, whatever the umask", () => {
    const paths = indexPaths(join(folder, "new", "case"));
    createIndexFolder(paths);
    expect(modeOf(paths.folder)).toBe("700");
    expect(modeOf(paths.segments)).toBe("700");
  });

  it("makes an index private that others could read", () => {
    const paths = indexPaths(fakeIndex(join(folder, "open")));
    mkdirSync(paths.segments, { mode: 0o755 });
    createIndexFolder(paths);
    expect(modeOf(paths.folder)).toBe("700");
    expect(modeOf(paths.segments)).toBe("700");
  });

  it("refuses a file, and a folder that holds other things, and leaves both alone", () => {
    const file = join(folder, "file");
    writeFileSync(file, "mine");
    expect(() => createIndexFolder(indexPaths(file))).toThrow(/is a file/);
    const used = within("used");
    writeFileSync(join(used, "letter.doc"), "mine");
    expect(() => createIndexFolder(indexPaths(used))).toThrow(/holds other files/);
    expect(readdirSync(used)).toEqual(["letter.doc"]);
  });

  it("takes an empty folder and one that holds an index", () => {
    createIndexFolder(indexPaths(within("empty")));
    const paths = indexPaths(fakeIndex(join(folder, "index")));
    createIndexFolder(paths);
    createIndexFolder(paths);
    expect(existsSync(paths.segments)).toBe(true);
  });
});

/** A process that takes the lock, says so, and keeps it until it ends. */
async function holdLock(at: string): Promise<ChildProcess> {
  const script = `
    const { indexPaths, lockForWriting } = await import(process.argv[1]);
    lockForWriting(indexPaths(process.argv[2]));
    process.stdout.write("locked");
    setInterval(() => {}, 1000);`;
  const module = new URL("../../dist/catalog/index-folder.js", import.meta.url).href;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, module, at]);
  await once(child.stdout, "data");
  return child;
}

describe("lockForWriting", () => {
  const newIndex = () => {
    const paths = indexPaths(join(folder, ".leaksift"));
    createIndexFolder(paths);
    return paths;
  };

  it("lets one writer in, then the next", () => {
    const paths = newIndex();
    const first = lockForWriting(paths);
    expect(() => lockForWriting(paths)).toThrow(IndexStateError);
    first.release();
    lockForWriting(paths).release();
  });

  it("says who is in the way, at once, with the exit code of a locked index", async () => {
    const paths = newIndex();
    const other = await holdLock(paths.folder);
    try {
      lockForWriting(paths).release();
      expect.unreachable("two writers at a time");
    } catch (error) {
      expect(error).toBeInstanceOf(IndexStateError);
      expect((error as IndexStateError).exitCode).toBe(EXIT.indexState);
      expect((error as Error).message).toMatch(/Another leaksift process is writing/);
    } finally {
      other.kill("SIGKILL");
      await once(other, "exit");
    }
  });

  it("is freed by the operating system after kill -9", async () => {
    const paths = newIndex();
    const other = await holdLock(paths.folder);
    other.kill("SIGKILL");
    await once(other, "exit");
    lockForWriting(paths).release();
  });
});

describe("removeUnreferenced", () => {
  it("removes what no commit names, and nothing else", () => {
    const paths = indexPaths(join(folder, ".leaksift"));
    createIndexFolder(paths);
    for (const name of ["0.seg", "1.seg", "new-1-1-0.tmp"])
      writeFileSync(join(paths.segments, name), "");
    removeUnreferenced(paths, new Set(["0.seg"]));
    expect(readdirSync(paths.segments)).toEqual(["0.seg"]);
  });
});

itWith(
  { root: true, tools: ["mount", "umount"] },
  "a segment that cannot be removed now, as one that is open on Windows, stays until the next writer",
  () => {
    const paths = indexPaths(join(folder, "ix"));
    createIndexFolder(paths);
    const [used, other] = ["1.seg", "2.seg"].map((name) => join(paths.segments, name));
    for (const path of [used, other]) writeFileSync(path ?? "", "x");
    try {
      execFileSync("mount", ["--bind", used ?? "", used ?? ""], { stdio: "ignore" });
    } catch {
      return; // no right to mount here
    }
    try {
      removeUnreferenced(paths, new Set());
      expect(readdirSync(paths.segments)).toEqual(["1.seg"]);
    } finally {
      execFileSync("umount", [used ?? ""]);
    }
    removeUnreferenced(paths, new Set());
    expect(readdirSync(paths.segments)).toEqual([]);
  },
);
