/** The addresses of the mail with the names they carry and what they sent and received. One pass; memory grows with the number of addresses. */

import { mailRows } from "../../catalog/correspondents.ts";
import type { CatalogReader } from "../../catalog/read-catalog.ts";
import type { Address } from "../../model/message.ts";
import { termsOf } from "../../tokenize.ts";

/** An address as the mail has it. */
export interface AddressUse {
  /** Lower case. */
  readonly address: string;
  /** Names written beside it, as written, with how often. */
  readonly names: Map<string, number>;
  sent: number;
  received: number;
  first: number | null;
  last: number | null;
}

/** A dump of mail to invented addresses must not fill the memory; what is beyond is counted. */
const MAX_ADDRESSES = 1_000_000;
/** Different names kept of one address. */
const MAX_NAMES = 30;
const MAX_CHARS = 200;

/** An address as it is compared; "" for none. */
export const addressKey = (address: string): string =>
  address.trim().toLowerCase().slice(0, MAX_CHARS);

/**
 * A name as it is compared: its words in the order of the alphabet, so that "Schneir, Anna" is "Anna Schneir"; "" for what cannot tell a person: one
 * word, an address, a list that sends on behalf of somebody.
 */
export function nameKey(name: string): string {
  if (/@| via |on behalf of/i.test(name) || name.length > MAX_CHARS) return "";
  const words = termsOf(name).filter((word) => word.length > 1);
  return words.length < 2 ? "" : words.sort().join(" ");
}

export interface AddressBook {
  readonly uses: ReadonlyMap<string, AddressUse>;
  /** Addresses beyond the bound. */
  readonly leftOut: number;
}

/** Everybody to whom a mail was sent, once each. */
export function recipientsOf(envelope: {
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
}): Map<string, Address> {
  const found = new Map<string, Address>();
  for (const each of [...envelope.to, ...envelope.cc, ...envelope.bcc]) {
    const key = addressKey(each.address);
    if (key !== "" && !found.has(key)) found.set(key, each);
  }
  return found;
}

/** All addresses of senders and recipients. */
export function addressBook({ database }: CatalogReader): AddressBook {
  const uses = new Map<string, AddressUse>();
  let leftOut = 0;
  const use = (key: string, name: string, at: number | null): AddressUse | null => {
    let found = uses.get(key);
    if (found === undefined) {
      if (uses.size >= MAX_ADDRESSES) {
        leftOut++;
        return null;
      }
      found = { address: key, names: new Map(), sent: 0, received: 0, first: null, last: null };
      uses.set(key, found);
    }
    const written = name.trim().slice(0, MAX_CHARS);
    if (written !== "" && addressKey(written) !== key) {
      const count = found.names.get(written);
      if (count !== undefined || found.names.size < MAX_NAMES)
        found.names.set(written, (count ?? 0) + 1);
    }
    if (at !== null) {
      if (found.first === null || at < found.first) found.first = at;
      if (found.last === null || at > found.last) found.last = at;
    }
    return found;
  };
  for (const { envelope, sentAt } of mailRows(database)) {
    for (const { name, address } of envelope.from.slice(0, 1)) {
      const key = addressKey(address);
      const found = key === "" ? null : use(key, name, sentAt);
      if (found !== null) found.sent++;
    }
    for (const [key, { name }] of recipientsOf(envelope)) {
      const found = use(key, name, sentAt);
      if (found !== null) found.received++;
    }
  }
  return { uses, leftOut };
}
