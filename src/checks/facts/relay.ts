/** Whether a mail came through a list or a forwarder, by its headers: such servers rewrite bodies, so their mail is counted apart. */
import type { MessageFacts } from "./message-facts.ts";

const MAX_NAME_CHARS = 80;

/** Headers that only lists and forwarders write, the most telling first. List-Unsubscribe alone is no list: senders of newsletters write it themselves. */
const WRITTEN_BY_RELAYS = [
  "list-id",
  "list-post",
  "mailing-list",
  "x-mailing-list",
  "x-beenthere",
  "x-mailman-version",
  "x-loop",
  "x-google-group-id",
  "resent-from",
  "resent-sender",
  "resent-date",
  "x-forwarded-for",
  "x-forwarded-to",
  "x-mime-autoconverted",
] as const;

/** "A list <a.example.org>" -> "a.example.org". */
const nameOf = (value: string): string =>
  (/<([^<>]+)>/.exec(value)?.[1] ?? value).trim().toLowerCase().slice(0, MAX_NAME_CHARS);

/** Name of the list or forwarder, e.g. "a.example.org"; "" for mail that came direct. */
export function relayOf(facts: Pick<MessageFacts, "first">): string {
  for (const key of WRITTEN_BY_RELAYS) {
    const header = facts.first(key);
    if (header === undefined) continue;
    return key.startsWith("list") || key.includes("mailing-list")
      ? nameOf(header.value.slice(0, 500)) || key
      : key;
  }
  const sender = facts.first("sender")?.value.slice(0, 500) ?? "";
  if (/\bowner-|-(?:owner|bounces?|request|admin)(?:\+[^@\s]*)?@/i.test(sender))
    return nameOf(sender);
  return /^\s*list\b/i.test(facts.first("precedence")?.value.slice(0, 50) ?? "") ? "a list" : "";
}
