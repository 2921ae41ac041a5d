/** Genuine mail of the real corpora, parsed, with what it is clustered by: sender, program, list. Only for benches. */
import { openSync, readdirSync, readFileSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseMessage } from "../../dist/parse/parse-message.js";
import { messageBytes } from "../../dist/split/message-bytes.js";
import { splitMbox } from "../../dist/split/split-mbox.js";

export function* filesUnder(folder) {
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    const path = join(folder, name);
    if (statSync(path).isFile()) yield path;
  }
}

async function* mboxMessages(path) {
  const file = openSync(path, "r");
  for await (const ranges of splitMbox(path, statSync(path).size, {})) {
    for (const range of ranges) {
      if (range.kind !== "message") continue;
      const record = Buffer.alloc(range.length);
      readSync(file, record, 0, range.length, range.offset);
      yield messageBytes(record, range.variant);
    }
  }
}

async function* folderMessages(folder, wanted) {
  for (const path of filesUnder(folder)) if (wanted(path)) yield readFileSync(path);
}

/** The corpora of genuine mail: name -> async generator of message bytes. */
export const MAIL_CORPORA = {
  "mail-50k": (root) => mboxMessages(join(root, "mail-50k.mbox")),
  "spamassassin-ham": (root) =>
    folderMessages(
      join(root, "labelled/spamassassin"),
      (path) => /ham/.test(path) && !/cmds$/.test(path),
    ),
};

/** One list of the 50k mails carries spam by the thousand: its mail is no measure of what happens by chance. */
export function isGenuine(message) {
  return (
    !message.headers.some(
      ({ key, value }) =>
        ["to", "cc", "list-id", "sender", "delivered-to", "x-loop", "old-to", "subject"].includes(
          key,
        ) && /cypherpunks|cpunks|\bCDR\b/i.test(value),
    ) &&
    !message.hops.some(({ by, from }) =>
      /minder\.net|jfet\.org|toad\.com|ssz\.com|algebra\.com|lne\.com/.test(`${by} ${from}`),
    )
  );
}

/** What one message counts as, so that a thousand mails of one list or sender are one witness. */
export function clusterOf(facts) {
  return `sender ${(facts.message.from[0]?.address ?? "").toLowerCase()}`;
}

export const ERAS = ["1996-2003", "2004-2012", "2013-2018", "2019-2026", "undated"];

/** Years as the docs group them: programs and habits change. */
export function eraOf(at) {
  if (at === null) return "undated";
  const year = new Date(at).getUTCFullYear();
  if (year < 1996 || year > 2026) return "undated";
  if (year <= 2003) return "1996-2003";
  if (year <= 2012) return "2004-2012";
  return year <= 2018 ? "2013-2018" : "2019-2026";
}

export async function parsed(bytes) {
  return parseMessage({ bytes, locator: [] });
}
