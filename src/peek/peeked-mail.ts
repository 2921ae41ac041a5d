/** What a header block says, read when it is asked for: a look over a million messages needs the date of each, and the recipients of few. */
import type { Address, Header } from "../model/message.ts";
import { readAddresses } from "../parse/addresses.ts";
import { decodeEncodedWords } from "../parse/encoded-words.ts";
import { readDate } from "../parse/header-date.ts";
import { firstHeader, scanHeaders } from "../parse/header-scan.ts";

export interface PeekedMail {
  readonly sizeBytes: number;
  /** The Date header, ms since 1970 UTC; null when there is none that can be read. */
  readonly sentAt: () => number | null;
  readonly subject: () => string;
  /** Everybody in these headers: `people("from", "sender")`. Keys are lower case. */
  readonly people: (...keys: readonly string[]) => readonly Address[];
}

/** Reads the headers of a block; decoding waits until a value is asked for. */
export function peekedMail(block: Uint8Array, sizeBytes: number): PeekedMail {
  const { headers } = scanHeaders(block);
  const value = (key: string): string => firstHeader(headers, key)?.value ?? "";
  const addresses = (header: Header): readonly Address[] => readAddresses(header.value).addresses;
  return {
    sizeBytes,
    sentAt: () => {
      const date = firstHeader(headers, "date");
      return date === undefined ? null : readDate(date.value).at;
    },
    subject: () => decodeEncodedWords(value("subject")),
    people: (...keys) =>
      headers.filter(({ key }) => keys.includes(key)).flatMap((header) => addresses(header)),
  };
}
