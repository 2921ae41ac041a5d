/** The commands of the program as run from the prompt: on the index it has open, on what is open or found there. */
import type { CommandSpec, Io, ParsedArgs } from "../cli/command.ts";
import { exportCommand } from "../commands/export.ts";
import { fields } from "../commands/fields.ts";
import { first } from "../commands/first.ts";
import { flags } from "../commands/flags/flags.ts";
import { identifiers } from "../commands/identifiers/identifiers.ts";
import { note } from "../commands/note.ts";
import { people } from "../commands/people.ts";
import { problems } from "../commands/problems.ts";
import { show } from "../commands/show.ts";
import { diff } from "../commands/similar/diff.ts";
import { similar } from "../commands/similar/similar.ts";
import { variants } from "../commands/similar/variants.ts";
import { stats } from "../commands/stats.ts";
import { tag } from "../commands/tag.ts";
import { thread } from "../commands/thread.ts";
import { UserError } from "../errors.ts";
import type { OpenIndex } from "../search/open-index.ts";
import type { PromptState } from "./state.ts";

/** What a line is run on. */
export interface Session {
  readonly index: OpenIndex;
  readonly io: Io;
  /** Hits on a page. */
  readonly pageSize: number;
}

/** Runs a command as if it were typed in a shell, on this index. */
function command(
  { io, index }: Session,
  spec: CommandSpec,
  positional: readonly string[],
  values: ParsedArgs["values"] = {},
): Promise<number> {
  return spec.run(io, { positional, values: { index: index.catalog.paths.folder, ...values } });
}

/** The query whose hits are shown. Throws UserError when there is none. */
export function queryOf({ view }: PromptState): string {
  if (view.query !== null) return view.query;
  throw new UserError("There are no hits yet: type words to search for, or * for everything.");
}

const openOf = ({ view }: PromptState): string => {
  if (view.open !== null) return view.open.id;
  throw new UserError("Nothing is open: type the number of a hit first.");
};

/** `text`, `metadata`: of file N that the open message carries, or of what is open. */
const part = (rest: string): ParsedArgs["values"] => (rest === "" ? {} : { part: Number(rest) });

/** The open message, else everything the query finds: what tag and export work on. */
const target = (state: PromptState): string => state.view.open?.id ?? queryOf(state);

/** The safe view of a document. */
export async function showDocument(session: Session, id: string): Promise<void> {
  await command(session, show, [id]);
}

/** Runs a line about people and versions of texts; false where the line is about something else. */
async function runView(
  session: Session,
  state: PromptState,
  name: string,
  rest: string,
): Promise<boolean> {
  switch (name) {
    case "similar":
      await command(session, similar, [openOf(state)]);
      return true;
    case "diff":
      await command(session, diff, [openOf(state), rest]);
      return true;
    case "variants":
      await command(session, variants, state.view.query === null ? [] : [state.view.query]);
      return true;
    case "first":
      await command(session, first, [queryOf(state)]);
      return true;
    case "people":
      await command(session, people, rest === "" ? [] : [rest]);
      return true;
    default:
      return false;
  }
}

/** Runs a line that leaves one where one is. Throws UserError where something must be open or found first. */
export async function runCommand(
  session: Session,
  state: PromptState,
  name: string,
  rest: string,
): Promise<void> {
  switch (name) {
    case "text":
      await command(session, show, [openOf(state)], { ...part(rest), text: true });
      return;
    case "headers":
      await command(session, show, [openOf(state)], { headers: true });
      return;
    case "metadata":
      await command(session, show, [openOf(state)], { ...part(rest), metadata: true });
      return;
    case "thread":
      await command(session, thread, [openOf(state)]);
      return;
    case "flags": {
      const { open: shown, query } = state.view;
      await command(
        session,
        flags,
        shown !== null ? ["explain", shown.id] : query === null ? [] : [query],
      );
      return;
    }
    case "tag":
      await command(session, tag, [...rest.split(/\s+/), target(state)]);
      return;
    case "note":
      await command(session, note, [openOf(state), ...(rest === "" ? [] : [rest])]);
      return;
    case "export":
      await command(session, exportCommand, [target(state)], { to: rest });
      return;
    case "stats":
      await command(session, stats, []);
      return;
    case "correspondents":
      await command(session, stats, state.view.query === null ? [] : [state.view.query], {
        correspondents: true,
      });
      return;
    case "identifiers":
      await command(
        session,
        identifiers,
        state.view.query === null ? [] : [state.view.query],
        rest === "" ? {} : { kind: rest },
      );
      return;
    case "problems":
      await command(session, problems, [], { summary: true });
      return;
    case "fields":
      await command(session, fields, []);
      return;
    default:
      if (await runView(session, state, name, rest)) return;
      throw new Error(`no command at the prompt: ${name}`);
  }
}
