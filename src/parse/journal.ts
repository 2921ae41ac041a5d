/**
 * The recipients that a journal report of Exchange names, hidden ones too: its first part is text with a line for each, the mail itself is attached.
 * https://learn.microsoft.com/exchange/security-and-compliance/journaling/journaling (journal reports)
 */
import { LIMITS } from "../limits.ts";
import type { Address, Header } from "../model/message.ts";
import { readAddresses } from "./addresses.ts";

const REPORT_HEADERS: ReadonlySet<string> = new Set([
  "x-ms-journal-report",
  "x-ms-exchange-journal-report",
]);
const LINE = /^[ \t]{0,4}(sender|on-behalf-of|to|cc|bcc|recipient):[ \t]*(\S.{0,2000})$/gim;
/** "To: list@x, Expanded: anna@x" and "To: anna@x, Forwarded: bob@x" say how a recipient came about. */
const CAUSE = /,?\s{0,5}\b(?:Expanded|Forwarded|Delegated):/gi;

export interface JournalRecipients {
  /** Everybody the report names. */
  readonly people: readonly Address[];
  /** Those in Bcc, and those of whom it does not say how they were addressed. */
  readonly hidden: readonly Address[];
}

/** Of a mail that is not a journal report. */
export const NOBODY: JournalRecipients = { people: [], hidden: [] };

/** The recipients in the text of a journal report, e.g. `Bcc: eve@example.org`; in the order of its lines. */
export function readJournal(text: string): JournalRecipients {
  const people: Address[] = [];
  const hidden: Address[] = [];
  for (const [, kind = "", value = ""] of text.matchAll(LINE)) {
    if (people.length >= LIMITS.maxAddresses) break;
    for (const { name, address } of readAddresses(value.replace(CAUSE, ",")).addresses) {
      const person: Address = { name, address, via: "journal" };
      people.push(person);
      if (/^(?:bcc|recipient)$/i.test(kind)) hidden.push(person);
    }
  }
  return { people, hidden };
}

/** Whether a header says that the mail is a journal report, e.g. `X-MS-Journal-Report:`. */
export function isJournalHeader({ key, value }: Header): boolean {
  return key === "content-identifier" ? /^ExJournalReport/i.test(value) : REPORT_HEADERS.has(key);
}

/** Those of them whom the message does not name itself: what the report adds. */
export function notNamed(hidden: readonly Address[], named: readonly Address[]): Address[] {
  const known = new Set(named.map(({ address }) => address.toLowerCase()));
  return hidden.filter(({ address }) => !known.has(address.toLowerCase()));
}
