/**
 * Finds every decodable clock of a message. Two kinds: composition clocks are set by the program that writes, transport clocks by
 * servers. All transport clocks of one delivery are one witness, however many they are.
 */
import type { Header } from "../../model/message.ts";
import { domainOf, registeredDomain } from "../facts/domains.ts";
import { headerPlace } from "../facts/evidence.ts";
import type { ClockKind, FoundClock, MessageFacts } from "../facts/message-facts.ts";
import { datedMessageId, isServerMade } from "./dated-message-id.ts";
import type { DecodedClock } from "./decoded-clock.ts";
import { eximMessageId } from "./exim-message-id.ts";
import { gmailBoundary, isZeroPrefixed } from "./gmail-boundary.ts";
import { gmailReceivedId } from "./gmail-received-id.ts";
import { javaBoundary } from "./java-boundary.ts";
import { javaMessageId } from "./java-message-id.ts";
import { mozillaMessageId } from "./mozilla-message-id.ts";
import { outlookBoundary } from "./outlook-boundary.ts";
import { outlookMessageId } from "./outlook-message-id.ts";
import { sesMessageId } from "./ses-message-id.ts";
import { signatureTime } from "./signature-time.ts";
import {
  attachmentCreation,
  notesTime,
  STATED_CLOCKS,
  ulidTime,
  uuidTime,
} from "./stated-clocks.ts";
import { threadIndex } from "./thread-index.ts";

type Sources = Omit<MessageFacts, "clocks">;

/**
 * Whether the Message-ID was made where the message was: its domain is the sender's or a hop's. Archives and exports give ids of
 * their own (all 25,000 of the Enron mails have such ids), and their clocks tell when the export ran.
 */
function isOwnMessageId(facts: Sources): boolean {
  const { message } = facts;
  const domain = registeredDomain(domainOf(message.messageId));
  if (!domain.includes(".")) return false;
  const known = [...message.from, ...message.sender].map((a) => domainOf(a.address));
  if (known.some((name) => registeredDomain(name) === domain)) return true;
  return message.hops.some((hop) =>
    [hop.from, hop.by].some(
      (host) => host !== null && registeredDomain(host.toLowerCase()) === domain,
    ),
  );
}

/** Gmail's boundary is 28 hex digits like many others: without the prefix of zeros the message must say Google elsewhere. */
function isGoogleMail(facts: Sources): boolean {
  if (isZeroPrefixed(facts.boundary)) return true;
  return (
    facts.message.messageId.endsWith("mail.gmail.com") ||
    facts.first("x-gm-message-state") !== undefined ||
    facts.first("x-google-dkim-signature") !== undefined ||
    facts.first("x-google-sender-auth") !== undefined
  );
}

/** What begins so much later than the Date began after the message. Any two zones are at most 26 hours apart. */
const BEGINS_AFTER_MS = 26 * 3_600_000;

/** The time of a clock; of one known up to whole windows the time nearest to the Date. */
function nearestTo({ epochMs, moduloMs }: DecodedClock, sentAt: number | null): number {
  if (moduloMs === undefined || sentAt === null) return epochMs;
  return epochMs - Math.round((epochMs - sentAt) / moduloMs) * moduloMs;
}

type AddClock = (
  name: string,
  kind: ClockKind,
  header: Header | undefined,
  clock: DecodedClock | null,
) => void;

const WINDOWS = "known up to whole windows of 651.56 days: the one nearest to the Date is taken";

/** A clock as it is compared with the Date of the message. */
function foundClock(
  facts: Sources,
  name: string,
  kind: ClockKind,
  header: Header,
  clock: DecodedClock,
): FoundClock {
  const isModular = clock.moduloMs !== undefined;
  return {
    epochMs: nearestTo(clock, facts.sentAt),
    zone: clock.zone,
    resolutionMs: clock.resolutionMs,
    raw: clock.raw,
    steps: isModular ? [...clock.steps, WINDOWS] : clock.steps,
    ...(clock.moduloMs === undefined ? {} : { moduloMs: clock.moduloMs }),
    name,
    kind,
    where: headerPlace(header),
  };
}

function addBoundaryClocks(facts: Sources, add: AddClock): void {
  const { boundary, mailer } = facts;
  if (boundary === "") return;
  const header = facts.first("content-type");
  if (boundary.length === 28 && isGoogleMail(facts))
    add("gmail-boundary", "composition", header, gmailBoundary(boundary));
  else if (boundary.startsWith("----=_Part_"))
    add("java-boundary", "composition", header, javaBoundary(boundary));
  else if (boundary.startsWith("----=_NextPart_"))
    add("outlook-boundary", "composition", header, outlookBoundary(boundary, mailer));
}

function addThreadClocks(facts: Sources, add: AddClock, addBeginning: AddClock): void {
  const thread = facts.first("thread-index");
  if (thread === undefined) return;
  const found = threadIndex(thread.value);
  // A classic header block alone is the time an old thread began: more than a day off on half of genuine mail
  if (found !== null && (found.form === "modern" || found.children > 0)) {
    const name = `thread-index-${found.form}${found.children > 0 ? "-reply" : ""}`;
    add(name, "composition", thread, found.clock);
  }
  // A conversation that begins after the message: the only thing its beginning alone can tell
  addBeginning("thread-index-begun", "composition", thread, found?.begun ?? null);
}

/** Times of signing and of Gmail's hops. */
function addTransportClocks(facts: Sources, add: AddClock): void {
  for (const header of facts.all("dkim-signature").slice(0, 10))
    add("dkim-time", "transport", header, signatureTime(header.value));
  for (const header of facts.all("arc-seal").slice(0, 10))
    add("arc-time", "transport", header, signatureTime(header.value));
  const received = facts.all("received");
  for (const [i, hop] of facts.message.hops.entries()) {
    if (hop.id !== null && hop.id.length > 20)
      add("gmail-received-id", "transport", received[i], gmailReceivedId(hop.id));
  }
}

/** All clocks of a message, composition first. Clocks that tell nothing of this message (a thread's beginning) are left out. */
export function findClocks(facts: Sources): FoundClock[] {
  const clocks: FoundClock[] = [];
  const add: AddClock = (name, kind, header, clock) => {
    if (clock !== null && header !== undefined)
      clocks.push(foundClock(facts, name, kind, header, clock));
  };
  const addBeginning: AddClock = (name, kind, header, clock) => {
    if (clock === null || facts.sentAt === null) return;
    if (clock.epochMs - facts.sentAt > BEGINS_AFTER_MS) add(name, kind, header, clock);
  };
  addBoundaryClocks(facts, add);
  addThreadClocks(facts, add, addBeginning);
  for (const { name, kind, header, isBeginning, decode } of STATED_CLOCKS) {
    const found = facts.first(header);
    if (found === undefined) continue;
    (isBeginning ? addBeginning : add)(name, kind, found, decode(found.value));
  }
  const type = facts.first("content-type");
  if (facts.body !== null && type?.value.includes("multipart"))
    addBeginning("attachment-creation", "composition", type, attachmentCreation(facts.body));
  addMessageIdClocks(facts, add);
  addTransportClocks(facts, add);
  return clocks;
}

interface MessageIdClock {
  readonly name: string;
  readonly kind: ClockKind;
  readonly decode: (id: string, mailer: string) => DecodedClock | null;
}

/** In this order: the first that fits counts, and none after it is tried. */
const MESSAGE_ID_CLOCKS: readonly MessageIdClock[] = [
  { name: "ses-message-id", kind: "transport", decode: sesMessageId },
  { name: "exim-message-id", kind: "transport", decode: eximMessageId },
  { name: "mozilla-message-id", kind: "composition", decode: mozillaMessageId },
  { name: "java-message-id", kind: "composition", decode: javaMessageId },
  { name: "outlook-message-id", kind: "composition", decode: outlookMessageId },
  { name: "notes-message-id", kind: "composition", decode: notesTime },
  { name: "uuid-message-id", kind: "composition", decode: uuidTime },
  { name: "ulid-message-id", kind: "composition", decode: ulidTime },
  {
    name: "server-message-id",
    kind: "transport",
    decode: (id) => (isServerMade(id) ? datedMessageId(id) : null),
  },
  {
    name: "dated-message-id",
    kind: "composition",
    decode: (id) => (isServerMade(id) ? null : datedMessageId(id)),
  },
];

function addMessageIdClocks(
  facts: Sources,
  add: (
    name: string,
    kind: ClockKind,
    header: Header | undefined,
    clock: DecodedClock | null,
  ) => void,
): void {
  const id = facts.message.messageId;
  const header = facts.first("message-id");
  if (id === "" || id.length > 300) return;
  for (const { name, kind, decode } of MESSAGE_ID_CLOCKS) {
    const clock = decode(id, facts.mailer);
    if (clock === null) continue;
    // Ids of SES and Outlook name no domain of the sender; their form is their own
    if (name === "ses-message-id" || name === "outlook-message-id" || isOwnMessageId(facts))
      add(name, kind, header, clock);
    return;
  }
}

/** How far a clock is from the Date header in ms (positive: the clock is later), with the least absolute value its zone allows. */
export function clockOffset(
  clock: DecodedClock,
  sentAt: number,
  zoneMinutes: number | null,
): number {
  if (clock.zone === "utc") return clock.epochMs - sentAt;
  if (clock.zone === "sender") return clock.epochMs - (zoneMinutes ?? 0) * 60_000 - sentAt;
  const offset = clock.epochMs - sentAt;
  // Local time is UTC plus up to 14 or minus up to 12 hours
  if (offset > 14 * 3_600_000) return offset - 14 * 3_600_000;
  return offset < -12 * 3_600_000 ? offset + 12 * 3_600_000 : 0;
}
