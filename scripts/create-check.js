/**
 * `npm run create-check -- ID message|file`: everything a new check needs, from one name: its file, its row in the table of the engine, a table of tests, a sample. The
 * files compile and pass as they are; the check they hold is an example (level "information") to be replaced. CONTRIBUTING.md walks through it. A check over the
 * whole corpus needs documents that belong together, so it has no template: start from the one most like it in src/checks/corpus/.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const [id = "", scope = ""] = process.argv.slice(2);

/** Says what is wrong and ends with code 2. */
function refuse(sentence) {
  console.error(`create-check: ${sentence}`);
  console.error("Usage: npm run create-check -- date-in-the-future message|file");
  process.exit(2);
}

if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(id))
  refuse(
    `"${id}" cannot be an id. Name the condition in words joined by "-", not the advice: date-before-first-hop, not check-date.`,
  );
if (scope !== "message" && scope !== "file")
  refuse(`say what the check looks at: "message" or "file", not "${scope}".`);

const camel = id.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
const folder = { message: "message", file: "document" }[scope];
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
const samples = { message: "tampered-mail.js", file: "tampered-files.js" }[scope];
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
