/** `leaksift assess CLAIM --report FILE`: writes an assessment as one HTML file, internal or public. */
import { existsSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Assessment } from "../../assess/assessment.ts";
import { wordUses } from "../../assess/content/word-uses.ts";
import { corpusHash, corpusIdentifiers } from "../../catalog/identifier-rows.ts";
import type { IndexPaths } from "../../catalog/index-folder.ts";
import type { Io } from "../../cli/command.ts";
import { programVersion } from "../../cli/run-info.ts";
import { isFileError, UserError } from "../../errors.ts";
import type { Claim } from "../../model/claim.ts";
import { escapeLine } from "../../render/escape.ts";
import { grouped } from "../../render/terminal.ts";
import { AuthoredText, allowedWords, knownWordsIn } from "../../report/authored.ts";
import { internalDisclosure, publicDisclosure } from "../../report/disclosure.ts";
import { KnownWords } from "../../report/known-words.ts";
import type { ReportLanguage } from "../../report/method.ts";
import { reportPage } from "../../report/page.ts";
import type { OpenIndex } from "../../search/open-index.ts";

/** Refuses what would not end as a report, before minutes are spent on it. Throws UserError. */
export function checkReportPath(io: Io, path: string): void {
  const full = resolve(io.workingFolder, path);
  if (!/\.html?$/i.test(path))
    throw new UserError(`A report is an HTML file: --report ${path}.html`);
  if (existsSync(full) && !statSync(full).isFile())
    throw new UserError(`${path} is not a file. Choose another name for the report.`);
}

/** What hides in the texts of a claim whatever may name somebody in this index. */
function authoredText(
  paths: IndexPaths,
  index: OpenIndex,
  claim: Claim,
): { readonly text: AuthoredText; readonly looked: string } {
  const allowed = allowedWords(claim.publicAllow);
  const { persons, things } = corpusIdentifiers(index.catalog, paths);
  const known = new KnownWords(persons, things, allowed);
  const asked = knownWordsIn(JSON.stringify(claim), known);
  const { sizes } = known;
  return {
    text: new AuthoredText(known, allowed, wordUses(index.catalog, asked)),
    looked: `${grouped(sizes.persons)} words of names and addresses of persons and firms; ${grouped(sizes.things)} other words of file names, folders, sources, printers, tags and saved queries; each in every case, ending and script`,
  };
}

/** Says on stderr what a public report hides. */
function sayHidden(io: Io, path: string, looked: string, hidden: readonly string[]): void {
  io.err(
    `Looked for in the text of the claim file: ${looked}. Hidden whatever they are: addresses, domains, file names, identifiers, expressions, saved queries, and values of fields such as from: and in:.\n`,
  );
  io.err(
    hidden.length === 0
      ? "Nothing of the claim file is hidden.\n"
      : `Hidden: ${hidden.map(escapeLine).join(", ")}. What may be shown goes into the claim file: public: {allow: [WORD]}.\n`,
  );
  io.err(
    `${path} shows no passage of the archive. A name that the index does not know as one is not hidden. Read the report before you publish it.\n`,
  );
}

/** Writes the report, readable by its owner only, and says what it holds. */
export function writeReport(
  io: Io,
  { paths, index }: { readonly paths: IndexPaths; readonly index: OpenIndex },
  claim: Claim,
  found: Assessment,
  to: { readonly path: string; readonly isPublic: boolean; readonly language: ReportLanguage },
): void {
  const key = corpusHash(index.catalog, "pseudonyms");
  const authored = to.isPublic ? authoredText(paths, index, claim) : null;
  const show = authored === null ? internalDisclosure(key) : publicDisclosure(key, authored.text);
  const madeOn = new Date(io.now()).toISOString().slice(0, 10);
  const made = {
    version: programVersion(),
    corpusHash: corpusHash(index.catalog, "archive"),
    madeOn,
  };
  const page = reportPage(found, claim, made, show, to.language);
  try {
    writeFileSync(resolve(io.workingFolder, to.path), page, { mode: 0o600 });
  } catch (cause) {
    if (!isFileError(cause)) throw cause;
    throw new UserError(`${to.path} cannot be written (${cause.code}).`, { cause });
  }
  if (authored === null)
    io.err(
      `${to.path} is internal: it holds passages, names and addresses. For publication: --public.\n`,
    );
  else sayHidden(io, to.path, authored.looked, authored.text.hidden);
}
