/** `leaksift fields`: every field one can search, from the field table. */

import type { CommandSpec, Io, ParsedArgs } from "../cli/command.ts";
import { LIST_OPTIONS, type ListShape, printList } from "../cli/listing.ts";
import { FIELDS, type FieldSpec } from "../fields.ts";
import { bold, column, displayWidth, wrap } from "../render/terminal.ts";

const SHAPE: ListShape<FieldSpec> = {
  name: "fields",
  object: (field) => field,
  columns: ["field", "aliases", "type", "level", "description", "example"],
  lines: ({ name, aliases, type, level, description, example }) => [
    [name, aliases.join(" "), type, level, description, example],
  ],
};

async function run(io: Io, args: ParsedArgs): Promise<number> {
  if (!printList(io, args, SHAPE, FIELDS)) {
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
  options: LIST_OPTIONS,
  examples: [
    ["leaksift fields", "The list"],
    ["leaksift fields --csv | grep time", "Fields with dates"],
  ],
  notes: [],
  run,
};
