/**
 * Writes docs/commands.md, docs/fields.md, docs/formats.md, docs/identifiers.md, docs/prompt.md and man/leaksift.1 from the tables in src/commands/, src/fields.ts and src/prompt/verbs.ts, as compiled to dist/. With `--check` nothing is
 * written: the exit code is 1 when a page is not what the tables say (`npm run build && node scripts/build-docs.js` makes it so).
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { optionsOf } from "../dist/cli/parse-args.js";
import { FORMAT_READS, FORMATS } from "../dist/extract/formats.js";
import { TEXTUAL } from "../dist/extract/no-reader.js";
import { FIELDS } from "../dist/fields.js";
import { IDENTIFIER_KINDS } from "../dist/identifier-kinds.js";
import { loadAll } from "../dist/program/commands.js";
import { GROUPS, VERBS } from "../dist/prompt/verbs.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const cell = (text) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("\n", " ");
const code = (text) => `\`${text.replaceAll("|", "\\|")}\``;

function table(head, rows) {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function optionRow(option) {
  const short = option.short === undefined ? "" : `${code(`-${option.short}`)}, `;
  const value = option.placeholder === undefined ? "" : ` ${option.placeholder}`;
  const choices =
    option.choices === undefined ? "" : ` One of: ${option.choices.map(code).join(", ")}.`;
  return [`${short}${code(`--${option.name}${value}`)}`, `${cell(option.description)}${choices}`];
}

const CONTRACT = `<!-- Written by scripts/build-docs.js from src/commands/. Do not edit: npm run docs -->
# Commands

\`leaksift COMMAND …\`. \`leaksift COMMAND --help\` shows what stands here.

## What scripts can rely on

- **Exit codes.** 0: done (nothing found and a closed pipe included). 2: a mistake in what was asked. 3: done, but something could not be read.
  4: the index is locked, damaged or of another version. 130: interrupted, after a commit. Anything else is a bug.
- **Output.** What was asked for goes to stdout, everything else to stderr. Colour and progress only on a terminal; \`NO_COLOR\` is obeyed. Text from the
  corpus is escaped before a terminal sees it, and its URLs are printed so that they cannot be clicked. \`--json\` output is described in
  [json.md](json.md) and carries \`formatVersion\`.
- **Ids.** The id of a message is the SHA-256 of its bytes with CRLF line ends, so the same mail has the same id from an mbox, a maildir and an \`.eml\`. The id of
  a file is the SHA-256 of its bytes. People see 12 digits; any unique prefix is accepted; JSON and \`--ids\` have all 64.
- **Times.** \`sentAt\` is the Date header or null, never a stand-in. \`receivedAt\` is apart. Sorting by time uses the first that is there. \`after:D\` is from the start
  of D, \`before:D\` up to the start of D, \`date:A..B\` includes both ends. Zone: UTC unless \`--tz\` says another.
- **Counts** are of families (a message with its attachments, or a loose file), exact copies counted once. There is no cap.
- **Arguments.** The words of a query are joined by spaces: a phrase needs quotes of its own, \`leaksift search '"let me know"'\`. In a query a word with one dash in
  front excludes it; an unknown \`--option\` is a mistake (code 2). After \`--\` every word is text.
- **Which index.** \`--index DIR\`, else \`LEAKSIFT_INDEX\`, else the nearest \`.leaksift\` from the working folder upwards. \`index\` makes one in the working folder.
- **Network.** No command opens a connection or looks up a name, but for two to which you name a server: \`push --to URL\` and \`search --engine URL\`
  ([engine.md](engine.md)). They start a program of their own, \`bin/leaksift-engine.js\`, the only one that can.
`;

function commandPage(spec) {
  const usage = `leaksift ${spec.name}${spec.positional === "" ? "" : ` ${spec.positional}`}`;
  const access = { none: "Needs no index.", read: "Reads the index.", write: "Writes the index." };
  return [
    `## ${usage}`,
    `${cell(spec.summary)}. ${access[spec.access]}`,
    ...(spec.options.length > 0 ? [table(["option", "what"], spec.options.map(optionRow))] : []),
    ...(spec.examples.length > 0
      ? [
          table(
            ["example", "what"],
            spec.examples.map(([line, what]) => [code(line), cell(what)]),
          ),
        ]
      : []),
    ...spec.notes.map(cell),
  ].join("\n\n");
}

async function commandsPage() {
  const specs = await loadAll();
  return [
    CONTRACT,
    table(
      ["command", "what", "index"],
      specs.map((spec) => [
        code(`${spec.name} ${spec.positional}`.trim()),
        cell(spec.summary),
        spec.access,
      ]),
    ),
    "## Options of every command",
    table(
      ["option", "what"],
      optionsOf(specs[0])
        .filter((option) => !specs[0].options.includes(option))
        .map(optionRow),
    ),
    ...specs.map(commandPage),
  ]
    .join("\n\n")
    .replace(/\n{3,}/g, "\n\n")
    .concat("\n");
}

const FIELDS_HEAD = `<!-- Written by scripts/build-docs.js from src/fields.ts. Do not edit: npm run docs -->
# Fields

What can stand before a colon in a query. \`leaksift fields\` prints the same list; [query-language.md](query-language.md) says what can stand after it.
A word without a field is looked for in the fields marked *default*.

- type: *text* has phrases and wildcards; *token* is one whole value; *time* and *number* have ranges; *catalog* is answered without postings.
- level: conditions on *family* fields hold for a message with everything it carries; conditions on *file* fields that stand side by side hold for one and
  the same file.

\`after:D\` is \`date:D..\` and \`before:D\` is \`date:..D\` without the end.
`;

function fieldsPage() {
  const rows = FIELDS.map((field) => [
    code(field.name),
    field.aliases.map(code).join(" "),
    field.type,
    field.level,
    [
      field.inDefault ? "default" : "",
      field.person ? "person" : "",
      field.unionOf === null ? "" : `any of ${field.unionOf.join(", ")}`,
    ]
      .filter((text) => text !== "")
      .join("; "),
    cell(field.description),
    code(field.example),
  ]);
  return `${FIELDS_HEAD}\n${table(["field", "also", "type", "level", "", "what", "example"], rows)}\n`;
}

const PROMPT_HEAD = `<!-- Written by scripts/build-docs.js from src/prompt/verbs.ts. Do not edit: npm run docs -->
# The prompt

\`leaksift\` alone, on a terminal and where there is an index, opens a prompt; \`leaksift prompt\` does so always, and reads lines from a pipe too. \`?\` shows what
stands here.

- **A line is a query** ([query-language.md](query-language.md)) unless it is a command of the tables below; hits are numbered, and a number opens one. A line that begins
  with the word of a command but goes on otherwise is a query too (\`next year\`), and that is said. \`/next\` searches for a word that is a command.
- **Nothing is refused.** What cannot be read as written is read as well as it can be, and on stderr stands how.
- **Enter** alone goes on: to the next page, or from an open message to the next hit. **Tab** completes commands, fields, and values of the corpus: senders, file names,
  tags, checks, names in metadata.
- **Ctrl-C** stops a query (answers come from a process of their own, which is ended) or clears the line; **Ctrl-D** leaves.
- **History** is kept in the index folder as \`prompt-history\`, readable by its owner alone, at most 1,000 lines. \`history off\`, \`history purge\`, \`--no-history\`.
- **Long answers** go through \`PAGER\` (less when unset), which is allowed no shell, no preprocessor and no history; \`--no-pager\` prints them.
- **\`--plain\`** (or \`LEAKSIFT_PLAIN=1\`): no colour, no bars, no columns, no pager, for a screen reader. Everything also works without colour and under \`LANG=C\`.
`;

function promptPage() {
  const groups = Object.entries(GROUPS).flatMap(([group, title]) => [
    `## ${title}`,
    table(
      ["type", "also", "what"],
      VERBS.filter((verb) => verb.group === group).map((verb) => [
        code(verb.usage),
        verb.aliases.map(code).join(" "),
        cell(verb.what),
      ]),
    ),
  ]);
  return `${[PROMPT_HEAD.trimEnd(), ...groups].join("\n\n")}\n`;
}

/** Text for roff: no line begins with a control character, no backslash or dash is its own. */
const roff = (text) =>
  text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^([.'])/gm, "\\&$1");

function manOption(option) {
  const short = option.short === undefined ? "" : `\\fB${roff(`-${option.short}`)}\\fR, `;
  const value = option.placeholder === undefined ? "" : ` \\fI${roff(option.placeholder)}\\fR`;
  const choices = option.choices === undefined ? "" : ` One of: ${option.choices.join(", ")}.`;
  return `.TP\n${short}\\fB${roff(`--${option.name}`)}\\fR${value}\n${roff(option.description + choices)}`;
}

function manCommand(spec) {
  const own = spec.options.map(manOption);
  const examples = spec.examples.flatMap(([line, what]) => [
    `.TP\n\\fB${roff(line)}\\fR\n${roff(what)}`,
  ]);
  return [
    `.SS ${roff(`leaksift ${spec.name} ${spec.positional}`.trim())}`,
    `${roff(spec.summary)}.`,
    ...own,
    ...(examples.length > 0 ? [".PP\nExamples:", ...examples] : []),
    ...spec.notes.map((note) => `.PP\n${roff(note)}`),
  ].join("\n");
}

async function manPage() {
  const specs = await loadAll();
  const common = optionsOf(specs[0]).filter((option) => !specs[0].options.includes(option));
  return `${[
    '.\\" Written by scripts/build-docs.js from src/commands/. Do not edit: npm run docs',
    '.TH LEAKSIFT 1 "" leaksift "User Commands"',
    ".SH NAME",
    "leaksift \\- index a leaked mail archive on one laptop, search it, see what its metadata says",
    ".SH SYNOPSIS",
    ".B leaksift\n.RI [ COMMAND ]\n.RI [ ARGUMENTS ]",
    ".SH DESCRIPTION",
    roff(
      "Without a command, on a terminal and where there is an index, leaksift opens a prompt: words are a query, a number opens a hit, ? explains. It opens no network connection and writes only its index folder.",
    ),
    ".SH COMMANDS",
    ...specs.map(manCommand),
    ".SH OPTIONS OF EVERY COMMAND",
    ...common.map(manOption),
    ".SH THE PROMPT",
    ...VERBS.map((verb) => `.TP\n\\fB${roff(verb.usage)}\\fR\n${roff(verb.what)}`),
    ".SH FIELDS",
    ...FIELDS.map(
      (field) =>
        `.TP\n\\fB${roff(`${field.name}:`)}\\fR\n${roff(`${field.description}. For example ${field.example}`)}`,
    ),
    ".SH EXIT STATUS",
    roff(
      "0: done, nothing found included. 2: a mistake in what was asked. 3: done, but something could not be read. 4: the index is locked, damaged or of another version. 130: interrupted.",
    ),
    ".SH ENVIRONMENT",
    ...[
      ["LEAKSIFT_INDEX", "The index folder, when --index is not given."],
      ["LEAKSIFT_USER", "Whose name tags and notes carry; else the account's."],
      ["LEAKSIFT_PLAIN", "Set to anything: as --plain."],
      ["NO_COLOR", "Set to anything: no colour."],
      [
        "PAGER, LEAKSIFT_PAGER",
        "What shows long output on a terminal; less when unset, none when empty or cat.",
      ],
    ].map(([name, what]) => `.TP\n\\fB${roff(name)}\\fR\n${roff(what)}`),
  ].join("\n")}\n`;
}

function formatsPage() {
  const head = ["format", ...FORMAT_READS, "read by", "not read", "proof"];
  const rows = FORMATS.map((row) => [
    cell(row.name),
    ...FORMAT_READS.map((name) => cell(row[name])),
    cell(row.by),
    cell(row.notRead),
    code(`tests/${row.proof[0]}`),
  ]);
  return `${[
    "<!-- Written by scripts/build-docs.js from src/extract/formats.ts. Do not edit: npm run docs -->\n# Formats",
    "What is read of each format, by what, and what is not. Type is by content, never by name. A test walks the table: each row names the test whose file proves it.",
    "Mail and mailboxes are in [mail-formats.md](mail-formats.md).",
    table(head, rows),
    "## Not read",
    "Files of these types may hold text. Each is a row `text-not-read` in `leaksift problems`, is counted, and is found with `is:unreadable`; name, size and hash are indexed.",
    table(
      ["type", "what"],
      [...TEXTUAL].map(([type, what]) => [code(type), cell(what)]),
    ),
    "Bytes of no known type are a row `type-unknown`. Sound, film, fonts and programs hold no text to miss; what is read of them is in the table above.",
  ].join("\n\n")}\n`;
}

const IDENTIFIERS_HEAD = `<!-- Written by scripts/build-docs.js from src/identifier-kinds.ts. Do not edit: npm run docs -->
# Identifiers

\`leaksift identifiers\` lists what names an account, a person, a machine, a thing or a sum in the texts of the corpus. The first time, all stored text is looked
through once (54,753 documents took 42 s of one core); later only what came since. What was found is kept in
\`identifiers.sqlite\` ([index-format.md](index-format.md)), and every kind is a field of the query language and a facet.

    leaksift identifiers                                    # kinds, with how many values
    leaksift identifiers --kind iban,card,password          # values, documents, dates, senders, words around
    leaksift search 'amount:>1M after:2016' --facet sender  # as fields

- **Where it looks.** Subject, body, text of files; addresses of From, To, Cc and Bcc; IP addresses of the headers; paths, links and addresses in metadata. An exact copy of a message
  is not read again; a search finds it all the same.
- **What makes it sure** is said of each value. *checksum*: check digits, or a valid number of a numbering plan. *context*: a word beside it. *form*: its form alone.
- **Values** are kept in one form, so that a number is one however it is written. A query may write it in any: \`iban:"de89 3704 0044 0532 0130 00"\`,
  \`phone:030-901820\` (the end of a number is enough). \`*\` is any letters, \`?\` one. \`url:\` and \`winpath:\` are found by a part, \`host:\` with its subdomains.
- **Amounts** are read in four styles: 1,234.56 · 1.234,56 · 1 234,56 · 1'234.56, with million, Mio., млн, bn, Mrd. and the like. "1.234" is 1,234 in euro and 1.234 in
  dollars, as these are written. \`amount:>1M\`, \`amount:EUR>1M\`, \`amount:1M..5M\`, \`amount:eur\`. "$" is read as USD. Nothing is converted.
- **Phone numbers** without a country code are read as of the country that most senders are from; \`--region\` sets another and looks through everything again.
- **Not found:** what is only in a picture; numbers that a table spreads over cells; passwords that nothing announces; forms of services that publish none.
- A value in a text is not proof that the account exists, or whose it is.

How often a kind is right, and what other programs find, is in [bench/README.md](../bench/README.md#identifiers).
`;

function identifiersPage() {
  const rows = IDENTIFIER_KINDS.map(({ name, what, canonical, sure, example }) => [
    code(name),
    cell(what),
    cell(canonical),
    cell(sure),
    code(example),
  ]);
  return `${IDENTIFIERS_HEAD}\n## Kinds\n\n${table(["kind", "what", "kept as", "asked of it", "query"], rows)}\n`;
}

const pages = {
  "docs/identifiers.md": identifiersPage(),
  "docs/formats.md": formatsPage(),
  "docs/commands.md": await commandsPage(),
  "docs/fields.md": fieldsPage(),
  "docs/prompt.md": promptPage(),
  "man/leaksift.1": await manPage(),
};
const checking = process.argv.includes("--check");
for (const [name, text] of Object.entries(pages)) {
  const path = join(root, name);
  if (!checking) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } else if (!existsSync(path) || readFileSync(path, "utf8") !== text) {
    process.stderr.write(`${name} is not what the tables say: npm run docs\n`);
    process.exitCode = 1;
  }
}
