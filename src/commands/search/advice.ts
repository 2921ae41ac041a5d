/** What `search` says beside its answer: what the answer does not know, and what to type next. All of it goes to stderr. */
import type { Io } from "../../cli/command.ts";
import { IDENTIFIER_KINDS } from "../../identifier-kinds.ts";
import { asksCatalog, asksSide, type Plan } from "../../query/plan.ts";
import { safeLine } from "../../render/escape.ts";
import { counted, grouped } from "../../render/terminal.ts";
import type { OpenIndex } from "../../search/open-index.ts";
import type { SearchAnswer, SearchOptions } from "../../search/search.ts";

/** "120 documents were not looked at …", for a query whose time was up. */
export const timeUpText = (documents: number): string =>
  `the time was up: ${counted(documents, "document")} were not looked at; shown is what was found until then. More time: --timeout SECONDS`;

/** Says that a field of identifiers does not know all documents: they are looked for when the list is first asked for. */
export async function printStaleIdentifiers(io: Io, index: OpenIndex, plan: Plan): Promise<void> {
  const kind = IDENTIFIER_KINDS.find(({ name }) => asksCatalog(plan, name));
  if (kind === undefined && !asksSide(plan)) return;
  const { identifiersKnown } = await import("../../search/identified/identified.ts");
  if (!identifiersKnown(index.catalog))
    io.err(
      `leaksift: identifiers were not looked for in all documents of this index, so ${kind === undefined ? "is:inbound and the like do" : `${kind.name}: does`} not know all. Look for them: leaksift ${kind === undefined ? "owners" : "identifiers"}\n`,
    );
}

/** Says that `flag:` does not know everything yet: checks over the whole corpus run when flags are first asked for. */
export async function printStaleFlags(io: Io, index: OpenIndex, plan: Plan): Promise<void> {
  if (!asksCatalog(plan, "flag")) return;
  const { areCurrent } = await import("../../flags/findings.ts");
  if (!areCurrent(index.catalog))
    io.err(
      "leaksift: the checks that compare all messages have not run on this state of the index, so flag: does not know what they find. Run them: leaksift flags\n",
    );
}

/** For a query that finds nothing: what each of its conditions finds, and which of them empties the rest. */
async function printEmptyAnd(
  io: Io,
  index: OpenIndex,
  answer: SearchAnswer,
  clock: SearchOptions["clock"],
): Promise<void> {
  const { emptyAnd } = await import("../../search/empty-and.ts");
  const conditions = emptyAnd(index, answer, { clock });
  if (conditions.length === 0) return;
  const each = conditions.map(({ query, alone }) => `${safeLine(query)} ${grouped(alone)}`);
  io.err(`Each by itself: ${each.join(", ")}.\n`);
  const nowhere = conditions.find(({ alone }) => alone === 0);
  if (nowhere !== undefined)
    io.err(`${safeLine(nowhere.query)} is in nothing, which empties the rest.\n`);
  for (const { query, without } of conditions)
    if (without > 0) io.err(`Without ${safeLine(query)}: ${counted(without, "message")}.\n`);
}

/** For words that find less than their forms do: how much, and what to type. Returns the wider query, null when there is none. */
export async function printForms(
  io: Io,
  index: OpenIndex,
  answer: SearchAnswer,
  clock: SearchOptions["clock"],
  hint = "",
): Promise<string | null> {
  const { otherForms } = await import("../../search/other-forms.ts");
  const forms = otherForms(index, answer, { clock });
  if (forms === null) return null;
  const { query, total } = forms;
  io.err(
    `${counted(answer.total, "message")}; ${grouped(total)} with other forms: ${safeLine(query)}${hint}\n`,
  );
  return query;
}

/** For a query without hits: words and values this index has that come near, and which condition emptied it. */
export async function printMeant(
  io: Io,
  index: OpenIndex,
  answer: SearchAnswer,
  clock: SearchOptions["clock"],
): Promise<void> {
  const { plan } = answer;
  const { didYouMean } = await import("../../search/did-you-mean.ts");
  for (const { asked, nearest } of didYouMean(index, plan)) {
    const what = nearest.length === 1 ? "Did you mean" : "There are";
    const end = nearest.length === 1 ? "?" : ".";
    io.err(`Nothing has ${safeLine(asked)}. ${what} ${nearest.map(safeLine).join(", ")}${end}\n`);
  }
  await printEmptyAnd(io, index, answer, clock);
}
