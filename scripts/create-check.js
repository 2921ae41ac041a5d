/**
 * `npm run create-check -- ID message|file|corpus`: everything a new check needs, from one name: its file, its row in the table of the engine, a table of tests, a sample. The
 * files compile and pass as they are; the check they hold is an example (level "information") to be replaced. CONTRIBUTING.md walks through it.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const [id = "", scope = ""] = process.argv.slice(2);

/** Says what is wrong and ends with code 2. */
function refuse(sentence) {
  console.error(`create-check: ${sentence}`);
  console.error("Usage: npm run create-check -- date-in-the-future message|file|corpus");
  process.exit(2);
}

if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(id))
  refuse(
    `"${id}" cannot be an id. Name the condition in words joined by "-", not the advice: date-before-first-hop, not check-date.`,
  );
if (!["message", "file", "corpus"].includes(scope))
  refuse(`say what the check looks at: "message", "file" or "corpus", not "${scope}".`);

const camel = id.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
const folder = { message: "message", file: "document", corpus: "corpus" }[scope];
const source = `src/checks/${folder}/${id}.ts`;
if (existsSync(source)) refuse(`${source} is there already.`);

const CHECK = {
  message: `/** What the check finds, in one sentence. Then, if it is needed, why the condition is drawn where it is. */
import { flagOf, type MessageCheck, quoted } from "../engine/check.ts";
import { headerEvidence } from "../facts/evidence.ts";

export const ${camel}: MessageCheck = {
  scope: "message",
  id: "${id}",
  catalogue: "H01",
  line: "consistency",
  level: "information",
  sentence: "The header says {value}.",
  looksFor: "A header with the value of an example.",
  whyItMatters: "An ordinary program would have written something else.",
  innocentCauses: [
    "a program that writes another value",
    "a template that was used again",
    "a person who typed the value",
  ],
  sources: ["RFC 5322 section 3.6.8"],
  cost: "trivial",
  applies: (facts) => facts.first("x-example") !== undefined,
  run: (facts) => {
    const header = facts.first("x-example");
    if (header?.value.trim() !== "Example") return [];
    const value = header.value.trim();
    return [flagOf(${camel}, { value: quoted(value) }, [headerEvidence(header, value)])];
  },
};
`,
  file: `/** What the check finds, in one sentence. Then, if it is needed, why the condition is drawn where it is. */
import { type FileCheck, flagOf, quoted } from "../engine/check.ts";
import { metadataEvidence } from "../facts/evidence.ts";

export const ${camel}: FileCheck = {
  scope: "file",
  id: "${id}",
  catalogue: "O01",
  line: "document",
  level: "information",
  sentence: "The file names {value} as its creator.",
  looksFor: "A creator with the name of an example.",
  whyItMatters: "An ordinary program would have written something else.",
  innocentCauses: [
    "a program that writes another value",
    "a template that was used again",
    "a person who typed the value",
  ],
  sources: ["own measurement"],
  cost: "trivial",
  applies: (facts) => facts.first("creator") !== undefined,
  run: (facts) => {
    const creator = facts.first("creator");
    if (creator?.text !== "Example Person") return [];
    return [flagOf(${camel}, { value: quoted(creator.text) }, [metadataEvidence(creator)])];
  },
};
`,
  corpus: `/** What the check finds, in one sentence. Then, if it is needed, why the condition is drawn where it is. */
import type { CorpusCheck, CorpusRun, CorpusView } from "../../model/corpus-view.ts";
import type { Finding } from "../../model/flag.ts";
import { fill, quoted } from "../engine/check.ts";
import { boxName, byMailbox } from "../facts/mailboxes.ts";

export const ${camel}: CorpusCheck = {
  scope: "corpus",
  id: "${id}",
  catalogue: "Z02",
  line: "layout",
  level: "information",
  sentence: "One of the {total} mails in {box} is the mail of an example.",
  looksFor: "A mail with the subject of an example in a mailbox of two mails or more.",
  whyItMatters: "An ordinary program would have written something else.",
  innocentCauses: [
    "a program that writes another value",
    "a template that was used again",
    "a person who typed the value",
  ],
  sources: ["own design"],
  cost: "trivial",
  run: (view: CorpusView): CorpusRun => {
    const findings: Finding[] = [];
    let applies = 0;
    for (const [box, mails] of byMailbox(view, ({ docId, subject }) => ({ docId, subject }))) {
      if (mails.length < 2) continue;
      applies += mails.length;
      for (const { docId } of mails.filter(({ subject }) => subject === "Example"))
        findings.push({
          check: "${id}",
          level: "information",
          sentence: fill(${camel}.sentence, { box: quoted(boxName(box)), total: mails.length }),
          members: [{ docId, evidence: [] }],
          evidence: [],
          rarity: 0.5,
        });
    }
    return { findings, applies };
  },
};
`,
};

const TEST = {
  message: `/** The table of one check: rows that fire, and rows that stay silent, among them the ordinary causes. */
import { ${camel} } from "../../src/checks/message/${id}.ts";
import { messageTable } from "./tables.ts";

messageTable(${camel}, {
  fires: [
    ["the value", { "X-Example": "Example" }],
    ["the value with blanks around it", { "X-Example": "  Example  " }],
  ],
  silent: [
    ["no such header", {}],
    ["another value", { "X-Example": "Other" }],
    ["the value in another header", { "X-Other": "Example" }],
  ],
});
`,
  file: `/** The table of one check: rows that fire, and rows that stay silent, among them the ordinary causes. */
import { ${camel} } from "../../src/checks/document/${id}.ts";
import { fileTable, value, word } from "./tables.ts";

const creator = (text: string) => value("creator", text, "docProps/core.xml dc:creator");

fileTable(${camel}, {
  fires: [
    ["the name", word([creator("Example Person")])],
    ["the name in an older file", word([creator("Example Person")], { name: "old.docx" })],
  ],
  silent: [
    ["another name", word([creator("Anna Weber")])],
    ["no creator", word([creator("")])],
    ["part of the name", word([creator("Example")])],
  ],
});
`,
  corpus: `/** The table of one check: rows that fire, and rows that stay silent, among them the ordinary causes. */
import { ${camel} } from "../../src/checks/corpus/${id}.ts";
import { chatter, corpusTable } from "./small-corpus.ts";

const example = (subject: string) => ({ message: { id: "x@example.org", subject } });

corpusTable(${camel}, {
  fires: [
    ["one such mail", [...chatter(20), example("Example")]],
    ["such a mail among two", [...chatter(1), example("Example")]],
  ],
  silent: [
    ["ordinary mail", chatter(20)],
    ["another subject", [...chatter(20), example("An example")]],
    ["a mailbox with one mail", [example("Example")]],
  ],
});
`,
};

/** A row of the samples: what is planted, and how. */
const SAMPLE = {
  message: `  [
    "${id}",
    "corentin",
    "${id}.eml",
    "The X-Example header says Example.",
    (mail) => addHeader(mail, "X-Example", "Example"),
  ],
`,
  file: `  [
    "${id}",
    "${id}.docx",
    "core.xml names Example Person as creator.",
    (random) => docx(letter, { ...wordMeta(random, "odile", "odile", AT), creator: "Example Person" }).bytes,
  ],
`,
  corpus: `  [
    "${id}",
    "One of sixty mails has the subject of an example.",
    (random) =>
      sixty(random).map((mail, i) => (i === 7 ? mail.replace(/Subject: .*/, "Subject: Example") : mail)),
  ],
`,
};

/** Puts text before the first line that is just `];` behind a marker. */
function intoList(path, marker, text) {
  const all = readFileSync(path, "utf8");
  const from = all.indexOf(marker);
  const end = all.indexOf("\n];", from);
  if (from < 0 || end < 0) throw new Error(`${path} has no list ${marker}`);
  writeFileSync(path, `${all.slice(0, end + 1)}${text}${all.slice(end + 1)}`);
}

const table = `src/checks/engine/${scope}-checks.ts`;
writeFileSync(source, CHECK[scope]);
writeFileSync(`tests/checks/${id}.test.ts`, TEST[scope]);
intoList(table, `_CHECKS: readonly`, `  ${camel},\n`);
const withTable = readFileSync(table, "utf8");
const firstImport = withTable.indexOf(`import { `);
writeFileSync(
  table,
  `${withTable.slice(0, firstImport)}import { ${camel} } from "../${folder}/${id}.ts";\n${withTable.slice(firstImport)}`,
);
const samples = {
  message: "tampered-mail.js",
  file: "tampered-files.js",
  corpus: "tampered-mailboxes.js",
}[scope];
intoList(`scripts/sample/${samples}`, "const ROWS = [", SAMPLE[scope]);

console.log(`Made
  ${source}
  tests/checks/${id}.test.ts
and one row each in
  ${table}
  scripts/sample/${samples}
Next:
  npm run format           # sorts the imports
  npm run sample-corpus    # writes the sample
  npm run docs             # writes docs/checks/${id}.md
  npm run test:area checks
Then replace the example by your condition. CONTRIBUTING.md, "Add a check", says what a check must have.`);
