/** `--engine URL`: what it is called in every command that can ask a server, and whether it was given. */
import type { OptionSpec, ParsedArgs } from "./command.ts";

/** The option of commands that can ask a server. */
export const ENGINE_OPTION: OptionSpec = {
  name: "engine",
  type: "string",
  placeholder: "URL",
  description: "Ask the server that an index was pushed to, not the local index (docs/engine.md)",
};

/** Whether a server is to be asked. */
export const asksEngine = (args: ParsedArgs): boolean => args.values["engine"] !== undefined;
