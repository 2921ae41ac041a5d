/**
 * One line typed at the prompt, run on an open index: moves through hits, opens them, and hands the rest to the commands of the same names. Gets the
 * state, returns the next one; what is to be seen goes through `io`.
 */

import { sayIndexing } from "../cli/say-indexing.ts";
import {
  printForms,
  printMeant,
  printStaleFlags,
  printStaleIdentifiers,
} from "../commands/search/advice.ts";
import { facetsOf, headline, type LocalPage, printPage } from "../commands/search/output.ts";
import { findPage } from "../commands/search/search.ts";
import { UserError } from "../errors.ts";
import { explainTree } from "../query/explain-tree.ts";
import { printQuery } from "../query/print-query.ts";
import type { Clock } from "../query/resolve-date.ts";
import { escapeLine } from "../render/escape.ts";
import { hitBrief } from "../render/hits.ts";
import { facetText } from "../render/plots.ts";
import { bold, dim } from "../render/terminal.ts";
import { SORTS, type Sort } from "../search/hits.ts";
import { facetClause } from "./facet-clause.ts";
import type { Line } from "./read-line.ts";
import { queryOf, runCommand, type Session, showDocument } from "./run-command.ts";
import { goBack, goTo, type PromptState, type PromptView, refined } from "./state.ts";

const DEFAULT_FACETS = "sender,month,type";
const FACET_VALUES = 8;
/** Months and days stand in order of time: cut short they would show the beginning only. */
const TIME_VALUES = 36;

const hint = ({ io }: Session, text: string): void => io.err(`${dim(io, text)}\n`);

/** As a query typed here is read. */
const clockOf = ({ io }: Session): Clock => ({ nowMs: io.now(), timeZone: "UTC" });

/** A page of hits from `offset` on. */
function find(
  { io, index, pageSize }: Session,
  view: PromptView,
  offset: number,
): Promise<LocalPage> {
  const values = { sort: view.sort, offset, limit: pageSize };
  return findPage(io, { positional: [view.query ?? "*"], values }, index);
}

/** All hits, none of them fetched: what counts and plots go by. */
function findAll({ io, index }: Session, state: PromptState): Promise<LocalPage> {
  return findPage(io, { positional: [queryOf(state)], values: { count: true } }, index);
}

/** Says how a query was read where that is not what was typed. */
function sayHow({ io }: Session, { answer, query }: LocalPage): void {
  const read = printQuery(answer.tree);
  if (read !== query.trim().replace(/\s+/g, " ")) io.err(`Read as: ${escapeLine(read)}\n`);
}

/** Shows a page of hits and returns the view of it. */
async function list(
  session: Session,
  view: PromptView,
  offset: number,
  isNew = false,
): Promise<PromptView> {
  const { io, index } = session;
  const page = await find(session, view, offset);
  if (isNew) {
    sayHow(session, page);
    await printStaleFlags(io, index, page.answer.plan);
    await printStaleIdentifiers(io, index, page.answer.plan);
  }
  io.out(`${bold(io, headline(page))}\n`);
  for (const [i, hit] of page.hits.entries())
    io.out(hitBrief(page.answer.view(hit), offset + i + 1, page.context, io));
  const clock = clockOf(session);
  if (page.total === 0) await printMeant(io, index, page.answer, clock);
  if (isNew) await printForms(io, index, page.answer, clock, "  (f takes it)");
  sayIndexing(io, { positional: [], values: { index: index.catalog.paths.folder } });
  if (page.total === 0)
    hint(session, "Nothing matches. Try fewer words, a prefix (invoi*), fields; back goes back.");
  else hint(session, "A number opens a hit, Enter: next page. Or: facets, refine WORDS, sort, ?");
  return {
    ...view,
    offset,
    total: page.total,
    ids: index.catalog.contentIds(page.hits.map((hit) => hit.rootId)),
    open: null,
  };
}

async function search(
  session: Session,
  state: PromptState,
  text: string,
  sort: Sort,
): Promise<PromptState> {
  const view = await list(session, { ...state.view, query: text, sort }, 0, true);
  return { ...goTo(state, view), choices: [] };
}

async function showOpen(session: Session, id: string): Promise<void> {
  await showDocument(session, id);
  hint(session, "Enter: next hit. Or: text N, metadata N, headers, thread, tag +x, list, ?");
}

/** Opens the hit at a place, counted from 0. */
async function openAt(session: Session, state: PromptState, at: number): Promise<PromptState> {
  const { view } = state;
  queryOf(state);
  if (at < 0 || at >= view.total)
    throw new UserError(
      view.total === 0 ? "There are no hits to open." : `There are hits 1 to ${view.total}.`,
    );
  const onPage = view.ids[at - view.offset];
  if (onPage !== undefined) return open(session, state, { ...view, open: { id: onPage, at } });
  const offset = Math.floor(at / session.pageSize) * session.pageSize;
  const page = await find(session, view, offset);
  const ids = session.index.catalog.contentIds(page.hits.map((hit) => hit.rootId));
  const id = ids[at - offset];
  if (id === undefined) throw new UserError("That hit is no longer there; list shows what is.");
  return open(session, state, { ...view, offset, ids, open: { id, at } });
}

async function open(session: Session, state: PromptState, view: PromptView): Promise<PromptState> {
  if (view.open !== null) await showOpen(session, view.open.id);
  return goTo(state, view);
}

/** A page or a hit further (1) or back (-1). */
async function step(session: Session, state: PromptState, by: 1 | -1): Promise<PromptState> {
  const { view } = state;
  if (view.open !== null && view.open.at !== null) {
    const at = view.open.at + by;
    if (at >= 0 && at < view.total) return openAt(session, state, at);
    hint(
      session,
      by === 1 ? "That was the last hit. list, back, or other words." : "That was the first hit.",
    );
    return state;
  }
  if (view.query === null) {
    hint(session, "Type words to search for, * for everything, ? for help.");
    return state;
  }
  const offset = view.offset + by * session.pageSize;
  if (offset >= view.total || (by === -1 && view.offset === 0)) {
    hint(session, by === 1 ? "That was the last page." : "That was the first page.");
    return state;
  }
  return goTo(state, await list(session, view, Math.max(0, offset)));
}

async function facets(session: Session, state: PromptState, names: string): Promise<PromptState> {
  const page = await findAll(session, state);
  const counted = await facetsOf(page, names === "" ? DEFAULT_FACETS : names.replace(/\s+/g, ","));
  const choices: string[] = [];
  for (const facet of counted) {
    const most = /^(?:year|month|day)$/.test(facet.name) ? TIME_VALUES : FACET_VALUES;
    session.io.out(facetText(facet, most, session.io, choices.length + 1));
    choices.push(...facet.values.slice(0, most).map(({ value }) => facetClause(facet.name, value)));
  }
  hint(session, "refine N keeps that value. More: facets domain,lang,custodian,flag,creator");
  return { ...state, choices };
}

function refine(session: Session, state: PromptState, rest: string): Promise<PromptState> {
  const chosen = /^\d{1,3}$/.test(rest) ? state.choices[Number(rest) - 1] : undefined;
  const text = refined(state.view.query, chosen ?? rest);
  session.io.err(`Searching: ${escapeLine(text)}\n`);
  return search(session, state, text, state.view.sort);
}

/** Searches again with all forms of the words. */
async function takeForms(session: Session, state: PromptState): Promise<PromptState> {
  const { answer } = await findAll(session, state);
  const { otherForms } = await import("../search/other-forms.ts");
  const forms = otherForms(session.index, answer, { clock: clockOf(session) });
  if (forms !== null) return search(session, state, forms.query, state.view.sort);
  hint(session, "Other forms of these words find no more.");
  return state;
}

async function back(session: Session, state: PromptState): Promise<PromptState> {
  const before = goBack(state);
  if (before === null) {
    hint(session, "There is nothing to go back to.");
    return state;
  }
  const { view } = before;
  if (view.open !== null) await showOpen(session, view.open.id);
  else await list(session, view, view.offset);
  return before;
}

async function runVerb(
  session: Session,
  state: PromptState,
  name: string,
  rest: string,
): Promise<PromptState> {
  const { io } = session;
  switch (name) {
    case "search":
      return search(session, state, rest, state.view.sort);
    case "open":
      if (/^\d{1,7}$/.test(rest)) return openAt(session, state, Number(rest) - 1);
      return open(session, state, {
        ...state.view,
        open: { id: session.index.catalog.resolveId(rest).contentId, at: null },
      });
    case "next":
      return step(session, state, 1);
    case "previous":
      return step(session, state, -1);
    case "list":
      queryOf(state);
      return goTo(state, await list(session, state.view, state.view.offset));
    case "refine":
      return refine(session, state, rest);
    case "forms":
      return takeForms(session, state);
    case "sort": {
      const sort = SORTS.find((each) => each === rest);
      if (sort === undefined) throw new UserError(`sort is one of ${SORTS.join(", ")}.`);
      return search(session, state, queryOf(state), sort);
    }
    case "facets":
      return facets(session, state, rest);
    case "timeline": {
      const args = { positional: [], values: { timeline: rest || "month" } };
      await printPage(io, args, await findAll(session, state));
      return state;
    }
    case "how": {
      const page = await findAll(session, state);
      io.out(`${explainTree(page.answer.tree).map(escapeLine).join("\n")}\n`);
      return state;
    }
    case "back":
      return back(session, state);
    default:
      await runCommand(session, state, name, rest);
      return state;
  }
}

/** Runs one line and returns the state after it. A mistake of the user is said on stderr and changes nothing. */
export async function runLine(
  session: Session,
  state: PromptState,
  line: Line,
): Promise<PromptState> {
  try {
    if (line.kind === "verb") return await runVerb(session, state, line.verb.name, line.rest);
    const { almost, text } = line;
    if (almost !== null)
      hint(
        session,
        `Searched for as words; the command is: ${almost.usage}  (? ${almost.name} explains it)`,
      );
    return await search(session, state, text, state.view.sort);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    session.io.err(`${escapeLine(error.message)}\n`);
    return state;
  }
}
