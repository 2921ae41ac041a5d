/** Where someone is at the prompt: plain data, handed over with every line, so that a stopped query loses nothing. Pure. */
import type { Sort } from "../search/hits.ts";

/** What is shown: a page of hits, and perhaps one of them open. */
export interface PromptView {
  readonly query: string | null;
  readonly sort: Sort;
  /** Hits before the page. */
  readonly offset: number;
  readonly total: number;
  /** Full ids of the hits on the page. */
  readonly ids: readonly string[];
  /** `at` counts hits from 0; null when opened by id. */
  readonly open: { readonly id: string; readonly at: number | null } | null;
}

export interface PromptState {
  readonly view: PromptView;
  /** Query clauses of the facet values last shown, for `refine N`. */
  readonly choices: readonly string[];
  /** What was shown before, newest last. */
  readonly trail: readonly PromptView[];
}

const MAX_TRAIL = 50;

export const START: PromptState = {
  view: { query: null, sort: "relevance", offset: 0, total: 0, ids: [], open: null },
  choices: [],
  trail: [],
};

/** Goes to a view; the one before is kept for `back`. */
export function goTo(state: PromptState, view: PromptView): PromptState {
  const trail =
    state.view.query === null && state.view.open === null
      ? state.trail
      : [...state.trail, state.view];
  return { ...state, view, trail: trail.slice(-MAX_TRAIL) };
}

/** Goes back one view; null when there is none. */
export function goBack(state: PromptState): PromptState | null {
  const view = state.trail.at(-1);
  return view === undefined ? null : { ...state, view, trail: state.trail.slice(0, -1) };
}

/** A query with more words; an OR keeps its parts together. `refined("a OR b", "c")` is "(a OR b) c". */
export function refined(query: string | null, words: string): string {
  if (query === null || query.trim() === "*" || query.trim() === "") return words;
  const isLoose = (text: string): boolean => /\bOR\b/.test(text);
  return `${isLoose(query) ? `(${query})` : query} ${isLoose(words) ? `(${words})` : words}`;
}

/** What stands before the cursor: "leaksift> ", "1-10 of 234> ", "3 of 234> ". */
export function promptText({ view }: PromptState): string {
  if (view.open !== null)
    return view.open.at === null
      ? `${view.open.id.slice(0, 12)}> `
      : `${view.open.at + 1} of ${view.total}> `;
  if (view.query === null) return "leaksift> ";
  if (view.total === 0) return "no hits> ";
  return `${view.offset + 1}-${view.offset + view.ids.length} of ${view.total}> `;
}
