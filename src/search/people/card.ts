/** What the mail says of one person: when and with whom they write, from which zone and program, how their mails end, what others call them. */
import { mailRows } from "../../catalog/correspondents.ts";
import { bytesOf } from "../../catalog/sqlite.ts";
import { unpackTraits } from "../../catalog/stored-json.ts";
import type { OpenIndex } from "../open-index.ts";
import { addressKey, recipientsOf } from "./addresses.ts";
import { ownPart } from "./own-part.ts";
import type { People, Person } from "./people.ts";

export interface Counted {
  readonly value: string;
  readonly count: number;
}

/** A person on one page. */
export interface PersonCard {
  readonly person: Person;
  /** Times of the mails sent, for a plot. */
  readonly sentAt: readonly number[];
  /** Mails sent by hour, 24 numbers, on the clock of the zone that each mail states; mails without a zone are left out. */
  readonly hours: readonly number[];
  /** "+0100" with the mails that state it. */
  readonly zones: readonly Counted[];
  readonly mailers: readonly Counted[];
  readonly writesTo: readonly Counted[];
  readonly hearsFrom: readonly Counted[];
  /** Last lines of mails sent that come back: signatures, with phones and titles. */
  readonly signature: readonly Counted[];
  /** Names in the greeting of mails to this person alone. */
  readonly calledBy: readonly Counted[];
}

const LISTED = 8;
/** Mails whose text is read for signatures, and for greetings: the first ones of many years look alike. */
const MAX_TEXTS = 1_500;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

class Counts {
  private readonly counts = new Map<string, number>();

  add(value: string): void {
    if (value !== "") this.counts.set(value, (this.counts.get(value) ?? 0) + 1);
  }

  /** Most first, at least `least` times. */
  top(limit = LISTED, least = 1): Counted[] {
    return [...this.counts]
      .map(([value, count]) => ({ value, count }))
      .filter(({ count }) => count >= least)
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
      .slice(0, limit);
  }
}

function zoneText(minutes: number): string {
  const of = (n: number): string => String(Math.floor(n)).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${of(Math.abs(minutes) / 60)}${of(Math.abs(minutes) % 60)}`;
}

const SIGNATURE_LINES = 8;
const MAX_LINE = 80;
const GREETING =
  /^(?:(?:dear|hi|hello|hey|good (?:morning|afternoon|evening)|bonjour|bonsoir|salut|coucou|chere?|chère|liebe[rs]?|hallo|guten (?:tag|morgen)|sehr geehrte[r]? (?:herr|frau)|hola|ciao|caro|cara|привет|здравствуй(?:те)?|дорог(?:ой|ая)|уважаем(?:ый|ая)),?\s+)?(\p{Lu}[\p{L}'’-]{1,24})\s*(?:[,:!–-]|$)/iu;
/** What a mail begins with instead of a name. */
const NOT_A_NAME =
  /^(?:dear|hi|hello|hey|good|bonjour|bonsoir|salut|coucou|hallo|hola|ciao|привет|здравствуй(?:те)?|madame|monsieur|mesdames|messieurs|all|sirs?|madam|team|thanks|thank|fyi|done|please|yes|no|ok|super|merci|danke)$/i;
const STARTS_UPPER = /^\p{Lu}/u;

/** A line of a mail that was forwarded without a heading is not a signature. */
const OF_A_HEADER =
  /:$|^(?:to|cc|bcc|subject|from|sent|date|please respond to|de|à|von|an|betreff)\b[:\s]/i;

/** The name a mail greets: "Annie" for "Hi Annie,"; "" where the first line is no greeting. */
function greeted(text: string): string {
  const line = text.slice(0, 400).trimStart().split("\n")[0]?.trim() ?? "";
  if (line.length > 40) return "";
  const name = GREETING.exec(line)?.[1] ?? "";
  return STARTS_UPPER.test(name) && !NOT_A_NAME.test(name) ? name : "";
}

const isEnding = (line: string): boolean =>
  line.length > 2 &&
  line.length <= MAX_LINE &&
  /[\p{L}\p{N}]/u.test(line) &&
  !OF_A_HEADER.test(line);

/** The card of a person. Reads every envelope once, and the texts of the first mails from and to them. */
export function personCard({ catalog }: OpenIndex, people: People, person: Person): PersonCard {
  const own = new Set(person.addresses.map(({ address }) => address));
  const hours = new Array<number>(24).fill(0);
  const sentAt: number[] = [];
  const [zones, mailers, to, from, endings, greetings] = Array.from(
    { length: 6 },
    () => new Counts(),
  ) as [Counts, Counts, Counts, Counts, Counts, Counts];
  const nameOf = (address: string): string => people.of(address)?.name ?? address;
  const traits = catalog.database.prepare("SELECT traits FROM trait WHERE docId = ?");
  let [sentTexts, receivedTexts] = [0, 0];
  for (const { docId, envelope, sentAt: at } of mailRows(catalog.database)) {
    const sender = addressKey(envelope.from[0]?.address ?? "");
    const recipients = recipientsOf(envelope);
    if (own.has(sender)) {
      if (at !== null) sentAt.push(at);
      if (envelope.zoneMinutes !== null) {
        zones.add(zoneText(envelope.zoneMinutes));
        const local = (at ?? 0) + envelope.zoneMinutes * MINUTE_MS;
        const hour = ((Math.floor(local / HOUR_MS) % 24) + 24) % 24;
        if (at !== null) hours[hour] = (hours[hour] ?? 0) + 1;
      }
      mailers.add(unpackTraits(bytesOf(traits.get([docId])?.["traits"]))?.mailer ?? "");
      for (const name of new Set([...recipients.keys()].map(nameOf))) to.add(name);
      if (sentTexts++ < MAX_TEXTS) {
        const lines = ownPart(catalog.text(docId)).trimEnd().split("\n").slice(-SIGNATURE_LINES);
        for (const line of new Set(lines.map((each) => each.trim())))
          if (isEnding(line)) endings.add(line);
      }
    } else if ([...own].some((address) => recipients.has(address))) {
      from.add(nameOf(sender));
      if (recipients.size === 1 && receivedTexts++ < MAX_TEXTS)
        greetings.add(greeted(catalog.text(docId)));
    }
  }
  const repeated = Math.max(3, Math.ceil(Math.min(sentTexts, MAX_TEXTS) / 50));
  return {
    person,
    sentAt,
    hours,
    zones: zones.top(),
    mailers: mailers.top(),
    writesTo: to.top(),
    hearsFrom: from.top(),
    signature: endings.top(LISTED, repeated),
    calledBy: greetings.top(),
  };
}
