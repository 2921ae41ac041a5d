/** The manifest: what is in the sample corpus, counted from the texts it was made from. */
import { iso } from "./base/time.js";
import { person } from "./cast.js";
import { expectations } from "./expect.js";
import { sha256 } from "./mail/boxes.js";

function countBy(items, key) {
  const counts = new Map();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const attachmentRow = (f) => ({
  name: f.name,
  type: f.type,
  sizeBytes: f.bytes.length,
  sha256: sha256(f.bytes),
});

function messageRow(record) {
  const d = record.draft;
  const row = {
    file: record.file,
    index: record.index,
    offset: record.offset,
    length: record.length,
    id: record.id,
    messageId: d.messageId,
    from: d.from.address,
    subject: d.subject,
    sentAt: d.dateText === null ? null : iso(d.at),
    language: d.lang,
    category: d.category,
    custodian: person(record.owner.key).custodian,
    role: record.role,
  };
  if (d.parent !== undefined) row.inReplyTo = d.parent.messageId;
  if (d.invoice !== undefined && d.parent === undefined)
    row.invoice = {
      number: d.invoice.number,
      total: d.invoice.cents / 100,
      currency: d.invoice.currency,
    };
  if (d.files.length > 0) row.attachments = d.files.map(attachmentRow);
  return row;
}

export function manifestOf({ corpus, tampered, counters, odd, seed }) {
  const unique = [...new Map(corpus.records.map((r) => [r.id, r])).values()];
  const attached = corpus.records.flatMap((r) => r.draft.files);
  const loose = corpus.loose.map(({ path, file: f }) => ({
    path,
    custodian: path.split("/")[0],
    type: f.type,
    sizeBytes: f.bytes.length,
    sha256: sha256(f.bytes),
    ...(f.members ? { members: f.members } : {}),
  }));
  return {
    formatVersion: 1,
    about:
      "Made by scripts/sample-corpus.js; everybody and everything in it is invented. Paths are relative to clean/ unless a section says otherwise.",
    seed,
    notes: {
      id: "SHA-256 of the message bytes with CRLF line ends: no From_ line, escapes undone, Takeout and Content-Length headers included as they stand",
      index: "number of the message within its file, from 0",
      offset:
        "bytes from the start of the file to the From_ line, or 0 for single files; length runs to the next record",
      attachments:
        "parts with a file name, as decoded bytes; a message/rfc822 part is counted in CRLF form",
      expect: "counts of families: messages with equal ids are one, loose files count",
    },
    counts: {
      messages: corpus.records.length,
      uniqueMessages: unique.length,
      copies: corpus.records.length - unique.length,
      messageIds: new Set(corpus.records.map((r) => r.draft.messageId)).size,
      attachments: attached.length,
      attachmentsOfUniqueMessages: unique.flatMap((r) => r.draft.files).length,
      uniqueAttachments: new Set(attached.map((f) => sha256(f.bytes))).size,
      looseFiles: loose.length,
      perCustodian: countBy(corpus.records, (r) => person(r.owner.key).custodian),
      uniquePerLanguage: countBy(unique, (r) => r.draft.lang),
      uniquePerCategory: countBy(unique, (r) => r.draft.category),
      attachmentTypes: countBy(attached, (f) => f.type),
    },
    mailboxes: corpus.files
      .filter((f) => f.messages > 1 || f.form === "emlx")
      .map((f) => ({
        file: f.path,
        form: f.form,
        messages: f.messages,
        sizeBytes: f.bytes.length,
        sha256: sha256(f.bytes),
      })),
    singleMessageFiles: corpus.files.filter((f) => f.form === "eml").length,
    expect: expectations(corpus),
    claims: {
      path: "claims/counter-examples",
      banal: {
        withoutCounterExamples:
          "no counter-example is planted in clean/; words such as confidentiel, espèces, déclaration or tombola stand there innocently",
        withCounterExamples: "contradicted by the messages below",
      },
      counterExamples: counters.map((c) => ({
        file: c.name,
        id: sha256(c.bytes),
        messageId: c.draft.messageId,
        from: c.draft.from.address,
        sentAt: iso(c.draft.at),
        language: c.language,
        topic: c.topic,
        quote: c.quote,
      })),
    },
    odd: {
      path: "odd",
      messages: odd.map((o) => ({
        file: o.name,
        id: sha256(o.bytes),
        messageId: o.messageId === null ? null : o.draft.messageId,
        sentAt: o.sentAt === null ? null : iso(o.sentAt),
        note: o.note,
      })),
    },
    tampered: tampered.map((t) => ({
      path: `tampered/${t.check}`,
      check: t.check,
      files: t.files.map(([name, bytes]) => ({ name, sha256: sha256(bytes) })),
      fires: t.fires,
    })),
    looseFiles: loose,
    messages: corpus.records.map(messageRow),
  };
}

/** JSON with one line per list entry, so that a change shows as one line in a diff. */
export function manifestText(manifest) {
  const long = new Set([
    "messages",
    "looseFiles",
    "expect",
    "mailboxes",
    "tampered",
    "counterExamples",
  ]);
  const print = (value, indent) => {
    const inner = `${indent}  `;
    if (Array.isArray(value))
      return `[\n${value.map((v) => `${inner}${JSON.stringify(v)}`).join(",\n")}\n${indent}]`;
    const rows = Object.entries(value).map(([key, v]) => {
      const nested =
        (Array.isArray(v) && long.has(key)) ||
        (v !== null && typeof v === "object" && !Array.isArray(v));
      return `${inner}${JSON.stringify(key)}: ${nested ? print(v, inner) : JSON.stringify(v)}`;
    });
    return `{\n${rows.join(",\n")}\n${indent}}`;
  };
  return `${print(manifest, "")}\n`;
}
