/** `leaksift purge`: deletes what the program wrote, and says what deleting cannot promise. */
import { existsSync, readdirSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { findIndex, type IndexPaths, lockForWriting } from "../catalog/index-folder.ts";
import { OUR_FILES, OUR_SEGMENTS, removeOwnFile } from "../catalog/index-trust.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  isSet,
  type ParsedArgs,
  textValue,
} from "../cli/command.ts";
import { EXIT, UserError } from "../errors.ts";
import { escapeLine } from "../render/escape.ts";
import { counted } from "../render/terminal.ts";

const PROMISE = `Deleting a file frees its place on the disk; it does not overwrite it. On an SSD the old blocks stay until the drive reuses them, snapshots and
backups keep their copies, and a folder that a cloud service watched was copied away. If that matters, keep the index on an encrypted disk and destroy the key.
What was exported, and the sources, are untouched.
`;

/** Deletes ours in a folder; returns how many, and the names of what is not ours. */
function deleteIn(folder: string, ours: RegExp): { deleted: number; left: string[] } {
  const left: string[] = [];
  let deleted = 0;
  if (!existsSync(folder)) return { deleted, left };
  for (const name of readdirSync(folder)) {
    if (removeOwnFile(folder, name, ours)) deleted++;
    else left.push(name);
  }
  return { deleted, left };
}

function purgeFolder(paths: IndexPaths): { deleted: number; left: string[] } {
  // Nobody may be writing; the lock file itself goes last.
  lockForWriting(paths).release();
  const segments = deleteIn(paths.segments, OUR_SEGMENTS);
  if (segments.left.length === 0 && existsSync(paths.segments)) rmdirSync(paths.segments);
  const top = deleteIn(paths.folder, OUR_FILES);
  const left = [
    ...top.left.filter((name) => name !== "segments" || segments.left.length > 0),
    ...segments.left.map((name) => `segments/${name}`),
  ];
  if (left.length === 0) rmdirSync(paths.folder);
  return { deleted: segments.deleted + top.deleted, left };
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const paths = findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder);
  if (!isSet(args, "yes")) {
    throw new UserError(
      `This deletes the index ${paths.folder} with all tags, notes, reviews and the run log. Say so with --yes.`,
    );
  }
  const { deleted, left } = purgeFolder(paths);
  io.out(`${counted(deleted, "file")} deleted.\n`);
  for (const name of left)
    io.out(`Not leaksift's, left alone: ${escapeLine(join(paths.folder, name))}\n`);
  io.err(PROMISE);
  return EXIT.done;
}

export const purge: CommandSpec = {
  name: "purge",
  positional: "",
  access: "write",
  summary: "Delete the index and everything in it",
  options: [
    INDEX_OPTION,
    { name: "yes", type: "boolean", description: "Do it; without it nothing is deleted" },
  ],
  examples: [["leaksift purge --index /cases/dump --yes", "Delete one index"]],
  notes: ["Only files that leaksift made are deleted; sources and exports are never touched."],
  run,
};
