/** `leaksift fields`: every field one can search, from the field table. */
import { FIELDS } from "../fields.ts";
import { csvLine, safeJson } from "../render/escape.ts";
import { bold, column, displayWidth, wrap } from "../render/terminal.ts";
import {
  type CommandSpec,
  CSV_OPTION,
  type Io,
  isSet,
  JSON_OPTION,
  type ParsedArgs,
} from "./command.ts";

async function run(io: Io, args: ParsedArgs): Promise<number> {
  if (isSet(args, "json")) {
    io.out(`${safeJson({ formatVersion: 1, fields: FIELDS }, 2)}\n`);
  } else if (isSet(args, "csv")) {
    io.out(csvLine(["field", "aliases", "type", "level", "description", "example"]));
    for (const field of FIELDS) {
      io.out(
        csvLine([
          field.name,
          field.aliases.join(" "),
          field.type,
          field.level,
          field.description,
          field.example,
        ]),
      );
    }
  } else {
    const width = Math.max(...FIELDS.map((field) => displayWidth(field.name))) + 2;
    for (const field of FIELDS) {
      const aliases = field.aliases.length > 0 ? ` (also ${field.aliases.join(", ")})` : "";
      const lines = wrap(
        `${field.description}${aliases}. ${field.example}`,
        Math.max(30, io.columns - width),
      );
      io.out(
        `${bold(io, column(`${field.name}:`, width, io))}${lines.join(`\n${" ".repeat(width)}`)}\n`,
      );
    }
  }
  return 0;
}

export const fields: CommandSpec = {
  name: "fields",
  positional: "",
  access: "none",
  paged: true,
  summary: "List the fields you can search, each with an example",
  options: [JSON_OPTION, CSV_OPTION],
  examples: [["leaksift fields", "The list"]],
  notes: [],
  run,
};
