/** Whether documents fit into a room. Pure. */
import { UserError } from "../errors.ts";
import { LIMITS } from "../limits.ts";
import { counted, grouped, sizeText } from "../render/terminal.ts";

/** Throws UserError, before anything is written, where a room would be too large for a browser. */
export function refuseTooLarge(documents: number, textBytes: number): void {
  if (documents <= LIMITS.maxRoomDocuments && textBytes <= LIMITS.maxRoomBytes) return;
  throw new UserError(
    `${counted(documents, "document")} with ${sizeText(textBytes)} of text are too many for a page: a room takes ${grouped(LIMITS.maxRoomDocuments)} documents and ${sizeText(LIMITS.maxRoomBytes)} of text. Make several rooms, e.g. one for each year: leaksift room 'date:2016' --to room-2016. Nothing was written.`,
  );
}
