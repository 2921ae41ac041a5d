/** Facts of a message -> its traits: program, forms of its ids, charset, first hop. Chosen so that one program gives one value. */
import type { MessageTraits } from "../../model/traits.ts";
import { readTags, unfolded } from "../../signatures/tags.ts";
import { threadIndex } from "../clocks/thread-index.ts";
import { mailboxTraits } from "./mailbox-traits.ts";
import type { MessageFacts } from "./message-facts.ts";
import { relayOf } from "./relay.ts";

const MAX_QUEUE_IDS = 20;
/** Shorter ids repeat by chance: sendmail's have 14 characters, Postfix's ten or more. */
const MIN_QUEUE_ID_CHARS = 9;
/** Of a domain name, and of a SHA-256 in base64 with room to spare. */
const MAX_SIGNER_CHARS = 253;
const MAX_HASH_CHARS = 64;
/** Exchange puts its version where others put the id. */
const VERSION = /^[\d.]+$/;

/** "Mozilla Thunderbird 78.1" -> "mozilla thunderbird"; versions, builds and platforms are dropped. */
function programOf(mailer: string): string {
  return (/^[^\d([/;,]*/.exec(mailer)?.[0] ?? "").trim().toLowerCase().slice(0, 60);
}

const BOUNDARIES: readonly (readonly [RegExp, string])[] = [
  [/^0000[0-9a-f]{24}$/, "gmail"],
  [/^[0-9a-f]{28}$/, "gmail"],
  [/^-{4}=_NextPart_/, "outlook"],
  [/^_\d{3}_[A-Za-z0-9]{20,}/, "exchange"],
  [/^-{4,}=_Part_/, "java"],
  [/^-{12,}[0-9A-Fa-f]{20,}$|^-{12,}[A-Za-z0-9]{24}$/, "mozilla"],
  [/^Apple-Mail/, "apple"],
  [/^={10,}\d+==$/, "python"],
  [/^b\d_/, "phpmailer"],
];

function boundaryFamily(boundary: string): string {
  if (boundary === "") return "";
  return BOUNDARIES.find(([form]) => form.test(boundary))?.[1] ?? "other";
}

/** Runs of four or more hex digits become x, other digits 9, other letters a; repeats of the same pair once: "x-x-x-x-x" is "x-". */
function idShape(messageId: string): string {
  const at = messageId.lastIndexOf("@");
  const local = (at < 0 ? messageId : messageId.slice(0, at)).slice(0, 120);
  if (/^CA[\w+=-]{40,}$/.test(local)) return "gmail";
  if (/JavaMail/.test(local)) return "javamail";
  const classes = local.replace(/[0-9A-Fa-f]{4,}|\d+|[A-Za-z]+|[^0-9A-Za-z]/g, (run) => {
    if (/^[0-9A-Fa-f]{4,}$/.test(run)) return "x";
    if (/^\d/.test(run)) return "9";
    return /^[A-Za-z]/.test(run) ? "a" : run;
  });
  // Base64 and mixed ids change letters and digits at random: they are one class
  const mixed = classes.replace(/[ax9]{2,}/g, "m");
  return mixed.replace(/(.[^\w])\1+/g, "$1").slice(0, 24);
}

function charsetOf(contentType: string): string {
  return /charset="?([A-Za-z0-9._-]{2,40})/i.exec(contentType)?.[1]?.toLowerCase() ?? "";
}

const isPrivate = (ip: string): boolean =>
  /^(?:10\.|127\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|::1$|fe80:|f[cd][0-9a-f]{2}:)/i.test(
    ip,
  );

/** The first public address on the way: X-Originating-IP, else the lowest hop that shows one. */
function firstAddress(facts: MessageFacts): string {
  const stated = /\d{1,3}(?:\.\d{1,3}){3}/.exec(
    facts.first("x-originating-ip")?.value.slice(0, 100) ?? "",
  )?.[0];
  if (stated !== undefined && !isPrivate(stated)) return stated;
  const lowest = facts.message.hops.at(-1);
  return lowest?.ips.find((ip) => !isPrivate(ip)) ?? "";
}

function queueIds(facts: MessageFacts): string[] {
  const ids = facts.message.hops.flatMap(({ by, id }) =>
    by === null || id === null || id.length < MIN_QUEUE_ID_CHARS || VERSION.test(id)
      ? []
      : [`${by.toLowerCase()} ${id}`],
  );
  return ids.slice(0, MAX_QUEUE_IDS).map((id) => id.slice(0, 200));
}

/** "text", "text 8bit" or "multipart/mixed". */
function formOf(facts: MessageFacts): string {
  const type = facts.first("content-type")?.value.slice(0, 500) ?? "text";
  const main = /^\s*([a-z]+\/[a-z0-9.+-]{1,30})/i.exec(type)?.[1]?.toLowerCase() ?? "text";
  if (!main.startsWith("text")) return main;
  const coding = facts.first("content-transfer-encoding")?.value.slice(0, 50) ?? "";
  return /8bit|binary/i.test(coding) ? "text 8bit" : "text";
}

const MAX_SEALS = 3;
/** Of the value of a signature: 20 characters of base64 are 120 bits. */
const SEAL_CHARS = 20;

/** Domain and beginning of the value of each DKIM signature. */
function sealsOf(facts: MessageFacts): string[] {
  return facts
    .all("dkim-signature")
    .slice(0, MAX_SEALS)
    .flatMap(({ value }) => {
      const tags = readTags(value.slice(0, 4000));
      const made = unfolded(tags?.get("b") ?? "").slice(0, SEAL_CHARS);
      const domain = tags?.get("d")?.toLowerCase().slice(0, MAX_SIGNER_CHARS) ?? "";
      return made.length < SEAL_CHARS || domain === "" ? [] : [`${domain} ${made}`];
    });
}

type SignedTraits = Pick<
  MessageTraits,
  "signer" | "signedBody" | "bodyForm" | "relay" | "bodyHash"
>;

/** What a signed message keeps of its signature. */
function signedTraits(facts: MessageFacts): SignedTraits {
  const signed = facts.signedBody;
  if (signed === null)
    return { signer: "", signedBody: "", bodyForm: "", relay: "", bodyHash: null };
  const { state, signer, header, claim, computed, linesAdded } = signed;
  const isIntact = state === "intact" || state === "part";
  return {
    signer: signer.slice(0, MAX_SIGNER_CHARS),
    signedBody: state === "intact" ? "" : state,
    bodyForm: formOf(facts),
    relay: relayOf(facts),
    bodyHash: isIntact
      ? null
      : {
          stated: claim.stated.slice(0, MAX_HASH_CHARS),
          computed,
          form: `${claim.form} ${claim.hash}`,
          linesAdded,
          offsetBytes: header.offsetBytes,
          lengthBytes: header.lengthBytes,
        },
  };
}

/** Traits of one message. */
export function messageTraits(facts: MessageFacts): MessageTraits {
  const thread = facts.first("thread-index");
  const { signer, signedBody, bodyForm, relay, bodyHash } = signedTraits(facts);
  return {
    mailer: programOf(facts.mailer),
    boundary: boundaryFamily(facts.boundary),
    idShape: idShape(facts.message.messageId),
    charset: charsetOf(facts.first("content-type")?.value.slice(0, 500) ?? ""),
    firstHop: firstAddress(facts),
    queueIds: queueIds(facts),
    conversation: thread === undefined ? "" : (threadIndex(thread.value)?.conversation ?? ""),
    bulk:
      facts.first("list-id") !== undefined ||
      facts.first("list-unsubscribe") !== undefined ||
      /bulk|list|junk/i.test(facts.first("precedence")?.value.slice(0, 50) ?? ""),
    signer,
    seals: sealsOf(facts),
    signedBody,
    bodyForm,
    relay,
    bodyHash,
    ...mailboxTraits(facts),
  };
}
