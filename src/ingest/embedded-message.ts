/** A message that is stored as properties (.msg, winmail.dat, PST item) as a Message like any other, with no raw header bytes of its own. */

import { htmlToText } from "../decode/html-to-text.ts";
import type { EmbeddedMessage } from "../model/extraction.ts";
import type { Message } from "../model/message.ts";
import { scanHeaders } from "../parse/header-scan.ts";
import { readReceived } from "../parse/received.ts";

/** Attachments are the container's children, so the list here is empty. `date.text` is "" where only an instant is stored. */
export function messageOf(embedded: EmbeddedMessage): Message {
  const scan = scanHeaders(Buffer.from(embedded.headersText, "utf8"));
  const hops = scan.headers.filter((h) => h.key === "received").map((h) => readReceived(h.value));
  return {
    headers: scan.headers,
    bodyOffsetBytes: 0,
    subject: embedded.subject,
    from: embedded.from,
    sender: [],
    replyTo: [],
    to: embedded.to,
    cc: embedded.cc,
    bcc: embedded.bcc,
    envelopePeople: [],
    hiddenByJournal: [],
    messageId: embedded.messageId,
    inReplyTo: embedded.inReplyTo,
    references: embedded.references,
    date:
      embedded.sentAt === null
        ? null
        : {
            text: embedded.sentAtText ?? new Date(embedded.sentAt).toISOString(),
            at: embedded.sentAt,
            zoneMinutes: null,
          },
    receivedAt: embedded.receivedAt ?? hops.find((hop) => hop.at !== null)?.at ?? null,
    hops,
    text: embedded.text !== "" ? embedded.text : htmlToText(embedded.html).text,
    attachments: [],
    problems: [],
  };
}
