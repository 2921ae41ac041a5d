/** Gives every composed message to the custodians who sent or received it, and writes their mailboxes. */

import { dayName } from "./attachments.js";
import { mailDate } from "./base/time.js";
import { CUSTODIANS, person } from "./cast.js";
import { emlx, mbox, sha256 } from "./mail/boxes.js";
import { renderHeaders } from "./mail/mime.js";
import { trace } from "./mail/trace.js";

const pieces = (headers, body) =>
  Buffer.concat([renderHeaders(headers), Buffer.from("\r\n"), body]);

/** The message as its sender kept it. */
const sentBytes = (draft) => pieces(draft.headers, draft.body);

/** The message as `to` received it: `{bytes, at}`. */
export function receivedBytes(draft, to) {
  const { headers, receivedAt } = trace(draft, to, draft.random.fork(`to/${to.key}`));
  return { bytes: pieces([...headers, ...draft.headers], draft.body), at: receivedAt };
}

/** A bounce is made by the mail server itself: its own headers, one hop. */
export function bounceDraft(sent, made, random) {
  const odile = person("odile");
  const stamp = new Date(made.at).toISOString().replace(/\D/g, "").slice(0, 14);
  const queue = random.letters(11, "BCDFGHJKLMNPQRST0123456789");
  return {
    key: `${sent.key}/bounce`,
    from: { name: "Mail Delivery System", address: "MAILER-DAEMON@halle.example" },
    to: [odile],
    cc: [],
    at: made.at,
    subject: "Undelivered Mail Returned to Sender",
    lang: "en",
    category: "bounce",
    files: [],
    lines: made.text
      .split("\r\n")
      .slice(4, 13)
      .map((text) => ({ text })),
    otherText: made.text,
    messageId: `${stamp}.${queue}@smtp.halle.example`,
    ready: pieces(
      [
        ["Return-Path", "<>"],
        ["Delivered-To", odile.address],
        ["Received", `by smtp.halle.example (Postfix) id ${queue}; ${mailDate(made.at, "paris")}`],
        ["Date", mailDate(made.at, "paris")],
        ["From", "MAILER-DAEMON@halle.example (Mail Delivery System)"],
        ["Subject", "Undelivered Mail Returned to Sender"],
        ["To", odile.address],
        ["Auto-Submitted", "auto-replied"],
        ["MIME-Version", "1.0"],
        [
          "Content-Type",
          `multipart/report; report-type=delivery-status; boundary="${made.boundary}"`,
        ],
        ["Message-Id", `<${stamp}.${queue}@smtp.halle.example>`],
      ],
      made.body,
    ),
  };
}

/** All copies: `{custodian, draft, bytes, at, role}` with role "sent", "received" or "unsent", in time order. */
function copies(drafts) {
  const list = [];
  for (const draft of drafts) {
    for (const key of CUSTODIANS) {
      const owner = person(key);
      if (draft.from.key === key) {
        list.push({
          owner,
          draft,
          bytes: sentBytes(draft),
          at: draft.at,
          role: draft.unsent ? "unsent" : "sent",
        });
      } else if ([...draft.to, ...draft.cc].some((p) => p.key === key)) {
        const copy = draft.ready
          ? { bytes: draft.ready, at: draft.at }
          : receivedBytes(draft, owner);
        list.push({ owner, draft, ...copy, role: "received" });
      }
    }
  }
  return list.sort((a, b) => a.at - b.at || (a.draft.key < b.draft.key ? -1 : 1));
}

/** Takeout puts its own headers on top; the thread number is the same for a whole thread. */
function takeoutCopy(copy, root) {
  let first = copy.draft;
  while (first.parent !== undefined) first = first.parent;
  const thread = `15${root.fork(`thread/${first.key}`).digits(17)}`;
  const label =
    copy.role === "sent"
      ? "Sent"
      : copy.draft.category === "newsletters"
        ? "Inbox,Category Promotions"
        : "Inbox,Important";
  const bytes = Buffer.concat([
    renderHeaders([
      ["X-GM-THRID", thread],
      ["X-Gmail-Labels", label],
    ]),
    copy.bytes,
  ]);
  return { ...copy, bytes, envelope: `15${root.fork(`gm/${copy.draft.key}`).digits(17)}` };
}

/**
 * Writes every mailbox: returns files (`{path, bytes, form}`) and records (`{file, index, offset, length, id, draft, owner, role}`),
 * paths relative to clean/.
 */
export function deliver(drafts, root) {
  const all = copies(drafts);
  const files = [];
  const records = [];
  const record = (file, index, offset, length, stored, copy) =>
    records.push({
      file,
      index,
      offset,
      length,
      id: sha256(stored),
      stored,
      draft: copy.draft,
      owner: copy.owner,
      role: copy.role,
    });
  const box = (path, variant, list) => {
    const written = mbox(
      list.map((c) => ({ bytes: c.bytes, at: c.at, envelope: c.envelope ?? c.draft.from.address })),
      variant,
    );
    files.push({ path, bytes: written.bytes, form: variant, messages: list.length });
    written.records.forEach((r, i) => {
      record(path, i, r.offset, r.length, r.stored, list[i]);
    });
  };
  const single = (path, copy) => {
    files.push({ path, bytes: copy.bytes, form: "eml", messages: 1 });
    record(path, 0, 0, copy.bytes.length, copy.bytes, copy);
  };

  const odile = all.filter((c) => c.owner.key === "odile");
  const inbox = odile.filter((c) => c.role === "received");
  // A mailbox that was not compacted holds three messages twice.
  const twice = [20, 47, 81].map((i) => inbox[i]);
  box("treasurer/inbox.mbox", "mboxrd", [...inbox.slice(0, 90), ...twice, ...inbox.slice(90)]);
  box(
    "treasurer/sent.mbox",
    "mboxrd",
    odile.filter((c) => c.role === "sent"),
  );

  const bastien = all.filter((c) => c.owner.key === "bastien");
  const note = bastien.find(
    (c) => c.role === "received" && c.draft.category === "personal" && c.draft.files.length === 0,
  );
  box(
    "speech-writer/Takeout/Mail/All mail Including Spam and Trash.mbox",
    "takeout",
    bastien.filter((c) => c !== note).map((c) => takeoutCopy(c, root)),
  );
  const noteFile = emlx(note.bytes, note.at);
  const notePath = "speech-writer/notes/4113.emlx";
  files.push({ path: notePath, bytes: noteFile, form: "emlx", messages: 1 });
  record(notePath, 0, 0, noteFile.length, note.bytes, note);

  const henrike = all.filter((c) => c.owner.key === "henrike");
  const old = (c) => c.role === "received" && c.at < Date.UTC(2016, 7, 1);
  box("coordinator/archive-2016.mbox", "mboxcl2", henrike.filter(old));
  const folders = { received: "inbox", sent: "sent", unsent: "drafts" };
  const numbers = new Map();
  const kept = [];
  for (const copy of henrike.filter((c) => !old(c))) {
    const folder = folders[copy.role];
    const n = (numbers.get(folder) ?? 0) + 1;
    numbers.set(folder, n);
    single(
      `coordinator/mail/${folder}/${String(n).padStart(4, "0")}-${dayName(copy.at)}.eml`,
      copy,
    );
    if (copy.role === "received") kept.push(copy);
  }
  // The phone's maildir holds some of the same messages, byte for byte; so does a folder handed over by the treasurer.
  [3, 11, 19, 26, 38].forEach((i, n) => {
    const copy = kept[i];
    single(
      `coordinator/Maildir/new/${Math.floor(copy.at / 1000)}.M${411 + n * 37}P2${n}07.imap.halle.example`,
      copy,
    );
  });
  [5, 9, 33, 34, 60, 71].forEach((i, n) => {
    single(`coordinator/handover/${String(n + 1).padStart(2, "0")}.eml`, {
      ...inbox[i],
      owner: person("henrike"),
    });
  });
  return { files, records };
}
