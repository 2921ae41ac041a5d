/**
 * `node scripts/fetch-corpora.js FOLDER`: makes the archive of real mail that tests and benches use where they can, from public sources, for people who do not have
 * ours. It is run by hand and is the only script here that uses the network. What it makes is real mail of real people: never put it into a repository or a release.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

/** Public sources, each with what it gives. The licences differ; the mail stays with those who wrote it. */
const SOURCES = [
  {
    name: "enron",
    url: "https://www.cs.cmu.edu/~enron/enron_mail_20150507.tar.gz",
    what: "500,000 mails of a company, as a maildir",
  },
  {
    name: "spamassassin-ham",
    url: "https://spamassassin.apache.org/old/publiccorpus/20030228_easy_ham.tar.bz2",
    what: "2,500 ordinary mails of 2002",
  },
  {
    name: "spamassassin-spam",
    url: "https://spamassassin.apache.org/old/publiccorpus/20030228_spam.tar.bz2",
    what: "500 unwanted mails of 2002",
  },
];

const [folder] = process.argv.slice(2);
if (folder === undefined || folder === "--help") {
  console.log(`node scripts/fetch-corpora.js FOLDER

Downloads and unpacks public mail:
${SOURCES.map(({ name, url, what }) => `  ${name.padEnd(18)} ${what}\n${" ".repeat(21)}${url}`).join("\n")}

Then, for example: npm run bench -- FOLDER/enron

The tests that compare with real mail look for these archives in the folder LEAKSIFT_CORPORA:
  mail-50k.mbox.xz   one mbox of 50,000 mails
  torture.tar.xz     torture/: mail test files of other projects; truth/: what must come out
  documents.tar.xz   docs/: office files, PDF, pictures, archives of other projects
  labelled.tar.xz    labelled/: mail with labels (genre, spam, signatures)
They are not published, because their licences differ. Without them those tests are skipped, and the run says so.`);
  process.exit(folder === undefined ? 2 : 0);
}

for (const { name, url } of SOURCES) {
  const place = join(resolve(folder), name);
  if (existsSync(place)) {
    console.log(`${name}: there already`);
    continue;
  }
  mkdirSync(place, { recursive: true });
  const archive = join(place, url.split("/").at(-1));
  console.log(`${name}: ${url}`);
  execFileSync("curl", ["--fail", "--location", "--output", archive, url], { stdio: "inherit" });
  execFileSync("tar", ["-xf", archive, "-C", place], { stdio: "inherit" });
}
