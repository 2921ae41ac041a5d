/** The envelope of a message, as lists show it. */
import { LIMITS } from "../limits.ts";
import type { Envelope } from "../model/document.ts";
import type { Message } from "../model/message.ts";

/** What is stored of the headers in columns; parents nearest first. */
export function envelopeOf(message: Message): Envelope {
  const parents = [...message.inReplyTo, ...message.references.toReversed()];
  return {
    subject: message.subject,
    from: message.from,
    to: message.to,
    cc: message.cc,
    bcc: message.bcc,
    messageId: message.messageId,
    parents: [...new Set(parents)].slice(0, LIMITS.maxReferences),
    sentAt: message.date?.at ?? null,
    sentAtText: message.date?.text ?? "",
    zoneMinutes: message.date?.zoneMinutes ?? null,
    receivedAt: message.receivedAt,
  };
}
