/** What speaks for two addresses being of one person: the same name in one domain, an answer from another address, a vCard. Each with what it rests on. */
import { mailRows } from "../../catalog/correspondents.ts";
import type { CatalogReader } from "../../catalog/read-catalog.ts";
import { bytesOf, numberOf } from "../../catalog/sqlite.ts";
import { unpackEnvelope } from "../../catalog/stored-json.ts";
import { splitPlaces } from "../../text-places.ts";
import {
  type AddressBook,
  type AddressUse,
  addressKey,
  nameKey,
  recipientsOf,
} from "./addresses.ts";

/** Why two addresses are taken for one person's. */
export type EvidenceKind = "name-in-domain" | "answered-from" | "vcard" | "by-hand";

export interface Evidence {
  readonly kind: EvidenceKind;
  readonly address: string;
  readonly other: string;
  /** The name both carry; by hand, who said so. */
  readonly name: string;
  /** The document that shows it, null where many mails do. */
  readonly docId: number | null;
}

/** Where everybody has an address, one name in one domain may be of two people. */
const PUBLIC_DOMAINS = new Set(
  "gmail.com googlemail.com yahoo.com hotmail.com outlook.com live.com msn.com aol.com icloud.com me.com mac.com gmx.de gmx.net web.de t-online.de free.fr orange.fr wanadoo.fr laposte.net mail.ru yandex.ru rambler.ru bk.ru list.ru qq.com 163.com 126.com protonmail.com proton.me earthlink.net comcast.net".split(
    " ",
  ),
);
/** A name at more addresses of a domain is that of a function or a list. */
const MAX_SAME_NAME = 4;
/** Answers that are looked up: each is one question to the catalog. */
const MAX_ANSWERS = 200_000;

/** The last two labels of the domain, three where the second is a country's "co" or "com": "mail.riva.example" as "riva.example". */
function domainOf(address: string): string {
  const labels = address.slice(address.lastIndexOf("@") + 1).split(".");
  const isCountry = labels.length > 2 && (labels.at(-1) ?? "").length === 2;
  return labels.slice(isCountry && (labels.at(-2) ?? "").length <= 3 ? -3 : -2).join(".");
}

const keysOf = ({ names }: AddressUse): ReadonlySet<string> =>
  new Set([...names.keys()].map(nameKey).filter((key) => key !== ""));

/** Addresses by a key, each once; keys that one address alone has are dropped. */
function grouped(
  book: AddressBook,
  keysFor: (use: AddressUse, name: string) => string | null,
): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const use of book.uses.values())
    for (const name of keysOf(use)) {
      const key = keysFor(use, name);
      if (key === null) continue;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [use.address]);
      else group.push(use.address);
    }
  for (const [key, group] of groups) if (group.length < 2) groups.delete(key);
  return groups;
}

/** The same full name at several addresses of one domain that is not everybody's. */
function namesInDomains(book: AddressBook): Evidence[] {
  const groups = grouped(book, ({ address }, name) => {
    const domain = domainOf(address);
    return address.includes("@") && !PUBLIC_DOMAINS.has(domain) ? `${domain}\n${name}` : null;
  });
  return [...groups].flatMap(([key, [first = "", ...others]]) =>
    others.length >= MAX_SAME_NAME
      ? []
      : others.map(
          (other): Evidence => ({
            kind: "name-in-domain",
            address: first,
            other,
            name: key.slice(key.indexOf("\n") + 1),
            docId: null,
          }),
        ),
  );
}

/** Mail to one address that was answered, under the same name, from another one to which it was not sent. */
function answers({ database }: CatalogReader, book: AddressBook): Evidence[] {
  const shared = grouped(book, (_use, name) => name);
  const found = new Map<string, Evidence>();
  const parent = database.prepare(
    "SELECT envelope FROM document WHERE messageId = ? AND envelope IS NOT NULL LIMIT 1",
  );
  let asked = 0;
  for (const { docId, envelope } of mailRows(database)) {
    const [sender] = envelope.from;
    const [answered] = envelope.parents;
    const name = sender === undefined ? "" : nameKey(sender.name);
    if (sender === undefined || answered === undefined || !shared.has(name)) continue;
    if (asked++ >= MAX_ANSWERS) break;
    const row = parent.get([Buffer.from(answered, "utf8")]);
    const before = row === undefined ? null : unpackEnvelope(bytesOf(row["envelope"]));
    if (before === null) continue;
    const own = addressKey(sender.address);
    const recipients = recipientsOf(before);
    if (own === "" || recipients.has(own)) continue;
    const named = [...recipients].filter(([, each]) => nameKey(each.name) === name);
    const [other] = named[0] ?? [];
    if (named.length !== 1 || other === undefined) continue;
    const key = [own, other].sort().join("\n");
    if (!found.has(key))
      found.set(key, { kind: "answered-from", address: other, other: own, name, docId });
  }
  return [...found.values()];
}

const EMAIL = /^EMAIL: ?(\S{3,200})$/gm;
/** Cards of one address book: an export of a server has thousands, each of them a few lines. */
const MAX_CARDS = 200_000;
const MAX_EMAILS = 10;

/** Addresses on one vCard. */
function cards(catalog: CatalogReader): Evidence[] {
  const rows = catalog.database
    .prepare(
      "SELECT docId FROM document WHERE type IN ('text/vcard', 'text/x-vcard') ORDER BY docId",
    )
    .all([]);
  const found: Evidence[] = [];
  let seen = 0;
  for (const row of rows) {
    const docId = numberOf(row["docId"]);
    for (const { place, text } of splitPlaces(catalog.text(docId))) {
      if (!place.startsWith("VCARD") || seen++ > MAX_CARDS) continue;
      const emails = [...text.matchAll(EMAIL)].map(([, email = ""]) => addressKey(email));
      const [first, ...others] = [...new Set(emails)].filter((each) => each.includes("@"));
      const name = /^FN: ?(.{1,200})$/m.exec(text)?.[1] ?? "";
      if (first === undefined || others.length >= MAX_EMAILS) continue;
      for (const other of others) found.push({ kind: "vcard", address: first, other, name, docId });
    }
  }
  return found;
}

/** Everything in the corpus that speaks for two addresses being one person's, in a fixed order. */
export function evidenceOf(catalog: CatalogReader, book: AddressBook): Evidence[] {
  return [...namesInDomains(book), ...answers(catalog, book), ...cards(catalog)];
}
