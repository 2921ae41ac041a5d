/** Names of folders and files of an export: by number, date and subject, so that families stay together, sort and never collide. Pure. */
import type { StoredDocument } from "../catalog/stored-rows.ts";
import { SHORT_ID_DIGITS } from "../model/ids.ts";
import { safeName } from "./safe-name.ts";

/** "2017-03-27" or "undated". */
function dayOf(at: number | null): string {
  if (at === null || Math.abs(at) > 8.64e15) return "undated";
  const iso = new Date(at).toISOString();
  return iso.slice(0, iso.indexOf("T"));
}

/** Folder of a family: `0003-2017-03-27-3f9a01c2d4e5`. Nothing of the corpus is in it. */
export function familyFolder(number: number, root: StoredDocument): string {
  const day = dayOf(root.sentAt ?? root.receivedAt);
  return `${String(number).padStart(4, "0")}-${day}-${root.contentId.slice(0, SHORT_ID_DIGITS)}`;
}

/** File of a document in its family's folder: "message.eml" for a mail at the top, else number and safe name: `files/002-budget.xlsx`. */
export function documentName(document: StoredDocument, number: number): string {
  const isMail = document.type === "message/rfc822";
  if (document.parentId === null) return isMail ? "message.eml" : `file-${safeName(document.name)}`;
  const name = safeName(document.name);
  const ending = isMail && !/\.eml$/i.test(name) ? ".eml" : "";
  return `files/${String(number).padStart(3, "0")}-${name}${ending}`;
}
