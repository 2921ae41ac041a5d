/**
 * docs/checks/evidence.md: every trait, clock and metadata field that is stored, with the checks that read it. A check reads what its file, or a helper in
 * src/checks/facts/ that is made for it, names. A row without a check needs a reason here; a reason for a row that has one is an error too.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const CHECKS = join(import.meta.dirname, "../src/checks");

/** Helpers that name a value on behalf of the checks that import them. */
const HELPERS = [
  "signed-siblings",
  "sender-history",
  "file-zone",
  "correspondents",
  "duplicate-header",
  "backward-hops",
];

/** Why no check reads it. */
const UNREAD = {
  boundary: "it names the program, as `mailer` does; the boundary itself is read as a clock",
  codepage: "it follows the language of the system, which `applang` says",
  title: "what a document is called says nothing of how it was made",
  docsubject: "as the title",
  keywords: "as the title",
  sheet: "names of sheets: their language is `applang`",
  template: "Normal in nearly every file; who passes a file on shows by creator and times",
};

const FOLDERS = ["message", "document", "corpus"];
/** Clocks are read by their kind. */
const BY_KIND = {
  composition: "composition-clock-disagrees-with-date",
  transport: "transport-clock-disagrees-with-date",
};

/** [check id, source text of its file and of the helpers it imports, folder], sorted. */
function sourcesOfChecks() {
  const helper = new Map(
    HELPERS.map((name) => [name, readFileSync(join(CHECKS, `facts/${name}.ts`), "utf8")]),
  );
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(CHECKS, folder)).map((file) => {
      const own = readFileSync(join(CHECKS, folder, file), "utf8");
      const more = HELPERS.filter((name) => own.includes(`/facts/${name}.ts"`));
      return [
        file.replace(/\.ts$/, ""),
        [own, ...more.map((name) => helper.get(name))].join("\n"),
        folder,
      ];
    }),
  ).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** [name, kind] of each clock that is read from a message. */
function clocks() {
  const text = ["message-clocks", "stated-clocks"]
    .map((name) => readFileSync(join(CHECKS, `clocks/${name}.ts`), "utf8"))
    .join("\n");
  const found = [
    ...text.matchAll(/"([a-z]+(?:-[a-z]+)+)",\s*(?:kind:\s*)?"(composition|transport)"/g),
  ].map(([, name, kind]) => [name, kind]);
  return [...new Map([...found, ["thread-index", "composition"]])].sort();
}

/** Rows `{kind, name, checks, reason}` of everything that is stored for checks to read. */
export async function evidenceRows() {
  const { unpackTraits } = await import("../dist/catalog/stored-json.js");
  const { FIELDS } = await import("../dist/fields.js");
  const sources = sourcesOfChecks();
  const reading = (pattern, only) =>
    sources
      .filter(([, text, folder]) => (only ?? folder) === folder && pattern.test(text))
      .map(([id]) => id);
  const row = (kind, name, checks) => ({ kind, name, checks, reason: UNREAD[name] ?? "" });
  const traits = Object.keys(unpackTraits(Buffer.from("{}"))).sort();
  const fields = FIELDS.filter(
    ({ level, name }) => level === "file" && !NOT_METADATA.has(name),
  ).map(({ name }) => name);
  return [
    ...traits.map((name) => row("trait", name, reading(new RegExp(`\\b${name}\\b`), "corpus"))),
    ...clocks().map(([name, kind]) =>
      row("clock", name, [...new Set([BY_KIND[kind], ...reading(new RegExp(`"${name}"`))])]),
    ),
    ...fields.sort().map((name) => row("field", name, reading(new RegExp(`"${name}"`)))),
  ];
}

/** File fields that are a column of every document, or a union of others. */
const NOT_METADATA = new Set(["filename", "type", "kind", "filesize", "author"]);

/** Names of rows that have neither a check nor a reason, or both. */
export const dishonest = (rows) =>
  rows
    .filter(({ checks, reason }) => (checks.length === 0) === (reason === ""))
    .map(({ kind, name }) => `${kind} ${name}`);

/** The page. */
export function evidencePage(rows) {
  const link = (id) => `[${id}](${id}.md)`;
  const lines = rows.map(
    ({ kind, name, checks, reason }) =>
      `| ${kind} | ${name} | ${checks.length === 0 ? `none: ${reason}` : checks.map(link).join(", ")} |`,
  );
  return `# What is stored, and which check reads it

A *trait* is what is kept of how a message was written and delivered (\`src/model/traits.ts\`). A *clock* is a time that a message carries in an id, a boundary
or a header beside Date ([clocks.md](clocks.md) has the offsets). A *field* is a metadata value of a file ([fields.md](../fields.md)). Headers themselves are read
by the checks of one message. Written by \`node scripts/checks-docs.js\`; a test holds that a row without a check has a reason, and one with a check has none.

| kind | name | checks that read it |
| --- | --- | --- |
${lines.join("\n")}
`;
}
