/** Message -> the facts checks look at. Linear in its headers. */
import type { Header, Message } from "../../model/message.ts";
import { findClocks } from "../clocks/message-clocks.ts";
import type { FoundClock, MessageFacts, StampedHop } from "./message-facts.ts";
import { readSignedBody } from "./signed-body.ts";

const NONE: readonly Header[] = [];

/** `boundary=` of a Content-Type value, quoted or not. */
function boundaryOf(contentType: string): string {
  const at = contentType.toLowerCase().indexOf("boundary=");
  if (at < 0) return "";
  const rest = contentType.slice(at + 9, at + 9 + 200);
  const found = rest.startsWith('"') ? /^"([^"]*)"/.exec(rest) : /^([^\s;]+)/.exec(rest);
  return found?.[1] ?? "";
}

/** Facts of one message. Linear in its headers; `bytes` are the message bytes, null where only the headers are at hand. */
export function messageFacts(message: Message, bytes: Uint8Array | null = null): MessageFacts {
  const byKey = new Map<string, Header[]>();
  for (const header of message.headers) {
    const list = byKey.get(header.key);
    if (list === undefined) byKey.set(header.key, [header]);
    else list.push(header);
  }
  const first = (key: string): Header | undefined => byKey.get(key)?.[0];
  const received = byKey.get("received") ?? NONE;
  const body = bytes?.subarray(message.bodyOffsetBytes) ?? null;
  const address = message.from[0]?.address ?? "";
  const clocks: FoundClock[] = [];
  // One literal, filled afterwards: see withHeaders in parse-message.ts.
  const facts: MessageFacts = {
    message,
    body,
    head: bytes?.subarray(0, message.bodyOffsetBytes) ?? null,
    signedBody:
      body === null
        ? null
        : readSignedBody(
            {
              dkim: byKey.get("dkim-signature") ?? NONE,
              sealed: byKey.get("arc-message-signature") ?? NONE,
              notes: byKey.get("authentication-results") ?? NONE,
            },
            body,
            address.slice(address.lastIndexOf("@") + 1).toLowerCase(),
          ),
    stamped: message.hops.flatMap((hop, i): StampedHop[] => {
      const header = received[i];
      return hop.at === null || header === undefined ? [] : [{ hop, header, at: hop.at }];
    }),
    all: (key: string) => byKey.get(key) ?? NONE,
    first,
    mailer: (first("x-mailer") ?? first("user-agent"))?.value.slice(0, 300) ?? "",
    boundary: boundaryOf(first("content-type")?.value.slice(0, 2000) ?? ""),
    sentAt: message.date?.at ?? null,
    zoneMinutes: message.date?.zoneMinutes ?? null,
    clocks,
  };
  clocks.push(...findClocks(facts));
  return facts;
}
