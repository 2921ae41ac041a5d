/** What a mailbox and its server leave on a mail: whom it was delivered to, its number in the box, how its lines end. */
import type { MessageTraits } from "../../model/traits.ts";
import type { MessageFacts } from "./message-facts.ts";

const DELIVERED = ["delivered-to", "x-original-to", "envelope-to", "x-delivered-to"] as const;
const MAX_DELIVERED = 4;
/** Lines are counted in the first part of a mail: whoever changes line ends changes all. */
const MAX_COUNTED_BYTES = 65_536;
const ADDRESS = /[^\s<>,;:()"']{1,64}@[^\s<>,;:()"']{1,190}/;
const FOR = /\bfor <([^\s<>]{3,254})>/;

/** Addresses that only delivery names, in lower case. */
function deliveredTo({ message, all }: MessageFacts): string[] {
  const named = new Set(
    [...message.to, ...message.cc, ...message.bcc].map(({ address }) => address.toLowerCase()),
  );
  const found = [
    ...DELIVERED.flatMap((key) =>
      all(key)
        .slice(0, MAX_DELIVERED)
        .map(({ value }) => ADDRESS.exec(value.slice(0, 500))?.[0]),
    ),
    ...all("received")
      .slice(0, 2)
      .map(({ value }) => FOR.exec(value.slice(0, 1000))?.[1]),
  ];
  const addresses = new Set(
    found.flatMap((each) => (each === undefined ? [] : [each.toLowerCase()])),
  );
  return [...addresses].filter((each) => !named.has(each)).slice(0, MAX_DELIVERED);
}

/** "crlf" when every line ends so, "mixed" when some do, "" when none does. */
function lineEndsOf(bytes: Uint8Array): MessageTraits["lineEnds"] {
  let feeds = 0;
  let returns = 0;
  const end = Math.min(bytes.length, MAX_COUNTED_BYTES);
  for (let at = bytes.indexOf(0x0a); at >= 0 && at < end; at = bytes.indexOf(0x0a, at + 1)) {
    feeds++;
    if (at > 0 && bytes[at - 1] === 0x0d) returns++;
  }
  return returns === 0 ? "" : returns === feeds ? "crlf" : "mixed";
}

type MailboxTraits = Pick<MessageTraits, "deliveredTo" | "uid" | "hasStatus" | "lineEnds">;

/** Example: `{deliveredTo: ["anna@example.org"], uid: 4711, hasStatus: true, lineEnds: ""}`. */
export function mailboxTraits(facts: MessageFacts): MailboxTraits {
  const number = facts.first("x-uid")?.value.trim() ?? "";
  const head = facts.head === null ? "" : lineEndsOf(facts.head);
  const body = facts.body === null || facts.body.length === 0 ? head : lineEndsOf(facts.body);
  return {
    deliveredTo: deliveredTo(facts),
    uid: /^\d{1,10}$/.test(number) ? Number(number) : null,
    hasStatus: facts.first("status") !== undefined || facts.first("x-status") !== undefined,
    lineEnds: head === body ? head : "mixed",
  };
}
