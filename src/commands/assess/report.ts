/** `leaksift assess CLAIM --report FILE`: writes an assessment as one HTML file, internal or public. */
import { existsSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Assessment } from "../../assess/assessment.ts";
import { corpusHash, corpusIdentifiers } from "../../catalog/identifier-rows.ts";
import type { Io } from "../../cli/command.ts";
import { programVersion } from "../../cli/run-info.ts";
import { isFileError, UserError } from "../../errors.ts";
import type { Claim } from "../../model/claim.ts";
import { escapeLine } from "../../render/escape.ts";
import { internalDisclosure, publicDisclosure } from "../../report/disclosure.ts";
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

/** Writes the report, readable by its owner only, and says what it holds. */
export function writeReport(
  io: Io,
  index: OpenIndex,
  claim: Claim,
  found: Assessment,
  to: { readonly path: string; readonly isPublic: boolean },
): void {
  const key = corpusHash(index.catalog, "pseudonyms");
  const show = to.isPublic
    ? publicDisclosure(key, corpusIdentifiers(index.catalog), claim.publicAllow)
    : internalDisclosure(key);
  const madeOn = new Date(io.now()).toISOString().slice(0, 10);
  const made = {
    version: programVersion(),
    corpusHash: corpusHash(index.catalog, "archive"),
    madeOn,
  };
  const page = reportPage(found, claim, made, show);
  try {
    writeFileSync(resolve(io.workingFolder, to.path), page, { mode: 0o600 });
  } catch (cause) {
    if (!isFileError(cause)) throw cause;
    throw new UserError(`${to.path} cannot be written (${cause.code}).`, { cause });
  }
  const hidden = show.hidden();
  if (hidden.length > 0)
    io.err(
      `Hidden, because these words of the claim file are also names or numbers in the archive: ${hidden.map(escapeLine).join(", ")}. What may be shown goes into the claim file: public: {allow: [WORD]}.\n`,
    );
  io.err(
    to.isPublic
      ? `${to.path} shows no passage, name or address of the archive. Read it before you publish it.\n`
      : `${to.path} is internal: it holds passages, names and addresses. For publication: --public.\n`,
  );
}
