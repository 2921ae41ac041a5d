/** Genuine mail to plant into: where each message lies in the mailbox and what planting needs to know of it. */
import { openSync, readSync, statSync } from "node:fs";
import { clockOffset } from "../../dist/checks/clocks/message-clocks.js";
import { messageFacts } from "../../dist/checks/facts/read-message-facts.js";
import { messageBytes } from "../../dist/split/message-bytes.js";
import { splitMbox } from "../../dist/split/split-mbox.js";
import { isGenuine, parsed } from "../checks/genuine-mail.js";

/** Reads bytes of records again. */
export class Mailbox {
  constructor(path) {
    this.file = openSync(path, "r");
    this.path = path;
  }

  record({ offset, length }) {
    const bytes = Buffer.alloc(length);
    readSync(this.file, bytes, 0, length, offset);
    return bytes;
  }

  message(entry) {
    return Buffer.from(messageBytes(this.record(entry), entry.variant));
  }
}

/** Genuine messages in order: `{offset, length, variant, messageId, parent, from, sentAt, hasClock, hasQueueId, isPlain}`. */
export async function genuinePool(box) {
  const pool = [];
  for await (const ranges of splitMbox(box.path, statSync(box.path).size, {})) {
    for (const range of ranges) {
      if (range.kind !== "message" || range.length > 200_000) continue;
      const message = await parsed(box.message(range));
      if (!isGenuine(message) || message.messageId === "") continue;
      const facts = messageFacts(message);
      const sentAt = facts.sentAt;
      const hop = facts.stamped.at(-1);
      const clock = facts.clocks.some(
        (c) =>
          c.kind === "composition" &&
          c.zone === "utc" &&
          sentAt !== null &&
          Math.abs(clockOffset(c, sentAt, 0)) < 600_000,
      );
      pool.push({
        offset: range.offset,
        length: range.length,
        variant: range.variant,
        messageId: message.messageId,
        parent: message.inReplyTo[0] ?? message.references.at(-1) ?? "",
        from: message.from[0]?.address.toLowerCase() ?? "",
        sentAt,
        hasClock: clock && hop !== undefined && Math.abs(hop.at - sentAt) < 3_600_000,
        hasQueueId:
          hop !== undefined &&
          (hop.hop.id ?? "").length >= 9 &&
          /[a-z]/i.test(hop.hop.id ?? "") &&
          hop.hop.by !== null,
        isPlain:
          !/base64|quoted-printable/i.test(facts.first("content-transfer-encoding")?.value ?? "") &&
          facts.boundary === "",
      });
    }
  }
  return pool;
}
