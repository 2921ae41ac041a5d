/**
 * Attachments that a mail names and that its program keeps in files of their own: Apple Mail's partial messages, Eudora's converted attachments. Finds
 * the files among the source's neighbours; what is not found is a problem. Opens nothing itself.
 */
import type { LocatorStep } from "../model/locator.ts";
import type { Attachment, Message } from "../model/message.ts";
import type { Problem } from "../model/problem.ts";
import { decodeTransfer } from "../parse/transfer.ts";
import type { Neighbours } from "../records/beside.ts";

/** What a message has with the files beside it. */
export interface Joined {
  readonly attachments: readonly Attachment[];
  readonly problems: readonly Omit<Problem, "locator">[];
}

const PARTIAL = /(?:^|\/)(\d{1,12})\.partial\.emlx$/i;
/** Attachments looked for by one mail. */
const MAX_NAMED = 1_000;

const missing = (severity: Problem["severity"], reason: string): Omit<Problem, "locator"> => ({
  code: "attachment-without-bytes",
  severity,
  reason,
});

/** The file of Apple Mail that holds part `part` of message `id`: `101.2.emlxpart` beside it, or a file in `Attachments/101/2/`. */
function applePart(id: string, attachment: Attachment, around: Neighbours): Attachment | null {
  const [at, decode] = attachment.steps;
  if (at?.step !== "mimePart") return null;
  const part = `${id}.${at.path}.emlxpart`;
  const stored = around.files(".").includes(part) ? around.bytes(part) : null;
  if (stored !== null) {
    const beside: LocatorStep = { step: "beside", path: part };
    if (decode?.step !== "decode") return { ...attachment, bytes: stored, steps: [beside] };
    // The part as it stood in the mail, in its transfer encoding
    const bytes = decodeTransfer(stored, decode.encoding);
    return { ...attachment, bytes, steps: [beside, decode] };
  }
  for (const folder of ["../Attachments", "Attachments"].map(
    (each) => `${each}/${id}/${at.path}`,
  )) {
    const files = around.files(folder);
    const name = files.find((file) => file === attachment.name) ?? files[0];
    const bytes = name === undefined ? null : around.bytes(`${folder}/${name}`);
    if (bytes !== null)
      return { ...attachment, bytes, steps: [{ step: "beside", path: `${folder}/${name}` }] };
  }
  return null;
}

function joinApple(id: string, { attachments }: Message, around: Neighbours): Joined {
  const problems: Omit<Problem, "locator">[] = [];
  const joined = attachments.map((attachment) => {
    if (attachment.bytes.length > 0) return attachment;
    const found = applePart(id, attachment, around);
    if (found !== null) return found;
    const reason = `the attachment "${attachment.name}" is not in this partial message, and no file beside it holds it`;
    problems.push(missing("lost", reason));
    return attachment;
  });
  return { attachments: joined, problems };
}

const CONVERTED =
  /^Attachment converted: *"?([^"\r\n]{1,1000}?)"?(?: \([^)\r\n]{0,20}\)){0,2}[ \t]*$/gim;
/** Folders in which Eudora puts files, as their names begin. */
const EUDORA_FOLDERS = /^(?:attach|embed)/i;

/** Files that Eudora may have put what it took out of its mails into, by their names in lower case. */
function eudoraFiles(around: Neighbours): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const base of [".", ".."]) {
    const folders = around.folders(base).filter((name) => EUDORA_FOLDERS.test(name));
    for (const folder of [...folders.map((name) => `${base}/${name}`), base])
      for (const file of around.files(folder))
        if (!files.has(file.toLowerCase())) files.set(file.toLowerCase(), `${folder}/${file}`);
  }
  return files;
}

function joinEudora(message: Message, around: Neighbours): Joined {
  const names = [...message.text.matchAll(CONVERTED)]
    .slice(0, MAX_NAMED)
    .map((match) => (match[1] as string).split(/[\\/:]/).at(-1) ?? "")
    .filter((name) => name !== "");
  if (names.length === 0) return { attachments: message.attachments, problems: [] };
  const files = eudoraFiles(around);
  const attachments = [...message.attachments];
  const problems: Omit<Problem, "locator">[] = [];
  for (const name of new Set(names)) {
    const path = files.get(name.toLowerCase());
    const bytes = path === undefined ? null : around.bytes(path);
    if (path === undefined || bytes === null) {
      const reason = `the mail names the file "${name}", which its program took out of it; no file of that name is beside the mailbox`;
      problems.push(missing("note", reason));
      continue;
    }
    const steps: LocatorStep[] = [{ step: "beside", path }];
    attachments.push({
      name,
      declaredType: "",
      disposition: "attachment",
      contentId: "",
      bytes,
      steps,
    });
  }
  return { attachments, problems };
}

/**
 * The attachments of a message with those that stand in files beside its source; `fileName` is the name of the file that is the message, "" in a
 * mailbox. Null when nothing is kept apart, as in nearly all mails. Without neighbours (in an archive) everything kept apart is a problem.
 */
export function joinBeside(
  message: Message,
  fileName: string,
  around: () => Neighbours,
): Joined | null {
  const id = PARTIAL.exec(fileName)?.[1];
  if (id !== undefined && message.attachments.some(({ bytes }) => bytes.length === 0))
    return joinApple(id, message, around());
  const { text } = message;
  if (!text.includes("ttachment Converted:") && !text.includes("ttachment converted:")) return null;
  return joinEudora(message, around());
}

/** Nothing beside: what is found inside an archive has no neighbours that could be read. */
export const NO_NEIGHBOURS: Neighbours = {
  files: () => [],
  folders: () => [],
  bytes: () => null,
};
