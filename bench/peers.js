/** The mail indexers of Debian beside which leaksift is measured: notmuch and mu, each on a maildir with a configuration of its own. */
import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { messageBytes } from "../dist/split/message-bytes.js";
import { splitMbox } from "../dist/split/split-mbox.js";

/** First line of a program's version, "" when it is not installed. */
export function versionOf(program) {
  const { status, stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return status === 0 ? (stdout.split("\n")[0] ?? "") : "";
}

/** Message bytes of every mail of an mbox file. */
export async function* mboxMails(path) {
  const file = openSync(path, "r");
  for await (const ranges of splitMbox(path, statSync(path).size, {})) {
    for (const range of ranges) {
      if (range.kind !== "message") continue;
      const record = Buffer.alloc(range.length);
      readSync(file, record, 0, range.length, range.offset);
      yield messageBytes(record, range.variant);
    }
  }
}

function filesOf(corpus) {
  if (statSync(corpus).isFile()) return [corpus];
  return readdirSync(corpus, { recursive: true, encoding: "utf8" })
    .sort()
    .map((name) => join(corpus, name))
    .filter((path) => statSync(path).isFile());
}

/** Writes every mail of the corpus as one file of a maildir. A file that begins with "From " is taken for an mbox, any other for one mail. Returns their number. */
export async function makeMaildir(corpus, folder) {
  for (const name of ["cur", "new", "tmp"]) mkdirSync(join(folder, name), { recursive: true });
  let count = 0;
  const add = (bytes) => {
    writeFileSync(
      join(folder, "cur", `1000000000.${String(++count).padStart(8, "0")}.bench:2,S`),
      bytes,
    );
  };
  for (const path of filesOf(corpus)) {
    const head = Buffer.alloc(5);
    readSync(openSync(path, "r"), head, 0, 5, 0);
    if (head.toString("latin1") !== "From ") add(readFileSync(path));
    else for await (const bytes of mboxMails(path)) add(bytes);
  }
  return count;
}

/** A peer: how it indexes from nothing, where its index lies, and how it lists what a word finds. Words only: the languages differ. */
export function peersIn(folder, maildir) {
  const notmuchHome = join(folder, "notmuch");
  const configuration = join(notmuchHome, "config");
  const muHome = join(folder, "mu");
  return {
    notmuch: {
      index: join(notmuchHome, "index"),
      prepare() {
        rmSync(notmuchHome, { recursive: true, force: true });
        mkdirSync(join(notmuchHome, "index"), { recursive: true });
        writeFileSync(
          configuration,
          `[database]\npath=${join(notmuchHome, "index")}\nmail_root=${maildir}\n[user]\nname=bench\nprimary_email=bench@example.org\n[new]\ntags=new\nignore=\n[maildir]\nsynchronize_flags=false\n`,
        );
      },
      build: ["notmuch", [`--config=${configuration}`, "new", "--quiet", "--no-hooks"]],
      count: (word) => ["notmuch", [`--config=${configuration}`, "count", word]],
      list: (word) => [
        "notmuch",
        [`--config=${configuration}`, "search", "--output=messages", word],
      ],
    },
    mu: {
      index: muHome,
      prepare() {
        rmSync(muHome, { recursive: true, force: true });
        const { status, stderr } = spawnSync(
          "mu",
          ["init", `--muhome=${muHome}`, `--maildir=${maildir}`, "--quiet"],
          { encoding: "utf8" },
        );
        if (status !== 0) throw new Error(`mu init: ${stderr}`);
      },
      build: ["mu", ["index", `--muhome=${muHome}`, "--quiet"]],
      count: (word) => ["mu", ["find", `--muhome=${muHome}`, "--fields=i", "--maxnum=1", word]],
      list: (word) => ["mu", ["find", `--muhome=${muHome}`, "--fields=i", word]],
    },
  };
}

/** Bytes of all files below a folder. */
export function folderBytes(folder) {
  return filesOf(folder).reduce((sum, path) => sum + statSync(path).size, 0);
}
